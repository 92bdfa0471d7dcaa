from generator.model.finding import Severity
from tests.lint.clusters import plugin_config, release
from tests.lint.examples import judged, line_of, told

RELEASE = release("{devicePlugin: {config: {name: sharing, default: any}}}")


def severities(files: "dict[str, str]") -> list[Severity]:
    return [one.severity for one in judged(files).findings if one.code == "REF203"]


def test_another_namespace_is_an_error_at_the_config_map() -> None:
    files = {"a.yaml": RELEASE, "b.yaml": plugin_config("sharing", "any", namespace="default")}
    message = "the ConfigMap sharing is in namespace default, but gpu-operator is installed in gpu-operator"
    assert told(files, "REF203") == [(3, message)]
    assert severities(files) == [Severity.ERROR]


def test_a_config_map_that_is_not_among_the_files_is_only_mentioned() -> None:
    assert severities({"a.yaml": RELEASE}) == [Severity.INFO]


def test_a_name_that_is_nearly_the_same_is_more_than_a_mention() -> None:
    files = {"a.yaml": RELEASE, "b.yaml": plugin_config("sharings", "any")}
    assert severities(files) == [Severity.WARNING]
    (finding,) = (one for one in judged(files).findings if one.code == "REF203")
    assert finding.fix == "Did you mean sharings?"


def test_a_config_map_without_namespace_may_be_anywhere() -> None:
    config = plugin_config("sharing", "any").replace(", namespace: gpu-operator", "")
    assert told({"a.yaml": RELEASE, "b.yaml": config}, "REF203") == []


MAP = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: sharing, namespace: MAPS}
data: {any: "sharing: {timeSlicing: {resources: [{name: nvidia.com/gpu, replicas: 4}]}}"}
"""
NAMES_IT = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  chart: {spec: {chart: gpu-operator, version: v26.7.0}}
  values: {devicePlugin: {config: {name: sharing, default: any}}}
"""


def kustomized(kustomization: str, namespace: str) -> list[tuple[str, int]]:
    files = {
        "gpu/map.yaml": MAP.replace("MAPS", namespace),
        "gpu/release.yaml": NAMES_IT,
        "gpu/kustomization.yaml": kustomization,
    }
    found = [one for one in judged(files).findings if one.code == "REF203" and one.severity is not Severity.INFO]
    return [(one.file, line_of(one)) for one in found]


def test_a_kustomization_puts_both_in_one_namespace() -> None:
    assert kustomized("resources: [map.yaml, release.yaml]\nnamespace: gpus\n", "other") == []
    assert kustomized("resources: [map.yaml, release.yaml]\n", "other") == [("gpu/map.yaml", 3)]


def test_a_kustomization_puts_one_elsewhere() -> None:
    text = "resources: [map.yaml]\nnamespace: gpus\n"
    assert kustomized(text, "gpu-operator") == [("gpu/kustomization.yaml", 2)]


def test_a_kustomization_gives_it_another_name() -> None:
    text = "resources: [map.yaml, release.yaml]\nnamePrefix: my-\n"
    assert kustomized(text, "gpu-operator") == [("gpu/release.yaml", 6)]
