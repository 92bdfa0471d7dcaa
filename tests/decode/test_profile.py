"""Whole profiles: those we ship, one that says everything, and whatever else comes in."""

import copy
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path as FilePath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.decode import decode_profile
from generator.decode.schema import fields, place, profile_schema
from generator.model.profile import KubernetesVersion
from generator.model.tree import Path, Tree, path_text
from tests.support.profiles import SHIPPED, TreeDocument, decoded, full_tree, laid_over, small_tree

ROOT = profile_schema()
FIELDS = dict(fields(ROOT, ROOT))
OTHER: dict[str, Tree] = {
    "cluster.name": "other",
    "cluster.kubernetes": "1.34",
    "cluster.distribution": "k3s",
    "exceptions[].rule": "MPS104",
    "exceptions[].reason": "Another reason.",
    "install.chart": "nvidia-device-plugin",
    "install.version": "v26.3.3",
    "pools[].name": "other",
    "pools[].gpus[].model": "T4",
    "pools[].nodes.count.min": 2,
    "pools[].nodes.count.max": 7,
    "pools[].mig[].migDevices": {"1g.10gb": 7},
    "pools[].timeSlicing.replicas": 5,
    "pools[].timeSlicing.resources": {"nvidia.com/gpu": 5},
    "pools[].mps.replicas": 5,
    "pools[].mps.resources": {"nvidia.com/gpu": 5},
    "pools[].taints[].key": "other",
    "pools[].taints[].effect": "NoExecute",
    "priorities[].name": "other",
    "priorities[].value": 501,
    "tenants[].namespace": "other",
    "workloads[].name": "other",
    "workloads[].namespace": "other",
    "workloads[].pool": "other",
    "workloads[].memory": "9GiB",
    "workloads[].allocates": "9GiB",
    "workloads[].target.tolerations[].key": "other",
    "workloads[].target.tolerations[].operator": "Exists",
    "install.tolerations[].key": "other",
    "install.tolerations[].operator": "Exists",
}
"""Another right value for each field that cannot be left out."""


