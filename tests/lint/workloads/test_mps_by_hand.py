import pytest

from generator.model.finding import Severity
from tests.lint.examples import judged, told
from tests.lint.pods import pod

GPU = "{limits: {nvidia.com/gpu: 1}}"


def test_a_pipe_directory_by_hand() -> None:
    text = pod(GPU, env="[{name: CUDA_MPS_PIPE_DIRECTORY, value: /tmp/nvidia-mps}]")
    message = "CUDA_MPS_PIPE_DIRECTORY is set by hand, where the plugin's MPS daemon sets it itself"
    assert told(text, "WRK206") == [(10, message)]


@pytest.mark.parametrize("path", ["/tmp/nvidia-mps", "/run/nvidia/mps/nvidia.com/gpu/pipe"])
def test_a_daemons_folder_by_hand(path: str) -> None:
    text = pod(GPU, spec=f"volumes: [{{name: mps, hostPath: {{path: {path}}}}}]")
    message = f"{path} is mounted by hand, where the plugin mounts its MPS daemon's folder itself"
    assert told(text, "WRK206") == [(5, message)]


@pytest.mark.parametrize(
    "text",
    [
        pod(GPU, env='[{name: CUDA_MPS_ACTIVE_THREAD_PERCENTAGE, value: "25"}]'),
        pod(GPU, spec="volumes: [{name: models, hostPath: {path: /srv/models}}]"),
        pod("{}", env="[{name: CUDA_MPS_PIPE_DIRECTORY, value: /tmp/nvidia-mps}]"),
    ],
)
def test_what_the_plugin_does_not_set(text: str) -> None:
    assert told(text, "WRK206") == []


def test_a_daemon_of_ones_own_in_the_pod_is_a_note() -> None:
    text = pod(GPU, env="[{name: CUDA_MPS_PIPE_DIRECTORY, value: /scratch/mps}]")
    assert [one.severity for one in judged(text).findings if one.code == "WRK206"] == [Severity.INFO]
    assert told(pod(GPU, spec="volumes: [{name: mps, hostPath: {path: /run/nvidia/mps-other}}]"), "WRK206") == []


def test_a_client_may_lower_its_own_limit() -> None:
    daemon = "volumes: [{name: mps, hostPath: {path: /run/nvidia/mps}}]"
    text = pod(GPU, env='[{name: CUDA_MPS_PINNED_DEVICE_MEM_LIMIT, value: "0=2G"}]', spec=daemon)
    found = [(one.message.split()[0], one.severity) for one in judged(text).findings if one.code == "WRK206"]
    assert ("CUDA_MPS_PINNED_DEVICE_MEM_LIMIT", Severity.INFO) in found
