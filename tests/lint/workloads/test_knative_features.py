from collections.abc import Callable

import pytest

from generator.model.finding import Severity
from tests.lint.examples import judged, line_of

CODE = "WRK255"
RUNTIME = "kubernetes.podspec-runtimeclassname"
TOLERATIONS = "kubernetes.podspec-tolerations"
Config = Callable[[str], str]
Found = list[tuple[str, int, Severity]]


def features(*lines: str, name: str = "config-features") -> str:
    """The features begin in line 5."""
    data = "".join(f"  {line}\n" for line in lines)
    return f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}, namespace: knative-serving}}\ndata:\n{data}"


def serving(*lines: str, key: str = "features") -> str:
    """The features begin in line 7."""
    data = "".join(f"      {line}\n" for line in lines)
    return (
        "apiVersion: operator.knative.dev/v1beta1\nkind: KnativeServing\nmetadata: {name: knative-serving}\n"
        f"spec:\n  config:\n    {key}:\n{data}"
    )


def service(fields: str = "runtimeClassName: nvidia", version: str = "serving.knative.dev/v1") -> str:
    """The fields stand in line 7."""
    return f"""\
apiVersion: {version}
kind: Service
metadata: {{name: llm, namespace: ai}}
spec:
  template:
    spec:
      {fields}
      containers:
      - image: cuda
        resources: {{limits: {{nvidia.com/gpu: 1}}}}
"""


def found(config: str, *others: str) -> Found:
    return found_in({"a.yaml": config} | {f"{number}.yaml": one for number, one in enumerate(others)})


def found_in(files: dict[str, str]) -> Found:
    told = [one for one in judged(files).findings if one.code == CODE]
    return [(one.file, line_of(one), one.severity) for one in told]


@pytest.mark.parametrize(
    "line",
    [
        "kubernetes.podspec-runtimeclass: enabled",
        "kubernetes.podspec-node-selector: enabled",
        "kubernetes.podspec-toleration: enabled",
        f'{RUNTIME}: "true"',
        f"{TOLERATIONS}: on",
    ],
)
def test_what_is_passed_over(line: str) -> None:
    assert found(features("a: b", line)) == [("a.yaml", 6, Severity.WARNING)]
    assert found(serving(line)) == [("a.yaml", 7, Severity.WARNING)]
    assert found(serving(line, key="config-features")) == [("a.yaml", 7, Severity.WARNING)]


@pytest.mark.parametrize(
    "config",
    [
        features(f"{RUNTIME}: enabled", f"{TOLERATIONS}: Allowed", "kubernetes.podspec-affinity: disabled"),
        features(f"{RUNTIME}: ${{RUNTIME}}", "kubernetes.podspec-volumes-hostpath: enabled"),
        features("kubernetes.podspec-persistent-volume-claim: enabled", "kubernetes.podspec-something: enabled"),
        features("kubernetes.podspec-securitycontext: enabled", "multi-container: enabled"),
        features("kubernetes.podspec-runtimeclass: enabled", name="config-defaults"),
        serving("kubernetes.podspec-runtimeclass: enabled", key="defaults"),
    ],
)
def test_what_is_read_or_stands_elsewhere(config: str) -> None:
    assert found(config) == []


@pytest.mark.parametrize("config", [features, serving])
@pytest.mark.parametrize(
    ("line", "severity"),
    [(f"{RUNTIME}: disabled", Severity.ERROR), (f"{TOLERATIONS}: enabled", Severity.WARNING)],
)
def test_a_field_whose_feature_is_off(config: Config, line: str, severity: Severity) -> None:
    assert found(config(line), service()) == [("0.yaml", 7, severity)]


def test_the_messages() -> None:
    files = {"a.yaml": features(f"{RUNTIME}: disabled"), "b.yaml": service("tolerations: [{operator: Exists}]")}
    files["c.yaml"] = service()
    assert [one.message for one in judged(files).findings if one.code == CODE] == [
        f"{TOLERATIONS} is not switched on beside the features that are set: Knative refuses tolerations in a Service",
        f"{RUNTIME} is disabled: Knative refuses runtimeClassName in a Service",
    ]


def test_a_word_that_is_passed_over_leaves_the_feature_off() -> None:
    config = features(f"{RUNTIME}: 'true'")
    assert found(config, service()) == [("0.yaml", 7, Severity.WARNING), ("a.yaml", 5, Severity.WARNING)]


@pytest.mark.parametrize(
    ("config", "fields", "version"),
    [
        (features(f"{RUNTIME}: enabled"), "runtimeClassName: nvidia", "serving.knative.dev/v1"),
        (features(f"{RUNTIME}: disabled"), "timeoutSeconds: 60", "serving.knative.dev/v1"),
        (features(f"{RUNTIME}: disabled"), "runtimeClassName: ''", "serving.knative.dev/v1"),
        (features("multi-container: enabled"), "runtimeClassName: nvidia", "serving.knative.dev/v1"),
        (features(f"{RUNTIME}: ${{RUNTIME}}"), "runtimeClassName: nvidia", "serving.knative.dev/v1"),
        (features(f"{RUNTIME}: disabled"), "runtimeClassName: nvidia", "example.com/v1"),
    ],
)
def test_what_knative_lets_in(config: str, fields: str, version: str) -> None:
    assert found(config, service(fields, version)) == []


def test_another_config_may_switch_it_on() -> None:
    assert found(features(f"{RUNTIME}: disabled"), serving(f"{RUNTIME}: enabled"), service()) == []


def test_each_cluster_has_its_own_config() -> None:
    off = {"clusters/a/features.yaml": features(f"{RUNTIME}: disabled")}
    on = {"clusters/b/features.yaml": features(f"{RUNTIME}: enabled")}
    assert found_in(off | {"clusters/b/llm.yaml": service()}) == []
    told = [("clusters/a/llm.yaml", 7, Severity.ERROR)]
    assert found_in(off | on | {"clusters/a/llm.yaml": service(), "clusters/b/llm.yaml": service()}) == told
    assert found_in(off | {"llm.yaml": service()}) == [("llm.yaml", 7, Severity.ERROR)]


def test_a_patch_says_nothing_of_the_features_it_leaves_out() -> None:
    kustomization = "resources: [base.yaml]\npatches: [{path: 0.yaml}]\n"
    files = {"kustomization.yaml": kustomization, "0.yaml": features(f"{TOLERATIONS}: enabled"), "b.yaml": service()}
    base = {"base.yaml": features("multi-container: enabled", f"{RUNTIME}: enabled")}
    assert [one for one in judged(files | base).findings if one.code == CODE] == []
