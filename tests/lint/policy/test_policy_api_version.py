import pytest

from generator.model.finding import Severity
from tests.lint.examples import judged, line_of, told
from tests.lint.policies import whole

CODE = "POL205"


def resource(version: str, kind: str, spec: str = "mig: {strategy: mixed}") -> str:
    return f"apiVersion: {version}\nkind: {kind}\nmetadata: {{name: a}}\nspec: {{{spec}}}\n"


@pytest.mark.parametrize(
    ("version", "kind", "lines"),
    [
        ("nvidia.com/v1", "ClusterPolicy", []),
        ("nvidia.com/v1alpha1", "NVIDIADriver", []),
        ("nvidia.com/v1alpha1", "GPUCluster", []),
        ("nvidia.com/v1alpha1", "ClusterPolicy", [1]),
        ("nvidia.com/v1beta1", "ClusterPolicy", [1]),
        ("nvidia.com/V1", "ClusterPolicy", [1]),
        ("nvidia.com", "ClusterPolicy", [1]),
        ("gpu.nvidia.com/v1", "ClusterPolicy", [1]),
        ("operator.nvidia.com/v1", "clusterpolicy", [1, 2]),
        ("nvidia.com/v1", "NVIDIADriver", [1]),
        ("nvidia.com/v1", "GPUCluster", [1]),
        ("nvidia.com/v1", "Clusterpolicy", [2]),
        ("nvidia.com/v1", "ClusterPolicies", [2]),
        ("nvidia.com/v1alpha1", "NvidiaDriver", [2]),
        ("nvidia.com/v1alpha1", "NVIDIADrivers", [2]),
        ("nvidia.com/v1alpha1", "GpuCluster", [2]),
    ],
)
def test_letters_count(version: str, kind: str, lines: list[int]) -> None:
    assert [line for line, _ in told(resource(version, kind), CODE)] == lines


@pytest.mark.parametrize(
    ("version", "kind"),
    [
        ("kyverno.io/v1", "ClusterPolicy"),
        ("policies.kyverno.io/v1", "ClusterPolicy"),
        ("nvidia.com/v1alpha1", "DynamoGraphDeployment"),
        ("mellanox.com/v1alpha1", "NicClusterPolicy"),
        ("resource.nvidia.com/v1beta1", "ComputeDomain"),
        ("v1", "Service"),
        ("${VERSION}", "ClusterPolicy"),
        ("nvidia.com/${VERSION}", "ClusterPolicy"),
    ],
)
def test_what_others_serve_and_what_is_filled_in_later(version: str, kind: str) -> None:
    assert told(resource(version, kind, "rules: []"), CODE) == []


@pytest.mark.parametrize(
    ("version", "kind", "fix"),
    [
        ("migmanager.nvidia.com/v1", "MIGConfig", "config.yaml"),
        ("mig.nvidia.com/v1alpha1", "Layout", "config.yaml"),
        ("nvidia.com/v1", "MigConfig", "config.yaml"),
        ("nvidia.com/v1", "MIGPartition", "config.yaml"),
        ("nvidia.com/v1", "TimeSlicingConfig", "devicePlugin.config.name"),
        ("nvidia.com/v1alpha1", "GPUConfig", "devicePlugin.config.name"),
        ("nvidia.com/v1", "MPSConfig", "devicePlugin.config.name"),
        ("nvidia.com/v1", "DevicePluginConfig", "devicePlugin.config.name"),
        ("gpu.nvidia.com/v1", "GpuClaimParameters", "devicePlugin.config.name"),
        ("sharing.nvidia.com/v1", "TimeSlicing", "devicePlugin.config.name"),
        ("config.nvidia.com/v1", "DriverConfig", "NVIDIADriver of nvidia.com/v1alpha1"),
    ],
)
def test_kinds_about_gpus_that_no_software_of_nvidias_has(version: str, kind: str, fix: str) -> None:
    (found,) = (one for one in judged(resource(version, kind)).findings if one.code == CODE)
    assert (line_of(found), found.severity, fix in found.fix) == (1, Severity.WARNING, True)
    assert found.message == (
        f"no operator of NVIDIA's is known that has a {kind} of {version}: unless you add that kind yourself, the API "
        "server refuses the object"
    )


@pytest.mark.parametrize(
    ("version", "kind"),
    [
        ("janitor.dgxc.nvidia.com/v1alpha1", "GPUReset"),
        ("gpu.resource.nvidia.com/v1alpha1", "GpuClaimParameters"),
        ("resource.nvidia.com/v1beta1", "GpuConfig"),
        ("mokka.nvidia.com/v1alpha1", "SGPUProfile"),
        ("operator.dpu.nvidia.com/v1alpha1", "DPFOperatorConfig"),
        ("apps.nvidia.com/v1alpha1", "NIMService"),
        ("nvidia.com/v1alpha1", "DynamoGraphDeploymentRequest"),
        ("nvidia.com/v1", "SomethingNew"),
        ("nvidia.com/v1", "MigrationPlan"),
        ("nvidia.com/v1", "JumpServer"),
        ("new.nvidia.com/v1", "Thing"),
        ("mig.nvidia.com.example.com/v1", "MIGConfig"),
        ("notnvidia.com/v1", "MIGConfig"),
        ("gpu.example.com/v1", "GPUConfig"),
        ("mig.${DOMAIN}.nvidia.com/v1", "MIGConfig"),
    ],
)
def test_kinds_that_there_are_or_that_may_be(version: str, kind: str) -> None:
    assert told(resource(version, kind), CODE) == []


DEFINITION = """\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: migconfigs.migmanager.nvidia.com}
spec:
  group: migmanager.nvidia.com
  names: {kind: MIGConfig, plural: migconfigs}
"""


def test_a_kind_that_is_defined_among_the_files() -> None:
    text = resource("migmanager.nvidia.com/v1", "MIGConfig")
    assert told({"a.yaml": text, "b.yaml": DEFINITION}, CODE) == []
    assert [line for line, _ in told({"a.yaml": text, "b.yaml": DEFINITION.replace("MIGConfig", "Other")}, CODE)] == [1]


def test_pods_within_such_objects_are_judged_all_the_same() -> None:
    ask = "template: {spec: {containers: [{name: a, image: b, resources: {limits: {nvidia.com/gpu: 0.5}}}]}}"
    codes = {one.code for one in judged(resource("nvidia.com/v1", "GPUJob", ask)).findings}
    assert {CODE, "WRK201"} <= codes


def test_another_group_is_told_by_the_fields() -> None:
    assert [line for line, _ in told(resource("v1", "ClusterPolicy", ", ".join(whole().splitlines())), CODE)] == [1]
    assert told(resource("v1", "ClusterPolicy", "driver: {}, rules: []"), CODE) == []


def test_the_rest_of_it_is_judged_all_the_same() -> None:
    findings = judged(resource("nvidia.com/v1alpha1", "Clusterpolicy", "devicePlugin: {nodeSelector: {a: b}}")).findings
    assert {one.code for one in findings} == {CODE, "POL201"}


def test_objects_of_a_list() -> None:
    item = "  - apiVersion: nvidia.com/v2\n    kind: ClusterPolicy\n    spec: {mig: {}}\n"
    text = f"apiVersion: v1\nkind: List\nitems:\n{item}"
    assert told(text, CODE) == [(4, "nvidia.com/v2 has no ClusterPolicy: gpu-operator serves it as nvidia.com/v1")]
