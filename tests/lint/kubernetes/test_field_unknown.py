import pytest

from tests.lint.examples import judged, line_of, told

POD = """\
apiVersion: v1
kind: Pod
metadata: {{name: a}}
spec:
  {spec}
  containers:
  - name: main
    {container}
    resources:
      {resources}
"""
OPERATOR = "chart: gpu-operator, version: v26.7.0"
FLUX = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {{name: gpu-operator}}
spec:
  {spec}
  chart:
    {chart}
    spec: {{chart: gpu-operator, sourceRef: {{kind: HelmRepository, name: nvidia}}, {inner}: x}}
"""
ARGO = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {{name: gpu-operator}}
spec:
  {sources}
"""
K3S = """\
apiVersion: helm.cattle.io/v1
kind: {}
metadata: {{name: gpu-operator}}
spec: {}
"""
OTHER = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {{name: plex}}
spec:
  {}
  chart: {{spec: {{chart: plex, sourceRef: {{kind: HelmRepository, name: media}}}}}}
  values: {{resources: {{limits: {{{}: 1}}}}}}
"""
MOVED = "runtimeClassName is no field of a HelmRelease's spec"
KUSTOMIZATION = "helmCharts:\n- name: gpu-operator\n  {}: {{}}\n"
QUOTA = "apiVersion: v1\nkind: ResourceQuota\nmetadata: {{name: a}}\nspec: {{hard: {{{}: 1}}, limits: {{}}}}\n"


def pod(
    spec: str = "restartPolicy: Never", container: str = "image: a", of: str = "limits: {nvidia.com/gpu: 1}"
) -> str:
    return POD.format(spec=spec, container=container, resources=of)


def deployment(**at: str) -> str:
    lines = {"root": "spec:", "spec": "  replicas: 1", "template": "    metadata: {}", **at}
    return f"""\
apiVersion: apps/v1
kind: Deployment
metadata: {{name: a}}
{lines["root"]}
{lines["spec"]}
  template:
{lines["template"]}
    spec: {{containers: [{{name: a, resources: {{limits: {{nvidia.com/gpu: 1}}}}}}]}}
