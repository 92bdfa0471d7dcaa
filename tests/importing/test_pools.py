"""Pools made of entries, layouts and nodes."""

from collections.abc import Mapping

import pytest

from generator.model.plan import CONFIG_LABEL, MIG_LABEL, BindingKind
from generator.model.tree import Tree
from tests.importing.given import imported, plan, profile, told
from tests.support.plans import advertised

OPERATOR = "gpu-operator@v26.7.0"
PLUGIN = "nvidia-device-plugin@v0.20.0"
A100 = "A100-SXM4-80GB"
VALUES = "driver: {enabled: false}\ndevicePlugin: {config: {name: c, default: %s}}\n"
LAID = VALUES % "''" + "migManager: {config: {name: m}}\n"


def entries(found: Mapping[str, str], name: str = "c") -> str:
    lines = "".join(f"  {key}: '{text}'\n" for key, text in found.items())
    return f"---\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}, namespace: x}}\ndata:\n{lines}"


def layouts(text: str) -> str:
    return entries({"config.yaml": f"{{version: v1, mig-configs: {{{text}}}}}"}, "m")


def sliced(replicas: int, name: str = "nvidia.com/gpu", more: str = "", mode: str = "timeSlicing") -> str:
    return f"{{version: v1, sharing: {{{mode}: {{{more}resources: [{{name: {name}, replicas: {replicas}}}]}}}}}}"


def pools(text: str, *gpus: str, chart: str = OPERATOR) -> list[Tree]:
    result = imported(text, *(gpus or (A100,)), chart=chart)
    plan(result)
    assert told(result) == []
    found = profile(result)["pools"]
    assert isinstance(found, list)
    return found


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        (sliced(4), {"timeSlicing": {"replicas": 4, "failRequestsGreaterThanOne": False}}),
        (sliced(4, more="failRequestsGreaterThanOne: true, "), {"timeSlicing": {"replicas": 4}}),
        (
            sliced(4, more="renameByDefault: true, failRequestsGreaterThanOne: true, "),
            {"timeSlicing": {"replicas": 4, "renameByDefault": True}},
        ),
        (sliced(4, name="gpu", more="failRequestsGreaterThanOne: true, "), {"timeSlicing": {"replicas": 4}}),
        (sliced(4, mode="mps"), {"mps": {"replicas": 4}}),
        (
            sliced(4, mode="mps", more="failRequestsGreaterThanOne: false, "),
            {"mps": {"replicas": 4, "failRequestsGreaterThanOne": False}},
        ),
        ("{version: v1}", {}),
        (
            "{version: v1, flags: {plugin: {sharedDevicesAllocationPolicy: packed}}}",
            {"allocationPolicy": "packed"},
        ),
    ],
)
def test_an_entry_becomes_a_pool_of_its_name(entry: str, field: dict[str, Tree]) -> None:
    found = pools(VALUES % "any" + entries({"any": entry}), "RTX 3090:2")
    gpus: list[Tree] = [{"model": "GeForce RTX 3090", "count": 2}]
    assert found == [{"name": "any", "gpus": gpus, **field}]


def test_long_keys_that_differ_in_a_sign_become_pools_of_their_own() -> None:
    keys = ["a" * 61 + end for end in ("-b", "_b", ".b")]
    text = VALUES % "''" + entries({key: sliced(number) for number, key in enumerate(keys, 2)})
    names = [one["name"] for one in pools(text) if isinstance(one, dict)]
    assert names == ["a" * 61 + "-b", "a" * 61 + "-2", "a" * 61 + "-3"]


def test_nodes_say_which_entry_and_which_layout_they_have() -> None:
    node = "---\napiVersion: v1\nkind: Node\nmetadata: {name: n%d, labels: {%s}}\n"
    text = LAID.replace("''", "one") + "mig: {strategy: single}\n"
    text += entries({"one": sliced(2), "two": sliced(3)})
    text += layouts("cut: [{devices: all, mig-enabled: true, mig-devices: {1g.10gb: 7}}]")
    text += node % (1, f"{CONFIG_LABEL}: one, {MIG_LABEL}: cut") + node % (2, f"{CONFIG_LABEL}: two")
    text += node % (3, f"{CONFIG_LABEL}: two")
    result = imported(text, A100, chart=OPERATOR)
    found = plan(result)
    assert told(result) == []
    assert [one.message for one in result.findings if one.code == "IMP006"] == [
        f"nodes with {MIG_LABEL}=cut belong to pool one"
    ]
    assert [(pool.name, pool.node_names, advertised(pool)) for pool in found.pools] == [
        ("one", ("n1",), {"nvidia.com/gpu": 14}),
        ("two", ("n2", "n3"), {"nvidia.com/gpu": 3}),
    ]


