import pytest

from tests.lint.examples import judged, told
from tests.lint.pods import pod


@pytest.mark.parametrize(
    "resource",
    [
        "nvidia.com/gpu-half",
        "nvidia.com/gpus",
        "nvidia.com/mig-9g.99gb",
        "nvidia.com/gpu.half",
        "nvidia.com/mig1g.5gb",
    ],
)
def test_names_that_no_plugin_advertises(resource: str) -> None:
    message = f"no device plugin of NVIDIA advertises {resource}: the pod stays pending"
    assert told(pod(f"{{limits: {{{resource}: 1}}}}"), "WRK202") == [(9, message)]


@pytest.mark.parametrize("resource", ["alpha.kubernetes.io/nvidia-gpu", "nvidia/gpu"])
def test_names_that_are_none(resource: str) -> None:
    message = f"{resource} is no resource of a GPU: the pod stays pending, or is refused"
    assert told(pod(f"{{limits: {{{resource}: 1}}}}"), "WRK202") == [(9, message)]


@pytest.mark.parametrize(
    "resource",
    [
        "nvidia.com/gpu",
        "nvidia.com/gpu.shared",
        "nvidia.com/mig-1g.10gb",
        "nvidia.com/mig-1g.10gb.me",
        "nvidia.com/mig-3g.40gb.shared",
        "nvidia.com/pgpu",
        "nvidia.com/GA102GL_A10",
        "nvidia.com/TU104GL_TESLA_T4",
        "nvidia.com/hostdev",
        "nvidia.com/gpumem",
        "nvidia.com/gpumem-percentage",
        "nvidia.com/gpu-10gb",
        "nvidia.com/rdma_shared_device_a",
        "amd.com/gpu",
    ],
)
def test_names_that_somebody_may_advertise(resource: str) -> None:
    assert told(pod(f"{{limits: {{{resource}: 1}}}}"), "WRK202") == []


@pytest.mark.parametrize(
    ("resource", "right"),
    [
        ("nvdia.com/gpu", "nvidia.com/gpu"),
        ("nvidia.com/GPU", "nvidia.com/gpu"),
        ("nvidia.com/gpu.Shared", "nvidia.com/gpu.shared"),
        ("nvidia.com/mig-1g.5GB", "nvidia.com/mig-1g.5gb"),
    ],
)
def test_slips_of_the_pen(resource: str, right: str) -> None:
    text = pod(f"{{limits: {{{resource}: 1}}}}", spec="runtimeClassName: nvidia")
    assert told(text, "WRK202") == [(9, f"nobody advertises {resource}: the pod stays pending")]
    assert [one.fix for one in judged(text).findings if one.code == "WRK202"] == [f"Write {right}."]
