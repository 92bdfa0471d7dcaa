import pytest

from tests.lint.examples import judged, told
from tests.lint.pods import RENAMED, SHARED, pod, sharing

MIG = "{timeSlicing: {resources: [{name: nvidia.com/mig-1g.10gb, replicas: 2}]}}"


@pytest.mark.parametrize(
    ("config", "resource"),
    [
        (sharing(RENAMED), "nvidia.com/gpu"),
        (sharing(SHARED), "nvidia.com/gpu.shared"),
        (sharing(SHARED, strategy="single"), "nvidia.com/mig-1g.10gb"),
        (sharing(SHARED, strategy="none"), "nvidia.com/mig-1g.10gb"),
    ],
)
def test_names_that_the_configuration_takes_away(config: str, resource: str) -> None:
    files = {"values.yaml": config, "pod.yaml": pod(f"{{limits: {{{resource}: 1}}}}")}
    message = f"the configuration makes no node advertise {resource}: the pod stays pending"
    assert told(files, "WRK203") == [(9, message)]


@pytest.mark.parametrize(
    ("config", "resource"),
    [
        (sharing(RENAMED), "nvidia.com/gpu.shared"),
        (sharing(SHARED), "nvidia.com/gpu"),
        (sharing(MIG, strategy="mixed"), "nvidia.com/mig-1g.10gb"),
        # Nodes without a label run without any entry, and have whole cards.
        (sharing(RENAMED, default=""), "nvidia.com/gpu"),
    ],
)
def test_names_that_it_leaves(config: str, resource: str) -> None:
    files = {"values.yaml": config, "pod.yaml": pod(f"{{limits: {{{resource}: 1}}}}")}
    assert told(files, "WRK203") == []


def test_without_a_configuration_nothing_is_known() -> None:
    assert told(pod("{limits: {nvidia.com/gpu.shared: 1}}"), "WRK203") == []


def test_of_two_installations_nothing_says_which_a_pod_is_for() -> None:
    text = pod("{limits: {nvidia.com/gpu: 1}}")
    assert told({"dev/a.yaml": sharing(RENAMED), "prod/a.yaml": sharing(SHARED), "prod/b.yaml": text}, "WRK203") == []


SINGLE = "as the MIG strategy in force calls MIG devices, or set the strategy to mixed."


@pytest.mark.parametrize(
    ("config", "resource", "fix"),
    [
        (sharing(SHARED), "nvidia.com/gpu.shared", "Write nvidia.com/gpu, or set `renameByDefault: true`."),
        (
            sharing(SHARED, strategy="mixed"),
            "nvidia.com/mig-1g.10gb.shared",
            "Write nvidia.com/mig-1g.10gb, or share nvidia.com/mig-1g.10gb with `renameByDefault: true`.",
        ),
        (
            sharing(MIG, strategy="mixed"),
            "nvidia.com/mig-1g.10gb.shared",
            "Write nvidia.com/mig-1g.10gb, or set `renameByDefault: true`.",
        ),
        (sharing(SHARED, strategy="single"), "nvidia.com/mig-1g.10gb.shared", f"Write nvidia.com/gpu, {SINGLE}"),
        (sharing(SHARED, strategy="single"), "nvidia.com/mig-1g.10gb", f"Write nvidia.com/gpu, {SINGLE}"),
        (
            sharing(RENAMED, strategy="single"),
            "nvidia.com/mig-1g.10gb.shared",
            f"Write nvidia.com/gpu.shared, {SINGLE}",
        ),
        (
            sharing(RENAMED),
            "nvidia.com/gpu",
            "Write nvidia.com/gpu.shared: renameByDefault gives the shared resource that name.",
        ),
    ],
)
def test_the_fix_is_a_name_that_the_nodes_have(config: str, resource: str, fix: str) -> None:
    files = {"values.yaml": config, "pod.yaml": pod(f"{{limits: {{{resource}: 1}}}}")}
    assert [one.fix for one in judged(files).findings if one.code == "WRK203"] == [fix]
