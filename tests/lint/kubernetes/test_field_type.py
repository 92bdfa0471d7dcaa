import pytest

from generator.model.finding import Severity
from tests.lint.examples import judged, told

DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: a}
spec:
  replicas: REPLICAS
  selector: {matchLabels: {app: a}}
  template:
    metadata: {labels: {app: a}}
    spec:
      hostIPC: SHARED
      containers:
      - name: main
        image: IMAGE
        args: ARGS
        resources: {limits: {nvidia.com/gpu: 1}}
"""
APPLICATION = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: a}
spec:
  source:
    chart: gpu-operator
    helm: {values: {driver: {enabled: false}}}
"""
GIVEN = {"REPLICAS": "1", "SHARED": "true", "IMAGE": "cuda", "ARGS": "[a]"}
REFUSED = "must be: the API server refuses it"


def deployment(**given: str) -> str:
    text = DEPLOYMENT
    for name, value in {**GIVEN, **given}.items():
        text = text.replace(name, value)
    return text


@pytest.mark.parametrize(
    ("text", "line", "message", "fix"),
    [
        (
            deployment(REPLICAS='"2"'),
            5,
            f'replicas of a Deployment\'s spec is the text "2", where a whole number {REFUSED}',
            "Write it without quotes.",
        ),
        (
            deployment(REPLICAS="1.5"),
            5,
            f"replicas of a Deployment's spec is the number 1.5, where a whole number {REFUSED}",
            None,
        ),
        (
            deployment(SHARED='"true"'),
            10,
            f'hostIPC of a pod\'s spec is the text "true", where true or false {REFUSED}',
            "Write it without quotes.",
        ),
        (
            deployment(IMAGE="12.4"),
            13,
            f"image of a container is the number 12.4, where text {REFUSED}",
            "Put it in quotes.",
        ),
        (
            deployment(ARGS="--all"),
            14,
            f'args of a container is the text "--all", where a list {REFUSED}',
            "Write a list: each element on a line of its own after a hyphen, or all in square brackets.",
        ),
        (
            APPLICATION,
            7,
            f"values of a source's helm is a mapping, where text {REFUSED}",
            (
                "Call it `valuesObject:`, which is a mapping. Or: Write `values: |`, which makes a text of the lines "
                "that stand further in below it."
            ),
        ),
        (
            (
                "apiVersion: helm.cattle.io/v1\nkind: HelmChart\nmetadata: {name: gpu-operator}\n"
                "spec:\n  chart: gpu-operator\n  valuesContent: {driver: {enabled: false}}\n"
            ),
            6,
            f"valuesContent of a HelmChart's spec is a mapping, where text {REFUSED}",
            "Write `valuesContent: |`, which makes a text of the lines that stand further in below it.",
        ),
    ],
)
def test_values_that_the_api_server_refuses(text: str, line: int, message: str, fix: str | None) -> None:
    (one,) = (one for one in judged(text).findings if one.code == "KUB202")
    assert (told(text, "KUB202"), one.fix) == (
        [(line, message)],
        fix or "Write a value of the type that the field has.",
    )


MAP = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: a}
data:
  any: ANY
  other: ""
"""


@pytest.mark.parametrize(
    ("value", "given", "fix"),
    [
        (
            "{sharing: {timeSlicing: {}}}",
            "a mapping",
            "Write `any: |`, which makes a text of the lines that stand further in below it.",
        ),
        ("4 # nvidia.com/gpu\n  b: timeSlicing", "the number 4", "Put it in quotes."),
    ],
)
def test_a_config_map_holds_texts(value: str, given: str, fix: str) -> None:
    (one,) = (one for one in judged(MAP.replace("ANY", value)).findings if one.code == "KUB202")
    assert (one.message, one.fix) == (
        f"any of a ConfigMap's data is {given}, where {REFUSED.replace('must', 'text must')}",
        fix,
    )


@pytest.mark.parametrize("value", ["'sharing: {timeSlicing: {}}'", "", "${A} # timeSlicing"])
def test_texts_of_a_config_map(value: str) -> None:
    assert told(MAP.replace("ANY", value), "KUB202") == []


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"REPLICAS": "2.0"},
        {"REPLICAS": ""},
        {"REPLICAS": "${COUNT}"},
        {"SHARED": "yes"},
        {"SHARED": "null"},
        {"ARGS": "[]"},
    ],
)
def test_values_that_it_takes(given: dict[str, str]) -> None:
    assert told(deployment(**given), "KUB202") == []


def test_the_value_of_a_priority_class_has_a_rule_of_its_own() -> None:
    text = "apiVersion: scheduling.k8s.io/v1\nkind: PriorityClass\nmetadata: {name: a}\nvalue: many\n"
    assert (told(text, "KUB202"), len(told(text, "PRI201"))) == ([], 1)


@pytest.mark.parametrize("number", [".inf", "-.inf", ".nan"])
def test_numbers_that_are_no_whole_ones(number: str) -> None:
    assert [line for line, _ in told(deployment(REPLICAS=number), "KUB202")] == [5]


@pytest.mark.parametrize("replicas", ["$REPLICAS", "<number>", "__REPLICAS__", "@REPLICAS@"])
def test_what_is_filled_in_later(replicas: str) -> None:
    assert told(deployment(REPLICAS=f"'{replicas}'"), "KUB202") == []


FLUX = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {{name: gpu-operator, namespace: gpu-operator}}
spec:
  interval: 1h
  chart: {{spec: {{chart: gpu-operator, version: v26.7.0, sourceRef: {{kind: HelmRepository, name: nvidia}}}}}}
  {}
"""
ARGO = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {{name: gpu-operator}}
spec:
  destination: {{namespace: gpu-operator}}
  source: {{chart: gpu-operator, repoURL: "https://helm.ngc.nvidia.com/nvidia", targetRevision: v26.7.0}}
  syncPolicy: {}
