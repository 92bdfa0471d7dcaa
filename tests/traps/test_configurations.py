"""What NVIDIA's software does with its configuration, where nobody sees it: on the node."""

import re
from hashlib import sha256

import pytest

from generator.model.plan import Promise
from generator.model.tree import Tree
from tests.support.bundles import Bundle, at, bundle_of, items, name_of, scalars
from tests.support.plans import STANDALONE, WAITING_FOR_LABELS, compile_text, resource

FLEET = """
pools:
  - name: shared
    nodes: {names: [a-1]}
    gpus: [{model: RTX 3090, count: 2}]
    timeSlicing: {replicas: 4}
  - name: whole
    nodes: {names: [b-1]}
    gpus: [{model: RTX 3090}]
  - name: apart
    nodes: {names: [c-1]}
    gpus: [{model: A100-SXM4-40GB, count: 2}]
    mig: all-1g.5gb
"""
UNCUT = FLEET.partition("  - name: apart")[0]
ALONE = """
pools:
  - name: desk
    gpus: [{model: RTX 3090}]
    timeSlicing: {replicas: 4}
"""
MPS = """
pools:
  - name: desk
    gpus: [{model: RTX 3090}]
    mps: {replicas: 7}
"""


def config_name(bundle: Bundle) -> str:
    return name_of(bundle.tree("base/plugin-config.yaml"))


def mig_name(bundle: Bundle) -> str:
    return name_of(bundle.tree("base/mig-config.yaml"))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("replicas: 4", "replicas: 5"),
        ("timeSlicing: {replicas: 4}", "timeSlicing: {replicas: 4, failRequestsGreaterThanOne: false}"),
        ("timeSlicing: {replicas: 4}", "mps: {replicas: 4}"),
        ("name: desk", "name: bench"),
    ],
)
def test_another_configuration_is_another_config_map(old: str, new: str) -> None:
    assert config_name(bundle_of(ALONE)) != config_name(bundle_of(ALONE.replace(old, new)))


def test_a_pool_that_stops_sharing_keeps_its_entry() -> None:
    """Labels outlive what set them; with one that names no entry the plugin does not start."""
    entries = bundle_of(FLEET).plugin_entries()
    assert entries.get("whole") == entries.get("unshared") == {"version": "v1"}


def test_another_mig_layout_is_another_config_map() -> None:
    assert mig_name(bundle_of(FLEET)) != mig_name(bundle_of(FLEET.replace("all-1g.5gb", "all-2g.10gb")))


@pytest.mark.parametrize(
    "same",
    [
        f"# said differently{ALONE}",
        ALONE.replace("gpus: [{model: RTX 3090}]\n    timeSlicing: {replicas: 4}", "timeSlicing:\n      replicas: 4\n"
                      "    description: A card.\n    gpus:\n      - model: RTX 3090"),
        ALONE + "tenants: [{namespace: team, quota: {nvidia.com/gpu: 1}}]\n",
    ],
)  # fmt: skip
def test_the_same_configuration_keeps_its_config_map(same: str) -> None:
    assert config_name(bundle_of(ALONE)) == config_name(bundle_of(same))


def test_the_config_maps_name_is_a_hash_of_its_meaning_alone() -> None:
    canonical = (
        '{"entries":{"desk":{"sharing":{"timeSlicing":{"failRequestsGreaterThanOne":true,'
        '"renameByDefault":false,"resources":[{"name":"nvidia.com/gpu","replicas":4}]}},"version":"v1"},'
        '"unshared":{"version":"v1"}}}'
    )
    digest = sha256(canonical.encode()).hexdigest()[:10]
    assert config_name(bundle_of(ALONE)) == f"device-plugin-config-{digest}"


def test_the_names_reach_whoever_mounts_them() -> None:
    operator = bundle_of(FLEET)
    assert at(operator.values, "devicePlugin", "config", "name") == config_name(operator)
    assert at(operator.values, "migManager", "config", "name") == mig_name(operator)
    standalone = bundle_of(ALONE, install=STANDALONE)
    assert at(standalone.values, "config", "name") == config_name(standalone)


def test_config_maps_stand_where_they_are_mounted() -> None:
    bundle = bundle_of(FLEET)
    assert {at(one, "metadata", "namespace") for one in bundle.of_kind("ConfigMap")} == {"gpu-operator"}


def test_mig_layouts_lie_under_the_one_key_that_is_read() -> None:
    assert list(at_map(bundle_of(FLEET).tree("base/mig-config.yaml"), "data")) == ["config.yaml"]


def at_map(tree: Tree, *path: str) -> dict[str, Tree]:
    found = at(tree, *path)
    assert isinstance(found, dict)
    return found


def test_own_mig_layouts_can_switch_mig_off() -> None:
    assert bundle_of(FLEET).mig_layouts().get("all-disabled") == [{"devices": "all", "mig-enabled": False}]


def test_the_mig_default_is_the_one_that_the_crd_allows() -> None:
    assert at(bundle_of(FLEET).values, "migManager", "config", "default") == "all-disabled"


@pytest.mark.parametrize("body", [FLEET, ALONE, MPS])
@pytest.mark.parametrize("chart", ["gpu-operator", "nvidia-device-plugin"])
def test_every_label_and_default_names_an_entry(body: str, chart: str) -> None:
    if chart == "gpu-operator":
        bundle = bundle_of(body)
        default = at(bundle.values, "devicePlugin", "config", "default")
    else:
        bundle = bundle_of(body, install=STANDALONE)
        default = at(bundle.values, "config", "default")
    entries = set(bundle.plugin_entries())
    assert default in entries
    labels = [pair for pool in bundle.plan.pools for pair in pool.binding.labels]
    labels += [pair for rule in bundle.of_kind("NodeFeatureRule") for pair in rule_labels(rule)]
    assert {value for key, value in labels if key == "nvidia.com/device-plugin.config"} <= entries
    layouts = set(bundle.mig_layouts()) if bundle.plan.mig_config else set()
    assert {value for key, value in labels if key == "nvidia.com/mig.config"} <= layouts


