"""Which release a profile pins."""

import pytest

from generator.model.finding import Severity
from tests.importing.given import imported, plan, told

GPU = "RTX 3090"
RELEASE = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu, namespace: gpu}
spec:
  chart: {spec: {chart: %s, version: "%s"}}
  values: {%s}
"""
OPERATOR = ("gpu-operator", "driver: {enabled: false}")
PLUGIN = ("nvidia-device-plugin", "runtimeClassName: nvidia")


def release(version: str, chart: tuple[str, str] = OPERATOR) -> str:
    return RELEASE % (chart[0], version, chart[1])


@pytest.mark.parametrize(
    ("version", "pinned"),
    [
        ("v24.9.0", "v25.3.4"),
        ("24.9.x", "v26.7.0"),
        ("~25.10.2", "v26.7.0"),
        (">=27.0.0", "v26.7.0"),
    ],
)
def test_where_nothing_known_is_near_a_warning_says_what_is_pinned(version: str, pinned: str) -> None:
    result = imported(release(version), GPU)
    assert [(code, line) for code, line, _ in told(result)] == [("IMP002", 5)]
    assert pinned in told(result)[0][2]
    assert plan(result).release.version == pinned


@pytest.mark.parametrize(
    ("version", "pinned"),
    [
        ("v26.3.1", "v26.3.3"),
        ("26.x", "v26.7.0"),
        ("v25.3.x", "v25.3.4"),
        ("25.3.*", "v25.3.4"),
        ("~25.3", "v25.3.4"),
        ("^25.3.0", "v25.10.1"),
        (">=25.3.0 <25.4.0", "v25.3.4"),
        ("v25.3", "v25.3.4"),
        ("25.3.x || 25.10.x", "v25.10.1"),
        ("*", "v26.7.0"),
    ],
)
def test_of_a_range_the_newest_known_release_is_pinned(version: str, pinned: str) -> None:
    result = imported(release(version), GPU)
    assert told(result) == []
    assert plan(result).release.version == pinned
    notes = [one.message for one in result.findings if one.severity is Severity.INFO]
    assert any(f"pins {pinned}" in message for message in notes), "a note says so"


def test_the_device_plugins_releases_have_ranges_too() -> None:
    result = imported(release("0.17.*", PLUGIN), GPU)
    assert told(result) == []
    assert plan(result).release.version == "v0.17.4"


@pytest.mark.parametrize(
    ("version", "pinned"),
    [
        ("${VERSION:=v25.10.1}", "v25.10.1"),
        ("${VERSION:-v25.10.1}", "v25.10.1"),
        ("v${VERSION:=25.10.1}", "v25.10.1"),
        ("${MAJOR:=25}.${MINOR:=3}.x", "v25.3.4"),
    ],
)
def test_a_variable_gives_way_to_its_default_and_a_comment_says_so(version: str, pinned: str) -> None:
    result = imported(release(version), GPU)
    assert told(result) == []
    assert plan(result).release.version == pinned
    assert f"# Taken from the default in {version}: no file fills the variable in." in result.text


@pytest.mark.parametrize("version", ["${VERSION}", "${VERSION:=v25.3.1}${MORE}", "latest"])
def test_what_is_no_version_gives_way_to_the_newest(version: str) -> None:
    result = imported(release(version), GPU)
    assert plan(result).release.version == "v26.7.0"
    assert [one.code for one in result.findings] == ["IMP005"]
