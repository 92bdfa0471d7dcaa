import pytest

from tests.lint.clusters import node
from tests.lint.examples import judged
from tests.lint.texts import daemon_set, lines_told, messages_told, operator, policy, standalone

CODE = "VER208"
GB10 = ("--gpu", "GB10")


@pytest.mark.parametrize(
    ("version", "ends"),
    [("0.14.5", False), ("0.15.0", True), ("v0.17.3", True), ("0.17.4", False), ("0.20.0", False), ("0.17.*", False)],
)
def test_by_release_of_the_plugins_chart(version: str, ends: bool) -> None:
    assert bool(lines_told(standalone("gfd: {enabled: true}", version), CODE, *GB10)) is ends


@pytest.mark.parametrize(("version", "ends"), [("v25.3.2", True), ("v25.3.3", False), ("v26.7.0", False)])
def test_by_release_of_the_operator(version: str, ends: bool) -> None:
    told = messages_told(operator("mig: {strategy: single}", version), CODE, *GB10)
    assert bool(told) is ends


@pytest.mark.parametrize(
    "files",
    [
        operator("devicePlugin: {version: v0.17.1}", "v26.7.0"),
        standalone("image: {tag: v0.16.2}", "v0.20.0"),
        daemon_set("args: []", image="nvcr.io/nvidia/k8s-device-plugin:v0.17.1"),
    ],
)
def test_the_image_that_is_stated_counts(files: str) -> None:
    assert len(lines_told(files, CODE, *GB10)) == 1
    assert lines_told(files, CODE, "--gpu", "L4") == []
    assert lines_told(files, CODE) == []


def test_a_later_image_beside_an_old_chart_is_fine() -> None:
    assert lines_told(standalone("image: {tag: v0.17.4}", "v0.17.1"), CODE, *GB10) == []


@pytest.mark.parametrize(("status", "severity"), [("", "info"), ("status: {capacity: {cpu: '4'}}\n", "error")])
def test_nodes_say_the_card_too(status: str, severity: str) -> None:
    files = {"a.yaml": standalone("", "v0.17.1"), "b.yaml": node("nvidia.com/gpu.product", "NVIDIA-GB10") + status}
    assert [one.severity.value for one in judged(files).findings if one.code == CODE] == [severity]


def test_a_policy_that_says_no_release_is_let_be() -> None:
    assert lines_told(policy("devicePlugin: {enabled: true}"), CODE, *GB10) == []
