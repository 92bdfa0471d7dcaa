import pytest

from generator.model.finding import Severity
from tests.lint.examples import judged, line_of, told
from tests.lint.pods import gpu_node, pod

LIMITS = "{limits: {nvidia.com/gpu: 1}}"
CODE = "WRK221"


def selecting(label: str) -> str:
    return pod(LIMITS, spec=f"nodeSelector: {{{label}}}")


def affine(*terms: str, which: str = "required") -> str:
    kind = f"{which}DuringSchedulingIgnoredDuringExecution"
    found = ", ".join(f"{{matchExpressions: [{term}]}}" for term in terms)
    inner = f"{{nodeSelectorTerms: [{found}]}}" if which == "required" else f"[{{weight: 1, preference: {found}}}]"
    return pod(LIMITS, spec=f"affinity: {{nodeAffinity: {{{kind}: {inner}}}}}")


def tolerating(*keys: str) -> str:
    found = ", ".join(f"{{key: {key}, operator: Exists}}" if key else "{operator: Exists}" for key in keys)
    return pod(LIMITS, spec=f"tolerations: [{found}]")


def found(text: str) -> list[tuple[int, Severity, str | None]]:
    return [(line_of(one), one.severity, one.fix) for one in judged(text).findings if one.code == CODE]


@pytest.mark.parametrize(
    ("key", "right"),
    [
        ("nvida.com/gpu.present", "nvidia.com/gpu.present"),
        ("nvdia.com/gpu.product", "nvidia.com/gpu.product"),
        ("nvidea.com/gpu.prsent", "nvidia.com/gpu.present"),
        ("nvidia.co/team", "nvidia.com/team"),
        ("nvidia/gpu.product", "nvidia.com/gpu.product"),
        ("nvdia.com/gpu", "nvidia.com/gpu.present"),
        ("nvidia.com/gpu.prsent", "nvidia.com/gpu.present"),
        ("nvidia.com/gpu-memory", "nvidia.com/gpu.memory"),
        ("nvidia.com/gpu_product", "nvidia.com/gpu.product"),
        ("nvidia.com/gpu.Product", "nvidia.com/gpu.product"),
        ("nvidia.com/mig.strategi", "nvidia.com/mig.strategy"),
        ("nvidia.com/mig-strategy", "nvidia.com/mig.strategy"),
        ("nvidia.com/gpu.compute-major", "nvidia.com/gpu.compute.major"),
        ("feature.node.kubernetes.io/pci-10ed.present", "feature.node.kubernetes.io/pci-10de.present"),
        ("feature.node.kubernetes.io/pci-0302_10DE.present", "feature.node.kubernetes.io/pci-0302_10de.present"),
        ("feature.node.kubernetes.io/pci-0x10de.present", "feature.node.kubernetes.io/pci-10de.present"),
        ("feature.node.kubernetes.io/pci-10de-present", "feature.node.kubernetes.io/pci-10de.present"),
        ("feature.node.kubernetes.io/pci-10de.presnt", "feature.node.kubernetes.io/pci-10de.present"),
        ("features.node.kubernetes.io/pci-10de.present", "feature.node.kubernetes.io/pci-10de.present"),
        ("feature.node.k8s.io/pci-10de.present", "feature.node.kubernetes.io/pci-10de.present"),
    ],
)
def test_keys_that_nobody_sets(key: str, right: str) -> None:
    wanted = [(5, Severity.WARNING, f"Did you mean {right}?")]
    assert found(selecting(f"{key}: 'true'")) == wanted
    assert found(affine(f"{{key: {key}, operator: In, values: ['true']}}")) == wanted
    assert found(affine(f"{{key: {key}, operator: Exists}}")) == wanted
    preferred = affine(f"{{key: {key}, operator: Exists}}", which="preferred")
    assert found(preferred) == [(5, Severity.INFO, f"Did you mean {right}?")]


@pytest.mark.parametrize(
    "key",
    [
        *("nvidia.com/gpu.present", "nvidia.com/gpu.memory", "nvidia.com/mig.config", "nvidia.com/mig.config.state"),
        *("nvidia.com/gpu.deploy.driver", "nvidia.com/mig-1g.5gb.count", "nvidia.com/cuda.driver-version.major"),
        *("nvidia.com/gpu.model", "nvidia.com/gpu.type", "nvidia.com/pool", "nvidia.com/gpu-tier"),
        *("example.org/gpu-memory", "gpu.nvidia.com/gpu-memory", "amd.com/gpu.memory", "gpu-memory", "nvida"),
        *("feature.node.kubernetes.io/pci-10de.present", "feature.node.kubernetes.io/pci-0302_10de.sriov.capable"),
        *("feature.node.kubernetes.io/pci-10ee.present", "feature.node.kubernetes.io/pci-1002.present"),
        *("feature.node.kubernetes.io/cpu-cpuid.AVX512F", "feature.node.kubernetes.io/gpu", "${DOMAIN}/gpu.prsent"),
        *("beta.kubernetes.io/arch", "k8s.amazonaws.com/accelerator", "cloud.google.com/gke-accelerator"),
    ],
)
def test_keys_that_are_right_or_of_ones_own(key: str) -> None:
    assert found(selecting(f"'{key}': 'true'")) == []


