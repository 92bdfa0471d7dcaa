import pytest

from tests.lint.chart_values import PLUGIN, release, weighed
from tests.lint.examples import judged, line_of


def found(text: str) -> list[tuple[str, str]]:
    return weighed(text, "VAL202")


NO_QUOTES = "the chart prints it without quotes, so that it works all the same"
COPIED = "the chart copies it as it is, and the API server refuses it"

_EXPRESSION = "{matchExpressions: [{key: a, operator: In, values: ['b', 4]}]}"
_AFFINITY = "affinity: {nodeAffinity: {%sDuringSchedulingIgnoredDuringExecution: %s}}"
REQUIRED = _AFFINITY % ("required", f"{{nodeSelectorTerms: [{_EXPRESSION}]}}")
PREFERRED = _AFFINITY % ("preferred", f"[{{preference: {_EXPRESSION}}}]")


@pytest.mark.parametrize(
    ("values", "severity", "told"),
    [
        ('driver: {enabled: "false"}', "info", 'takes true or false, this is the text "false": ' + NO_QUOTES),
        ('toolkit: {enabled: "true"}', "info", 'takes true or false, this is the text "true": ' + NO_QUOTES),
        ('driver: {enabled: "maybe"}', "error", 'takes true or false, this is the text "maybe": '),
        ('nfd: {enabled: "false"}', "error", 'the text "false": any text counts as true there'),
        ('operator: {cleanupCRD: "false"}', "error", 'the text "false": any text counts as true there'),
        ('operator: {cleanupCRD: "true"}', "info", NO_QUOTES),
        ('cdi: {enabled: "true"}', "error", "the chart compares it with true or false, and Helm ends with an error"),
        ('dcgmExporter: {serviceMonitor: {enabled: "true"}}', "error", COPIED),
        ("dcgmExporter: {serviceMonitor: {interval: 15}}", "error", "takes text, this is the number 15: " + COPIED),
        ("toolkit: {env: [{name: A, value: true}]}", "error", "takes text, this is true: " + COPIED),
        ("driver: {env: [{name: A, value: 3}]}", "error", "takes text, this is the number 3: " + COPIED),
        ("toolkit: {env: {A: b}}", "error", "takes a list, this is a mapping"),
        ("driver: true", "error", "takes a mapping, this is true"),
        ("daemonsets: {tolerations: {key: a}}", "error", "takes a list, this is a mapping"),
        ("devicePlugin: {config: {data: {any: {version: v1}}}}", "error", "takes text, this is a mapping"),
        ("driver: {upgradePolicy: {maxParallelUpgrades: '2'}}", "info", NO_QUOTES),
        ("driver: {startupProbe: {failureThreshold: '2'}}", "error", COPIED),
        ("nfd: {enabled: 'off'}", "error", "any text counts as true there"),
        ("driver: {enabled: 'no'}", "info", NO_QUOTES),
        ("mig: {strategy: Mixed}", "error", "takes none or single or mixed, not Mixed"),
        ("migManager: {config: {default: all-1g.10gb}}", "error", 'takes all-disabled or "", not all-1g.10gb'),
        (
            "operator: {nodeSelector: {gpu: true}}",
            "error",
            "operator.nodeSelector.gpu of gpu-operator v26.7.0 takes text",
        ),
        ("daemonsets: {labels: {a: 1}}", "error", "takes text, this is the number 1"),
        ("driver: {version: 570.1}", "info", NO_QUOTES),
        ("node-feature-discovery: {worker: {nodeSelector: {gpu: true}}}", "error", COPIED),
        ("operator: {nodeSelector: {gpu: yes}}", "error", "takes text, this is yes without quotes: " + COPIED),
        ("operator: {tolerations: [{key: a}, {key: a, value: true}]}", "error", "operator.tolerations[1].value of"),
        ("node-feature-discovery: {worker: {tolerations: [{key: a, value: 1}]}}", "error", COPIED),
    ],
)
def test_what_comes_of_a_wrong_type_in_the_operators_chart(values: str, severity: str, told: str) -> None:
    [(weight, message)] = found(release(values))
    assert (weight, told) == (severity, told if told in message else message)


