"""Every problem at once, whichever layer finds it, and none that merely follows from another."""

import copy
import re
from collections.abc import Iterator
from typing import TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.compile import compile_profile
from generator.decode.schema import fields, place, profile_schema, schema_at, sub_schema
from generator.model.tree import Path, Tree
from generator.rules import RULES
from generator.rules._example import example_profile
from generator.yamltext.reader import read_document
from generator.yamltext.writer import write_yaml
from tests.support.plans import compile_text
from tests.support.profiles import FULL, SHIPPED, laid_over

Told: TypeAlias = tuple[str, Path, str]
ROOT = profile_schema()
NAMED = dict(fields(ROOT, ROOT))

MIXED: dict[str, str] = {
    "a misspelt key, an unknown card and a layout that does not fit": """\
pools:
- name: cut
  nodes: {names: [gpu-1]}
  gpus: [{model: A100-SXM4-80GB}]
  mig:
  - migDevices: {3g.40gb: 3}  # MIG003
- name: new
  nodes: {names: [gpu-2]}
  gpus: [{model: RTX 9999}]  # GPU001
  timeslicing: {replicas: 4}  # PRO001
""",
    "in one pool": """\
pools:
- nmae: cut  # PRO001
  gpus: [{model: A100-SXM4-80GB}, {model: RTX 9999}]  # GPU001
""",
    "a pool that is none does not move the lines of the next": """\
pools:
- RTX 3090  # PRO003
- {name: whole, gpus: []}  # PRO007
- name: new
  gpus:
  - 4  # PRO003
  - model: RTX 9999  # GPU001
""",
    "the wrong release, distribution and name, and what is wrong with the chart": """\
cluster: {name: Home_Lab, kubernetes: 1.3, distribution: k8s}  # PRO005 PRO005 PRO004
install: {chart: gpu-operator, version: v0.1.0}  # DRV001 CHT001
pools:
- name: new
  gpus: [{model: RTX 9999}]  # GPU001
""",
    "a chart version that is malformed": """\
install: {chart: nvidia-device-plugin, version: latest, driver: operator}  # PRO005 CHT103
pools:
- name: new
  gpus: [{model: T4, reservedMemory: 99GiB}]  # GPU004
  mps: {replicas: 4}  # MOD001
  timeSlicing: {replicas: 4}
tenants:
- {namespace: kube-x, create: true}  # TEN103
- {namespace: web, create: yes}  # PRO003
""",
    "relations of fields do not hide the rest": """\
pools:
- name: new
  nodes: {nodeSelector: {pool: new}, count: {min: 4, max: 2}}  # PRO015
  gpus: [{model: RTX 9999}]  # GPU001
tenants:
- namespace: web
- namespace: web  # PRO008
- namespace: data
  labels: {team: ml}  # TEN101
""",
    "without any sound pool the installation is looked at": """\
install: {chart: gpu-operator, version: v26.7.0}  # DRV001
pools: []  # PRO007
extraValues: {operator: {loging: {}}}  # VAL101
""",
    "a file that is half missing": """\
version: v1alpha1  # PRO002 PRO002
pools:
- name: new
  gpus: [{model: RTX 9999}]  # GPU001
""",
}


def shown(text: str) -> list[tuple[str, int]]:
    result = compile_profile(text.encode(), "profile.yaml")
    assert result.plan is None
    assert result.files == ()
    return [(one.code, one.position.line if one.position else 0) for one in result.findings]


def marked(text: str) -> list[tuple[str, int]]:
    lines = enumerate(text.splitlines(), 1)
    return [
        (code, number) for number, line in lines for code in re.findall(r"\b[A-Z]{3}\d{3}\b", line.partition("# ")[2])
    ]


@pytest.mark.parametrize("text", MIXED.values(), ids=MIXED)
def test_problems_of_all_layers_are_told_together(text: str) -> None:
    whole = text if text.startswith("version") else laid_over(text)
    assert sorted(shown(whole)) == sorted(marked(text))
    assert [line for _, line in shown(whole)] == sorted(line for _, line in shown(whole))