"""
KUSTOMIZATION = """\
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources: [nvidia.yaml]
{}
"""
OF_FLUX = """\
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {{name: gpu-operator}}
spec: {}
"""
REPOSITORY = "apiVersion: source.toolkit.fluxcd.io/v1\nkind: HelmRepository\nmetadata: {{name: {}}}\nspec: {}\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (FLUX.format("timeout: 10 min"), "timeout of a HelmRelease's spec is '10 min', which is no duration"),
        (FLUX.format("timeout: '600'"), "timeout of a HelmRelease's spec is '600', which is no duration"),
        (FLUX.format("install: {crds: createReplace}"), "crds of a HelmRelease's install is 'createReplace'"),
        (FLUX.format("upgrade: {remediation: {retries: '3'}}"), "retries of a HelmRelease's upgrade.remediation"),
        (FLUX.format("valuesFrom: [{kind: configMap, name: a}]"), "kind of an entry of valuesFrom is 'configMap'"),
        (FLUX.format("dependsOn: [nfd]"), 'dependsOn of a HelmRelease\'s spec holds the text "nfd", where a mapping'),
        (FLUX.format("driftDetection: {mode: true}"), "mode of a HelmRelease's driftDetection is true"),
        (OF_FLUX.format("{patches: [{patch: [{op: add}]}]}"), "patch of an entry of patches is a list, where text"),
        (
            OF_FLUX.format("{postBuild: {substitute: {A: 4}}}"),
            "substitute of a Kustomization's postBuild holds the num",
        ),
        (REPOSITORY.format("nvidia", "{type: OCI, url: 'oci://a'}"), "type of a HelmRepository's spec is 'OCI'"),
        (ARGO.format("{automated: true}"), "automated of a syncPolicy is true, where a mapping must be"),
        (ARGO.format("{syncOptions: [CreateNamespace: true]}"), "syncOptions of a syncPolicy holds a mapping"),
        (KUSTOMIZATION.format("generatorOptions: {disableNameSuffixHash: 'true'}"), "must be: kustomize refuses it"),
        (KUSTOMIZATION.format("patchesStrategicMerge: [{path: a.yaml}]"), "holds a mapping, where text must be"),
        (KUSTOMIZATION.format("helmCharts: [{name: a, valuesMerge: all}]"), "'all', which kustomize does not take"),
    ],
)
def test_words_durations_and_what_lists_hold_are_told(text: str, message: str) -> None:
    (found,) = told(text, "KUB202")
    assert message in found[1]


@pytest.mark.parametrize(
    "text",
    [
        FLUX.format("timeout: 1h30m0.5s"),
        FLUX.format("timeout: ${TIMEOUT}"),
        FLUX.format("timeout:"),
        FLUX.format("install: {crds: CreateReplace, remediation: {retries: -1}}"),
        FLUX.format("valuesFrom: [{kind: Secret, name: a, optional: true}]"),
        FLUX.format("dependsOn: [{name: nfd, namespace: nfd}]"),
        OF_FLUX.format("{postBuild: {substitute: {A: '4'}, substituteFrom: [{kind: ConfigMap, name: a}]}}"),
        OF_FLUX.format("{postBuild: {substitute: {A: 4}}}").replace("gpu-operator", "podinfo"),
        REPOSITORY.format("podinfo", "{type: OCI}"),
        REPOSITORY.format("nvidia", "{type: oci, url: 'oci://a', interval: 24h}"),
        ARGO.format("{automated: {prune: true}, syncOptions: [CreateNamespace=true]}"),
        ARGO.format("{syncOptions: ['{{ option }}']}"),
        KUSTOMIZATION.format("generatorOptions: {disableNameSuffixHash: true}"),
        KUSTOMIZATION.format("patches: [{path: a.yaml, target: {kind: Deployment}}]"),
    ],
)
def test_what_flux_argo_and_kustomize_take_is_passed_over(text: str) -> None:
    assert told(text, "KUB202") == []


MONITOR = """\
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: {name: dcgm-exporter}
spec:
  selector: {matchLabels: {app: dcgm-exporter}}
  endpoints: [{port: metrics, interval: GIVEN}]
