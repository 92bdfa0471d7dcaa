import pytest

from generator.facts.charts import load_chart
from generator.facts.value_types import Outcome, outcome_of

OPERATOR, PLUGIN = "gpu-operator", "nvidia-device-plugin"


@pytest.mark.parametrize(
    ("chart", "release", "path", "outcome"),
    [
        (OPERATOR, "v26.7.0", "driver.enabled", Outcome.PRINTED),
        (OPERATOR, "v26.7.0", "cdi.enabled", Outcome.COMPARED),
        (OPERATOR, "v25.10.1", "cdi.enabled", Outcome.PRINTED),
        (OPERATOR, "v26.7.0", "operator.cleanupCRD", Outcome.TRUTHY),
        (OPERATOR, "v26.7.0", "nfd.enabled", Outcome.TRUTHY),
        (OPERATOR, "v26.7.0", "dcgmExporter.serviceMonitor.enabled", Outcome.COPIED),
        (OPERATOR, "v26.7.0", "node-feature-discovery.master.enable", Outcome.SCHEMA),
        (OPERATOR, "v25.3.4", "node-feature-discovery.master.enable", Outcome.TRUTHY),
        (PLUGIN, "v0.20.0", "failOnInitError", Outcome.IGNORED),
        (PLUGIN, "v0.20.0", "gfd.enabled", Outcome.TRUTHY),
        (PLUGIN, "v0.20.0", "mps.root", Outcome.PRINTED),
    ],
)
def test_what_becomes_of_text(chart: str, release: str, path: str, outcome: Outcome) -> None:
    fact = load_chart(chart, release).lookup(tuple(path.split(".")))
    assert fact is not None
    assert outcome_of(chart, release, fact) is outcome