def test_a_condition_that_holds_of_every_node_is_told_as_that() -> None:
    text = affine("{key: nvidia.com/gpu-present, operator: DoesNotExist}")
    ((line, message),) = told(text, CODE)
    assert line == 5
    assert message.endswith("this holds of every node")


def test_one_term_of_several_will_do() -> None:
    wrong, right = (f"{{key: nvidia.com/gpu{sign}present, operator: Exists}}" for sign in "-.")
    assert found(affine(wrong, right)) == []


@pytest.mark.parametrize("value", ["nvida", "nvdia-tesla-t4", "NVIDA-A100", "nividia"])
def test_values_with_a_slip_in_the_makers_name(value: str) -> None:
    assert [one[:2] for one in found(selecting(f"accelerator: {value}"))] == [(5, Severity.WARNING)]


@pytest.mark.parametrize("value", ["nvidia", "NVIDIA", "Nvidia-L4", "nvidia-tesla-t4", "invidious", "amd", "nvme"])
def test_values_without(value: str) -> None:
    assert found(selecting(f"accelerator: {value}")) == []


@pytest.mark.parametrize("key", ["nvida.com/gpu", "nvdia.com/gpu", "nvidia.com/gpus", "nvidia/gpu", "nvidia.com/gp"])
def test_tolerations_of_a_key_that_is_nearly_the_common_one(key: str) -> None:
    assert found(tolerating(key)) == [(5, Severity.WARNING, "Did you mean nvidia.com/gpu?")]


@pytest.mark.parametrize(
    "keys",
    [
        *(("nvidia.com/gpu",), ("nvdia.com/gpu", "nvidia.com/gpu"), ("nvdia.com/gpu", "")),
        *(("nvidia.com/gpu.present",), ("sku",), ("amd.com/gpu",), ("'${KEY}'",), ("nvidia.com/mig",)),
    ],
)
def test_other_tolerations(keys: tuple[str, ...]) -> None:
    assert found(tolerating(*keys)) == []


@pytest.mark.parametrize("key", ["nvidia.com/gpu", "nvidia.com/gpu.shared", "nvidia.com/mig-1g.5gb"])
def test_a_resource_taken_for_a_label_may_be_set_by_hand(key: str) -> None:
    assert [one[:2] for one in found(selecting(f"{key}: 'true'"))] == [(5, Severity.INFO)]
    assert found(affine(f"{{key: {key}, operator: DoesNotExist}}")) == []


@pytest.mark.parametrize(
    "other",
    [
        gpu_node(labels="{nvidia.com/gpu-memory: a, accelerator: nvida, nvidia.com/gpu: a, nvdia.com/gpu.present: a}"),
        """\
apiVersion: karpenter.sh/v1
kind: NodePool
metadata: {name: gpu}
spec:
  template:
    metadata: {labels: {nvidia.com/gpu-memory: a, accelerator: nvida, nvidia.com/gpu: a, nvdia.com/gpu.present: a}}
""",
        """\
apiVersion: nfd.k8s-sigs.io/v1alpha1
kind: NodeFeatureRule
metadata: {name: gpu}
spec:
  rules:
  - name: gpu
    labels: {nvidia.com/gpu-memory: a, accelerator: nvida, nvidia.com/gpu: a, nvdia.com/gpu.present: a}
""",
        """\
kind: KubeadmConfig
apiVersion: bootstrap.cluster.x-k8s.io/v1beta1
spec:
  joinConfiguration:
    nodeRegistration:
      kubeletExtraArgs:
        node-labels: nvidia.com/gpu-memory=a,accelerator=nvida,nvidia.com/gpu=a,nvdia.com/gpu.present=a
""",
    ],
)
@pytest.mark.parametrize(
    "label", ["nvidia.com/gpu-memory: a", "accelerator: nvida", "nvidia.com/gpu: a", "nvdia.com/gpu.present: a"]
)
def test_what_the_files_give_to_nodes_is_there(other: str, label: str) -> None:
    assert found(selecting(label))
    assert found(f"{selecting(label)}---\n{other}") == []


def test_values_of_charts_and_policies() -> None:
    release = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: plugin, namespace: gpu}
spec:
  chart: {spec: {chart: nvidia-device-plugin, version: 0.17.0}}
  values:
    nodeSelector: {nvidia.com/gpu-present: "true"}
    nfd:
      worker:
        tolerations:
        - {key: nvida.com/gpu, operator: Exists}
"""
    assert [one[:2] for one in found(release)] == [(7, Severity.WARNING), (11, Severity.WARNING)]
    policy = """\
