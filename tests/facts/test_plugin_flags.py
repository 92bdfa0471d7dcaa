import pytest

from generator.facts import plugin_flags
from generator.facts.releases import Numbers

PLUGIN = "nvidia-device-plugin"


@pytest.mark.parametrize(
    ("release", "count", "variables"),
    [
        ((0, 7, 0), 4, 1),
        ((0, 8, 2), 5, 1),
        ((0, 9, 0), 6, 7),
        ((0, 11, 0), 6, 7),
        ((0, 12, 3), 7, 8),
        ((0, 13, 0), 9, 10),
        ((0, 14, 5), 12, 13),
        ((0, 15, 1), 13, 14),
        # v0.16.0 adds six names for four flags: three of them replace older names, which stay as aliases.
        ((0, 16, 2), 19, 18),
        ((0, 17, 4), 22, 21),
        ((0, 18, 0), 23, 23),
        ((0, 19, 3), 24, 24),
        ((0, 20, 0), 26, 26),
    ],
)
def test_how_many_a_release_has(release: Numbers, count: int, variables: int) -> None:
    assert len(plugin_flags.flags_of(PLUGIN, release)) == count
    assert len(plugin_flags.variables_of(release)) == variables


@pytest.mark.parametrize(
    ("program", "flag", "first"),
    [
        (PLUGIN, "config-file", "v0.12.0"),
        (PLUGIN, "kubelet-socket", "v0.17.0"),
        (PLUGIN, "cdi-feature-flags", "v0.18.1"),
        (PLUGIN, "oneshot", None),
        ("gpu-feature-discovery", "oneshot", "v0.15.0"),
        ("gpu-feature-discovery", "pod-name", "v0.19.0"),
        ("config-manager", "fallback-strategies", "v0.12.2"),
        ("sh", "c", None),
    ],
)
def test_the_first_release_with_a_flag(program: str, flag: str, first: str | None) -> None:
    assert plugin_flags.first_with_flag(program, flag) == first


def test_the_first_release_that_reads_a_variable() -> None:
    assert plugin_flags.first_with_variable("MIG_STRATEGY") == "v0.9.0"
    assert plugin_flags.first_with_variable("DP_ENABLE_HEALTHCHECKS") == "v0.18.0"
    assert plugin_flags.first_with_variable(plugin_flags.CANDIDATE_VARIABLE) is None


def test_a_release_has_its_own_flags_and_the_one_before_has_not() -> None:
    assert "kubelet-socket" in plugin_flags.flags_of(PLUGIN, (0, 17, 0))
    assert "kubelet-socket" not in plugin_flags.flags_of(PLUGIN, (0, 16, 2))
    assert plugin_flags.flags_of("gpu-feature-discovery", (0, 14, 5)) == frozenset()


@pytest.mark.parametrize(
    ("written", "release"),
    [
        ("v0.17.4", (0, 17, 4)),
        ("0.7.0", (0, 7, 0)),
        (plugin_flags.NEWEST, (0, 20, 0)),
        ("v0.17.9", None),
        ("v0.21.0", None),
        ("v0.6.0", None),
        ("v0.14.0-rc.1", None),
        ("v0.17", None),
        ("latest", None),
        ("1.11", None),
    ],
)
def test_releases_that_were_read(written: str, release: Numbers | None) -> None:
    assert plugin_flags.known_release(written) == release


def test_switches_are_flags_of_some_program() -> None:
    flags = frozenset[str]().union(*(plugin_flags.flags_of(one, None) for one in plugin_flags.programs()))
    assert plugin_flags.SWITCHES - flags == {plugin_flags.CANDIDATE_FLAG}