"""


@pytest.mark.parametrize("given", ["15s", "1d", "1w2d", "1h30m", "'0'", "''", "500ms", "${INTERVAL:=15s}", "null"])
def test_what_prometheus_takes_as_a_duration(given: str) -> None:
    assert told(MONITOR.replace("GIVEN", given), "KUB202") == []


@pytest.mark.parametrize("given", ["1.5m", "15 s", "30sec", "'30'", "30s1m"])
def test_what_prometheus_takes_as_none(given: str) -> None:
    ((line, message),) = told(MONITOR.replace("GIVEN", given), "KUB202")
    assert (line, "is no duration" in message) == (6, True)


POOL = """\
apiVersion: karpenter.sh/v1
kind: NodePool
metadata: {name: gpu}
spec:
  template: {spec: {nodeClassRef: {group: karpenter.k8s.aws, kind: EC2NodeClass, name: gpu}, requirements: []}}
  disruption: {consolidationPolicy: WhenEmpty}
"""
BUILT = "kind: Kustomization\nresources: [pool.yaml]\n"


def test_what_releases_up_to_one_need() -> None:
    (found,) = (one for one in judged(POOL).findings if one.code == "KUB202")
    assert found.severity is Severity.WARNING
    assert found.message.endswith("has no consolidateAfter: with Karpenter 1.14 and older it is refused")
    assert told(POOL.replace("WhenEmpty", "WhenEmpty, consolidateAfter: 30s"), "KUB202") == []
    assert told(POOL.replace("karpenter.sh/v1", "karpenter.sh/v1beta1"), "KUB202") == []


@pytest.mark.parametrize("key", ["components: [../gpu]", "replacements: [{path: a.yaml}]", "transformers: [a.yaml]"])
def test_what_may_be_added_elsewhere_is_no_lack(key: str) -> None:
    files = {"kustomization.yaml": BUILT, "pool.yaml": POOL.replace("kind: EC2NodeClass, ", "")}
    assert len([one for one in judged(files).findings if one.code == "KUB202"]) == 2
    files["kustomization.yaml"] += key + "\n"
    assert [one for one in judged(files).findings if one.code == "KUB202"] == []


@pytest.mark.parametrize(
    ("version", "kind", "called"),
    [
        ("scheduling.sigs.k8s.io/v1alpha1", "ElasticQuota", "an ElasticQuota"),
        ("example.com/v1", "Team", "a Team"),
        ("v1", "PersistentVolumeClaim", "a PersistentVolumeClaim"),
    ],
)
@pytest.mark.parametrize(
    ("metadata", "said"),
    [
        ("{name: gpus, annotations: {a: {cpu: 4}}}", "annotations of the metadata of {} holds a mapping, where text"),
        ("{name: gpus, labels: {a: [b]}}", "labels of the metadata of {} holds a list, where text"),
        ("{name: gpus, labels: [a]}", "labels of the metadata of {} is a list, where a mapping"),
        ("{name: gpus, labels: {a: null, b: c}}", ""),
        ("{name: gpus, labels: null}", ""),
    ],
)
def test_labels_and_annotations_of_objects_of_any_kind(
    version: str, kind: str, called: str, metadata: str, said: str
) -> None:
    text = f"apiVersion: {version}\nkind: {kind}\nmetadata: {metadata}\nspec: {{}}\n"
    message = f"{said.format(called)} {REFUSED}"
    assert told(text, "KUB202") == ([(3, message)] if said else [])
    assert told(text.replace("gpus", "team"), "KUB202") == []


def test_files_of_programs_have_metadata_of_their_own() -> None:
    text = "apiVersion: skaffold/v4beta6\nkind: Config\nmetadata: {name: gpus, labels: {a: {b: c}}}\n"
    assert told(text, "KUB202") == []
    bundle = "apiVersion: zarf.dev/v1alpha1\nkind: ZarfPackageConfig\nmetadata: {name: gpus, description: of gpus}\n"
    assert (told(bundle, "KUB201"), told(bundle.replace("zarf.dev", "example.com"), "KUB201")) == ([], [])
    (own,) = told("apiVersion: v1\nkind: Service\nmetadata: {name: gpus, description: of gpus}\n", "KUB201")
    assert own == (3, "description is no field of the metadata of a Service")


@pytest.mark.parametrize(("name", "found"), [("KSA_NAME", 0), ("ksa_name", 1), ("KSA-NAME", 1), ("KSA", 1)])
def test_a_word_in_whose_place_a_name_is_put(name: str, found: int) -> None:
    """No object can be called so, and who writes capitals with a low line between them knows it."""
    text = deployment().replace("hostIPC: true", f"serviceAccountName: {name}")
    assert len(told(text, "KUB202")) == found