apiVersion: nvidia.com/v1
kind: ClusterPolicy
metadata: {name: policy}
spec:
  daemonsets:
    tolerations:
    - {key: nvida.com/gpu, operator: Exists}
"""
    assert [one[:2] for one in found(policy)] == [(7, Severity.WARNING)]


def test_pods_that_ask_for_nothing_are_judged_too() -> None:
    text = pod("{}", spec="nodeSelector: {nvida.com/gpu.present: 'true'}")
    assert [line for line, _ in told(text, CODE)] == [5]


def claiming(kind: str, spec: str, version: str = "v1") -> str:
    return f"apiVersion: {version}\nkind: {kind}\nmetadata: {{name: gpus}}\n{spec}\n"


KEY = "nvidia.com/gpu-product"
WANTED = f"{{matchExpressions: [{{key: {KEY}, operator: In, values: [NVIDIA-L4]}}]}}"
RIGHT = WANTED.replace("gpu-product", "gpu.product")
REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"


@pytest.mark.parametrize(
    "text",
    [
        claiming("PersistentVolume", f"spec: {{nodeAffinity: {{required: {{nodeSelectorTerms: [{WANTED}]}}}}}}"),
        claiming(
            "LocalModelNodeGroup",
            f"spec: {{persistentVolumeSpec: {{nodeAffinity: {{required: {{nodeSelectorTerms: [{WANTED}]}}}}}}}}",
            "serving.kserve.io/v1alpha1",
        ),
        claiming(
            "StorageClass",
            f"allowedTopologies: [{{matchLabelExpressions: [{{key: {KEY}, values: [NVIDIA-L4]}}]}}]",
            "storage.k8s.io/v1",
        ),
        claiming("Any", f"spec: {{deep: [{{nodeSelector: {{{KEY}: NVIDIA-L4}}}}]}}", "example.com/v1"),
        claiming("Any", f"spec: {{nodeSelector: {{matchLabels: {{{KEY}: NVIDIA-L4}}}}}}", "example.com/v1"),
        claiming("Any", f"spec: {{nodeSelectors: {WANTED}}}", "skyhook.nvidia.com/v1alpha1"),
        claiming("Any", f"spec: {{nodeSelector: {{nodeSelectorTerms: [{WANTED}]}}}}", "example.com/v1"),
        claiming("Any", f"spec: {{nodeAffinity: {{{REQUIRED}: {{nodeSelectorTerms: [{WANTED}]}}}}}}", "example.com/v1"),
        claiming(
            "Any",
            f"spec: {{affinity: {{nodeAffinity: {{{REQUIRED}: {{nodeSelectorTerms: [{WANTED}]}}}}}}}}",
            "a.com/v1",
        ),
        claiming("Topology", f"spec: {{levels: [{{nodeLabel: {KEY}}}]}}", "kueue.x-k8s.io/v1beta1"),
        claiming("NVIDIADriver", f"spec: {{nodeSelector: {{{KEY}: NVIDIA-L4}}}}", "nvidia.com/v1alpha1"),
    ],
)
def test_what_chooses_nodes_and_is_no_pod(text: str) -> None:
    assert found(text) == [(4, Severity.WARNING, "Did you mean nvidia.com/gpu.product?")]
    assert found(text.replace(KEY, "nvidia.com/gpu.product")) == []
    assert found(text.replace(KEY, "example.com/${KEY}")) == []


def test_of_what_is_no_pod_it_is_not_said_that_it_waits() -> None:
    text = claiming("Any", f"spec: {{nodeSelector: {{{KEY}: NVIDIA-L4}}}}", "example.com/v1")
    message = f"nobody sets the label {KEY}, and unless somebody does by hand no node has it"
    assert told(text, CODE) == [(4, message)]
    value = claiming("Any", "spec: {nodeSelector: {gpu: nvida-l4}}", "example.com/v1")
    assert told(value, CODE) == [(4, "nvida-l4 is a slip of nvidia: unless the nodes have it too no node will do")]


@pytest.mark.parametrize(
    "text",
    [
        claiming(
            "PersistentVolume", f"spec: {{nodeAffinity: {{required: {{nodeSelectorTerms: [{WANTED}, {RIGHT}]}}}}}}"
        ),
        claiming("Any", f"spec: {{selector: {{{KEY}: a}}, nodeLabels: {{{KEY}: a}}}}", "example.com/v1"),
        claiming("Any", f"spec: {{nodeSelector: '{KEY}'}}", "example.com/v1"),
        # Who names a label in a flavor says that there are nodes with it.
        claiming("ResourceFlavor", f"spec: {{nodeLabels: {{{KEY}: a}}}}", "kueue.x-k8s.io/v1beta1"),
        claiming("Any", f"spec: {{nodeAffinity: {{required: {KEY}}}}}", "example.com/v1"),
    ],
)
def test_what_chooses_no_nodes_by_that_label(text: str) -> None:
    assert found(text) == []
