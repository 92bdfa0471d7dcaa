import pytest

from tests.lint.examples import told

POD = """\
apiVersion: v1
kind: Pod
metadata: {{name: a}}
spec:
  {spec}
  containers:
  - name: main
    image: cuda
    resources: {{limits: {{{resource}: 1}}}}
"""
GKE = "cloud.google.com/"
PLUGIN = """\
---
apiVersion: helm.cattle.io/v1
kind: HelmChart
metadata: {name: nvidia-device-plugin, namespace: kube-system}
spec: {repo: "https://nvidia.github.io/k8s-device-plugin", chart: nvidia-device-plugin, version: 0.20.0}
"""


def pod(resource: str = "nvidia.com/gpu", **labels: str) -> str:
    shown = ", ".join(f"{GKE}{key.replace('_', '-')}: '{value}'" for key, value in labels.items())
    return POD.format(spec=f"nodeSelector: {{{shown}}}", resource=resource)


def affinity(*values: str) -> str:
    expression = f"{{key: {GKE}gke-accelerator, operator: In, values: [{', '.join(values)}]}}"
    return POD.format(
        spec="affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: "
        f"[{{matchExpressions: [{expression}]}}]}}}}}}",
        resource="nvidia.com/gpu",
    )


@pytest.mark.parametrize(
    ("text", "line", "part"),
    [
        (pod(gke_accelerator="nvidia-tesla-l4"), 5, "gke-accelerator=nvidia-tesla-l4"),
        (pod(gke_accelerator="nvidia-a100-40gb"), 5, "gke-accelerator=nvidia-a100-40gb"),
        (pod(gke_accelerator="t4"), 5, "gke-accelerator=t4"),
        (affinity("nvidia-h100", "nvidia-tesla-l4"), 5, "gke-accelerator=nvidia-h100"),
        (pod(gke_gpu_sharing_strategy="TIME_SHARING"), 5, "gke-gpu-sharing-strategy=TIME_SHARING"),
        (pod(gke_max_shared_clients_per_gpu="49"), 5, "gke-max-shared-clients-per-gpu=49"),
        (pod(gke_max_shared_clients_per_gpu="1"), 5, "gke-max-shared-clients-per-gpu=1"),
        (pod(gke_gpu_partition_size="mig-1g.5gb"), 5, "gke-gpu-partition-size=mig-1g.5gb"),
        (pod(gke_accelerator="nvidia-a100-80gb", gke_gpu_partition_size="1g.5gb"), 5, "has no partition 1g.5gb"),
        (pod(gke_gpu_accelerator="nvidia-l4"), 5, "no label cloud.google.com/gke-gpu-accelerator"),
        (pod(gke_gpu_sharing="mps"), 5, "no label cloud.google.com/gke-gpu-sharing"),
        (pod("nvidia.com/mig-1g.5gb", gke_gpu_partition_size="1g.5gb"), 9, "no node has nvidia.com/mig-1g.5gb"),
        (pod("nvidia.com/gpu.shared", gke_gpu_sharing_strategy="mps"), 9, "no node has nvidia.com/gpu.shared"),
    ],
)
def test_what_no_node_of_gke_has_is_found(text: str, line: int, part: str) -> None:
    found = told(text, "WRK219")
    assert found
    assert {one for one, _ in found} == {line}
    assert part in found[0][1]


@pytest.mark.parametrize(
    "text",
    [
        pod(gke_accelerator="nvidia-tesla-t4"),
        pod(gke_accelerator="nvidia-h100-mega-80gb"),
        pod(gke_accelerator="nvidia-gb300"),
        pod(gke_accelerator="nvidia-tesla-t4-vws"),
        pod(gke_accelerator="${ACCELERATOR}"),
        affinity("nvidia-tesla-l4", "nvidia-l4"),
        pod(gke_gpu_sharing_strategy="mps", gke_max_shared_clients_per_gpu="48"),
        pod(gke_accelerator="nvidia-tesla-a100", gke_gpu_partition_size="1g.5gb"),
        pod(gke_accelerator="nvidia-b200", gke_gpu_partition_size="1g.23gb"),
        pod(gke_nodepool="gpu", gke_spot="true", compute_class="gpu", gke_gpu_driver_version="latest"),
        pod(gke_tpu_accelerator="tpu-v5-lite-podslice", gke_tpu_topology="2x4", gke_tpu_partition="a"),
        pod("nvidia.com/mig-1g.5gb", gke_accelerator="nvidia-tesla-a100"),
        pod("nvidia.com/mig-1g.5gb", gke_gpu_partition_size="1g.5gb") + PLUGIN,
        POD.format(spec=f"nodeSelector: {{{GKE}gke-gpu-pool: a}}", resource="nvidia.com/gpu")
        + f"---\napiVersion: v1\nkind: Node\nmetadata: {{name: a, labels: {{{GKE}gke-gpu-pool: a}}}}\n",
    ],
)
def test_what_some_node_may_have_is_not(text: str) -> None:
    assert told(text, "WRK219") == []


def annotated(annotations: str, spec: str = "") -> str:
    text = POD.format(spec=spec, resource="nvidia.com/gpu")
    return text.replace("{name: a}", f"{{name: a, annotations: {{{annotations}}}}}")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (annotated(f"{GKE}gke-gpu-sharing-strategy: mps"), 1),
        (annotated(f"{GKE}gke-gpu-sharing-strategy: mps, {GKE}gke-max-shared-clients-per-gpu: '16'"), 2),
        (annotated(f"{GKE}gke-gpu-sharing-strategy: mps", f"nodeSelector: {{{GKE}gke-gpu-sharing-strategy: mps}}"), 0),
        (annotated(f"{GKE}neg: '{{}}', example.com/gke-gpu-sharing-strategy: mps"), 0),
    ],
)
def test_labels_of_nodes_that_are_annotations_of_a_pod(text: str, found: int) -> None:
    assert [line for line, _ in told(text, "WRK219")] == [3] * found


@pytest.mark.parametrize(("card", "lines"), [("nvidia-l4", [5]), ("nvidia-tesla-t4", [5]), ("nvidia-b200", [])])
def test_a_card_without_mig_has_no_partitions(card: str, lines: list[int]) -> None:
    found = told(pod(gke_accelerator=card, gke_gpu_partition_size="1g.5gb"), "WRK219")
    assert [line for line, _ in found] == lines