"""


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (pod("runtimeClass: nvidia"), 5, "runtimeClass is no field of a pod's spec"),
        (pod(container="runtimeClassName: nvidia"), 8, "runtimeClassName is no field of a container"),
        (pod(container="limits: {nvidia.com/gpu: 1}"), 8, "limits is no field of a container"),
        (pod(of="nvidia.com/gpu: 1"), 10, "nvidia.com/gpu is no field of a container's resources"),
        (pod(of="limit: {nvidia.com/gpu: 1}"), 10, "limit is no field of a container's resources"),
        (deployment(root="nodeSelector: {}\nspec:"), 4, "nodeSelector is no field of a Deployment"),
        (deployment(spec="  nodeSelector: {}"), 5, "nodeSelector is no field of a Deployment's spec"),
        (deployment(template="    tolerations: []"), 7, "tolerations is no field of a pod's template"),
        (
            FLUX.format(spec="value: {}", chart="#", inner="version"),
            5,
            "value is no field of a HelmRelease's spec",
        ),
        (FLUX.format(spec="#", chart="#", inner="version") + "values: {}\n", 9, "values is no field of a HelmRelease"),
        (
            FLUX.format(spec="postRenderers: [{kustomize: {patches: [{patchs: ''}]}}]", chart="#", inner="version"),
            5,
            "patchs is no field of an entry of patches",
        ),
        (
            FLUX.format(
                spec="postRenderers: [{kustomize: {patches: [{target: {kinds: a}}]}}]", chart="#", inner="version"
            ),
            5,
            "kinds is no field of a patch's target",
        ),
        (FLUX.format(spec="#", chart="values: {}", inner="version"), 7, "values is no field of a HelmRelease's chart"),
        (FLUX.format(spec="#", chart="#", inner="values"), 8, "values is no field of a HelmRelease's chart"),
        (
            ARGO.format(sources="source: {chart: gpu-operator, targetRevision: v26.7.0}\n  destination: {servers: a}"),
            6,
            "servers is no field of an Application's destination",
        ),
        (
            ARGO.format(sources=f"source: {{{OPERATOR.replace('version', 'targetRevision')}, values: ''}}"),
            5,
            "values is no field of an Application's source",
        ),
        (
            ARGO.format(sources="sources: [{chart: gpu-operator, helm: {valueObject: {}}}]"),
            5,
            "valueObject is no field of a source's helm",
        ),
        (
            K3S.format("HelmChart", f"{{{OPERATOR}, valueContent: ''}}"),
            4,
            "valueContent is no field of a HelmChart's spec",
        ),
        (
            K3S.format("HelmChartConfig", "{valuesContent: '', set: {a: b}}"),
            4,
            "set is no field of a HelmChartConfig's spec",
        ),
        (
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\nany: 'sharing: {timeSlicing: {}}'\n",
            4,
            "any is no field of a ConfigMap",
        ),
        (
            "apiVersion: v1\nkind: ResourceQuota\nmetadata: {name: a}\nspec: {requests.nvidia.com/gpu: 1}\n",
            4,
            "requests.nvidia.com/gpu is no field of a ResourceQuota's spec",
        ),
        (KUSTOMIZATION.format("values"), 3, "values is no field of an entry of helmCharts"),
        (
            QUOTA.format("requests.nvidia.com/gpu"),
            4,
            "limits is no field of a ResourceQuota's spec",
        ),
        (
            "apiVersion: scheduling.k8s.io/v1\nkind: PriorityClass\nmetadata: {name: a}\nvalue: 1\nspec: {value: 1}\n",
            5,
            "spec is no field of a PriorityClass",
        ),
        (
            "apiVersion: node.k8s.io/v1\nkind: RuntimeClass\nmetadata: {name: nvidia}\nhandler: nvidia\nspec: {}\n",
            5,
            "spec is no field of a RuntimeClass",
        ),
        (
            deployment().replace("metadata: {name: a}", "metadata: {name: a, namesapce: llm}"),
            3,
            "namesapce is no field of the metadata of a Deployment",
        ),
        (
            deployment(template="    metadata: {label: {app: a}}"),
            7,
            "label is no field of the metadata of a pod's template",
        ),
        (
            FLUX.format(spec="#", chart="#", inner="version").replace("{name: gpu-operator}", "{name: a, lables: {}}"),
            3,
            "lables is no field of the metadata of a HelmRelease",
        ),
        (OTHER.format("runtimeClassName: nvidia", "nvidia.com/gpu"), 5, MOVED),
    ],
)
def test_a_field_that_no_release_has_is_told(text: str, line: int, message: str) -> None:
    assert told(text, "KUB201") == [(line, message)]


@pytest.mark.parametrize(
    ("text", "fix"),
    [
        (pod(container="runtimeClassName: nvidia"), "It is one of a pod's spec: write it at spec.runtimeClassName."),
        (
            pod(container="limits: {nvidia.com/gpu: 1}"),
            "It is one of a container's resources: write it at spec.containers[].resources.limits.",
        ),
        (pod(of="nvidia.com/gpu: 1"), "Write it below limits."),
        (pod(of="limit: {nvidia.com/gpu: 1}"), "Did you mean limits?"),
        (
            deployment(spec="  nodeSelector: {}"),
            "It is one of a pod's spec: write it at spec.template.spec.nodeSelector.",
        ),
        (
            FLUX.format(spec="#", chart="#", inner="values"),
            "It is one of a HelmRelease's spec: write it at spec.values.",
        ),
        (KUSTOMIZATION.format("values"), "Did you mean valuesInline?"),
        (pod("gpus: 1"), "Write it where it is read, or leave it out."),
    ],
)
def test_it_is_said_where_it_belongs(text: str, fix: str) -> None:
    (one,) = (one for one in judged(text).findings if one.code == "KUB201")
    assert one.fix == fix


@pytest.mark.parametrize(
    "text",
    [
        pod(),
        deployment(),
        pod("schedulingGroup: {}\n  workloadRef: {}\n  resources: {limits: {cpu: 1}}"),
        pod(container="$patch: replace"),
        pod(container="${MORE}: 1"),
        FLUX.format(spec="values: {}", chart="metadata: {}", inner="valuesFile"),
        FLUX.format(spec="value: {}", chart="#", inner="version").replace("gpu-operator", "podinfo"),
        FLUX.format(spec="value: {}", chart="#", inner="version").replace("helm.toolkit.fluxcd.io", "helm.fluxcd.io"),
        deployment(spec="  nodeSelector: {}").replace("nvidia.com/gpu", "cpu"),
        deployment(spec="  predictor: {}").replace("apps/v1", "serving.example/v1"),
        QUOTA.format("cpu"),
        ARGO.format(sources="source: {chart: podinfo, values: ''}"),
        pod(of="[]"),
        OTHER.format("runtimeClassName: nvidia", "gpu.intel.com/i915"),
        pod().replace("{name: a}", "{name: a, creationTimestamp: null, generateName: b, ${MORE}: c}"),
        KUSTOMIZATION.format("valuesInline"),
        KUSTOMIZATION.format("values").replace("gpu-operator", "podinfo"),
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndashboards: about nvidia cards\n",
    ],
)
def test_what_is_known_or_of_no_concern_is_passed_over(text: str) -> None:
    assert told(text, "KUB201") == []


def test_objects_in_a_list_are_told_of_at_their_lines() -> None:
    text = "apiVersion: v1\nkind: List\nitems:\n" + "".join(
        "- " + "\n  ".join(pod("gpus: 1").splitlines()) + "\n" for _ in range(2)
    )
    assert [line for line, _ in told(text, "KUB201")] == [8, 18]


def test_what_sops_adds_is_taken_away_again() -> None:
    assert told(deployment() + "sops: {version: 3.9.0}\n", "KUB201") == []


KNATIVE = """\
apiVersion: serving.knative.dev/v1
kind: Service
metadata: {name: a}
spec:
  template:
    spec:
      timeoutSeconds: 300
      containerConcurrency: 1
      responseStartTimeoutSeconds: 60
      idleTimeoutSeconds: 60
      KEY: {}
      containers:
      - image: cuda
        resources: {limits: {nvidia.com/gpu: 1}}