@pytest.mark.parametrize(
    ("values", "severity", "told"),
    [
        ('failOnInitError: "false"', "error", "the chart passes over it without a word"),
        ("migStrategy: 1", "error", "the chart passes over it without a word"),
        ('gfd: {enabled: "false"}', "error", "any text counts as true there"),
        ('gfd: {enabled: "true"}', "info", NO_QUOTES),
        ("nodeSelector: {gpu: true}", "error", COPIED),
        ("config: {map: {any: {version: v1}}}", "error", "takes text, this is a mapping"),
        ("podAnnotations: {a: 1}", "error", COPIED),
        ("selectorLabelsOverride: {a: off}", "error", "takes text, this is off without quotes: " + COPIED),
        (
            "tolerations: [{key: a, value: true}]",
            "error",
            "tolerations[0].value of nvidia-device-plugin 0.20.0 takes text",
        ),
        (
            REQUIRED,
            "error",
            "nodeSelectorTerms[0].matchExpressions[0].values[1] of nvidia-device-plugin 0.20.0 takes text",
        ),
        (PREFERRED, "error", "takes text, this is the number 4"),
        ("tolerations: {key: a}", "error", "takes a list, this is a mapping"),
    ],
)
def test_what_comes_of_a_wrong_type_in_the_plugins_chart(values: str, severity: str, told: str) -> None:
    [(weight, message)] = found(release(values, PLUGIN, "0.20.0"))
    assert (weight, told) == (severity, told if told in message else message)


def test_what_breaks_in_some_releases_alone_is_a_warning_where_none_is_named() -> None:
    assert [one for one, _ in found(release('cdi: {enabled: "true"}', version='">=25.0.0"'))] == ["warning"]
    assert [one for one, _ in found(release('cdi: {enabled: "true"}', version="v25.10.1"))] == ["info"]


@pytest.mark.parametrize(
    "values",
    [
        "driver: {version: 580, enabled: false}",
        # Helm reads these as true and false.
        "driver: {enabled: no, upgradePolicy: {autoUpgrade: n}}",
        "nfd: {enabled: off}",
        "cdi: {enabled: Yes}",
        "driver: null",
        "toolkit: {env: [{name: A, value: 'true'}]}",
        "mig: {strategy: mixed}",
        "migManager: {config: {default: ''}}",
        "operator: {nodeSelector: {gpu: 'true'}}",
        "operator: {nodeSelector: {gpu: 'yes', other: \"on\"}}",
        "operator: {tolerations: [{key: a, operator: Exists}, {key: b, value: 'true', tolerationSeconds: 4}]}",
        "operator: {tolerations: [a, 1], affinity: {nodeAffinity: [1]}}",
        "operator: {affinity: {podAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 4}]}}}",
        "devicePlugin: {config: {data: {any: 'version: v1'}}}",
        "operator: {resources: {limits: {cpu: 1}}}",
        "daemonsets: {rollingUpdate: {maxUnavailable: 1}}",
    ],
)
def test_values_of_the_right_type_are_left_alone(values: str) -> None:
    assert found(release(values)) == []


def test_an_empty_list_in_place_of_a_mapping_clears_it() -> None:
    [(severity, message)] = found(release("affinity: []", PLUGIN, "0.20.0"))
    assert (severity, message.partition(": ")[2]) == ("info", "it is empty, so that the chart passes over it")


