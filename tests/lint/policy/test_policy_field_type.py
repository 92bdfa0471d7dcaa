import pytest

from tests.lint.clusters import release
from tests.lint.examples import judged, line_of, told
from tests.lint.policies import policy, whole


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("mig: {strategy: all}", "spec.mig.strategy takes none or single or mixed, not all"),
        ("driver: {enabled: 'false'}", 'spec.driver.enabled takes true or false, this is the text "false"'),
        ("driver: {env: [{name: A, value: 1}]}", "spec.driver.env[0].value takes text, this is the number 1"),
        ("driver: {env: [{value: a}]}", "spec.driver.env[0] lacks name"),
        ("driver: {version: 580}", "spec.driver.version takes text, this is the number 580"),
        ("toolkit: true", "spec.toolkit takes a mapping, this is true"),
        ("daemonsets: {labels: {a: true}}", "spec.daemonsets.labels.a takes text, this is true"),
        ("dcgm: {args: [1]}", "spec.dcgm.args[0] takes text, this is the number 1"),
        (
            "migManager: {config: {default: all-1g.5gb}}",
            'spec.migManager.config.default takes all-disabled or "", not all',
        ),
        ("driver: []", "spec.driver takes a mapping, this is a list"),
    ],
)
def test_what_the_api_server_refuses(spec: str, message: str) -> None:
    [(line, found)] = told(policy(spec), "POL202")
    assert (line, found[: len(message)]) == (5, message)


def test_a_whole_object_without_a_required_field() -> None:
    assert told(policy(whole("daemonsets")), "POL202") == [
        (4, "spec lacks daemonsets: the API server refuses the object")
    ]
    assert told(policy(whole()), "POL202") == []


def test_a_patch_says_a_part_only() -> None:
    assert told(policy("devicePlugin: {config: {name: a, default: b}}\ngfd: {enabled: true}"), "POL202") == []
    assert told({"patch-policy.yaml": policy(whole("daemonsets"))}, "POL202") == []


@pytest.mark.parametrize(
    "spec", ["operator: {}", "driver: {upgradePolicy: {maxUnavailable: 1}}", "mig: {strategy: mixed}"]
)
def test_what_it_takes(spec: str) -> None:
    assert told(policy(spec), "POL202") == []


PART = "operator: {}\ntoolkit: {}\nmigManager: {enabled: true}"
LACKING = "spec lacks daemonsets, dcgm, dcgmExporter, devicePlugin, driver, gfd, nodeStatusExporter: the API server"
KUSTOMIZATION = "resources: [base.yaml]\n"


def weighed(files: dict[str, str], *options: str) -> list[tuple[int, str, str]]:
    found = [one for one in judged(files, options).findings if one.code == "POL202"]
    return [(line_of(one), one.severity.value, one.message) for one in found]


@pytest.mark.parametrize(
    "others",
    [
        {},
        {"kustomization.yaml": "resources: [policy.yaml]\n"},
        {"kustomization.yaml": "patches: [{path: other.yaml}, {patch: '- op: remove'}]\n"},
        {"b.yaml": policy(PART, name="another").replace("ClusterPolicy", "NVIDIADriver")},
        {"b.yaml": release("{gfd: {enabled: true}}", chart="nvidia-device-plugin", version="0.19.3")},
    ],
)
def test_a_part_of_a_policy_that_nothing_completes(others: dict[str, str]) -> None:
    found = weighed({"policy.yaml": policy(PART), **others})
    assert [(line, weight) for line, weight, message in found if message.startswith(LACKING)] == [(4, "warning")]


@pytest.mark.parametrize(
    "others",
    [
        # The chart makes the policy, into which kubectl merges this one.
        {"b.yaml": release("{gfd: {enabled: true}}")},
        {"Chart.yaml": "apiVersion: v2\nname: a\ndependencies: [{name: gpu-operator, version: v26.7.0}]\n"},
        {"b.yaml": policy(whole())},
        {"kustomization.yaml": KUSTOMIZATION + "patches: [{path: ./policy.yaml}]\n"},
        {"kustomization.yaml": KUSTOMIZATION + "patchesStrategicMerge: [policy.yaml]\n"},
        {"overlay/kustomization.yaml": "patches: [{path: ../policy.yaml, target: {kind: ClusterPolicy}}]\n"},
    ],
)
def test_a_part_that_may_be_merged_into_another(others: dict[str, str]) -> None:
    assert weighed({"policy.yaml": policy(PART), **others}) == []


def test_a_part_by_the_name_of_its_file_or_of_few_fields() -> None:
    assert weighed({"gpu-patch.yaml": policy(PART)}) == []
    assert weighed({"policy.yaml": policy("operator: {}\ntoolkit: {}")}) == []


def test_a_patch_is_no_whole_object_but_its_elements_are_whole() -> None:
    patch = {"kustomization.yaml": KUSTOMIZATION + "patches: [{path: policy.yaml}]\n"}
    assert weighed({"policy.yaml": policy(whole("daemonsets")), **patch}) == []
    nameless = policy("driver: {env: [{value: a}]}")
    message = "spec.driver.env[0] lacks name: the API server refuses the object"
    assert weighed({"policy.yaml": nameless, **patch}) == [(5, "error", message)]


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("driver: {startupProbe: {periodSeconds: 0}}", "takes 1 or more, not 0"),
        ("toolkit: {resources: {limits: {memory: 4 GB}}}", "takes an amount such as 500m or 2Gi, not 4 GB"),
        ("dcgmExporter: {serviceMonitor: {interval: 15 s}}", "takes a duration such as 30s, not 15 s"),
    ],
)
def test_a_form_that_the_schema_refuses(spec: str, message: str) -> None:
    ((_, text),) = told(policy(spec), "POL202")
    assert message in text


@pytest.mark.parametrize(
    "spec",
    [
        "driver: {startupProbe: {periodSeconds: 1}}",
        "toolkit: {resources: {limits: {memory: 4Gi, cpu: 1, ephemeral-storage: '1e3', hugepages-2Mi: '${SIZE}'}}}",
        "dcgmExporter: {serviceMonitor: {interval: 1m30s}}",
    ],
)
def test_a_form_that_it_takes(spec: str) -> None:
    assert told(policy(spec), "POL202") == []


@pytest.mark.parametrize(
    ("spec", "name"),
    [
        ("driver: {licensingConfig: {configMapName: }}", "driver.licensingConfig.configMapName"),
        ("toolkit: null", "toolkit"),
        ("driver: {env: ~}", "driver.env"),
    ],
)
def test_what_has_no_value_cannot_be_applied_by_the_server(spec: str, name: str) -> None:
    (found,) = (one for one in judged(policy(spec)).findings if one.code == "POL202")
    message = f"spec.{name} has no value: server-side apply, as Flux does it, is refused; kubectl create leaves it out"
    assert (line_of(found), found.severity.value, found.message) == (5, "warning", message)


@pytest.mark.parametrize(
    "spec", ["daemonsets: {labels: {a: null}}", "driver: {unheard: null}", "migManager: {config: {name: null}}"]
)
def test_null_where_no_field_of_a_type_is_known_or_a_default_takes_its_place(spec: str) -> None:
    assert told(policy(spec), "POL202") == []
