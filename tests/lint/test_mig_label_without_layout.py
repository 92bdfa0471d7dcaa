import pytest

from generator.model.finding import Severity
from tests.lint.examples import judged, told
from tests.lint.references import node, release

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
