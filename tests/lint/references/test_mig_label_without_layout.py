import pytest

from generator.model.finding import Severity
from tests.lint.clusters import node, release
from tests.lint.examples import judged, told

LABEL = "nvidia.com/mig.config"
LAYOUTS = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: layouts, namespace: gpu-operator}
data:
  config.yaml: |
    version: v1
    mig-configs:
      all-disabled: [{devices: all, mig-enabled: false}]
      small: [{devices: all, mig-enabled: true, mig-devices: {1g.10gb: 7}}]
"""
RELEASE = release("{migManager: {config: {name: layouts}}}")


def test_a_layout_is_looked_up_in_the_custom_configuration() -> None:
    files = {"a.yaml": RELEASE, "b.yaml": LAYOUTS, "c.yaml": node(LABEL, "all-1g.10gb")}
    message = "the MIG layout all-1g.10gb is not in the configuration, which has all-disabled and small"
    assert told(files, "REF205") == [(6, message)]
    assert told({**files, "c.yaml": node(LABEL, "small")}, "REF205") == []


@pytest.mark.parametrize("layout", ["all-1g.10gb", "all-balanced", "all-disabled", "all-1g.5gb.me", "all-7g.141gb"])
def test_nvidias_own_layouts_are_known(layout: str) -> None:
    assert told(node(LABEL, layout), "REF205") == []


@pytest.mark.parametrize(("layout", "severity"), [("all-1g.11gb", Severity.WARNING), ("team-a", Severity.INFO)])
def test_without_a_configuration_an_unknown_name_is_no_more_than_doubtful(layout: str, severity: Severity) -> None:
    assert [one.severity for one in judged(node(LABEL, layout)).findings] == [severity]


def test_a_configuration_that_is_elsewhere_may_have_it() -> None:
    assert told({"a.yaml": RELEASE, "b.yaml": node(LABEL, "team-a")}, "REF205") == []


@pytest.mark.parametrize(
    ("version", "layout", "found"),
    [
        ("v24.3.0", "all-1g.24gb.gfx", ["error"]),
        ("v24.9.2", "all-1g.23gb", ["error"]),
        ("24.3.0", "all-7g.141gb", ["error"]),
        ("v25.3.4", "all-1g.11gb", ["error"]),
        ("v25.3.4", "team-a", ["error"]),
        ("v25.3.3", "all-1g.24gb.gfx", []),
        ("v24.3.0", "all-enabled", []),
        ("v23.9.2", "all-enabled", ["error"]),
        # From v26.3 on every node has what its GPU says that it has.
        ("v26.3.0", "all-1g.24gb.gfx", []),
        ("v26.7.0", "all-1g.11gb", ["warning"]),
        ("v26.7.0", "team-a", ["info"]),
        # Of a range it is not known which release it is.
        (">=24.3.0", "all-1g.23gb", []),
    ],
)
def test_the_operators_own_layouts_are_those_of_its_release(version: str, layout: str, found: list[str]) -> None:
    files = {"a.yaml": release("{}", version=f"'{version}'"), "b.yaml": node(LABEL, layout)}
    assert [one.severity.value for one in judged(files).findings if one.code == "REF205"] == found


def test_it_is_told_since_when_there_is_a_layout() -> None:
    files = {"a.yaml": release("{}", version="v24.3.0"), "b.yaml": node(LABEL, "all-1g.24gb.gfx")}
    message = "the operator's own configuration has no MIG layout all-1g.24gb.gfx in v24.3.0: it came with v25.3.3"
    assert told(files, "REF205") == [(6, message)]


def test_one_of_several_operators_may_have_the_layout() -> None:
    old, new = release("{}", version="v24.3.0"), release("{}", version="v25.3.4")
    label = node(LABEL, "all-1g.23gb")
    assert told({"a.yaml": old, "b.yaml": new, "c.yaml": label}, "REF205") == []
    assert len(told({"a.yaml": old, "b.yaml": old, "c.yaml": label}, "REF205")) == 1


def test_a_configuration_may_be_named_where_we_do_not_see_it() -> None:
    label = node(LABEL, "all-1g.23gb")
    old = release("{}", version="v24.3.0")
    more = old.replace("spec:\n", "spec:\n  valuesFrom: [{kind: ConfigMap, name: more}]\n", 1)
    policy = "apiVersion: nvidia.com/v1\nkind: ClusterPolicy\nmetadata: {name: p}\nspec: {mig: {strategy: mixed}}\n"
    assert told({"a.yaml": more, "b.yaml": label}, "REF205") == []
    assert told({"a.yaml": old, "b.yaml": label, "c.yaml": policy}, "REF205") == []
