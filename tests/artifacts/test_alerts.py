"""Which alerts a cluster is given, and the labels by which its Prometheus finds them."""

import pytest

from generator.model.tree import Tree
from tests.support.bundles import at, bundle_of, items
from tests.support.plans import OPERATOR, STANDALONE

SHARED = "pools: [{name: desk, nodes: {count: 2}, gpus: [{model: RTX 3090}], timeSlicing: {replicas: 4}}]\n"
WHOLE = "pools: [{name: desk, nodes: {count: 2}, gpus: [{model: RTX 3090}]}]\n"
EXPORTER = OPERATOR + "  components: {dcgm: {enabled: %s}, dcgmExporter: {enabled: %s}}\n"


def rules(body: str, install: str = OPERATOR) -> list[Tree]:
    (found,) = bundle_of(f"{body}monitoring: {{alerts: {{}}}}\n", install=install).of_kind("PrometheusRule")
    return [at(one, "alert") for one in items(at(found, "spec", "groups", 0, "rules"))]


@pytest.mark.parametrize(
    ("body", "install", "names"),
    [
        (SHARED, OPERATOR, ["GpuUnitsMissing", "GpuXidError", "GpuMemoryNearlyFull"]),
        (WHOLE, OPERATOR, ["GpuUnitsMissing", "GpuXidError"]),
        (SHARED, EXPORTER % ("false", "true"), ["GpuUnitsMissing", "GpuXidError", "GpuMemoryNearlyFull"]),
        (SHARED, EXPORTER % ("true", "false"), ["GpuUnitsMissing"]),
        (SHARED, STANDALONE, ["GpuUnitsMissing"]),
    ],
)
def test_alerts_on_cards_need_their_exporter(body: str, install: str, names: list[str]) -> None:
    """The operator brings dcgm-exporter unless it is switched off; the standalone chart has none."""
    assert rules(body, install) == names


def test_an_xid_is_seen_by_its_number_whatever_series_has_it() -> None:
    """The exporter puts the number into a label too: no series changes, one ends and another begins."""
    (found,) = bundle_of(f"{WHOLE}monitoring: {{alerts: {{}}}}\n").of_kind("PrometheusRule")
    (rule,) = [one for one in items(at(found, "spec", "groups", 0, "rules")) if at(one, "alert") == "GpuXidError"]
    last = "max by (Hostname, gpu) (DCGM_FI_DEV_XID_ERRORS"
    assert at(rule, "expr") == f"{last}) > 0 unless {last}) == {last} offset 10m)"
    description = str(at(rule, "annotations", "description"))
    assert "every pod on the card, under MIG often those of one instance" in description
    assert "the same one again raises no alert" in description


@pytest.mark.parametrize(
    ("monitoring", "labels"),
    [
        ("alerts: {}", {}),
        ("alerts: {}, serviceMonitor: {labels: {release: p}}", {"release": "p"}),
        ("alerts: {labels: {team: gpu}}, serviceMonitor: {labels: {release: p}}", {"team": "gpu"}),
        ("alerts: {labels: {team: gpu}}", {"team": "gpu"}),
    ],
)
def test_rules_are_labelled_as_said_or_else_as_the_service_monitor(monitoring: str, labels: dict[str, str]) -> None:
    (found,) = bundle_of(f"{SHARED}monitoring: {{{monitoring}}}\n").of_kind("PrometheusRule")
    ours = {"app.kubernetes.io/managed-by": "gpuslice", "app.kubernetes.io/part-of": "test"}
    assert at(found, "metadata", "labels") == ours | labels