"""


def test_what_knative_has_beside_a_pods_spec() -> None:
    text = KNATIVE.replace("      KEY: {}\n", "")
    assert [one.code for one in judged(text).findings if one.severity.value != "info"] == []
    assert told(KNATIVE.replace("KEY", "nodeSelecter"), "KUB201") == [(11, "nodeSelecter is no field of a pod's spec")]


FLAT = {
    "helm.cattle.io/v1 HelmChart": "chart: nvidia-device-plugin",
    "argoproj.io/v1alpha1 Application": "chart: nvidia-device-plugin",
    "helm.toolkit.fluxcd.io/v2 HelmRelease": "releaseName: nvidia-device-plugin",
}


@pytest.mark.parametrize("kind", FLAT)
def test_what_stands_at_the_top_by_a_slip_of_indentation_is_told(kind: str) -> None:
    version, _, name = kind.partition(" ")
    text = f"apiVersion: {version}\nkind: {name}\nmetadata:\nname: a\nspec:\n{FLAT[kind]}\n"
    found = [one for one in judged(text).findings if one.code == "KUB201"]
    assert [line_of(one) for one in found] == [4, 6]
    assert found[0].fix == "Write it below `metadata:`."


PLACED = """\
image: {repository: cuda}
resources: {limits: {nvidia.com/gpu: 1}}
affinity:
  nodeAffinity:
    requiredDuringSchedulingIgnoredDuringExecution:
      nodeSelectorTerms:
        - matchExpression:
            - {key: nvidia.com/gpu.product, operator: In, values: [Tesla-T4]}
tolerations:
  - key: nvidia.com/gpu
    effects: NoSchedule
"""
SPARK = """\
apiVersion: sparkoperator.k8s.io/v1beta2
kind: SparkApplication
metadata: {name: a}
spec:
  type: Python
  executor:
    gpu: {name: nvidia.com/gpu, quantity: 1}
    affinity:
      nodeAffinity:
        requiredDuringSchedulingIgnoredDuringExecution:
          nodeSelectorTerms:
            - matchExpression: [{key: a, operator: Exists}]
"""
RUN = """\
apiVersion: tekton.dev/v1
kind: TaskRun
metadata: {name: a}
spec:
  podTemplate:
    tolerations: [{key: nvidia.com/gpu, operators: Exists}]
"""


def test_what_places_pods_elsewhere() -> None:
    assert [line for line, _ in told({"values.yaml": PLACED}, "KUB201")] == [7, 11]
    assert [line for line, _ in told({"values.yaml": PLACED}, "KUB201", ["--chart", "nvidia-device-plugin"])] == [7, 11]
    sound = PLACED.replace("matchExpression:", "matchExpressions:").replace("effects", "effect")
    assert told({"values.yaml": sound}, "KUB201") == []
    # A chart of one's own reads them in any form, and so may another with blocks of its own.
    assert told({"values.yaml": PLACED, "Chart.yaml": "name: own\nversion: 1.0.0\n"}, "KUB201") == []
    own = "resources: {limits: {nvidia.com/gpu: 1}}\naffinity: {nodeAffinity: {hard: true}}\ntolerations: [gpu]\n"
    assert told({"values.yaml": own}, "KUB201") == []
    assert [line for line, _ in told(SPARK, "KUB201")] == [12]
    assert [line for line, _ in told(RUN, "KUB201")] == [6]


WITHIN_METADATA = """\
apiVersion: VERSION
kind: Pod
metadata:
 name: a
 spec:
  containers:
   - name: a
     resources:
      cpu: 1000m
     limits:
      nvidia.com/gpu: 1
"""


def test_a_pods_spec_at_a_wrong_place_is_judged_as_one() -> None:
    assert told(WITHIN_METADATA.replace("VERSION", "v1"), "KUB201") == [
        (5, "spec is no field of the metadata of a Pod"),
        (9, "cpu is no field of a container's resources"),
        (10, "limits is no field of a container"),
    ]
    assert told(WITHIN_METADATA.replace("VERSION", "example.com/v1"), "KUB201") == []
