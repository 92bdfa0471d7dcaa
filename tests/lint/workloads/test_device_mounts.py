import pytest

from generator.model.finding import Severity
from tests.lint.examples import judged
from tests.lint.pods import pod

GPU = "{limits: {nvidia.com/gpu: 1}}"
MOUNT = "volumes: [{name: a, hostPath: {path: /dev/nvidia0}}, {name: b, hostPath: {path: /dev/nvidiactl}}]"


def of(text: str) -> list[tuple[Severity, str]]:
    return [(one.severity, one.message) for one in judged(text).findings if one.code == "WRK208"]


def test_devices_beside_a_request_are_told_once() -> None:
    message = "/dev/nvidia0 is mounted from the node beside a request: the container sees a GPU that others were given"
    assert of(pod(GPU, spec=MOUNT)) == [(Severity.WARNING, message)]


def test_a_gpu_is_told_rather_than_what_all_gpus_share() -> None:
    volumes = "volumes: [{name: b, hostPath: {path: /dev/nvidiactl}}, {name: a, hostPath: {path: /dev/nvidia1}}]"
    (found,) = of(pod(GPU, spec=volumes))
    assert found[0] is Severity.WARNING
    assert found[1].startswith("/dev/nvidia1 is mounted")


@pytest.mark.parametrize("device", ["nvidiactl", "nvidia-uvm", "nvidia-uvm-tools", "nvidia-modeset"])
def test_what_all_gpus_share_is_no_gpu_of_others(device: str) -> None:
    message = f"/dev/{device} is mounted from the node beside a request, with which the plugin gives it already"
    found = of(pod(GPU, spec=f"volumes: [{{name: a, hostPath: {{path: /dev/{device}}}}}]"))
    assert found == [(Severity.INFO, message)]


def test_devices_instead_of_a_request_are_a_note() -> None:
    message = "/dev/nvidia0 is mounted from the node: the pod uses a GPU that nobody counts"
    assert of(pod("{}", spec=MOUNT)) == [(Severity.INFO, message)]


def test_privileged_is_a_note() -> None:
    text = pod(GPU).replace("image: cuda", "image: cuda\n    securityContext: {privileged: true}")
    message = "a privileged container sees every GPU of the node, whichever it was given"
    assert of(text) == [(Severity.INFO, message)]


def test_other_mounts_are_nobodys_business() -> None:
    assert of(pod(GPU, spec="volumes: [{name: a, hostPath: {path: /dev/dri}}]")) == []


def test_channels_of_imex_are_no_gpu() -> None:
    assert of(pod(GPU, spec="volumes: [{name: a, hostPath: {path: /dev/nvidia-caps-imex-channels}}]")) == []