def rule_labels(rule: Tree) -> list[tuple[str, str]]:
    rules = items(at(rule, "spec", "rules"))
    return [(key, str(value)) for one in rules for key, value in at_map(one, "labels").items()]


def test_with_several_pools_an_unlabelled_node_shares_nothing() -> None:
    bundle = bundle_of(FLEET)
    default = str(at(bundle.values, "devicePlugin", "config", "default"))
    assert bundle.plugin_entries()[default] == {"version": "v1"}


def test_one_pool_alone_needs_no_label() -> None:
    bundle = bundle_of(ALONE)
    assert at(bundle.values, "devicePlugin", "config", "default") == "desk"
    assert bundle.plan.pools[0].binding.labels == ()
    assert bundle.of_kind("NodeFeatureRule") == []


def test_the_entry_that_shares_nothing_is_always_there() -> None:
    assert bundle_of(ALONE).plugin_entries().get("unshared") == {"version": "v1"}


@pytest.mark.parametrize(
    ("body", "strategy"),
    [
        (FLEET, "mixed"),
        (FLEET.replace("timeSlicing: {replicas: 4}", "mps: {replicas: 4}"), "single"),
        (FLEET + "mig: {strategy: single}\n", "single"),
        (UNCUT + "mig: {strategy: none}\n", "none"),
        (UNCUT, None),
    ],
)
def test_the_clusters_mig_strategy(body: str, strategy: str | None) -> None:
    assert at(bundle_of(body, install=WAITING_FOR_LABELS).values, "mig", "strategy") == strategy


def test_mps_never_meets_the_strategy_mixed() -> None:
    body = FLEET.replace("timeSlicing: {replicas: 4}", "mps: {replicas: 4}") + "mig: {strategy: mixed}\n"
    assert "MIG006" in [one.code for one in compile_text(body).findings]


def test_the_standalone_chart_has_a_strategy_per_node_and_none_for_all() -> None:
    body = FLEET.replace("timeSlicing: {replicas: 4}", "mps: {replicas: 4}")
    bundle = bundle_of(body, install=STANDALONE)
    found = {key: at(entry, "flags", "migStrategy") for key, entry in bundle.plugin_entries().items()}
    assert found == {"unshared": "none", "shared": "none", "whole": "none", "apart": "mixed"}
    # A value here becomes MIG_STRATEGY in the environment, which beats the file.
    assert at(bundle.values, "migStrategy") is None


def test_under_the_operator_no_entry_states_what_the_environment_overrules() -> None:
    assert not [entry for entry in bundle_of(FLEET).plugin_entries().values() if at(entry, "flags")]


def test_the_daemons_memory_limit_is_rounded_down() -> None:
    # 24576 MiB / 7 = 3510.86; NVIDIA/k8s-device-plugin cmd/mps-control-daemon/mps/daemon.go sets 3510M.
    shared = resource(bundle_of(MPS).plan.pools[0], "nvidia.com/gpu")
    assert [part.memory_mib for part in shared.parts] == [3510]
    assert shared.promise is Promise.PER_PROCESS


def test_a_replica_count_below_two_never_reaches_the_plugin() -> None:
    assert compile_text(ALONE.replace("replicas: 4", "replicas: 1")).plan is None
    for entry in bundle_of(FLEET).plugin_entries().values():
        for one in items(at(entry, "sharing", "timeSlicing", "resources") or []):
            assert int(str(at(one, "replicas"))) >= 2


def test_an_entry_that_shares_nothing_has_no_sharing_block() -> None:
    # `timeSlicing: {}` and an empty list of resources make the plugin exit (api/config/v1/replicas.go:192).
    body = ALONE.replace("    timeSlicing: {replicas: 4}\n", "    allocationPolicy: packed\n")
    assert at(bundle_of(body).plugin_entries()["desk"], "sharing") is None


@pytest.mark.parametrize("word", ["on", "off", "yes", "no", "true", "null", "y", "n"])
def test_a_pools_name_is_never_a_word_that_yaml_reads_as_something_else(word: str) -> None:
    # The standalone chart writes the default entry's name without quotes.
    assert compile_text(ALONE.replace("name: desk", f'name: "{word}"')).plan is None


@pytest.mark.parametrize("body", [FLEET, ALONE, MPS])
@pytest.mark.parametrize("install", ["operator", "standalone"])
def test_no_pod_gets_all_cards_by_an_environment_variable(body: str, install: str) -> None:
    bundle = bundle_of(body, install=STANDALONE) if install == "standalone" else bundle_of(body)
    assert not [path for path, text in bundle.files.items() if re.search("NVIDIA_VISIBLE_DEVICES", text)]


def test_a_renamed_resource_is_listed_under_its_own_name() -> None:
    body = ALONE.replace("{replicas: 4}", "{replicas: 4, renameByDefault: true}")
    bundle = bundle_of(body)
    names = [one for one in scalars(bundle.plugin_entries()["desk"]) if str(one).startswith("nvidia.com/")]
    assert names == ["nvidia.com/gpu"]
    assert [one.name for one in bundle.plan.pools[0].resources] == ["nvidia.com/gpu.shared"]