def test_a_rule_by_name_and_one_by_card_reach_the_nodes_as_before() -> None:
    rule = """\
---
apiVersion: nfd.k8s-sigs.io/v1alpha1
kind: NodeFeatureRule
metadata: {name: r}
spec:
  rules:
  - {name: a, labels: {nvidia.com/device-plugin.config: a, team: ml}, matchFeatures: [{feature: system.name,
     matchExpressions: {nodename: {op: In, value: [box]}}}]}
  - {name: b, labels: {nvidia.com/device-plugin.config: b}, matchFeatures: [{feature: pci.device,
     matchExpressions: {vendor: {op: In, value: ["10de"]}, device: {op: In, value: ["1eb8"]}}}]}
"""
    found = pools(VALUES % "''" + entries({"a": sliced(2), "b": sliced(3)}) + rule, "a=RTX 3090", "T4:4")
    assert [one["nodes"] for one in found if isinstance(one, dict)] == [{"names": ["box"]}, {"bind": "gpuModel"}]
    assert [one["gpus"] for one in found if isinstance(one, dict)] == [
        [{"model": "GeForce RTX 3090"}],
        [{"model": "T4", "count": 4}],
    ]
    assert isinstance(found[0], dict)
    assert found[0]["nodeLabels"] == {"team": "ml"}


def test_nodes_that_nobody_names_keep_the_label_that_they_have() -> None:
    found = pools(VALUES % "whole" + entries({"whole": "{version: v1}", "shared": sliced(3)}))
    assert [one["nodes"] for one in found if isinstance(one, dict) and "nodes" in one] == [
        {"nodeSelector": {CONFIG_LABEL: "shared"}, "bind": "nodeSelector"}
    ]


def test_a_default_that_shares_beside_other_entries_stays_the_default() -> None:
    result = imported(VALUES % "a" + entries({"a": sliced(2), "b": sliced(3)}), A100, chart=OPERATOR)
    assert told(result) == []
    found = plan(result)
    assert found.plugin_config is not None
    assert found.plugin_config.default == "a"
    assert [(pool.name, pool.binding.kind, pool.binding.labels) for pool in found.pools] == [
        ("a", BindingKind.REST, ()),
        ("b", BindingKind.COMMAND, ((CONFIG_LABEL, "b"),)),
    ]


@pytest.mark.parametrize(
    ("entry", "line", "message"),
    [
        (sliced(1), 8, "timeSlicing.resources of the entry any shares nothing"),
        ("{version: v1, sharing: [}", 8, "the entry any is no configuration that could be read"),
        (
            "{version: v1, sharing: {timeSlicing: {resources: [{name: nvidia.com/gpu, replicas: 2, rename: x}]}}}",
            8,
            "timeSlicing.resources[].rename of the entry any",
        ),
        ("{version: v1, flags: {renameByDefault: true}}", 8, "flags.renameByDefault of the entry any"),
        (
            "{version: v1, sharing: {timeSlicing: {resources: [{name: nvidia.com/gpu, replicas: 2, id: 0}]}}}",
            8,
            "sharing.timeSlicing.resources[].id of the entry any",
        ),
    ],
)
def test_what_the_plugin_does_not_do_is_left_out_and_told(entry: str, line: int, message: str) -> None:
    result = imported(VALUES % "any" + entries({"any": entry}), "RTX 3090", chart=OPERATOR)
    assert told(result) == [("IMP008", line, f"left out: {message}")]


def test_layouts_come_back_by_device_and_for_the_card_that_a_filter_means() -> None:
    text = "driver: {enabled: false}\nmigManager: {config: {name: m}}\n" + layouts(
        "half: [{devices: [0], mig-enabled: true, mig-devices: {3g.40gb: 2}}, {devices: [1], mig-enabled: false},"
        ' {device-filter: "0x232410DE", devices: all, mig-enabled: true, mig-devices: {1g.12gb: 7}}]'
    )
    found = pools(text, A100)
    assert found == [
        {
            "name": "half",
            "nodes": {"nodeSelector": {MIG_LABEL: "half"}, "bind": "nodeSelector"},
            "gpus": [{"model": "A100 SXM4 80GB"}],
            "mig": [{"devices": [0], "migDevices": {"3g.40gb": 2}}],
        }
    ]