@pytest.mark.parametrize(
    ("parameter", "fix"),
    [
        ("{name: nfd.enabled, value: 'no'}", 'Write "false", without forceString.'),
        ("{name: nfd.enabled, value: 'true', forceString: true}", 'Write "true", without forceString.'),
        ("{name: operator.nodeSelector.gpu, value: 'true'}", "Add `forceString: true`."),
        ("{name: 'toolkit.env[0].value', value: '1'}", "Add `forceString: true`."),
    ],
)
def test_how_a_parameter_is_mended(parameter: str, fix: str) -> None:
    text = f"""\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {{name: gpu-operator}}
spec:
  source:
    chart: gpu-operator
    targetRevision: v26.7.0
    helm:
      parameters:
        - {parameter}
"""
    found = [one for one in judged(text).findings if one.code == "VAL202"]
    assert [(line_of(one), one.fix) for one in found] == [(10, fix)]


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ("driver: {resources: {limits: {memory: 4 GB}}}", "takes an amount such as 500m or 2Gi, not 4 GB"),
        ("driver: {livenessProbe: {periodSeconds: 0}}", "takes 1 or more, not 0"),
        ("dcgmExporter: {serviceMonitor: {interval: 15 s}}", "takes a duration such as 30s"),
        ("operator: {resources: {limit: {cpu: 1}}}", "operator.resources.limit of gpu-operator v26.7.0 is no field"),
        ("operator: {resources: {limits: {cpu: half}}}", "takes an amount"),
        ("toolkit: {env: [{name: A}, {value: b}]}", "toolkit.env[1] of gpu-operator v26.7.0 lacks name: the chart"),
        ("driver: {manager: {env: [{value: b}]}}", "driver.manager.env[0] of gpu-operator v26.7.0 lacks name"),
    ],
)
def test_forms_of_what_the_chart_copies(values: str, message: str) -> None:
    ((_, text),) = weighed(release(values), "VAL202")
    assert message in text


@pytest.mark.parametrize(
    "values",
    [
        "operator: {resources: {limits: {cpu: 500m}, requests: {memory: 100Mi}, claims: []}}",
        "driver: {resources: {limits: {memory: '${MEMORY}'}}, startupProbe: {periodSeconds: 10}}",
        "dcgmExporter: {serviceMonitor: {interval: ''}}",
        "driver: {env: [{name: A}, {name: B, value: ''}, {'{{ .name }}': b}]}",
        # A key that is no field is told by another rule.
        "driver: {env: [{key: A, value: b}]}",
    ],
)
def test_forms_that_are_right(values: str) -> None:
    assert weighed(release(values), "VAL202") == []


def test_the_first_releases_had_the_workers_file_as_text() -> None:
    text = "toolkit: {enabled: true}\ndevicePlugin: {enabled: true}\nVERSION\nnode-feature-discovery:\n  worker:\n"
    text += "    config: |\n      sources: {}\n"
    old, new = (text.replace("VERSION", f"validator: {{version: {one}}}") for one in ("v1.7.1", "v25.3.0"))
    assert [one.code for one in judged(old).findings if one.severity.value != "info"] == []
    assert [one.code for one in judged(new).findings if one.severity.value != "info"] == ["VAL202"]


@pytest.mark.parametrize(
    ("secrets", "count"),
    [("[{name: ngc-secret}]", 1), ("[a, {name: b}, {name: c}]", 2), ("[ngc-secret, '${SECRET}']", 0), ("[]", 0)],
)
def test_secrets_of_the_operators_own_pod_are_names(secrets: str, count: int) -> None:
    told = [message for _, message in found(release(f"operator: {{imagePullSecrets: {secrets}}}", version="v25.3.4"))]
    assert len(told) == count
    assert all(
        "operator.imagePullSecrets of gpu-operator v25.3.4 takes names, this is a mapping" in one for one in told
    )


def test_secrets_of_the_operators_own_pod_by_parameters() -> None:
    application = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: gpu-operator, namespace: argocd}
spec:
  source:
    repoURL: https://helm.ngc.nvidia.com/nvidia
    chart: gpu-operator
    targetRevision: v25.3.4
    helm:
      parameters:
      - {name: "operator.imagePullSecrets[0].name", value: ngc-secret}
"""
    (one,) = [one for one in judged(application).findings if one.code == "VAL202"]
    assert (line_of(one), one.fix) == (11, "Write `- ngc-secret`.")
