from generator.model.finding import Severity
from tests.lint.examples import judged, told
from tests.lint.references import plugin_config, release

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