def test_an_item_that_switches_mig_off_cuts_nothing() -> None:
    text = "mig: {strategy: mixed}\nmigManager: {config: {name: m}}\n" + layouts(
        "off: [{devices: all, mig-enabled: false, mig-devices: {1g.10gb: 7}}],"
        " half: [{devices: [0], mig-enabled: true, mig-devices: {3g.40gb: 2}},"
        " {devices: [1], mig-enabled: false, mig-devices: {1g.10gb: 7}}]"
    )
    found = pools(text, f"{A100}:2")
    assert [one["mig"] for one in found if isinstance(one, dict)] == [[{"devices": [0], "migDevices": {"3g.40gb": 2}}]]


def test_one_entry_for_mig_devices_and_one_layout_belong_together() -> None:
    text = "driver: {enabled: false}\nmig: {strategy: mixed}\nmigManager: {config: {name: m}}\n"
    text += "devicePlugin: {config: {name: c, default: any}}\n" + entries({"any": sliced(2, "nvidia.com/mig-3g.40gb")})
    text += layouts("half: [{devices: all, mig-enabled: true, mig-devices: {3g.40gb: 2}}]")
    found = plan(imported(text, A100, chart=OPERATOR))
    assert [(pool.name, advertised(pool)) for pool in found.pools] == [("any", {"nvidia.com/mig-3g.40gb": 4})]


ONE, TWO = "nvidia.com/mig-1g.10gb", "nvidia.com/mig-2g.20gb"
MIXED = VALUES % "any" + "mig: {strategy: mixed}\n"
SEVERAL = "{version: v1, sharing: {timeSlicing: {resources: [%s]}}}"


def several(*names: str) -> str:
    return entries({"any": SEVERAL % ", ".join(f"{{name: {name}, replicas: 2}}" for name in names)})


@pytest.mark.parametrize("names", [(ONE,), (ONE, TWO)])
def test_shares_of_mig_devices_without_a_layout_leave_a_gap_for_it(names: tuple[str, ...]) -> None:
    result = imported(MIXED + several(*names), A100, chart=OPERATOR)
    assert result.missing
    assert [code for code, _, _ in told(result)] == ["IMP003"]
    pool = profile(result)["pools"]
    assert isinstance(pool, list)
    shares: Tree = {"resources": dict.fromkeys(names, 2), "failRequestsGreaterThanOne": False}
    assert pool == [{"name": "any", "gpus": [{"model": "A100 SXM4 80GB"}], "mig": "?", "timeSlicing": shares}]
    filled = result._replace(text=result.text.replace('"?"', "[{migDevices: {1g.10gb: 3, 2g.20gb: 2}}]"))
    assert advertised(plan(filled).pools[0])[ONE] == 6


@pytest.mark.parametrize(
    ("strategy", "gpu", "codes"),
    [("mixed", A100, ["IMP001", "IMP001"]), ("single", A100, []), ("mixed", "RTX 3090", [])],
)
def test_shares_of_mig_devices_beside_whole_gpus_are_told(strategy: str, gpu: str, codes: list[str]) -> None:
    text = MIXED.replace("mixed", strategy) + several("nvidia.com/gpu", ONE, TWO)
    result = imported(text, gpu, chart=OPERATOR)
    assert advertised(plan(result).pools[0]) == {"nvidia.com/gpu": 2}
    assert [code for code, _, _ in told(result)] == codes
    # They are named where they cannot work as well.
    assert sorted(one.message.split()[6] for one in result.findings if one.code == "IMP001") == [ONE, TWO]


def test_an_entry_for_whole_and_cut_nodes_is_told_where_no_node_has_its_devices() -> None:
    node = "---\napiVersion: v1\nkind: Node\nmetadata: {name: %s, labels: {nvidia.com/gpu.present: 'true'%s}}\n"
    text = MIXED + several("nvidia.com/gpu", ONE, TWO) + node % ("a", f", {MIG_LABEL}: all-1g.10gb") + node % ("b", "")
    result = imported(text, "RTX 3090", f"a={A100}", chart=OPERATOR)
    assert told(result) == []
    assert [one.message for one in result.findings if one.code == "IMP001"] == [
        f"not in the profile: timeSlicing of {TWO} by 2 in the entry any, which these nodes do not advertise"
    ]


