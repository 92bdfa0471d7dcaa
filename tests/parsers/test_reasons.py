"""What findings say of the device plugin is so: each faulty profile, beside the file that it would have led to.

The reasons stand in generator/decode/codes.py, generator/resolve/_problems.py and generator/rules.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from generator.compile import compile_profile
from tests.parsers.odd import Verdict
from tests.parsers.odd_plugin import GPU, ROOT, mps, sliced
from tests.parsers.parsers import MigQuestion, PluginQuestion, PluginRead, find, lost, read_mig, read_plugin
from tests.support.bundles import as_bundle, at, first
from tests.support.profiles import laid_over
from tests.support.tool_table import PLUGIN_PARSERS

pytestmark = pytest.mark.tools
VERSIONS = [one.pinned for one in PLUGIN_PARSERS]
CARD = "pools:\n- name: shared\n  gpus: [{model: L4}]\n"
BOTH = f"sharing: {{timeSlicing: {{resources: [{{{GPU}}}]}}, mps: {{resources: [{{{GPU}}}]}}}}"


class Reason(NamedTuple):
    """A code, a profile that has it, the file that the profile asks for, and what becomes of that file."""

    code: str
    profile: str
    text: str
    verdict: Verdict
    sharing: str = ""
    environment: Mapping[str, str] = ROOT


REASONS = (
    Reason("PRO011", f"{CARD}  timeSlicing: {{replicas: 1}}\n", sliced("name: gpu, replicas: 1"), Verdict.REJECTED),
    Reason("PRO010", f"{CARD}  timeSlicing: {{}}\n", "sharing: {timeSlicing: {}}", Verdict.REJECTED),
    Reason(
        "MOD001",
        f"{CARD}  timeSlicing: {{replicas: 4}}\n  mps: {{replicas: 4}}\n",
        BOTH,
        Verdict.ACCEPTED,
        sharing="mps",
    ),
    Reason(
        "MOD002",
        f"{CARD}  timeSlicing: {{resources: {{nvidia.com/mig-1g.10gb: 4}}}}\n",
        sliced("name: nvidia.com/mig-1g.10gb, replicas: 4"),
        Verdict.ACCEPTED,
        sharing="time-slicing",
    ),
    Reason(
        "MIG006",
        f"mig: {{strategy: mixed}}\n{CARD}  mps: {{replicas: 4}}\n",
        mps(),
        Verdict.REJECTED,
        environment={**ROOT, "MIG_STRATEGY": "mixed"},
    ),
    Reason(
        "MIG006",
        f"mig: {{strategy: mixed}}\n{CARD}  mps: {{replicas: 4}}\n",
        f"flags: {{migStrategy: mixed}}\n{mps()}",
        Verdict.REJECTED,
    ),
    Reason(
        "MPS101", f"{CARD}  mps: {{replicas: 200}}\n", mps("name: gpu, replicas: 200"), Verdict.ACCEPTED, sharing="mps"
    ),
)


@pytest.fixture(scope="module")
def reads(plugin_parsers: Mapping[str, Path]) -> Mapping[str, list[PluginRead]]:
    questions = [PluginQuestion(one.text, one.environment) for one in REASONS]
    return {version: read_plugin(parser, questions) for version, parser in plugin_parsers.items()}


@pytest.mark.parametrize("index", range(len(REASONS)), ids=lambda index: f"{REASONS[index].code}-{index}")
def test_a_reason_tells_what_the_plugin_does(index: int, reads: Mapping[str, list[PluginRead]]) -> None:
    reason = REASONS[index]
    assert reason.code in codes(laid_over(reason.profile))
    for version in VERSIONS:
        read = reads[version][index]
        assert bool(read.error) == (reason.verdict is Verdict.REJECTED)
        assert read.sharing == reason.sharing


def codes(profile: str) -> set[str]:
    """Return the codes of what is found."""
    return {finding.code for finding in compile_profile(profile.encode(), "reason.yaml").findings}


def standalone(version: str, pool: str) -> str:
    """Return a profile of one pool for the plugin's own chart."""
    install = f"install: {{chart: nvidia-device-plugin, version: {version}}}\n"
    return laid_over(f"{install}{CARD}  {pool}\n")


def entry(profile: str) -> str:
    """Return the entry of the pool as the plugin gets it."""
    bundle = as_bundle(compile_profile(profile.encode(), "reason.yaml"))
    return str(at(bundle.tree("base/plugin-config.yaml"), "data", "shared"))


@pytest.mark.parametrize("version", VERSIONS)
def test_before_v0_20_0_the_allocation_policy_is_lost_without_a_word(
    version: str, plugin_parsers: Mapping[str, Path]
) -> None:
    pool = "timeSlicing: {replicas: 4}\n  allocationPolicy: packed"
    text = entry(standalone("v0.20.0", pool))
    (read,) = read_plugin(plugin_parsers[version], [PluginQuestion(text)])
    assert (read.error, read.warnings) == ("", ())
    assert list(lost(first(text), read.config)) == ["flags.plugin.sharedDevicesAllocationPolicy"]
    assert "SHR101" in codes(standalone(version, pool))
    assert "SHR101" not in codes(standalone("v0.20.0", pool))


@pytest.mark.parametrize("version", VERSIONS)
def test_before_v0_20_0_mps_refuses_more_than_one_share_whatever_is_said(
    version: str, plugin_parsers: Mapping[str, Path]
) -> None:
    pool = "mps: {replicas: 4, failRequestsGreaterThanOne: false}"
    text = entry(standalone(version, pool))
    (read,) = read_plugin(plugin_parsers[version], [PluginQuestion(text, ROOT)])
    assert (read.error, read.warnings) == ("", ())
    assert find(first(text), "sharing.mps.failRequestsGreaterThanOne") is False
    assert find(read.config, "sharing.mps.failRequestsGreaterThanOne") is True
    assert "MPS106" in codes(standalone(version, pool))
    assert "MPS106" not in codes(standalone("v0.20.0", pool))


@pytest.mark.parametrize(("version", "known"), [("v0.17.4", False), ("v0.19.3", True)])
def test_gdrcopy_is_known_from_v0_18_0_on(version: str, known: bool, plugin_parsers: Mapping[str, Path]) -> None:
    text = "flags: {gdrcopyEnabled: true}"
    (read,) = read_plugin(plugin_parsers[version], [PluginQuestion(text)])
    assert (read.error, read.warnings) == ("", ())
    assert list(lost(first(text), read.config)) == ([] if known else ["flags.gdrcopyEnabled"])


def test_mig_parted_passes_over_an_index_that_the_node_has_not_and_over_a_profile_that_no_card_has(
    mig_parser: Path,
) -> None:
    assert "MIG004" in codes(cut_by("[1]", "1g.6gb"))
    assert "MIG001" in codes(cut_by("[0]", "9g.99gb"))
    item = "mig-enabled: true, mig-devices"
    items = f"{{devices: [1], {item}: {{1g.6gb: 1}}}}, {{devices: [0], {item}: {{9g.99gb: 1}}}}"
    text = f"version: v1\nmig-configs: {{cut: [{items}]}}"
    (read,) = read_mig(mig_parser, [MigQuestion(text, (0x20B710DE,))])
    assert (read.error, read.touched["cut"]) == ("", ((1,),))


def cut_by(devices: str, profile: str) -> str:
    """Return a profile of one A30 in each node."""
    return laid_over(
        "pools:\n- name: cut\n  gpus: [{model: A30}]\n"
        f"  mig: [{{devices: {devices}, migDevices: {{{profile}: 1}}}}]\n"
    )
