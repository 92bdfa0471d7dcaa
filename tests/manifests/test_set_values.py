"""Values written as paths and texts, worked out by hand from Helm's parser."""

import pytest

from generator.manifests.set_values import SetValue, set_path, set_values
from generator.model.manifest_value import Place, Value
from generator.model.tree import Path, Tree
from generator.yamltext.problems import MAX_DEPTH
from tests.manifests.reading import manifests
from tests.support.judging import judged
from tests.test_growth import counted

HERE = Place("given.yaml", 0)


def tree_of(*given: tuple[str, str], is_text: bool = False) -> tuple[Tree, bool]:
    found, whole = set_values([SetValue(path, text, (path,), (path,), is_text) for path, text in given], HERE)
    return (None if found is None else found.tree), whole


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("driver.enabled", ("driver", "enabled")),
        ("a", ("a",)),
        ("toolkit.env[0].name", ("toolkit", "env", 0, "name")),
        ("a[1][2]", ("a", 1, 2)),
        (r"nodeSelector.nvidia\.com/gpu\.present", ("nodeSelector", "nvidia.com/gpu.present")),
        ("", None),
        ("a.", None),
        (".a", None),
        ("a..b", None),
        ("a=b", None),
        ("a,b", None),
        ("a[x]", None),
        ("a[-1]", None),
    ],
)
def test_paths(text: str, path: Path | None) -> None:
    assert set_path(text) == path


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True),
        ("FALSE", False),
        ("null", None),
        ("0", 0),
        ("12", 12),
        ("-3", -3),
        ("012", "012"),
        ("1.5", "1.5"),
        ("9" * 30, "9" * 30),
        ("", ""),
        (r"a\,b", "a,b"),
        ("{}", []),
        ("{a,2}", ["a", 2]),
        (r"{a\,b,c}", ["a,b", "c"]),
    ],
)
def test_texts(text: str, value: Tree) -> None:
    assert tree_of(("a", text)) == ({"a": value}, True)


def test_a_text_that_is_to_stay_one() -> None:
    assert tree_of(("a", "true"), ("b", "3"), is_text=True) == ({"a": "true", "b": "3"}, True)


def test_values_make_one_tree() -> None:
    given = (("e[1].name", "B"), ("e[0].name", "A"), ("e[0].value", "1"), ("d.on", "true"), ("d.on", "false"))
    assert tree_of(*given) == ({"e": [{"name": "A", "value": 1}, {"name": "B"}], "d": {"on": False}}, True)


def test_what_cannot_be_put_there_is_left_out() -> None:
    assert tree_of(("a", "x"), ("a.b", "1"), ("c", "2")) == ({"a": "x", "c": 2}, False)
    assert tree_of(("a[70000]", "x")) == (None, False)
    assert tree_of() == (None, True)


def test_what_does_not_fit_leaves_nothing_behind() -> None:
    assert tree_of(("c", "2"), ("a.b[70000]", "x"), ("c.d.e", "x")) == ({"c": 2}, False)


def test_indexes_share_a_thousand_entries() -> None:
    found, whole = tree_of(("a[599]", "x"), ("b[400]", "x"), ("a[0]", "y"), ("c[399]", "z"), ("d[0]", "x"))
    assert isinstance(found, dict)
    assert ({key: len(value) for key, value in found.items() if isinstance(value, list)}, whole) == (
        {"a": 600, "c": 400},
        False,
    )
    assert found["a"] == ["y", *[None] * 598, "x"]


@pytest.mark.parametrize("step", [".a", "[0]"])
def test_a_path_is_no_deeper_than_yaml(step: str) -> None:
    assert len(set_path("a" + step * (MAX_DEPTH - 2)) or ()) == MAX_DEPTH - 1
    assert set_path("a" + step * (MAX_DEPTH - 1)) is None
    assert tree_of(("a" + step * 200_000, "x"), ("b", "1")) == ({"b": 1}, False)


DEEP = ".".join("a" * 500)
K3S = "{{chart: gpu-operator, repo: https://helm.ngc.nvidia.com/nvidia, version: v26.7.0, set: {{{}: x}}}}"
FLUX = """\
apiVersion: v1
kind: ConfigMap
metadata: {{name: v, namespace: gpu-operator}}
data: {{k: x}}
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {{name: gpu, namespace: gpu-operator}}
spec:
  chart: {{spec: {{chart: gpu-operator, version: v26.7.0, sourceRef: {{kind: HelmRepository, name: nvidia}}}}}}
  valuesFrom: [{{kind: ConfigMap, name: v, valuesKey: k, targetPath: {}}}]
"""
USES = {
    "K3s": f"apiVersion: helm.cattle.io/v1\nkind: HelmChart\nmetadata: {{{{name: gpu}}}}\nspec: {K3S}\n",
    "Flux": FLUX,
    "Helmfile": """\
repositories: [{{name: nvidia, url: https://helm.ngc.nvidia.com/nvidia}}]
releases:
  - {{name: gpu, chart: nvidia/gpu-operator, version: v26.7.0, set: [{{name: {}, value: x}}]}}
""",
}


@pytest.mark.parametrize("kind", USES)
def test_a_use_with_a_path_that_is_too_deep_is_not_whole_and_stops_nothing(kind: str) -> None:
    for path, whole in (("driver.version", True), (DEEP, False)):
        assert [use.whole for use in manifests(USES[kind].format(path)).charts] == [whole]
    assert judged({"a.yaml": USES[kind].format(DEEP).encode()}).files == 1


def test_twice_the_values_take_twice_the_work() -> None:
    def work(size: int) -> int:
        def places() -> list[Value]:
            given = [SetValue(f"driver.foo{number}", "x", (number,), (number,), False) for number in range(size)]
            found, _ = set_values(given, HERE)
            return [] if found is None else [one for _, one in found.entries("driver")]

        found, steps = counted(places)
        assert [one.place.steps for one in found] == [((number,),) for number in range(size)]
        return steps

    half, whole = work(100), work(200)
    assert whole < 2.1 * half, (half, whole)


def test_places_are_those_of_the_texts() -> None:
    given = [
        SetValue("d.on", "x", ("p", 0, "value"), ("p", 0, "name"), False),
        SetValue("d.e.f", "y", ("v",), ("n",), False),
    ]
    found, _ = set_values(given, HERE)
    assert found is not None
    deep = found.get("d", "e", "f")
    assert deep is not None
    assert (deep.tree, deep.place.steps) == ("y", (("v",),))
    assert found.place.below("d", "on", "more").steps == (("p", 0, "value"),)
    assert found.place.below("d").steps == (("p", 0, "value"),)
    assert deep.place.inside().steps == (("v",), ())
    assert deep.place.inside().below("a").steps == (("v",), ("a",))
