"""What a ClusterPolicy leaves out is read as the operator reads it."""

import pytest

from generator.model.tree import Tree
from tests.importing.given import imported, profile, told

POLICY = """\
apiVersion: nvidia.com/v1
kind: ClusterPolicy
metadata: {name: p}
spec: {%s}
"""
FULL = "dcgm: {enabled: false}, mig: {strategy: single}, driver: {enabled: false}"
HOST: dict[str, Tree] = {
    "driver": {"from": "host"},
    "toolkit": {"from": "operator"},
    "nodeFeatureDiscovery": "existing",
}
KUSTOMIZATION = """\
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
patches: [{path: policy.yaml}]
"""


def parts(spec: str) -> dict[str, Tree]:
    """Return the profile of a policy, less what every profile has."""
    result = imported(POLICY % spec, "RTX 3090", chart="gpu-operator@v26.7.0")
    assert told(result) == []
    found = profile(result)
    install = found.pop("install")
    assert isinstance(install, dict)
    rest = {key: value for key, value in found.items() if key not in ("version", "cluster", "pools")}
    more = {key: value for key, value in install.items() if key not in ("chart", "version") and HOST.get(key) != value}
    return {**rest, **more}


@pytest.mark.parametrize(
    ("spec", "wanted"),
    [
        (FULL, {}),
        (f"{FULL}, dcgmExporter: {{enabled: true}}", {}),
        (f"{FULL}, dcgmExporter: {{serviceMonitor: {{interval: 30s}}}}", {}),
        (
            f"{FULL}, dcgmExporter: {{serviceMonitor: {{enabled: true, interval: 30s}}}}",
            {"monitoring": {"serviceMonitor": {"interval": "30s"}}},
        ),
        (FULL.replace("mig: {strategy: single}", "mig: {}"), {"mig": {"strategy": "none"}}),
        (FULL.replace("dcgm: {enabled: false}, ", ""), {"components": {"dcgm": {"enabled": True}}}),
        (
            FULL.replace("false}, mig", "false}, sandboxWorkloads: {enabled: true}, mig"),
            {
                "components": {
                    name: {"enabled": False}
                    for name in (
                        "ccManager",
                        "kataSandboxDevicePlugin",
                        "sandboxDevicePlugin",
                        "vfioManager",
                        "vgpuDeviceManager",
                    )
                },
                "extraValues": {"sandboxWorkloads": {"enabled": True}},
            },
        ),
        (
            FULL.replace("driver: {enabled: false}", "driver: {enabled: true}"),
            {"driver": {"from": "operator"}, "extraValues": {"driver": {"upgradePolicy": {"autoUpgrade": False}}}},
        ),
    ],
)
def test_absent_fields_are_the_operators(spec: str, wanted: dict[str, Tree]) -> None:
    assert parts(spec) == wanted


def test_comments_say_what_the_absence_does() -> None:
    text = imported(POLICY % "driver: {enabled: false}", "RTX 3090", chart="gpu-operator@v26.7.0").text
    assert "# The ClusterPolicy leaves it out: the operator then runs DCGM, and its chart would not." in text
    assert "# The ClusterPolicy leaves it out: the device plugin then takes none" in text


def test_without_a_strategy_the_plugins_own_file_says_it() -> None:
    entry = "any: '{version: v1, flags: {migStrategy: mixed}}'"
    text = POLICY % "dcgm: {enabled: false}, devicePlugin: {config: {name: c, default: any}}"
    text += f"---\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: c, namespace: x}}\ndata: {{{entry}}}\n"
    assert profile(imported(text, "RTX 3090", chart="gpu-operator@v26.7.0"))["mig"] == {"strategy": "mixed"}


@pytest.mark.parametrize(
    "files",
    [
        {"values.yaml": "driver: {enabled: false}\ntoolkit: {enabled: true}\n", "policy.yaml": POLICY % "gfd: {}"},
        {"kustomization.yaml": KUSTOMIZATION, "policy.yaml": POLICY % "driver: {enabled: false}"},
    ],
    ids=("beside values", "a patch"),
)
def test_a_policy_that_is_not_alone_leaves_the_rest_to_the_chart(files: dict[str, str]) -> None:
    found = profile(imported(files, "RTX 3090", chart="gpu-operator@v26.7.0"))
    assert "mig" not in found
    assert found["monitoring"] == {"serviceMonitor": {}}
