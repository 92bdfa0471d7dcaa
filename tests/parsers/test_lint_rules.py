"""What `gpuslice lint` says of configurations is what NVIDIA's own parsers make of them, example by example."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from generator.lint import Told, check_manifests
from generator.lint.registry import RULES
from generator.manifests import SourceFile, read_manifests
from generator.model.manifest import ConfigEntry, Context, Manifests
from generator.model.manifest_rule import ManifestRule
from generator.model.tree import Tree, path_text
from tests.lint.texts import mig, plugin, policy
from tests.parsers.broken import as_yaml, broken
from tests.parsers.odd_mig import ODD as ODD_MIG
from tests.parsers.odd_plugin import ODD as ODD_PLUGIN
from tests.parsers.odd_plugin import ROOT
from tests.parsers.parsers import NOTHING, MigQuestion, PluginQuestion, PluginRead, lost, read_mig, read_plugin
from tests.support.bundles import parsed
from tests.support.tool_table import PLUGIN_PARSERS

pytestmark = pytest.mark.tools
VERSIONS = [one.pinned for one in PLUGIN_PARSERS]
STOPS = "the device plugin does not start"
REFUSED = "mig-parted refuses"

REFUSED_BY_PLUGIN = ("PLG201", "PLG204", "PLG206", "PLG209", "PLG210", "PLG211", "PLG212", "MPS201", "MPS206")
DROPPED_BY_PLUGIN = ("PLG202", "PLG203")
WARNED_BY_PLUGIN = ("PLG205",)
TAKEN_BY_PLUGIN = (
    "PLG207",
    "PLG208",
    "PLG213",
    "PLG214",
    "PLG215",
    "PLG216",
    "SHR201",
    "SHR203",
    "MPS202",
    "MPS203",
    "MPS204",
    "MPS205",
)
REFUSED_BY_MIG_PARTED = ("MIG201", "MIG202", "MIG203", "MIG204", "MIG205", "MIG206", "MIG215")
TAKEN_BY_MIG_PARTED = tuple(f"MIG2{number:02}" for number in (7, 8, 9, 10, 11, 12, 13, 14, 16, 17, 18, 19, 20))
OF_PLUGIN = (*REFUSED_BY_PLUGIN, *DROPPED_BY_PLUGIN, *WARNED_BY_PLUGIN, *TAKEN_BY_PLUGIN)
ON_PODS_OF_PLUGIN = ("PLG217", "PLG218", "PLG219", "PLG220", "PLG221", "PLG222", "PLG223", "PLG224", "PLG225", "PLG226")
"""Rules on how the plugin is run, of which its parser knows nothing."""
OF_MIG_PARTED = (*REFUSED_BY_MIG_PARTED, *TAKEN_BY_MIG_PARTED)

SLICED: Tree = {
    "version": "v1",
    "flags": {
        "migStrategy": "single",
        "failOnInitError": True,
        "nvidiaDriverRoot": "/",
        "deviceDiscoveryStrategy": "auto",
        "plugin": {"passDeviceSpecs": True, "deviceListStrategy": ["envvar"], "deviceIDStrategy": "uuid"},
        "gfd": {"oneshot": True, "sleepInterval": "60s"},
    },
    "resources": {"gpus": [{"pattern": "*", "name": "gpu"}]},
    "sharing": {
        "timeSlicing": {
            "renameByDefault": True,
            "failRequestsGreaterThanOne": True,
            "resources": [
                {"name": "nvidia.com/gpu", "replicas": 4, "devices": "all"},
                {"name": "nvidia.com/mig-1g.10gb", "replicas": 2},
            ],
        }
    },
    "imex": {"channelIDs": [0], "required": True},
}
MPS: Tree = {"sharing": {"mps": {"renameByDefault": True, "resources": [{"name": "nvidia.com/gpu", "replicas": 4}]}}}
LAYOUTS: Tree = {
    "version": "v1",
    "mig-configs": {
        "all-disabled": [{"devices": "all", "mig-enabled": False}],
        "cut": [
            {
                "device-filter": ["0x20B210DE"],
                "devices": [0, 1],
                "mig-enabled": True,
                "mig-devices": {"1g.10gb": 2, "2g.20gb": 1},
            },
            {"device-filter": "0x20B210DE", "devices": [2], "mig-enabled": False, "mig-devices": {}},
        ],
    },
}
PLUGIN_TEXTS = (
    *(one.text for one in ODD_PLUGIN if not one.environment or dict(one.environment) == ROOT),
    *dict.fromkeys(as_yaml(tree) for base in (SLICED, MPS) for tree in broken(base)),
)
MIG_TEXTS = (*(one.text for one in ODD_MIG), *dict.fromkeys(as_yaml(tree) for tree in broken(LAYOUTS)))


def manifests(text: str) -> Manifests:
    return read_manifests((SourceFile("given.yaml", text.encode()),), Context(), dict[str, bytes]().get).manifests


def told(text: str) -> list[Told]:
    return list(check_manifests(manifests(text)))


def named_plugin(text: str, version: str) -> str:
    """Return a ConfigMap that a ClusterPolicy names, so that it is the plugin's whatever it holds."""
    return plugin(text) + policy(f"{{devicePlugin: {{version: {version}, config: {{name: nvidia-plugin}}}}}}")


def named_mig(text: str) -> str:
    return mig(text) + policy("{migManager: {config: {name: nvidia-mig}}}")


@pytest.fixture(scope="module")
def reads(plugin_parsers: Mapping[str, Path]) -> Mapping[str, list[PluginRead]]:
    questions = [PluginQuestion(text, ROOT) for text in PLUGIN_TEXTS]
    return {version: read_plugin(parser, questions) for version, parser in plugin_parsers.items()}


