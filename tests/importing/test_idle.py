"""Values of parts that are off are left out, and named."""

import pytest

from tests.importing.given import imported, told

CHART = "gpu-operator@v26.3.3"


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        (
            "dcgmExporter: {serviceMonitor: {enabled: false, interval: 60s, additionalLabels: {release: prom}}}",
            ["dcgmExporter.serviceMonitor.interval: no", "dcgmExporter.serviceMonitor.additionalLabels.release: no"],
        ),
        (
            "dcgmExporter: {enabled: false, serviceMonitor: {enabled: true, interval: 60s}}",
            ["dcgmExporter.serviceMonitor.enabled: the", "dcgmExporter.serviceMonitor.interval: no"],
        ),
        ("driver: {enabled: false, version: '580.1', image: driver}", ["driver.version: the"]),
        ("toolkit: {enabled: false, env: [{name: A, value: b}]}", ["toolkit.env: the"]),
        (
            "nfd: {enabled: false}\nnode-feature-discovery: {worker: {tolerations: [{operator: Exists}]}}",
            ["node-feature-discovery.worker.tolerations: the"],
        ),
        ("dcgmExporter: {serviceMonitor: {enabled: true, interval: 60s}}", []),
        ("dcgmExporter: {enabled: false}", []),
    ],
)
def test_what_a_part_that_is_off_has_is_named(text: str, messages: list[str]) -> None:
    result = imported({"values.yaml": text}, "T4", chart=CHART)
    assert told(result) == []
    found = [one.message for one in result.findings if one.code == "IMP008"]
    assert len(found) == len(messages)
    assert all(one.startswith(f"left out: {said}") for one, said in zip(found, messages, strict=True))


def test_a_cluster_policy_has_them_from_the_chart() -> None:
    text = "apiVersion: nvidia.com/v1\nkind: ClusterPolicy\nmetadata: {name: a}\nspec:\n"
    text += "  driver: {enabled: false, version: '580.1'}\n  toolkit: {enabled: true}\n"
    text += "  migManager: {config: {default: all-disabled}}\n"
    assert [one.code for one in imported(text, "T4", chart=CHART).findings if one.code == "IMP008"] == []