def named(tree: Tree, at: Path = ()) -> Iterator[Path]:
    """Yield the path of every field in a tree that the schema names."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            if place((*at, key)) in FIELDS:
                yield (*at, key)
                yield from named(value, (*at, key))
    if isinstance(tree, list):
        for index, item in enumerate(tree):
            yield from named(item, (*at, index))


def changed(tree: Tree, path: Path, value: Tree = None) -> Tree:
    """Return a tree with another value at a path, or without it where the value is None."""
    if not path:
        return value
    copied = copy.deepcopy(tree)
    head, rest = path[0], path[1:]
    if isinstance(copied, dict) and isinstance(head, str):
        if value is None and not rest:
            del copied[head]
        else:
            copied[head] = changed(copied[head], rest, value)
    if isinstance(copied, list) and isinstance(head, int):
        copied[head] = changed(copied[head], rest, value)
    return copied


ONE_VALUE_ONLY: tuple[Path, ...] = (
    ("version",),
    ("install", "tolerations", 1, "effect"),
    ("workloads", 0, "target", "tolerations", 1, "effect"),
)
"""The format has one version; tolerationSeconds goes with NoExecute alone."""
FULL_PATHS = tuple(path for path in named(full_tree()) if path not in ONE_VALUE_ONLY)


def test_the_full_profile_says_everything_that_the_schema_names() -> None:
    assert {place(path) for path in named(full_tree())} == set(FIELDS)


@pytest.mark.parametrize("path", FULL_PATHS, ids=path_text)
def test_every_field_reaches_the_decoded_profile(path: Path) -> None:
    whole = decode_profile(TreeDocument(full_tree()))
    assert whole.complete
    without = decode_profile(TreeDocument(changed(full_tree(), path)))
    if not without.complete:
        assert place(path) in OTHER or place(path) in REQUIRED_SECTIONS
        if place(path) in REQUIRED_SECTIONS:
            return
        without = decode_profile(TreeDocument(changed(full_tree(), path, OTHER[place(path)])))
    assert without.complete
    assert without.profile != whole.profile


REQUIRED_SECTIONS = {"cluster", "install", "pools", "pools[].gpus"}


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_profile_is_right_and_bears_its_files_name(path: FilePath) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# yaml-language-server: $schema=../schemas/cluster-profile.schema.json\n")
    assert (path.parent / "../schemas/cluster-profile.schema.json").is_file()
    assert decoded(text).cluster.name == path.stem


def test_the_home_profile_fits_on_a_screen() -> None:
    (home,) = (path for path in SHIPPED if path.stem == "homelab")
    lines = home.read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 40
    assert max(map(len, lines)) <= 100


def test_the_shipped_profiles_are_these() -> None:
    names = [path.stem for path in SHIPPED]
    assert names == ["a100-mig-fleet", "cat-watcher", "homelab-4070ti-super", "homelab", "workstation-4x3090"]


@pytest.mark.parametrize(
    ("written", "minor"), [("1.30", 30), ("'1.30'", 30), ("1.35", 35), ('"1.40"', 40), ("1.10", 10)]
)
def test_a_kubernetes_release_is_read_by_its_characters(written: str, minor: int) -> None:
    profile = decoded(laid_over(f"cluster: {{name: a, kubernetes: {written}, distribution: k3s}}\n"))
    assert profile.cluster.kubernetes == KubernetesVersion(1, minor)


def test_a_right_profile_does_without_the_schema_library() -> None:
    code = (
        "import sys\nfrom pathlib import Path\nfrom generator.decode import decode_profile\n"
        "from generator.yamltext.reader import read_document\n"
        "document, _ = read_document(Path(sys.argv[1]).read_bytes(), 'profile.yaml')\n"
        "assert decode_profile(document).complete\n"
        "heavy = {'jsonschema', 'referencing', 'attr', 'difflib', 'generator.decode.prune'} & set(sys.modules)\n"
        "sys.exit(', '.join(sorted(heavy)) or 0)\n"
    )
    for path in SHIPPED:
        run = subprocess.run(
            [sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=False, cwd=path.parents[1]
        )
        assert (run.returncode, run.stderr) == (0, ""), path.stem


def test_the_input_is_left_as_it_was() -> None:
    tree = changed(full_tree(), ("cluster", "kubernetes"), 1.35)
    before = copy.deepcopy(tree)
    assert decode_profile(TreeDocument(tree)).complete
    assert tree == before


WORDS = sorted({at.rpartition(".")[2] for at in FIELDS} | {"replica", "memoryGB", "nvidia.com/gpu", "", "a b", "x\n"})
VALUES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["1.35", "gpu-operator", "all", "8GB", "1GiB", "on", "k3s", "v1alpha1", "../x", "a\n"])
)
TREES = st.recursive(
    VALUES,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(WORDS) | st.text(max_size=8), inner, max_size=5)
    ),
    max_leaves=25,
)


def check_answer(tree: Tree) -> None:
    """A whole profile or findings; findings say something, and what is left without the faults is right."""
    found = decode_profile(TreeDocument(tree))
    assert found.complete != bool(found.findings)
    assert bool(found.doubts) == (found.profile is not None and not found.complete)
    assert len(set(found.findings)) == len(found.findings)
    for finding in found.findings:
        assert finding.message
        assert finding.why.endswith(".")
        assert finding.fix
        assert finding.message.isprintable()
        assert finding.fix.isprintable()


@settings(max_examples=200)
@given(TREES)
def test_no_tree_makes_it_fail(tree: Tree) -> None:
    check_answer(tree)


@settings(max_examples=300)
@given(st.sampled_from(FULL_PATHS), TREES)
def test_no_value_anywhere_makes_it_fail(path: Path, value: Tree) -> None:
    check_answer(changed(full_tree(), path, value))


@settings(max_examples=100)
@given(st.dictionaries(st.sampled_from(WORDS), TREES, min_size=1, max_size=3))
def test_no_key_makes_it_fail(extra: dict[str, Tree]) -> None:
    check_answer({**small_tree(), **extra})