@pytest.mark.parametrize(
    ("strategy", "said"), [("mixed", {"strategy": "mixed"}), ("single", None), ("none", {"strategy": "none"})]
)
def test_a_strategy_without_a_layout_stays(strategy: str, said: Tree) -> None:
    result = imported(f"driver: {{enabled: false}}\nmig: {{strategy: {strategy}}}\n", A100, chart=OPERATOR)
    assert told(result) == []
    assert profile(result).get("mig") == said


def test_a_standalone_plugin_keeps_the_flags_that_all_entries_have() -> None:
    entry = "{version: v1, flags: {failOnInitError: false, gdsEnabled: true}}"
    values = "runtimeClassName: nvidia\nconfig:\n  default: a\n  map: {a: '%s', b: '%s'}\n"
    both = profile(imported(values % (entry, entry), "RTX 3090", chart=PLUGIN))
    assert both["extraValues"] == {"failOnInitError": False, "gdsEnabled": True}
    one = imported(values % (entry, "{version: v1}"), "RTX 3090", chart=PLUGIN)
    assert [code for code, _, _ in told(one)] == ["IMP001", "IMP001"]


def test_without_a_card_there_is_a_gap_that_names_the_option() -> None:
    result = imported(VALUES % "any" + entries({"any": sliced(4)}), chart=OPERATOR)
    assert result.missing
    assert [(code, message) for code, _, message in told(result)] == [
        ("IMP003", "not known: which GPU the nodes of pool any have")
    ]
    assert '"?"' in result.text


def test_workloads_that_select_one_product_tell_the_card() -> None:
    pod = """\
---
apiVersion: v1
kind: Pod
metadata: {name: p}
spec:
  nodeSelector: {nvidia.com/gpu.product: NVIDIA-GeForce-RTX-3090-SHARED}
  containers: [{name: c, resources: {limits: {nvidia.com/gpu: 1}}}]
"""
    result = imported(VALUES % "any" + entries({"any": sliced(4)}) + pod, chart=OPERATOR)
    assert told(result) == []
    assert advertised(plan(result).pools[0]) == {"nvidia.com/gpu": 4}
    assert "# Taken from the product that workloads select: no file says which GPU these nodes have." in result.text


def test_an_entry_that_is_called_like_a_card_is_for_that_card_and_says_so() -> None:
    text = VALUES % "rtx-3090" + entries({"rtx-3090": sliced(4)})
    guess = "# Taken from the name rtx-3090: no file says which GPU these nodes have."
    guessed, said = imported(text, chart=OPERATOR), imported(text, "RTX 3090", chart=OPERATOR)
    assert (guess in guessed.text, guess in said.text) == (True, False)
    assert [plan(one).pools[0].gpus[0].gpu.id for one in (guessed, said)] == ["rtx-3090", "rtx-3090"]


SEVEN = "driver: {enabled: false}\nmigManager: {config: {name: m}}\nmig: {strategy: single}\n" + layouts(
    "cut: [{devices: all, mig-enabled: true, mig-devices: {1g.10gb: 7}}]"
)
SEVEN += f"---\napiVersion: v1\nkind: Node\nmetadata: {{name: n, labels: {{{MIG_LABEL}: cut}}}}\n"


def test_of_several_cards_a_pool_has_the_one_that_can_hold_its_layout() -> None:
    result = imported(SEVEN, "A100-SXM4-40GB", A100, chart=OPERATOR)
    assert told(result) == []
    assert plan(result).pools[0].gpus[0].gpu.id == "a100-sxm4-80gb"


def test_a_layout_is_not_held_against_a_card_that_nobody_named() -> None:
    assert [code for code, _, _ in told(imported(SEVEN, chart=OPERATOR))] == ["IMP003"]
    assert [code for code, _, _ in told(imported(SEVEN, "A100-SXM4-40GB", chart=OPERATOR))] == ["MIG003"]


def test_other_sections_of_an_entry_are_named() -> None:
    entry = "{version: v1, imex: {channelIDs: [0]}, flags: {gfd: {sleepInterval: 60s, noTimestamp: true}}}"
    result = imported(VALUES % "any" + entries({"any": entry}), "RTX 3090", chart=OPERATOR)
    assert told(result) == [("IMP001", 8, "not in the profile: imex of the entry any")]
    notes = [one.message for one in result.findings if one.code == "IMP001"]
    assert "not in the profile: flags.gfd.noTimestamp of the entry any" in notes


