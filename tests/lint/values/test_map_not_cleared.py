import pytest

from tests.lint.chart_values import OPERATOR, PLUGIN, release, weighed

VERSIONS = {OPERATOR: "v26.7.0", PLUGIN: "0.20.0"}


@pytest.mark.parametrize(
    ("chart", "values", "name"),
    [
        (PLUGIN, "affinity: {}", "affinity"),
        (OPERATOR, "operator: {nodeSelector: {}}", "operator.nodeSelector"),
        (OPERATOR, "operator: {affinity: {}}", "operator.affinity"),
        (OPERATOR, "node-feature-discovery: {worker: {config: {}}}", "node-feature-discovery.worker.config"),
    ],
)
def test_empty_mappings_over_filled_defaults(chart: str, values: str, name: str) -> None:
    [(severity, message)] = weighed(release(values, chart, VERSIONS[chart]), "VAL210")
    assert (severity, message.partition(":")[0]) == ("warning", name)


@pytest.mark.parametrize(
    ("chart", "values"),
    [
        (PLUGIN, "affinity: null"),
        (PLUGIN, "nodeSelector: {}"),
        (PLUGIN, "tolerations: []"),
        (PLUGIN, "config: {}"),
        (OPERATOR, "driver: {}"),
        (OPERATOR, "driver: {resources: {}}"),
        (OPERATOR, "daemonsets: {tolerations: []}"),
    ],
)
def test_empty_values_that_mean_what_they_say(chart: str, values: str) -> None:
    assert weighed(release(values, chart, VERSIONS[chart]), "VAL210") == []


def test_a_copy_of_older_defaults_without_a_release_is_a_note() -> None:
    assert weighed("migStrategy: none\naffinity: {}\n", "VAL210")[0][0] == "info"
