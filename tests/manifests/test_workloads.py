"""Pod templates of any kind."""

import pytest

from generator.model.manifest_objects import Workload
from tests.manifests.reading import manifests

POD = "{containers: [{name: main, image: cuda, resources: {limits: {nvidia.com/gpu: 2}}}]}"


def only(text: str) -> Workload:
    (workload,) = manifests(text).workloads
    return workload


@pytest.mark.parametrize(
    ("kind", "spec", "replicas"),
    [
        ("Pod", POD, 1),
        ("Deployment", f"{{replicas: 4, template: {{spec: {POD}}}}}", 4),
        ("StatefulSet", f"{{template: {{spec: {POD}}}}}", 1),
        ("Job", f"{{parallelism: 3, template: {{spec: {POD}}}}}", 3),
        ("CronJob", f"{{jobTemplate: {{spec: {{template: {{spec: {POD}}}}}}}}}", None),
        ("RayCluster", f"{{workerGroupSpecs: [{{replicas: 8, template: {{spec: {POD}}}}}]}}", None),
        ("PyTorchJob", f"{{pytorchReplicaSpecs: {{Worker: {{replicas: 2, template: {{spec: {POD}}}}}}}}}", None),
        ("Rollout", f"{{replicas: 2, template: {{spec: {POD}}}}}", 2),
    ],
)
def test_every_kind_that_makes_pods(kind: str, spec: str, replicas: int | None) -> None:
    workload = only(f"apiVersion: any/v1\nkind: {kind}\nmetadata: {{name: w, namespace: n}}\nspec: {spec}\n")
    assert (workload.kind, workload.name, workload.namespace, workload.replicas) == (kind, "w", "n", replicas)
    (container,) = workload.containers
    assert [(amount.resource, amount.quantity.tree) for amount in container.limits] == [("nvidia.com/gpu", 2)]


def test_each_group_of_a_ray_cluster_is_a_template() -> None:
    text = f"""\
apiVersion: ray.io/v1
kind: RayCluster
metadata: {{name: ray}}
spec:
  headGroupSpec: {{template: {{spec: {{containers: [{{name: head, image: ray}}]}}}}}}
  workerGroupSpecs:
    - template: {{spec: {POD}}}
    - template: {{spec: {POD}}}
"""
    paths = [workload.pod.place.steps[0] for workload in manifests(text).workloads]
    assert paths == [("spec", "workerGroupSpecs", index, "template", "spec") for index in (0, 1)]


@pytest.mark.parametrize(
    "pod",
    [
        "{runtimeClassName: nvidia, containers: [{name: a}]}",
        "{nodeSelector: {nvidia.com/gpu.present: 'true'}, containers: [{name: a}]}",
        "{containers: [{name: a, env: [{name: NVIDIA_VISIBLE_DEVICES, value: all}]}]}",
        "{initContainers: [{name: a, resources: {limits: {nvidia.com/gpu: 1}}}], containers: [{name: b}]}",
        "{containers: [{name: a}], volumes: [{name: d, hostPath: {path: /dev/nvidia0}}]}",
        "{containers: [{name: a}], tolerations: [{key: nvidia.com/gpu, operator: Exists}]}",
    ],
)
def test_whatever_names_nvidia_is_about_gpus(pod: str) -> None:
    only(f"apiVersion: v1\nkind: Pod\nmetadata: {{name: p}}\nspec: {pod}\n")


def test_pods_without_gpus_and_definitions_are_passed_over() -> None:
    text = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: nvidia-dashboard}
spec: {template: {spec: {containers: [{name: web, image: nginx}]}}}
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: clusterpolicies.nvidia.com}
spec: {containers: [{name: nvidia.com/gpu}]}
"""
    assert manifests(text).workloads == ()


def test_values_of_another_chart_give_their_resources_alone() -> None:
    text = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: plex, namespace: media}
spec:
  chart: {spec: {chart: app-template}}
  values:
    controllers: {plex: {containers: {app: {resources: {limits: {nvidia.com/gpu: 1}}}}}}
"""
    workload = only(text)
    assert (workload.kind, workload.name, workload.loose, workload.replicas) == ("HelmRelease", "plex", True, None)
    assert workload.containers[0].limits[0].quantity.place.steps == (
        ("spec", "values", "controllers", "plex", "containers", "app", "resources", "limits", "nvidia.com/gpu"),
    )


