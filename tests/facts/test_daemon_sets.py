import pytest

from generator.facts.daemon_sets import DaemonSets, daemon_sets


def test_the_operators_names_are_fixed() -> None:
    assert daemon_sets("gpu-operator", "nvidia") == DaemonSets(
        "nvidia-device-plugin-daemonset", "gpu-feature-discovery", "nvidia-device-plugin-mps-control-daemon"
    )


@pytest.mark.parametrize(
    ("release", "full"),
    [
        ("nvdp", "nvdp-nvidia-device-plugin"),
        ("nvidia-device-plugin", "nvidia-device-plugin"),
        ("my-nvidia-device-plugin-2", "my-nvidia-device-plugin-2"),
    ],
)
def test_the_plugins_names_begin_with_the_release(release: str, full: str) -> None:
    assert daemon_sets("nvidia-device-plugin", release) == DaemonSets(
        full, f"{full}-gpu-feature-discovery", f"{full}-mps-control-daemon"
    )


def test_names_are_cut_as_the_chart_cuts_them() -> None:
    found = daemon_sets("nvidia-device-plugin", "a" * 30)
    # 30 + 21 characters, and 12 more.
    assert found == DaemonSets(
        f"{'a' * 30}-nvidia-device-plugin",
        f"{'a' * 30}-nvidia-device-plugin-gpu-feature",
        f"{'a' * 30}-nvidia-device-plugin-mps-control",
    )


def test_a_dash_at_the_cut_goes_too() -> None:
    # 41 + 21 + 1 characters: the last one is the dash before the part's own name.
    assert daemon_sets("nvidia-device-plugin", "b" * 41).mps == f"{'b' * 41}-nvidia-device-plugin"