CONSEQUENCES: dict[str, str] = {
    "a quota on what a faulty pool would advertise": """\
pools:
- {name: whole, nodes: {names: [gpu-1]}, gpus: [{model: L4}]}
- {name: cut, nodes: {names: [gpu-2]}, gpus: [{model: 4}], mig: all-1g.10gb}  # PRO003
tenants:
- {namespace: web, quota: {nvidia.com/mig-1g.10gb: 2}, poolQuota: {cut: 1}}
""",
    "a quota on a name that a faulty sharing would give": """\
pools:
- name: desk
  gpus: [{model: L4}]
  timeSlicing: {replicas: four, renameByDefault: true}  # PRO003
tenants:
- {namespace: web, quota: {nvidia.com/gpu.shared: 2}, poolQuota: {desk: 1}}
""",
    "the name without renaming, which is misspelt": """\
pools:
- name: desk
  gpus: [{model: L4}]
  timeSlicing: {replicas: 4, renameDefault: true}  # PRO001
tenants:
- {namespace: web, quota: {nvidia.com/gpu.shared: 2}}
""",
    "renaming one level too high": """\
pools:
- name: desk
  gpus: [{model: L4}]
  renameByDefault: true  # PRO001
  timeSlicing: {replicas: 4}
tenants:
- {namespace: web, quota: {nvidia.com/gpu.shared: 2}}
""",
    "a driver that is said in the wrong words": """\
install: {chart: gpu-operator, version: v26.7.0, driver: hots}  # PRO005
""",
    "a driver that is said in the wrong place": """\
driver: host  # PRO001
install: {chart: gpu-operator, version: v26.7.0}
""",
    "a driver's version that is misspelt, so that the chart's own seems to be meant": """\
install: {chart: gpu-operator, version: v26.7.0, driver: {from: operator, verison: "580.126.20"}}  # PRO001
pools: [{name: old, gpus: [{model: GTX-1080-Ti}]}]
""",
    "nodes that cannot be read leave nobody unreachable": """\
pools:
- {name: a, nodes: gpu-1, gpus: [{model: L4}], timeSlicing: {replicas: 4}}  # PRO003
- {name: b, nodes: {names: [gpu-2]}, gpus: [{model: L4}]}
""",
    "a device index beyond a number of cards that is misspelt": """\
pools:
- name: cut
  gpus: [{model: A100-SXM4-80GB, cuont: 4}]  # PRO001
  mig: [{devices: [3], migDevices: {1g.10gb: 7}}]
""",
    "the strategy that follows from a faulty MPS pool": """\
pools:
- {name: a, nodes: {names: [gpu-1]}, gpus: [{model: L4}], mps: 4}  # PRO003
- name: b
  nodes: {names: [gpu-2]}
  gpus: [{model: A100-SXM4-80GB}]
  mig: all-1g.10gb
  timeSlicing: {resources: {nvidia.com/gpu: 2}}
""",
    "what the chart lacks where it is not known which chart": """\
install:
  chart: operator  # PRO004
  version: v26.7.0
  components: {dcgmExporter: {enabled: false}}
monitoring: {serviceMonitor: {}}
""",
    "a tenant whose creation cannot be read": """\
tenants:
- {namespace: web, create: yes, labels: {team: ml}}  # PRO003
""",
    "a toleration whose key is misspelt": """\
install:
  chart: gpu-operator
  version: v26.7.0
  driver: host
  tolerations: [{kee: gpu, effect: NoSchedule}]  # PRO001
""",
    "a quota on more than the upper one of two contradicting bounds": """\
pools:
- {name: desk, gpus: [{model: L4}], nodes: {count: {min: 9, max: 1}}}  # PRO015
tenants:
- {namespace: web, quota: {nvidia.com/gpu: 4}}
""",
    "a number of an entry that moved up": """\
pools:
- desk  # PRO003
- {name: lab, gpus: [{model: L4}], nodes: {count: {min: 4, max: 2}}}
""",
    "another object of the cluster": """\
apiVersion: v1  # PRO001 PRO002 PRO002 PRO002 PRO002
kind: ConfigMap  # PRO001
metadata: {name: a}  # PRO001
""",
}


@pytest.mark.parametrize("text", CONSEQUENCES.values(), ids=CONSEQUENCES)
def test_what_merely_follows_from_a_fault_is_not_told(text: str) -> None:
    whole = text if text.startswith("apiVersion") else laid_over(text)
    assert sorted(shown(whole)) == sorted(marked(text))


def test_a_release_that_is_not_known_does_not_hide_the_pools() -> None:
    text = laid_over(
        "install: {chart: gpu-operator, version: v26.7.9, driver: host}\n"
        "pools:\n- {name: a, gpus: [{model: RTX 9999}]}\n"
        "extraValues: {operator: {loging: {}}}\ntenants:\n- {namespace: kube-a, create: true}\n"
    )
    assert shown(text) == [("CHT001", 1), ("GPU001", 3), ("TEN103", 6)]


def test_the_name_of_a_cluster_is_known_only_where_it_is_right() -> None:
    right = laid_over("pools:\n- {name: a, gpu: 1, gpus: [{model: L4}]}\n")
    assert compile_profile(right.encode(), "a.yaml").cluster == "homelab"
    wrong = laid_over('cluster: {name: A, kubernetes: "1.35", distribution: k3s}\n')
    assert compile_profile(wrong.encode(), "a.yaml").cluster == ""


