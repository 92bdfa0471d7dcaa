import pytest

from tests.lint.examples import told

CODE = "WRK246"
POD = """\
apiVersion: v1
kind: Pod
metadata: {{name: a}}
spec:
  runtimeClassName: nvidia
  containers:
  - name: main
    image: {image}
    {more}
    env:
    - name: {name}
      value: all
"""


def pod(name: str, more: str = "tty: true", image: str = "jellyfin") -> str:
    return POD.format(name=name, more=more, image=image)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("NVIDIA_DRIVERS_CAPABILITIES", "NVIDIA_DRIVER_CAPABILITIES"),
        ("NVIDIA_DRIVER_CAPABILITES", "NVIDIA_DRIVER_CAPABILITIES"),
        ("NVIDIA_DRIVER_CAPABILITY", "NVIDIA_DRIVER_CAPABILITIES"),
        ("NVIDIA_CAPABILITIES", "NVIDIA_DRIVER_CAPABILITIES"),
        ("NVIDIA_VISIBLE_DEVICE", "NVIDIA_VISIBLE_DEVICES"),
        ("NVIDIA_VISIBILE_DEVICES", "NVIDIA_VISIBLE_DEVICES"),
        ("NVIDA_VISIBLE_DEVICES", "NVIDIA_VISIBLE_DEVICES"),
        ("CUDA_VISIBLE_DEVICE", "CUDA_VISIBLE_DEVICES"),
        ("CUDA_VISBLE_DEVICES", "CUDA_VISIBLE_DEVICES"),
    ],
)
def test_names_that_nobody_reads(name: str, meant: str) -> None:
    reader = "CUDA" if meant.startswith("CUDA") else "the container toolkit"
    assert told(pod(name), CODE) == [(11, f"{name} is read by nobody: {reader} reads {meant}")]


@pytest.mark.parametrize(
    "text",
    [
        pod("NVIDIA_VISIBLE_DEVICES"),
        pod("CUDA_VISIBLE_DEVICES"),
        pod("NVIDIA_REQUIRE_CUDA"),
        pod("NVIDIA_MIG_CONFIG_DEVICES"),
        pod("NVIDIA_IMEX_CHANNELS"),
        # Other makers'.
        pod("HIP_VISIBLE_DEVICES"),
        pod("MUSA_VISIBLE_DEVICES"),
        pod("ROCR_VISIBLE_DEVICES"),
        pod("AMD_VISIBLE_DEVICES"),
        # A program's own.
        pod("cuda_visible_devices"),
        pod("CUDA_VISIBLE_DEVICES_OF_HEAD"),
        pod("NVIDIA_${WHICH}_DEVICES"),
        # Handed on.
        pod("CUDA_VISIBLE_DEVICE", "args: [--device=$(CUDA_VISIBLE_DEVICE)]"),
        pod("NVIDIA_VISIBLE_DEVICE", "command: [sh, -c, 'NVIDIA_VISIBLE_DEVICES=$NVIDIA_VISIBLE_DEVICE run']"),
        pod("CUDA_VISIBLE_DEVICE") + "    - {name: OTHER, value: $(CUDA_VISIBLE_DEVICE)}\n",
        # Beside the right one.
        pod("NVIDIA_VISIBLE_DEVICE") + "    - {name: NVIDIA_VISIBLE_DEVICES, value: all}\n",
        # Told of NVIDIA's own programs by another rule.
        pod("NVIDIA_VISIBLE_DEVICE", image="nvcr.io/nvidia/k8s/dcgm-exporter:4.2.3-4.1.3-ubuntu22.04"),
    ],
)
def test_names_that_may_be_read(text: str) -> None:
    assert told(text, CODE) == []
