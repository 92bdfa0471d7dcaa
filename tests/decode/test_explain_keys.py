"""Unknown and missing keys: what is said, and where it points."""

import pytest

from generator.model.finding import Finding
from tests.support.profiles import laid_over, located_findings

POOL = "pools:\n- name: desk\n  gpus: [{model: RTX 3090}]\n"
INSTALL = "install:\n  chart: gpu-operator\n  version: v26.7.0\n  driver: {from: host}\n"


def only(sections: str) -> Finding:
    (finding,) = located_findings(laid_over(sections))
    return finding


@pytest.mark.parametrize(
    ("sections", "fix"),
    [
        (f"{POOL}  timeslicing: {{replicas: 4}}\n", "Write timeSlicing."),
        (f"{POOL}  time_slicing: {{replicas: 4}}\n", "Write timeSlicing."),
        (f"{POOL}  nodelabel: {{a: b}}\n", "Write nodeLabels."),
        (f"{POOL}  nodes: {{name: [a]}}\n", "Write names."),
        (f"{POOL}  replicas: 4\n", "Write `timeSlicing: {replicas: 4}`, or `mps: {replicas: 4}`."),
        (f"{POOL}  migDevices: {{1g.10gb: 7}}\n", "Its place is pools[].mig[].migDevices."),
        (f"{POOL}  model: RTX 3090\n", "Write `gpus: [{model: RTX 3090, count: 1}]`."),
        (f"{POOL}  labels: {{a: b}}\n", "Labels of the pool's nodes are `nodeLabels`."),
        ("timeSlicing: {replicas: 4}\n", "Its place is pools[].timeSlicing."),
        ("quota: {nvidia.com/gpu: 4}\n", "Its place is tenants[].quota."),
        (f"{INSTALL}  defaultRuntime: true\n", "Its place is install.toolkit.defaultRuntime."),
        (f"{INSTALL}  components: {{driver: {{enabled: false}}}}\n", "Write `install: {driver: {from: host}}`."),
        (
            f"{INSTALL}  components: {{devicePlugin: {{enabled: false}}}}\n",
            "Write `install: {devicePlugin: external}`.",
        ),
        (
            f"{INSTALL}  components: {{dcgm: {{tolerations: []}}}}\n",
            "Write it under install, where it holds for all operands: the chart ignores it on a single one.",
        ),
        (
            f"{INSTALL}  components: {{dcgmExporter: {{resources: {{limits: {{nvidia.com/gpu: 1}}}}}}}}\n",
            "Remove it: an operand that asks for a GPU takes it from the pods. It sees the GPUs without asking.",
        ),
        (
            "monitoring: {serviceMonitor: {scrape: 3}}\n",
            "Remove it, or write one of enabled, interval, labels.",
        ),
        (
            "kind: ClusterPolicy\n",
            (
                "Give manifests to `gpuslice lint`. A profile is no Kubernetes object: its version is "
                "`version: v1alpha1`, its name `cluster.name`."
            ),
        ),
    ],
)
def test_an_unknown_key_is_led_to_the_right_one(sections: str, fix: str) -> None:
    finding = only(sections)
    assert (finding.code, finding.fix) == ("PRO001", fix)
    assert finding.on_key


def test_the_finding_points_at_the_key() -> None:
    finding = only(f"{POOL}  replicas: 4\n")
    assert finding.message == "pools[0]: unknown key replicas"
    assert finding.at == ("pools", 0, "replicas")
    assert finding.position == (4, 3)


def test_memory_under_mps_is_told_what_decides_it() -> None:
    finding = only(f"{POOL}  mps: {{replicas: 4, memoryGB: 2}}\n")
    assert finding.code == "PRO001"
    assert finding.fix.startswith("Remove it: no figure can be chosen. Under MPS each process gets the card's memory")


@pytest.mark.parametrize("key", ["timeSlicing", "mps"])
def test_sharing_of_single_cards_is_explained_with_the_alternatives(key: str) -> None:
    finding = only(f"pools:\n- name: desk\n  gpus: [{{model: RTX 3090, {key}: {{replicas: 2}}}}]\n")
    assert finding.code == "PRO014"
    assert finding.message == f"pools[0].gpus[0]: {key} belongs to a pool, not to single GPUs of a node"
    assert finding.at == ("pools", 0, "gpus", 0, key)
    for alternative in ("two nodes with a pool each", "`mig` with device indices"):
        assert alternative in finding.fix


def test_a_missing_key_points_at_the_mapping_and_shows_an_example() -> None:
    finding = only("pools:\n- gpus: [{model: RTX 3090}]\n")
    assert (finding.code, finding.message) == ("PRO002", "pools[0]: name is missing")
    assert finding.at == ("pools", 0)
    assert finding.fix.startswith("Add `name: research`. ")


def test_what_is_missing_at_the_top_is_the_profiles() -> None:
    text = laid_over("").replace("install: {chart: gpu-operator, version: v26.7.0, driver: {from: host}}\n", "")
    (finding,) = located_findings(text)
    assert (finding.code, finding.message, finding.at) == ("PRO002", "the profile: install is missing", ())