EXAMPLES = tuple(example_profile(rule.bad) for rule in RULES)
WHOLE = (*(path.read_text(encoding="utf-8") for path in SHIPPED), FULL, *EXAMPLES)
WRONG: tuple[Tree, ...] = (None, [{"zzz": 1}], {"zzz": [None]})
"""Right nowhere in a profile, save below extraValues."""


def tree_of(text: str) -> Tree:
    document, _ = read_document(text.encode(), "profile.yaml")
    assert document is not None
    return document.data


def beyond_shape(tree: Tree) -> frozenset[Told]:
    """Return what resolver and rules find."""
    findings = compile_profile(write_yaml(tree).encode(), "profile.yaml").findings
    return frozenset((one.code, one.at, one.message) for one in findings if not one.code.startswith("PRO"))


def places(tree: Tree, at: Path = ()) -> Iterator[tuple[Path, Tree]]:
    yield at, tree
    if isinstance(tree, dict) and at != ("extraValues",):
        for key, value in tree.items():
            yield from places(value, (*at, key))
    if isinstance(tree, list):
        for index, value in enumerate(tree):
            yield from places(value, (*at, index))


def is_closed(at: Path) -> bool:
    return schema_at(at, ROOT).get("additionalProperties") is False


def value_at(tree: Tree, at: Path) -> Tree:
    return dict(places(tree))[at]


def broken(data: st.DataObject, original: Tree, kinds: tuple[str, ...]) -> Tree:
    """Return a tree with one more fault of its shape, of a kind that people make."""
    tree = copy.deepcopy(original)
    mappings = [at for at, value in places(tree) if isinstance(value, dict) and is_closed(at)]
    named = [at for at, _ in places(tree) if at and place(at) in NAMED and is_closed(at[:-1])]
    if not named:
        return tree
    at = data.draw(st.sampled_from(named))
    parent, key = value_at(tree, at[:-1]), at[-1]
    assert isinstance(parent, dict)
    assert isinstance(key, str)
    kind = data.draw(st.sampled_from(kinds))
    if kind == "wrong" and key != "extraValues":
        parent[key] = data.draw(st.sampled_from(WRONG))
    elif kind == "misspelt":
        parent[data.draw(st.sampled_from((key[1:], f"{key}x", key.swapcase(), "zzz")))] = parent.pop(key)
    elif kind == "misplaced":
        value = parent.pop(key)
        others = [other for other in mappings if other[: len(at)] != at and other != at[:-1]]
        strange = [other for other in others if key not in sub_schema(schema_at(other, ROOT), "properties")]
        target = value_at(tree, data.draw(st.sampled_from(strange))) if strange else None
        if isinstance(target, dict):
            target[key] = value
        else:
            parent["zzz"] = value
    else:
        parent["zzz"] = 1
    return tree


@settings(max_examples=150)
@given(st.data(), st.sampled_from(WHOLE), st.integers(0, 3), st.integers(0, 3))
def test_a_fault_of_the_shape_brings_no_other_finding_with_it(
    data: st.DataObject, text: str, wrong: int, strange: int
) -> None:
    """Whoever made the slips meant the profile as it was, so nothing may be told that is not true of that one."""
    tree = whole = tree_of(text)
    # In this order: a value written over a misplaced key would leave no trace of it.
    for kinds in (*[("wrong",)] * wrong, *[("misspelt", "misplaced", "added")] * strange):
        tree = broken(data, tree, kinds)
    assert beyond_shape(tree) <= beyond_shape(whole)


def test_lines_are_counted_as_yaml_counts_them() -> None:
    """A form feed or U+2028 ends no line of YAML, and the byte order mark is no character of the first."""
    source = "\ufeffa: 1 # \f\nb: 2 # \u2028\r\nc: 3\n".encode()
    compiled = compile_profile(source, "x.yaml")
    assert compiled.source_lines[:3] == ("a: 1 # \f", "b: 2 # \u2028", "c: 3")
    assert [one.position.line for one in compiled.findings if one.position is not None] == [1, 2]


@pytest.mark.parametrize("reserved", ["9999GiB", "15360MiB", "15100MiB"])
def test_more_memory_reserved_than_there_is_hides_nothing_else(reserved: str) -> None:
    text = (
        f"pools: [{{name: a, gpus: [{{model: T4, reservedMemory: {reserved}}}], timeSlicing: {{replicas: 6}}}}]\n"
        "workloads: [{name: w, namespace: x, memory: 500MiB, replicas: 15}]\n"
    )
    assert {one.code for one in compile_text(text).findings} >= {"GPU004"}
