"""Values of K3s' charts: text, tree, HelmChartConfig and `set`, each over the one before."""

import pytest

from generator.model.manifest import ChartUse
from generator.model.tree import Tree
from tests.manifests.reading import manifests

CHART = """\
apiVersion: helm.cattle.io/v1
kind: HelmChart
metadata: {name: cards, namespace: kube-system}
spec:
  chart: gpu-operator
  version: v26.7.0
  set: {driver.version: "580", driver.rdma.enabled: "true", toolkit.version: "1,2"}
  values: {toolkit: {enabled: false}}
  valuesContent: |
    driver: {enabled: true, version: "570"}
    toolkit: {enabled: true}
    dcgm: {enabled: true}
"""
CONFIG = """\
apiVersion: helm.cattle.io/v1
kind: HelmChartConfig
metadata: {name: cards, namespace: kube-system}
spec:
  valuesContent: |
    driver: {enabled: false, version: "560"}
    dcgm: {enabled: false}
    devicePlugin: {config: {create: true}}
"""


def said(use: ChartUse, *path: str) -> Tree:
    value = use.value(*path)
    return None if value is None else value.tree


def test_each_wins_over_the_one_before() -> None:
    for files in ({"a.yaml": CHART, "b.yaml": CONFIG}, {"a.yaml": CONFIG, "b.yaml": CHART}):
        (use,) = manifests(files).charts
        assert use.whole
        assert said(use, "driver", "version") == "580"
        assert said(use, "driver", "rdma", "enabled") is True
        assert said(use, "toolkit", "version") == "1,2"
        assert said(use, "toolkit", "enabled") is False
        assert said(use, "driver", "enabled") is False
        assert said(use, "dcgm", "enabled") is False


def test_places_are_those_of_the_file_that_says_it() -> None:
    (use,) = manifests({"a.yaml": CHART, "b.yaml": CONFIG}).charts
    found = {path: use.value(*path.split(".")) for path in ("driver.version", "driver.enabled", "toolkit.enabled")}
    places = {path: (value.place.file, value.place.steps) for path, value in found.items() if value}
    assert places == {
        "driver.version": ("a.yaml", (("spec", "set", "driver.version"),)),
        "driver.enabled": ("b.yaml", (("spec", "valuesContent"), ("driver", "enabled"))),
        "toolkit.enabled": ("a.yaml", (("spec", "values", "toolkit", "enabled"),)),
    }


def test_a_configuration_of_another_namespace_or_name_is_not_meant() -> None:
    for other in (CONFIG.replace("kube-system", "gpus"), CONFIG.replace("name: cards", "name: card")):
        (use,) = manifests({"a.yaml": CHART, "b.yaml": other}).charts
        assert said(use, "dcgm", "enabled") is True


def test_a_configuration_alone_says_the_chart_by_its_name() -> None:
    (use,) = manifests(CONFIG.replace("name: cards", "name: gpu-operator")).charts
    assert (use.chart, use.whole, said(use, "driver", "enabled")) == ("gpu-operator", False, False)
    assert manifests(CONFIG).charts == ()


@pytest.mark.parametrize("text", [CHART, CONFIG])
def test_secrets_leave_values_open(text: str) -> None:
    given = {"a.yaml": CHART, "b.yaml": CONFIG}
    changed = text.replace("spec:\n", "spec:\n  valuesSecrets: [{name: a, keys: [b]}]\n")
    (use,) = manifests({name: changed if one == text else one for name, one in given.items()}).charts
    assert not use.whole


def test_a_null_takes_away_what_is_below() -> None:
    (use,) = manifests({"a.yaml": CHART, "b.yaml": CONFIG.replace("dcgm: {enabled: false}", "dcgm: null")}).charts
    assert use.value("dcgm", "enabled") is None
    assert use.entries("dcgm") == {}
    assert list(use.entries("driver")) == ["enabled", "version", "rdma"]
