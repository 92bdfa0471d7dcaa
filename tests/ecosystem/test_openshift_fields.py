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
MACHINES = """\
apiVersion: machine.openshift.io/v1beta1
kind: MachineSet
metadata: {name: gpu, namespace: openshift-machine-api}
spec:
  replicas: 1
  selector: {matchLabels: {machine.openshift.io/cluster-api-machineset: gpu}}
  template:
    metadata: {labels: {machine.openshift.io/cluster-api-machineset: gpu}}
    spec:
      lifecycleHooks: {}
      metadata: {labels: {nvidia.com/gpu.present: "true"}, annotations: {a: b}}
      taints:
        - {key: nvidia.com/gpu, value: "true", effect: NoSchedule}
      providerSpec: {value: {instanceType: g5.xlarge}}
"""


@pytest.mark.parametrize("text", [DISCOVERY, SCALER, MACHINES])
def test_what_is_well_formed_is_sound(text: str) -> None:
    assert [found for code in ("KUB201", "KUB202", "KUB203") for found in told(text, code)] == []


@pytest.mark.parametrize(
    ("text", "right", "wrong", "line"),
    [
        (DISCOVERY, "configData: |", "configData:", 7),
        (SCALER, "min: 0", 'min: "0"', 7),
        (SCALER, "min: 0, ", "", 7),
        (MACHINES, 'present: "true"', "present: true", 11),
        (MACHINES, 'value: "true"', "value: true", 13),
        (MACHINES, "key: nvidia.com/gpu, ", "", 13),
        (MACHINES, ", effect: NoSchedule", "", 13),
    ],
)
def test_what_is_refused(text: str, right: str, wrong: str, line: int) -> None:
    assert [one for one, _ in told(text.replace(right, wrong), "KUB202")] == [line]


def test_the_workers_configuration_is_a_text() -> None:
    text = DISCOVERY.replace("    configData: |\n      sources:", "    sources:")
    assert told(text, "KUB201") == [(7, "sources is no field of a workerConfig")]


def test_labels_of_nodes_are_below_metadata() -> None:
    text = MACHINES.replace("metadata: {labels: {nvidia.com/gpu.present", "labels: {nvidia.com/gpu: {a")
    assert told(text.replace('{a: "true"}, annotations: {a: b}}', '"true"}'), "KUB201") == [
        (11, "labels is no field of what a MachineSet says of its machines")
    ]


def test_machine_sets_of_others_are_not_theirs() -> None:
    other = MACHINES.replace("machine.openshift.io/v1beta1", "cluster.x-k8s.io/v1beta1")
    assert told(other.replace('value: "true"', "value: true"), "KUB202") == []
