"""What is wrong with a request is told in the common form, all at once, where it stands."""

import pytest

from generator.advise.decode import request_schema
from generator.advise.request import Standing
from generator.decode.conform import surely_valid
from generator.facts.data import data_dir
from generator.model.mig import MigLayout
from generator.model.workload import Isolation
from tests.advise.requests import HEAD, decoded, laid_over
from tests.advise.sample import gpu
from tests.support.profiles import document

SLIPS = {
    "unit left out": ("PRO012", "workloads:\n- {name: a, memory: 24, isolation: trusted}  # <- here\n", "24GiB"),
    "another unit": ("PRO012", "workloads:\n- {name: a, memory: 24GB, isolation: trusted}  # <- here\n", "24GiB"),
    "negative memory": ("PRO005", "workloads:\n- {name: a, memory: -5GiB, isolation: trusted}  # <- here\n", ""),
    "negative and no unit": ("PRO012", "workloads:\n- {name: a, memory: -5, isolation: trusted}  # <- here\n", ""),
    "no memory": ("ADV005", "workloads:\n- {name: a, memory: 0GiB, isolation: trusted}  # <- here\n", "nvidia-smi"),
    "memory left out": ("PRO002", "workloads:\n- {name: a, isolation: trusted}  # <- here\n", "memory: 18GiB"),
    "isolation misspelt": (
        "PRO004",
        "workloads:\n- {name: a, memory: 4GiB, isolation: untrustd}  # <- here\n",
        "untrusted",
    ),
    "isolation left out": ("PRO002", "workloads:\n- {name: a, memory: 4GiB}  # <- here\n", "isolation: trusted"),
    "no workloads": ("PRO007", "workloads: []  # <- here\n", "memory"),
    "key misspelt": ("PRO001", "workloads:\n- {name: a, memory: 4GiB, isolatoin: trusted}  # <- here\n", "isolation"),
    "a profile's word for copies": (
        "PRO001",
        "workloads:\n- {name: a, memory: 4GiB, isolation: trusted, replicas: 3}  # <- here\n",
        "Here it is `count`.",
    ),
    "a profile's key": ("PRO001", "pools: []  # <- here\n", "gpus"),
    "no pods": ("PRO006", "workloads:\n- {name: a, count: 0, memory: 4GiB, isolation: trusted}  # <- here\n", "1 to"),
    "the same name": (
        "ADV002",
        (
            "workloads:\n- {name: a, memory: 4GiB, isolation: trusted}\n"
            "- {name: a, memory: 5GiB, isolation: trusted}  # <- here\n"
        ),
        "rename",
    ),
    "unknown GPU": ("ADV001", "gpus:\n- {model: RTX 9999, nodes: 1}  # <- here\n", ""),
    "ambiguous GPU": ("ADV001", "gpus:\n- {model: A100, nodes: 1}  # <- here\n", "a100-sxm4-80gb"),
    "nodes left out": ("PRO002", "gpus:\n- {model: RTX 3090}  # <- here\n", "nodes: 4"),
    "the same GPU": ("ADV002", "gpus:\n- {model: RTX 3090, nodes: 1}\n- {model: rtx-3090, nodes: 2}  # <- here\n", ""),
    "names and a budget": ("ADV006", "gpus:\n- {model: L4, nodes: {names: [a], max: 2}}  # <- here\n", "one of"),
    "all memory reserved": ("ADV005", "gpus:\n- {model: A30, nodes: 1, reservedMemory: 24GiB}  # <- here\n", "less"),
    "no card holds it": ("ADV003", "workloads:\n- {name: a, memory: 90GiB, isolation: untrusted}  # <- here\n", ""),
    "no card has the slices": (
        "ADV003",
        (
            "gpus: [{model: A30, nodes: 1}]\nworkloads:\n"
            "- {name: a, memory: 1GiB, isolation: untrusted, computeSlices: 5}  # <- here\n"
        ),
        "",
    ),
    "past the plugin of several models": (
        "PRO002",
        (
            "gpus: [{model: L4, nodes: 1}, {model: A30, nodes: 1}]\nworkloads:\n"
            "- {name: a, memory: 1GiB, unaccounted: true}  # <- here\n"
        ),
        "model",
    ),
    "past the plugin of a model that is not there": (
        "PRO015",
        "workloads:\n- {name: a, memory: 1GiB, unaccounted: true, model: L4}  # <- here\n",
        "gpus",
    ),
    "past the plugin and a MIG device": (
        "PRO015",
        "workloads:\n- {name: a, memory: 1GiB, unaccounted: true, computeSlices: 2}  # <- here\n",
        "unaccounted",
    ),
    "a model for a workload that asks": (
        "PRO015",
        "workloads:\n- {name: a, memory: 1GiB, isolation: trusted, model: A100-SXM4-80GB}  # <- here\n",
        "unaccounted: true",
    ),
    "past the plugin all of a card": (
        "PRO015",
        "workloads:\n- {name: a, count: 2, memory: 40GiB, unaccounted: true}  # <- here\n",
        "Lower",
    ),
    "a present layout of cards that are reached past the plugin": (
        "ADV004",
        (
            "current:\n- {model: A100-SXM4-80GB, count: 1, migDevices: {1g.10gb: 7}}  # <- here\n"
            "workloads: [{name: a, memory: 1GiB, unaccounted: true}]\n"
        ),
        "ask for a device",
    ),
    "a present layout that does not fit": (
        "ADV004",
        "current:\n- {model: A100-SXM4-80GB, count: 1, migDevices: {3g.40gb: 3}}  # <- here\n",
        "3g.40gb",
    ),
    "a present layout of a card without MIG": (
        "ADV004",
        (
            "gpus: [{model: L4, nodes: 1}]\ncurrent:\n- {model: L4, count: 1, migDevices: {1g.5gb: 1}}  # <- here\n"
            "workloads: [{name: a, memory: 1GiB, isolation: trusted}]\n"
        ),
        "Leave it out",
    ),
    "more cards than there are": (
        "ADV004",
        "current:\n- {model: A100-SXM4-80GB, count: 9, migDevices: {1g.10gb: 7}}  # <- here\n",
        "8",
    ),
    "a present state of other cards": (
        "ADV004",
        "current:\n- {model: A30, count: 1, migDevices: {1g.6gb: 4}}  # <- here\n",
        "gpus",
    ),
}


