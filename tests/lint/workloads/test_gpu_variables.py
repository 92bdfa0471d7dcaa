import pytest

from tests.lint.examples import told

POD = """\
apiVersion: v1
kind: Pod
metadata: {{name: a}}
spec:
  containers:
  - name: main
    image: cuda
    {more}
    env: [{{name: {name}, value: '{value}'}}]
    resources: {{limits: {{{resources}}}}}
"""
DEVICES, SHARE = "CUDA_VISIBLE_DEVICES", "CUDA_MPS_ACTIVE_THREAD_PERCENTAGE"
CAPABILITIES = "NVIDIA_DRIVER_CAPABILITIES"


def pod(name: str, value: str, resources: str = "nvidia.com/gpu: 1", more: str = "tty: true") -> str:
    return POD.format(name=name, value=value, resources=resources, more=more)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        (pod(CAPABILITIES, "compute,utilities"), "has utilities, which is no capability"),
        (pod(CAPABILITIES, "Compute"), "has Compute, which is no capability"),
        (pod(DEVICES, "1"), "names 1, but the container is given one GPU, which is 0: CUDA sees none"),
        (
            pod(DEVICES, "0,1,2", "nvidia.com/gpu: 2"),
            "names 2, but the container is given 2 GPUs, which are 0 to 1: CUDA sees the 2 before it alone",
        ),
        (pod(DEVICES, "3", "nvidia.com/mig-1g.10gb: 1"), "names 3"),
        (pod(DEVICES, "1", "nvidia.com/gpu.shared: 1"), "names 1"),
        (pod(DEVICES, "MIG-GPU-0/7/0", "nvidia.com/mig-1g.5gb: 1"), "names one MIG device, MIG-GPU-0/7/0"),
        (pod(DEVICES, "MIG-4f1c,MIG-5f1c", "nvidia.com/gpu: 1"), "names one MIG device, MIG-4f1c"),
        (pod(DEVICES, "all"), "has all, which is neither a number nor a device's own name: CUDA sees none"),
        (pod(DEVICES, "True", "nvidia.com/mig-1g.5gb: 1"), "has True, which"),
        (pod(DEVICES, "gpu0"), "has gpu0, which"),
        (pod(DEVICES, "cuda:0", more="securityContext: {privileged: true}"), "has cuda:0, which"),
        (pod(DEVICES, "0,all", "nvidia.com/gpu: 2"), "has all, which is neither a number nor a device's own name: "),
        (pod(SHARE, "25%"), "'25%'"),
        (pod(CAPABILITIES, "compute utility"), "has compute utility, which"),
        (pod(CAPABILITIES, "compute;utility"), "has compute;utility, which"),
        (pod(SHARE, "0"), "'0'"),
        (pod(SHARE, "150"), "'150'"),
    ],
)
def test_it_is_found(text: str, part: str) -> None:
    found = told(text, "WRK220")
    assert [line for line, _ in found] == [9]
    assert part in found[0][1]


@pytest.mark.parametrize(
    "text",
    [
        pod(CAPABILITIES, "compute, utility"),
        pod(CAPABILITIES, "all"),
        pod(CAPABILITIES, "compute,utility,all"),
        pod(CAPABILITIES, ""),
        pod(CAPABILITIES, "${CAPABILITIES}"),
        pod(CAPABILITIES, "gpu", resources="cpu: 1"),
        pod(DEVICES, "0"),
        pod(DEVICES, "0,1", "nvidia.com/gpu: 2"),
        pod(DEVICES, "GPU-8932f937"),
        pod(DEVICES, "-1"),
        pod(DEVICES, "MIG-4f1c", resources="cpu: 1"),
        pod(DEVICES, "MIG-4f1c", "nvidia.com/mig-1g.5gb: 1", more="securityContext: {privileged: true}"),
        pod(DEVICES, ""),
        pod(DEVICES, "none"),
        pod(DEVICES, "NoDevFiles"),
        pod(DEVICES, "void"),
        pod(DEVICES, "False"),
        pod(DEVICES, "GPU-8932f937,MIG-4f1c"),
        pod(DEVICES, "gpu-8932f937"),
        pod(DEVICES, "0x0"),
        pod(DEVICES, "$(DEVICES)"),
        pod(DEVICES, "all", resources="cpu: 1"),
        pod(DEVICES, "1", more="securityContext: {privileged: true}"),
        pod(DEVICES, "1", "nvidia.com/gpu: '{{ .gpus }}'"),
        pod(DEVICES, "1", "nvidia.com/gpu: 1, nvidia.com/mig-1g.10gb: 1"),
        pod(DEVICES, "1", "nvidia.com/vgpu: 1"),
        pod(SHARE, "12.5"),
        pod(SHARE, "33.3333"),
        pod(SHARE, "100"),
    ],
)
def test_it_is_not_found(text: str) -> None:
    assert told(text, "WRK220") == []


BY_HAND = """\
apiVersion: v1
kind: Pod
metadata: {{name: a}}
spec:
  runtimeClassName: {runtime}
  containers:
  - name: main
    image: cuda
    env:
    - {{name: NVIDIA_VISIBLE_DEVICES, value: "{visible}"}}
    - {{name: {name}, value: "{value}"}}
"""


def by_hand(value: str, visible: str = "all", runtime: str = "nvidia", name: str = CAPABILITIES) -> str:
    return BY_HAND.format(value=value, visible=visible, runtime=runtime, name=name)


@pytest.mark.parametrize("value", ["compute utility", "compute;utility", "gpu"])
@pytest.mark.parametrize("visible", ["all", "0", "GPU-8932f937"])
def test_capabilities_beside_cards_that_a_variable_names(value: str, visible: str) -> None:
    ((line, message),) = told(by_hand(value, visible), "WRK220")
    assert line == 11
    assert f"has {value}, which is no capability: the container does not start" in message


@pytest.mark.parametrize(
    "text",
    [
        by_hand("compute,utility"),
        by_hand("compute utility", "void"),
        by_hand("compute utility", "none"),
        by_hand("compute utility", ""),
        by_hand("compute utility", "${DEVICES}"),
        by_hand("compute utility", runtime="runc"),
        by_hand("all", name=DEVICES),
    ],
)
def test_where_the_runtime_reads_none_of_it(text: str) -> None:
    assert told(text, "WRK220") == []


UNHEEDED = """apiVersion: nvidia.com/v1
kind: ClusterPolicy
metadata: {name: p}
spec:
  toolkit:
    env: [{name: ACCEPT_NVIDIA_VISIBLE_DEVICES_ENVVAR_WHEN_UNPRIVILEGED, value: "false"}]
---
"""


def test_cards_that_only_privileged_containers_may_name() -> None:
    text = by_hand("compute utility")
    assert told(UNHEEDED + text, "WRK220") == []
    more = "image: cuda\n    securityContext: {privileged: true}"
    assert len(told(UNHEEDED + text.replace("image: cuda", more), "WRK220")) == 1