AMOUNTS = "{limits: {nvidia.com/gpu: 1}}"


@pytest.mark.parametrize(
    ("head", "spec"),
    [
        (
            "apiVersion: argoproj.io/v1alpha1\nkind: Workflow",
            f"{{templates: [{{name: a, container: {{image: b, resources: {AMOUNTS}}}}}]}}",
        ),
        (
            "apiVersion: argoproj.io/v1alpha1\nkind: CronWorkflow",
            f"{{workflowSpec: {{templates: [{{name: a, script: {{image: b, resources: {AMOUNTS}}}}}]}}}}",
        ),
        (
            "apiVersion: serving.kserve.io/v1beta1\nkind: InferenceService",
            f"{{predictor: {{model: {{modelFormat: {{name: a}}, resources: {AMOUNTS}}}}}}}",
        ),
        (
            "apiVersion: tekton.dev/v1\nkind: Task",
            f"{{steps: [{{name: a, image: b, computeResources: {AMOUNTS}}}]}}",
        ),
        ("apiVersion: tekton.dev/v1beta1\nkind: Task", f"{{steps: [{{name: a, image: b, resources: {AMOUNTS}}}]}}"),
    ],
)
def test_what_a_controller_makes_a_pod_of_is_read_too(head: str, spec: str) -> None:
    workload = only(f"{head}\nmetadata: {{name: w}}\nspec: {spec}\n")
    assert [one.resource for one in workload.containers[0].limits] == ["nvidia.com/gpu"]
    assert (workload.is_pod, workload.loose) == (False, False)


def test_the_same_keys_of_other_groups_are_no_pods() -> None:
    text = f"apiVersion: a.b/v1\nkind: W\nmetadata: {{name: w}}\nspec: {{container: {{resources: {AMOUNTS}}}}}\n"
    assert manifests(text).workloads == ()


@pytest.mark.parametrize(
    "pod",
    [
        "containers: [{name: main, resources: {limits: {gpu: 1}}}]",
        "containers: [{name: main, resources: {requests: {mig-1g.5gb: 1}}}]",
        "containers: [{name: main}], initContainers: [{name: first, resources: {limits: {gpus: 1}}}]",
        "containers: [{name: main}], nodeSelector: {cloud.google.com/gke-accelerator: l4}",
        "containers: [{name: main}], nodeSelector: {k8s.amazonaws.com/accelerator: l4}",
        "containers: [{name: main}], nodeSelector: {feature.node.kubernetes.io/pci-0302_10de.present: 'true'}",
        "containers: [{name: main, resources: {limits: {nvdia.com/mig-1g.5gb: 1}}}]",
    ],
)
def test_pods_that_say_otherwise_that_they_are_about_gpus(pod: str) -> None:
    only(f"apiVersion: v1\nkind: Pod\nmetadata: {{name: p}}\nspec: {{{pod}}}\n")


@pytest.mark.parametrize(
    "pod",
    [
        "containers: [{name: gpu, resources: {limits: {cpu: 1}}}]",
        "containers: [{name: main}], hostname: gpu-1",
        "containers: [{name: main, image: gpu, env: [{name: MIG_1G, value: gpu}]}]",
    ],
)
def test_the_word_alone_makes_none(pod: str) -> None:
    text = f"apiVersion: v1\nkind: Pod\nmetadata: {{name: p}}\nspec: {{{pod}}}\n"
    assert manifests(text).workloads == ()


@pytest.mark.parametrize(
    ("container", "found"),
    [
        ("nodeSelector: {gpu: a}", 1),
        ("tolerations: [{key: gpu, operator: Exists}]", 1),
        ("nodeSelector: {disk: a}", 0),
        ("env: [{name: A, value: gpu}]", 0),
    ],
)
def test_a_container_with_what_places_pods_is_meant_for_gpu_nodes(container: str, found: int) -> None:
    text = (
        f"apiVersion: v1\nkind: Pod\nmetadata: {{name: a}}\nspec: {{containers: [{{name: a, image: b, {container}}}]}}"
    )
    assert len(manifests(f"# gpu\n{text}").workloads) == found