@pytest.mark.parametrize("version", VERSIONS)
def test_a_file_is_said_to_stop_the_plugin_where_it_does(version: str, reads: Mapping[str, list[PluginRead]]) -> None:
    wrong = [
        (text, read.error)
        for text, read in zip(PLUGIN_TEXTS, reads[version], strict=True)
        if any(STOPS in one.fault.message for one in told(named_plugin(text, version))) != bool(read.error)
    ]
    assert wrong == []
    assert len({bool(read.error) for read in reads[version]}) == len((True, False))


@pytest.mark.parametrize("version", VERSIONS)
def test_what_is_said_to_be_dropped_is_dropped_and_nothing_else(
    version: str, reads: Mapping[str, list[PluginRead]]
) -> None:
    wrong = []
    for text, read in zip(PLUGIN_TEXTS, reads[version], strict=True):
        if read.error:
            continue
        written = next(iter(parsed(text)), {})
        said = {one for one in _said(named_plugin(text, version)) if not one.lower().startswith("flags.gfd")}
        missing = {place for place in lost(written, read.config) if not _is_kept(place, written, read.config)}
        if not said <= set(lost(written, read.config)) or not missing <= said:
            wrong.append((text, said, missing))
    assert wrong == []


@pytest.mark.parametrize("version", VERSIONS)
def test_what_is_dropped_with_a_warning_is_told(version: str, reads: Mapping[str, list[PluginRead]]) -> None:
    wrong = [
        text
        for text, read in zip(PLUGIN_TEXTS, reads[version], strict=True)
        if any("'rename'" in line or "'devices'" in line for line in read.warnings)
        and not any(one.rule.code == "PLG205" for one in told(named_plugin(text, version)))
    ]
    assert wrong == []


def test_a_file_is_said_to_be_refused_where_mig_parted_refuses_it(mig_parser: Path) -> None:
    reads = read_mig(mig_parser, [MigQuestion(text) for text in MIG_TEXTS])
    wrong = [
        (text, read.error)
        for text, read in zip(MIG_TEXTS, reads, strict=True)
        if any(REFUSED in one.fault.message for one in told(named_mig(text))) != bool(read.error)
    ]
    assert wrong == []
    assert len({bool(read.error) for read in reads}) == len((True, False))


def test_every_rule_on_these_files_has_a_verdict() -> None:
    families = ("PLG", "MPS", "MIG")
    on_files = {*OF_PLUGIN, *OF_MIG_PARTED}
    assert {rule.code for rule in RULES if rule.code.startswith(families)} <= on_files | {*ON_PODS_OF_PLUGIN}


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.code in OF_PLUGIN], ids=lambda rule: rule.code)
def test_examples_for_the_plugin_get_the_verdict(
    rule: ManifestRule, version: str, plugin_parsers: Mapping[str, Path]
) -> None:
    environment = NOTHING if rule.code == "MPS206" else ROOT
    bad = read_plugin(plugin_parsers[version], [PluginQuestion(text, environment) for text in _plugin_texts(rule.bad)])
    good = read_plugin(plugin_parsers[version], [PluginQuestion(text, ROOT) for text in _plugin_texts(rule.good)])
    assert [read.error for read in good] == [""] * len(good)
    assert any(read.error for read in bad) == (rule.code in REFUSED_BY_PLUGIN)
    assert any(read.warnings for read in bad) == (rule.code in WARNED_BY_PLUGIN)
    assert bad
    assert good


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.code in OF_MIG_PARTED], ids=lambda rule: rule.code)
def test_examples_for_mig_parted_get_the_verdict(rule: ManifestRule, mig_parser: Path) -> None:
    bad = read_mig(mig_parser, [MigQuestion(text) for text in _mig_texts(rule.bad)])
    good = read_mig(mig_parser, [MigQuestion(text) for text in _mig_texts(rule.good)])
    assert [read.error for read in good] == [""] * len(good)
    assert any(read.error for read in bad) == (rule.code in REFUSED_BY_MIG_PARTED)
    assert bad
    assert good


def _said(text: str) -> Iterator[str]:
    """Yield the places that are said to be dropped without a word."""
    for one in told(text):
        if one.rule.code in DROPPED_BY_PLUGIN:
            yield path_text(one.fault.place.steps[-1])


def _is_kept(place: str, written: Tree, made: Tree) -> bool:
    """Say whether what looks lost is there in another form, or is told by other rules."""
    value = _at(written, place)
    parent, _, name = place.rpartition(".")
    siblings = _at(made, parent) if parent else made
    in_other_letters = isinstance(siblings, dict) and name.lower() in {key.lower() for key in siblings} - {name}
    other_rules = place.partition(".")[0].lower() == "resources" or name in ("rename", "devices")
    other_form = name in ("name", "deviceListStrategy") or place.lower() == "flags.mpsroot"
    return not value or in_other_letters or other_rules or other_form or "gfd" in place.lower()


def _at(tree: Tree, place: str) -> Tree:
    for part in place.replace("[", ".[").split("."):
        if isinstance(tree, list) and part.startswith("["):
            tree = tree[int(part[1:-1])]
        else:
            tree = tree.get(part) if isinstance(tree, dict) else None
    return tree


def _plugin_texts(example: str) -> list[str]:
    return [_text(entry) for config in manifests(example).plugin_configs for entry in config.entries]


def _mig_texts(example: str) -> list[str]:
    return [_text(entry) for config in manifests(example).mig_configs for entry in config.entries]


def _text(entry: ConfigEntry) -> str:
    assert isinstance(entry.text.tree, str)
    return entry.text.tree
