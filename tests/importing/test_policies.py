"""ClusterPolicies as the chart makes them: what its template writes comes back as the chart's values."""

import pytest

from generator.model.tree import Tree
from tests.importing.given import imported, profile, told

POLICY = """\
apiVersion: nvidia.com/v1
kind: ClusterPolicy
metadata: {name: cluster-policy, labels: {helm.sh/chart: gpu-operator-%s}}
spec:
  daemonsets:
    labels: {helm.sh/chart: gpu-operator-%s, app.kubernetes.io/managed-by: gpu-operator}
  dcgm: {enabled: false}
  driver: {%s}
  mig: {strategy: single}
  migManager: {config: {default: all-disabled}}
  %s: {}
"""
ALONE = "enabled: true, useNvidiaDriverCRD: false, upgradePolicy: {autoUpgrade: true, podDeletion: {force: %s}}"
OBJECTS = "enabled: true, useNvidiaDriverCRD: true, upgradePolicy: {autoUpgrade: true}"
DRIVER = "---\napiVersion: nvidia.com/v1alpha1\nkind: NVIDIADriver\nmetadata: {name: %s}\nspec: {driverType: gpu}\n"


def policy(driver: str, release: str = "v26.3.3", more: str = "gfd") -> str:
    return POLICY % (release, release, driver, more)


@pytest.mark.parametrize("release", ["v25.3.4", "v25.10.1", "v26.3.3", "v26.7.0"])
def test_what_the_template_writes_itself_is_no_value(release: str) -> None:
    result = imported(policy(ALONE % "false", release), "L4")
    assert told(result) == []
    assert "extraValues" not in profile(result)


def test_a_fields_name_in_the_chart_is_another() -> None:
    result = imported(policy(ALONE % "true"), "L4")
    assert told(result) == []
    assert profile(result)["extraValues"] == {"driver": {"upgradePolicy": {"gpuPodDeletion": {"force": True}}}}


def test_a_policys_name_of_a_value_stays_unknown_to_the_chart() -> None:
    text = "driver: {upgradePolicy: {podDeletion: {force: true}}, useNvidiaDriverCRD: true}\n"
    result = imported(text, "L4", chart="gpu-operator@v26.7.0")
    assert "extraValues" not in profile(result)
    assert [(code, message) for code, _, message in told(result)] == [
        ("IMP008", "left out: driver.upgradePolicy.podDeletion.force: the chart does not know it"),
        ("IMP008", "left out: driver.useNvidiaDriverCRD: the chart does not know it"),
    ]


@pytest.mark.parametrize(
    ("objects", "wanted", "codes"),
    [
        ("", {"enabled": True}, ["IMP009"]),
        (DRIVER % "default", {"enabled": True}, ["IMP001"]),
        (DRIVER % "mine", {"enabled": True, "deployDefaultCR": False}, ["IMP001"]),
    ],
)
def test_drivers_by_objects_come_back(objects: str, wanted: dict[str, Tree], codes: list[str]) -> None:
    result = imported(policy(OBJECTS) + objects, "L4")
    assert profile(result)["extraValues"] == {"driver": {"nvidiaDriverCRD": wanted}}
    assert [code for code, _, _ in told(result)] == codes


@pytest.mark.parametrize(
    ("release", "variables", "codes"),
    [
        ("v25.3.4", "ccManager: {env: [{name: A, value: b}]}", ["IMP010"]),
        ("v25.3.4", "ccManager: {env: [{name: A, value: b}]}\n  vfioManager: {env: [{name: A, value: b}]}", []),
        ("v25.3.4", "vfioManager: {env: [{name: A, value: b}]}", ["IMP010"]),
        ("v25.10.1", "ccManager: {env: [{name: A, value: b}]}", []),
    ],
)
def test_variables_that_the_chart_prints_for_another_are_told(release: str, variables: str, codes: list[str]) -> None:
    result = imported(policy(ALONE % "false", release).replace("gfd: {}", variables), "L4")
    assert [code for code, _, _ in told(result)] == codes


@pytest.mark.parametrize(
    "text",
    ["daemonsets: {labels: {helm.sh/chart: mine}}\n", policy(ALONE % "false").replace("by: gpu-operator", "by: me")],
)
def test_a_label_that_the_chart_writes_as_well_is_told(text: str) -> None:
    result = imported(text, "L4", chart="gpu-operator@v26.3.3")
    assert [code for code, _, _ in told(result)] == ["IMP001"]
    assert "extraValues" not in profile(result)
