"""OpenShift's objects about GPUs, as KUB202 judges them."""

import pytest

from tests.lint.examples import told

DISCOVERY = """\
apiVersion: nfd.openshift.io/v1
kind: NodeFeatureDiscovery
metadata: {name: nfd-instance, namespace: openshift-nfd}
spec:
  operand: {image: "registry.redhat.io/openshift4/ose-node-feature-discovery-rhel9:v4.18", servicePort: 12000}
  workerConfig:
    configData: |
      sources: {pci: {deviceLabelFields: [vendor]}}
"""
SCALER = """\
apiVersion: autoscaling.openshift.io/v1
kind: ClusterAutoscaler
metadata: {name: default}
spec:
  resourceLimits:
    gpus:
      - {type: nvidia.com/gpu, min: 0, max: 4}
"""


@pytest.mark.parametrize("text", [DISCOVERY, SCALER])
def test_what_is_well_formed_is_sound(text: str) -> None:
    assert [found for code in ("KUB201", "KUB202", "KUB203") for found in told(text, code)] == []


@pytest.mark.parametrize(
    ("text", "right", "wrong", "line"),
    [
        (DISCOVERY, "configData: |", "configData:", 7),
        (SCALER, "min: 0", 'min: "0"', 7),
        (SCALER, "min: 0, ", "", 7),
    ],
)
def test_what_is_refused(text: str, right: str, wrong: str, line: int) -> None:
    assert [one for one, _ in told(text.replace(right, wrong), "KUB202")] == [line]


def test_the_workers_configuration_is_a_text() -> None:
    text = DISCOVERY.replace("    configData: |\n      sources:", "    sources:")
    assert told(text, "KUB201") == [(7, "sources is no field of a workerConfig")]
