import pytest

from tests.lint.examples import told
from tests.lint.pods import gpu_node, pod

CODE = "WRK228"
ASK = "{limits: {nvidia.com/gpu: 1}}"
H100 = ("--gpu", "NVIDIA-H100-80GB-HBM3")
A100 = ("--gpu", "NVIDIA-A100-SXM4-80GB")
MIXED = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  chart: {spec: {chart: gpu-operator, version: v26.7.0}}
  values: {mig: {strategy: mixed}}
"""


def selecting(**labels: object) -> str:
    pairs = ", ".join(f'nvidia.com/{key.replace("_", ".")}: "{value}"' for key, value in labels.items())
    return pod(ASK, spec=f"nodeSelector: {{{pairs}}}")


def affinity(*terms: str, beside: str = "") -> str:
    inner = f"requiredDuringSchedulingIgnoredDuringExecution: {{nodeSelectorTerms: [{', '.join(terms)}]}}"
    return pod(ASK, spec=f"{beside}affinity: {{nodeAffinity: {{{inner}}}}}")


def term(operator: str, *values: int, key: str = "gpu.memory") -> str:
    quoted = ", ".join(f'"{value}"' for value in values)
    return f"{{matchExpressions: [{{key: nvidia.com/{key}, operator: {operator}, values: [{quoted}]}}]}}"


@pytest.mark.parametrize(
    ("gpu", "memory"),
    [
        ("NVIDIA-H100-80GB-HBM3", 81920),
        ("NVIDIA-A100-SXM4-80GB", 81559),
        ("NVIDIA-L4", 24576),
        ("NVIDIA-L4", 24564),
        ("NVIDIA-L40S", 49152),
        ("NVIDIA-GeForce-RTX-4090", 24576),
        ("NVIDIA-H200", 144384),
        ("rtx-pro-6000-ws", 98304),
    ],
)
def test_memory_that_the_card_never_reports(gpu: str, memory: int) -> None:
    for text in (selecting(gpu_memory=memory), affinity(term("In", memory))):
        ((line, message),) = told(text, CODE, ("--gpu", gpu))
        assert line == 5
        assert message.startswith(f"no node has nvidia.com/gpu.memory={memory}: drivers report ")


@pytest.mark.parametrize(
    ("gpu", "memory"),
    [
        ("NVIDIA-H100-80GB-HBM3", "81559"),
        # Older drivers, ECC off, MIG devices under the strategy single, cards of which the memory is not known.
        ("NVIDIA-A100-SXM4-80GB", "81251"),
        ("NVIDIA-A100-SXM4-40GB", "40536"),
        ("Tesla-T4", "16384"),
        ("Tesla-T4", "15109"),
        ("NVIDIA-L40S", "49140"),
        ("NVIDIA-GeForce-RTX-3090", "24576"),
        ("NVIDIA-H200", "16384"),
        ("NVIDIA-H100-80GB-HBM3", "40448"),
        ("gh200-144gb", "147456"),
        ("NVIDIA-H100-80GB-HBM3", "${MEMORY}"),
        ("NVIDIA-H100-80GB-HBM3", "80Gi"),
    ],
)
def test_memory_that_the_card_may_report(gpu: str, memory: str) -> None:
    assert told(selecting(gpu_memory=memory), CODE, ("--gpu", gpu)) == []


def test_memory_of_a_mig_device_under_another_strategy() -> None:
    files = {"a.yaml": MIXED, "b.yaml": selecting(gpu_memory=16384)}
    assert [line for line, _ in told(files, CODE, ("--gpu", "NVIDIA-H200"))] == [5]


@pytest.mark.parametrize(
    ("text", "options"),
    [
        (affinity(term("Gt", 81920)), H100),
        (affinity(term("Gt", 81559)), H100),
        (affinity(term("Gt", 40000)), ("--gpu", "Tesla-T4")),
        (affinity(term("Lt", 10000)), ("--gpu", "Tesla-T4")),
        (selecting(gpu_family="hopper", gpu_memory=81920), ()),
        (selecting(gpu_family="hopper", gpu_memory=40960), ()),
        (selecting(gpu_family="ampere", gpu_memory=81559), ()),
        (affinity(term("Gt", 90000), beside="nodeSelector: {nvidia.com/gpu.family: ampere}\n  "), ()),
        (selecting(gpu_product="NVIDIA-A100-SXM4-80GB", gpu_memory=81559), ()),
        (selecting(gpu_product="NVIDIA-A100-SXM4-80GB", gpu_family="hopper"), ()),
        (selecting(gpu_product="Tesla-T4", gpu_compute_minor=0), ()),
        (selecting(gpu_product="Tesla-T4", mig_capable="true"), ()),
        (selecting(gpu_family="hopper", gpu_compute_major=8), ()),
    ],
)
def test_what_the_cards_do_not_have(text: str, options: tuple[str, ...]) -> None:
    assert len(told(text, CODE, options)) == 1


@pytest.mark.parametrize(
    ("text", "options"),
    [
        (selecting(gpu_memory=81920), (*H100, *A100)),
        (selecting(gpu_memory=81920), ()),
        (affinity(term("In", 81920), term("In", 81559)), H100),
        (affinity(term("In", 81920, 81559)), H100),
        (affinity(term("NotIn", 81920)), H100),
        (affinity(term("Gt", 80000)), H100),
        (affinity(term("Lt", 20000)), H100),
        (affinity(term("Gt", 16000)), ("--gpu", "Tesla-T4")),
        (selecting(gpu_family="hopper", gpu_memory=97871), ()),
        (selecting(gpu_family="hopper", gpu_memory=147456), ()),
        (selecting(gpu_family="ampere", gpu_memory=24576), ()),
        (selecting(gpu_family="ada-lovelace", gpu_memory=24576), ()),
        (selecting(gpu_product="NVIDIA-A100-SXM4-80GB-SHARED", gpu_memory=81920), ()),
        (selecting(gpu_product="NVIDIA-A100-SXM4-80GB-MIG-1g.10gb", gpu_memory=9728), ()),
        (selecting(gpu_product="NVIDIA-GeForce-RTX-4090", gpu_family="ampere"), ()),
        (selecting(gpu_product="NVIDIA-RTX-A1000", gpu_memory=20480), ()),
        (selecting(gpu_family="blackwell", gpu_compute_major=12), ()),
        (selecting(vgpu_present="true", gpu_memory=8192), A100),
    ],
)
def test_what_some_card_has(text: str, options: tuple[str, ...]) -> None:
    assert told(text, CODE, options) == []


def test_labels_that_the_files_give_to_nodes() -> None:
    labels = "{nvidia.com/gpu.product: NVIDIA-H100-80GB-HBM3, nvidia.com/gpu.memory: '81920'}"
    files = {"a.yaml": gpu_node(labels=labels), "b.yaml": selecting(gpu_memory=81920)}
    assert told(files, CODE) == []
    assert len(told({**files, "b.yaml": selecting(gpu_memory=98304)}, CODE)) == 1


def test_values_of_other_charts() -> None:
    text = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: kubeai, namespace: kubeai}
spec:
  chart: {spec: {chart: kubeai, version: 0.23.2}}
  values:
    resourceProfiles:
      large:
        limits: {nvidia.com/gpu: "1"}
        nodeSelector:
          nvidia.com/gpu.family: hopper
          nvidia.com/gpu.memory: "81920"
"""
    assert [line for line, _ in told(text, CODE)] == [12]
