"""Words and texts that a chart takes for true or false."""

import pytest

from generator.model.tree import Tree
from tests.importing.given import imported, profile, told

OPERATOR, PLUGIN = "gpu-operator@v26.7.0", "nvidia-device-plugin@v0.20.0"


def install(values: str, chart: str = OPERATOR) -> dict[str, Tree]:
    result = imported(values, "L4", chart=chart)
    assert told(result) == []
    found = profile(result)["install"]
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize("word", ["no", "No", "off", "n", "N", "false", "'false'", '"no"'])
def test_a_word_that_means_false_is_false(word: str) -> None:
    found = install(f"driver: {{enabled: {word}}}\ntoolkit: {{enabled: {word}}}\nmigManager: {{enabled: {word}}}\n")
    assert (found["driver"], found["toolkit"]) == ({"from": "host"}, {"from": "host"})
    assert found["components"] == {"migManager": {"enabled": False}}


@pytest.mark.parametrize("word", ["yes", "on", "Y", "'true'"])
def test_a_word_that_means_true_is_true(word: str) -> None:
    assert install(f"driver: {{enabled: {word}}}\ndcgm: {{enabled: {word}}}\n")["components"] == {
        "dcgm": {"enabled": True}
    }


@pytest.mark.parametrize(
    ("word", "source"), [("off", "existing"), ("'off'", None), ("'false'", None), ("''", "existing")]
)
def test_where_any_text_counts_only_a_bare_word_is_false(word: str, source: str | None) -> None:
    values = f"driver: {{enabled: false}}\nnfd: {{enabled: {word}}}\n"
    assert install(values).get("nodeFeatureDiscovery") == source


def test_an_upgrade_that_is_switched_off_stays_off() -> None:
    result = imported("driver: {upgradePolicy: {autoUpgrade: no}}\n", "L4", chart=OPERATOR)
    assert told(result) == []
    assert profile(result)["extraValues"] == {"driver": {"upgradePolicy": {"autoUpgrade": False}}}


def test_a_policys_words_are_read_so_too() -> None:
    text = "apiVersion: nvidia.com/v1\nkind: ClusterPolicy\nmetadata: {name: p}\nspec: {driver: {enabled: %s}}\n"
    found = profile(imported(text % "no", "L4", chart=OPERATOR))["install"]
    assert isinstance(found, dict)
    assert found["driver"] == {"from": "host"}


def test_values_in_a_text_are_read_so_too() -> None:
    text = (
        "apiVersion: helm.cattle.io/v1\nkind: HelmChart\nmetadata: {name: gpu-operator, namespace: kube-system}\n"
        "spec:\n  chart: nvidia/gpu-operator\n  version: v26.7.0\n  valuesContent: |\n"
        "    driver: {enabled: no}\n"
    )
    found = profile(imported(text, "L4"))["install"]
    assert isinstance(found, dict)
    assert found["driver"] == {"from": "host"}