@pytest.mark.parametrize(("code", "sections", "offers"), SLIPS.values(), ids=SLIPS)
def test_a_slip_is_told_where_it_stands_with_its_cure(code: str, sections: str, offers: str) -> None:
    found = decoded(laid_over(sections))
    line = next(number for number, text in enumerate(sections.splitlines(), 1) if text.endswith("# <- here"))
    assert found.request is None
    (finding,) = found.findings
    assert finding.position is not None
    assert (finding.code, finding.position.line) == (code, line)
    assert offers in finding.fix
    assert finding.why.endswith(".")


def test_all_is_told_at_once() -> None:
    found = decoded(
        HEAD + "gpus:\n- {model: RTX 3090, nodes: 1}\nworkloads:\n"
        "- {name: a, memory: 90GiB, isolation: trusted}\n- {name: a, memory: 91GiB, isolation: trusted}\n"
        "current:\n- {model: RTX 3090, count: 2, migDevices: {1g.5gb: 1}}\n"
    )
    assert [one.code for one in found.findings] == ["ADV003", "ADV002", "ADV003", "ADV004", "ADV004"]


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ("{name: a, replicas: 3, memory: 4GiB}", ["Here it is `count`.", "Add `isolation: trusted`"]),
        ("{name: a, namespace: b, isolation: trusted}", ["Here it is `tenant`.", "Add `memory: 18GiB`."]),
        ("{name: a, memory: 4}", ["4GiB", "Add `isolation: trusted`"]),
        ("{name: a, memory: 4GiB, isolatoin: trusted}", ["Write isolation."]),
        ("{name: a, replicas: 3, memory: 4GiB, unaccounted: true}", ["Here it is `count`."]),
        ("{name: a, replicas: 3, memory: 4GiB, unacounted: true}", ["Here it is `count`.", "Write unaccounted."]),
    ],
)
def test_a_missing_isolation_is_told_with_faults_of_shape(entry: str, told: list[str]) -> None:
    fixes = [one.fix for one in decoded(laid_over(f"workloads:\n- {entry}\n")).findings]
    assert len(fixes) == len(told)
    assert all(any(words in fix for fix in fixes) for words in told)


@pytest.mark.parametrize("text", ["- a\n", "just text\n", "version: v2\n", "{}\n"])
def test_what_is_no_request_at_all_is_told_in_its_own_words(text: str) -> None:
    findings = decoded(text).findings
    assert findings
    assert not [one.message for one in findings if "profile" in one.message]


def test_a_whole_request() -> None:
    found = decoded(
        HEAD + "gpus:\n- {model: A100-SXM4-80GB, count: 2, nodes: {names: [a, b]}, reservedMemory: 512MiB}\n"
        "- {model: L4, nodes: {max: 3}}\n"
        "workloads: [{name: w, count: 2, memory: 1.5GiB, isolation: latency-bound, tenant: t, computeSlices: 2}]\n"
        "current:\n- {model: A100-SXM4-80GB, count: 1, migDevices: {1g.10gb: 7}}\n"
        "- {model: A100-SXM4-80GB, count: 2, migDevices: {1g.10gb: 7}}\n"
    ).request
    assert found is not None
    first, second = found.fleets
    assert (first.gpu, first.per_node, first.nodes, first.cards) == (gpu("A100-SXM4-80GB"), 2, 2, 4)
    assert (first.node_names, first.reserved_mib, first.budget) == (("a", "b"), 512, False)
    assert (second.per_node, second.nodes, second.budget) == (1, 3, True)
    (workload,) = found.workloads
    assert workload[1:] == (2, 1536, Isolation.LATENCY_BOUND, "t", 2, None)
    uncut = MigLayout(())
    sevenths = Standing(0, MigLayout.of({"1g.10gb": 7}), 3)
    assert found.standing == (sevenths, Standing(0, uncut, 1), Standing(1, uncut, 3))


def test_the_quick_yes_knows_every_keyword_of_the_schema() -> None:
    tree = document(laid_over("")).data
    assert surely_valid(tree, request_schema(), request_schema())


def test_what_profile_and_request_share_is_the_same() -> None:
    import json

    profile = json.loads((data_dir("schemas") / "cluster-profile.schema.json").read_text(encoding="utf-8"))
    own = json.loads((data_dir("schemas") / "advise-request.schema.json").read_text(encoding="utf-8"))
    for name, definition in own["$defs"].items():
        assert definition == profile["$defs"][name]
    cluster = profile["properties"]["cluster"]["properties"]
    del cluster["currency"]
    assert own["properties"]["cluster"]["properties"] == cluster
