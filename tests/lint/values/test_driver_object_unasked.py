import pytest

from tests.lint.clusters import release
from tests.lint.examples import told

CODE = "VAL213"


def values(driver: str) -> str:
    return f"{{driver: {{{driver}}}}}"


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ("v24.9.2", True),
        ("v25.3.4", True),
        ("25.3.4", True),
        ("v25.10.0", True),
        ("v25.10.1", False),
        ("v26.3.3", False),
        ("v26.7.0", False),
        ("v25.x", False),
        ("'>=25.3.0'", False),
    ],
)
def test_releases_that_do_not_look_at_the_switch(version: str, expected: bool) -> None:
    text = release(values("enabled: false, nvidiaDriverCRD: {enabled: true}"), version=version)
    assert bool(told(text, CODE)) is expected


@pytest.mark.parametrize(
    "driver",
    [
        "enabled: true, nvidiaDriverCRD: {enabled: true}",
        "nvidiaDriverCRD: {enabled: true}",
        "enabled: false, nvidiaDriverCRD: {enabled: false}",
        "enabled: false",
        "enabled: false, nvidiaDriverCRD: {enabled: true, deployDefaultCR: false}",
        "enabled: false, nvidiaDriverCRD: {deployDefaultCR: true}",
    ],
)
def test_settings_that_make_no_driver_unasked(driver: str) -> None:
    assert told(release(values(driver), version="v25.3.4"), CODE) == []


def test_the_plugins_own_chart_has_no_driver() -> None:
    text = release(values("enabled: false, nvidiaDriverCRD: {enabled: true}"), "nvidia-device-plugin", "v0.17.4")
    assert told(text, CODE) == []
