"""How nodes get their labels, and which labels nobody may set or select by."""

import pytest

from generator.model.plan import BindingKind
from tests.support.bundles import at, bundle_of, items, name_of
from tests.support.plans import OPERATOR
from tests.traps.test_configurations import FLEET, rule_labels

BY_SELECTOR = FLEET.replace("nodes: {names: [a-1]}", "nodes: {nodeSelector: {pool: shared}}").replace(
    "nodes: {names: [b-1]}", "nodes: {nodeSelector: {pool: whole}}"
)
BY_CARD = FLEET.replace("    nodes: {names: [c-1]}\n", "    nodeLabels: {tier: [a, b]}\n")
LABELLED = FLEET.replace(
    "timeSlicing: {replicas: 4}\n",
    "timeSlicing: {replicas: 4}\n"
    "    nodeLabels: {plain: a, example.com/team: ml, kubernetes.io/role: gpu, node.kubernetes.io/x: y,\n"
    "                 example.com/tier: [a, b]}\n",
)


def test_node_names_are_matched_by_a_rule() -> None:
    bundle = bundle_of(FLEET)
    found = {name_of(one): at(one, "spec", "rules", 0, "matchFeatures") for one in bundle.of_kind("NodeFeatureRule")}
    names = {"op": "In", "value": ["a-1"]}
    assert found["gpuslice-shared"] == [{"feature": "system.name", "matchExpressions": {"nodename": names}}]


def test_a_card_that_one_pool_has_is_matched_by_its_pci_id() -> None:
    bundle = bundle_of(BY_CARD)
    (rule,) = [one for one in bundle.of_kind("NodeFeatureRule") if name_of(one) == "gpuslice-apart"]
    # A100-SXM4-40GB is 10de:20b0, and NFD writes four lower-case digits.
    assert at(rule, "spec", "rules", 0, "matchFeatures") == [
        {
            "feature": "pci.device",
            "matchExpressions": {"vendor": {"op": "In", "value": ["10de"]}, "device": {"op": "In", "value": ["20b0"]}},
        }
    ]


def test_no_rule_can_follow_a_node_selector() -> None:
    bundle = bundle_of(BY_SELECTOR)
    assert [name_of(one) for one in bundle.of_kind("NodeFeatureRule")] == ["gpuslice-apart"]
    command = "kubectl label node -l pool=shared nvidia.com/device-plugin.config=shared --overwrite"
    assert command in bundle.files["README.md"]


def test_without_nfd_there_is_no_rule_but_a_command() -> None:
    install = OPERATOR + "  nodeFeatureDiscovery: none\n"
    bundle = bundle_of(FLEET, install=install)
    assert bundle.of_kind("NodeFeatureRule") == []
    assert {pool.binding.kind for pool in bundle.plan.pools if pool.binding.labels} == {BindingKind.COMMAND}
    assert "kubectl label node a-1 nvidia.com/device-plugin.config=shared --overwrite" in bundle.files["README.md"]


def test_a_rule_sets_no_label_that_nfd_refuses_renames_or_cannot_choose() -> None:
    bundle = bundle_of(LABELLED)
    (rule,) = [one for one in bundle.of_kind("NodeFeatureRule") if name_of(one) == "gpuslice-shared"]
    # NFD prefixes `plain`, refuses kubernetes.io, and a key with two values differs from node to node.
    assert dict(rule_labels(rule)) == {"nvidia.com/device-plugin.config": "shared", "example.com/team": "ml"}


def test_what_a_rule_cannot_set_is_a_command() -> None:
    command = "kubectl label node a-1 plain=a kubernetes.io/role=gpu node.kubernetes.io/x=y example.com/tier=a "
    assert command in bundle_of(LABELLED).files["README.md"]


@pytest.mark.parametrize("body", [FLEET, BY_SELECTOR, BY_CARD, LABELLED])
def test_no_command_selects_by_a_label_that_sharing_changes(body: str) -> None:
    text = bundle_of(body).files["README.md"]
    selectors = [line.partition(" -l ")[2].split()[0] for line in text.splitlines() if " -l " in line]
    assert selectors
    assert not [one for one in selectors if "gpu.product" in one]


def test_smoke_jobs_select_by_no_label_that_sharing_changes() -> None:
    bundle = bundle_of(BY_CARD)
    assert not [path for path, text in bundle.files.items() if path.startswith("smoke/") and "gpu.product" in text]


def test_a_rule_per_pool_and_no_two_of_one_name() -> None:
    names = [name_of(one) for one in bundle_of(FLEET).of_kind("NodeFeatureRule")]
    # `whole` reads the default entry and has no MIG: nothing to label.
    assert sorted(names) == ["gpuslice-apart", "gpuslice-shared"]


def test_a_node_of_several_models_gets_its_layout_by_device_filter() -> None:
    body = FLEET.replace(
        "gpus: [{model: A100-SXM4-40GB, count: 2}]\n    mig: all-1g.5gb",
        "gpus: [{model: A100-SXM4-40GB}, {model: A100-SXM4-80GB}]\n    mig:\n"
        "      - {model: A100-SXM4-40GB, migDevices: {1g.5gb: 7}}\n"
        "      - {model: A100-SXM4-80GB, migDevices: {1g.10gb: 7}}",
    )
    found = [at(one, "device-filter") for one in items(bundle_of(body).mig_layouts()["apart"])]
    # mig-parted compares packed PCI ids, device before vendor; a text that it cannot read never matches.
    assert found == [["0x20B010DE"], ["0x20B210DE"]]


def test_a_command_by_a_label_of_nfd_or_gfd_says_that_it_comes_late() -> None:
    """kubectl says `No resources found` and does not fail: run too early, the command does nothing."""
    selector = "nvidia.com/mig.config=apart"
    lines = bundle_of(BY_CARD).files["README.md"].splitlines()
    (at_line,) = [number for number, line in enumerate(lines) if line.startswith(f"kubectl label node -l {selector} ")]
    assert lines[at_line - 1] == f"# once this lists them: kubectl get nodes -l {selector}"


PLUGIN = "install:\n  chart: nvidia-device-plugin\n  version: v0.20.0\n"
ALONE = """\
pools:
  - name: alone
    gpus: [{model: L4}]
    taints: [{key: gpu, value: "true", effect: NoSchedule}]
"""


@pytest.mark.parametrize(
    ("install", "selector"),
    [
        (OPERATOR, "nvidia.com/gpu.present=true"),
        (PLUGIN, "nvidia.com/gpu.count"),
        (PLUGIN + "  components: {gfd: {enabled: false}}\n", "feature.node.kubernetes.io/pci-10de.present"),
        (PLUGIN + "  nodeFeatureDiscovery: none\n", "nvidia.com/gpu.present=true"),
    ],
)
def test_nodes_are_selected_by_a_label_that_somebody_sets(install: str, selector: str) -> None:
    """Nothing beside the operator sets gpu.present; without NFD a person is told to (NFD101)."""
    text = bundle_of(ALONE, install=install).files["README.md"]
    assert f"kubectl taint node -l {selector} gpu=true:NoSchedule --overwrite" in text


def test_a_node_that_registers_with_its_labels_still_needs_its_taint() -> None:
    tainted = BY_SELECTOR.replace(
        "timeSlicing: {replicas: 4}\n",
        "timeSlicing: {replicas: 4}\n    taints: [{key: gpu, value: a, effect: NoSchedule}]\n",
    )
    assert "need no `kubectl label`, but the taint." in bundle_of(tainted).files["README.md"]
    assert "need no `kubectl label`." in bundle_of(BY_SELECTOR).files["README.md"]