def test_a_default_that_is_no_entry_and_an_entry_that_is_no_text_are_named() -> None:
    result = imported(VALUES % "typo" + entries({"any": sliced(2)}), "RTX 3090", chart=OPERATOR)
    assert told(result) == [("IMP008", 2, "left out: the default, which names no entry")]
    values = "runtimeClassName: nvidia\nconfig:\n  map:\n    any: {version: v1}\n"
    assert told(imported(values, "RTX 3090", chart=PLUGIN)) == [
        ("IMP008", 4, "left out: the entry any, which must be a text")
    ]


def test_a_configuration_that_nothing_names_is_told_to_come_into_force() -> None:
    result = imported("driver: {enabled: false}\n" + entries({"any": sliced(2)}), "RTX 3090", chart=OPERATOR)
    assert told(result) == [("IMP010", 6, "nothing names the ConfigMap c: it is not in force now, and would be")]


def test_a_layout_that_mig_parted_cannot_read_is_named() -> None:
    text = "mig: {strategy: mixed}\nmigManager: {config: {name: m}}\n"
    text += layouts("half: [{devices: all, migEnabled: true, mig-devices: {3g.40gb: 2}}]")
    result = imported(text, A100, chart=OPERATOR)
    assert told(result) == [("IMP008", 8, "left out: the layout half, of which an item does not say mig-enabled")]


def test_a_configuration_that_no_plugin_reads_is_left_out() -> None:
    values = "driver: {enabled: false}\ndevicePlugin: {enabled: false, config: {name: c, default: any}}\n"
    node = f"---\napiVersion: v1\nkind: Node\nmetadata: {{name: n, labels: {{{CONFIG_LABEL}: any}}}}\n"
    result = imported(values + entries({"any": sliced(4)}) + node, "RTX 3090", chart=OPERATOR)
    assert told(result) == []
    assert [advertised(pool) for pool in plan(result).pools] == [{"nvidia.com/gpu": 1}]
    assert [one.message for one in result.findings if one.code.startswith("IMP")] == [
        "left out: the configuration c: the device plugin, which reads it, is off"
    ]


def test_an_entry_of_another_name_than_its_pool_is_told_and_its_nodes_have_one_label() -> None:
    result = imported(VALUES % "''" + entries({"Tesla-T4": sliced(4), "b": sliced(2)}), "T4:1", chart=OPERATOR)
    assert told(result) == []
    renamed = [one for one in result.findings if one.code == "IMP006"]
    assert [(one.position.line if one.position else 0, one.message) for one in renamed] == [
        (8, f"nodes with {CONFIG_LABEL}=Tesla-T4 belong to pool tesla-t4")
    ]
    assert f"kubectl label nodes -l {CONFIG_LABEL}=Tesla-T4 {CONFIG_LABEL}=tesla-t4 --overwrite" in renamed[0].fix
    found = plan(result).pools[0]
    assert found.binding.labels == found.node_selector == ((CONFIG_LABEL, "tesla-t4"),)


def test_strategies_of_entries_that_a_profile_cannot_say_are_told() -> None:
    flags = "{version: v1, flags: {migStrategy: %s}}"
    text = "runtimeClassName: nvidia\nconfig: {name: c, default: a}\n"
    text += entries({"a": flags % "none", "b": flags % "single", "c": flags % "mixed"})
    message = "not in the profile: flags.migStrategy of the entry %s is %s now and would be none: its pool has no `mig`"
    assert told(imported(text, f"{A100}:2", chart=PLUGIN)) == [
        ("IMP001", 9, message % ("b", "single")),
        ("IMP001", 10, message % ("c", "mixed")),
    ]
    assert told(imported(text, "RTX 3090", chart=PLUGIN)) == []
    assert told(imported(f"migStrategy: none\n{text}", f"{A100}:2", chart=PLUGIN)) == []


def test_layouts_at_a_key_that_nobody_reads_are_not_imported() -> None:
    own = "own: {version: v1, mig-configs: {mine: [{devices: all, mig-enabled: true, mig-devices: {1g.10gb: 7}}]}}\n"
    without, within = (imported(text, A100, chart=OPERATOR) for text in (LAID, LAID + own))
    assert profile(within)["pools"] == profile(without)["pools"]
    assert "ConfigMap m of the MIG manager was not found" in str(told(within))


def test_two_pools_of_one_entry_are_told_apart_by_their_layouts() -> None:
    text = MIXED + "migManager: {config: {name: m}}\n" + entries({"any": sliced(2)})
    text += layouts(
        "mine: [{devices: [0], mig-enabled: true, mig-devices: {1g.10gb: 7}}],"
        " other: [{devices: [0], mig-enabled: true, mig-devices: {3g.40gb: 2}}]"
    )
    result = imported(text, f"{A100}:2", chart=OPERATOR)
    assert told(result) == []
    found = {one.message: (one.fix or "").partition(" --overwrite")[0] for one in result.findings}
    assert found == {
        f"nodes with {MIG_LABEL}={name} belong to pool {name}": "Once the bundle is there: kubectl label nodes -l "
        f"{MIG_LABEL}={name} {CONFIG_LABEL}={name}"
        for name in ("mine", "other")
    }


def test_items_for_other_cards_are_told() -> None:
    item = '{device-filter: "0x%s10DE", devices: all, mig-enabled: true, mig-devices: {%s}}'
    text = "mig: {strategy: mixed}\nmigManager: {config: {name: m}}\n" + layouts(
        f"half: [{item % ('20B2', '3g.40gb: 2')}, {item % ('2330', '1g.10gb: 7')}]"
    )
    result = imported(text, A100, chart=OPERATOR)
    assert told(result) == []
    assert [one.message for one in result.findings if one.code == "IMP001"] == [
        "not in the profile: of the layout half 1 item more, for GPUs that this pool does not have"
    ]


def test_the_pool_that_shares_keeps_the_entrys_name() -> None:
    node = "---\napiVersion: v1\nkind: Node\nmetadata: {name: %s, labels: {nvidia.com/gpu.present: 'true'%s}}\n"
    text = MIXED + entries({"any": sliced(4)})
    text += node % ("a", f", {MIG_LABEL}: all-1g.10gb") + node % ("b", "")
    found = plan(imported(text, f"a={A100}", "b=L4", chart=OPERATOR))
    assert [(pool.name, pool.node_names, advertised(pool)) for pool in found.pools] == [
        ("all-1g-10gb", ("a",), {ONE: 7}),
        ("any", ("b",), {"nvidia.com/gpu": 4}),
    ]


@pytest.mark.parametrize(("number", "text"), [(3, "NVIDIA's own layouts all-1g.5gb, "), (6, "6 of NVIDIA's own ")])
def test_many_of_nvidias_layouts_are_told_by_their_number(number: int, text: str) -> None:
    profiles = {"1g.5gb": 7, "2g.10gb": 3, "3g.20gb": 2, "4g.20gb": 1, "7g.40gb": 1, "1g.10gb": 7}
    item = "all-%s: [{devices: all, mig-enabled: true, mig-devices: {%s: %d}}]"
    own = [item % (name, name, count) for name, count in list(profiles.items())[:number]]
    own.append("mine: [{devices: [0], mig-enabled: true, mig-devices: {3g.40gb: 2}}]")
    result = imported(LAID + layouts(", ".join(own)), A100, chart=OPERATOR)
    [found] = [one for one in result.findings if one.code == "IMP001"]
    assert found.message.startswith(f"not in the profile: {text}")
    assert all(len(line) < 200 for line in result.text.splitlines())


OF_RELEASE = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: dp, namespace: gpu}
spec:
  interval: 1h
  chart: {spec: {chart: nvidia-device-plugin, version: 0.19.3, sourceRef: {kind: HelmRepository, name: n}}}
  values: {gfd: {enabled: true}, config: {name: cfg, default: a}}
"""


@pytest.mark.parametrize(("first", "second"), [("other", "gpu"), ("gpu", "other"), ("", "gpu")])
def test_of_two_configurations_of_one_name_that_of_the_releases_namespace_counts(first: str, second: str) -> None:
    text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: cfg{}}}\ndata: {{a: '{}'}}\n"
    shared = "sharing: {{timeSlicing: {{resources: [{{name: nvidia.com/gpu, replicas: {}}}]}}}}"
    said = [(f", namespace: {one}" if one else "", shared.format(5 if one == "gpu" else 2)) for one in (first, second)]
    given = "---\n".join((OF_RELEASE, *(text.format(*one) for one in said)))
    result = imported(given, "A100-SXM4-80GB:8")
    assert "replicas: 5" in result.text
    assert [code for code, _, _ in told(result)] == ([] if first else ["IMP004"])
