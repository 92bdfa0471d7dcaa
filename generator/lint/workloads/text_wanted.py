"""A number, or a true or false, where Kubernetes takes text alone."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from generator.ecosystem.sent import is_sent
from generator.facts.gpu_words import names_gpus
from generator.lint.common.exporter_chart import exporter_values
from generator.lint.common.objects import every_object
from generator.lint.common.texts import affinity_values, is_no_text, shown
from generator.lint.workloads._spark import spark_applications
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_objects import NodeObject, Workload
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Place, Value

_OWN_GROUPS = ("v1", "apps/v1", "batch/v1", "batch/v1beta1", "apps/v1beta1", "apps/v1beta2")
_TEXTS = ("labels", "annotations")
_ON_OBJECTS = (*(("metadata", key) for key in _TEXTS), ("selector", "matchLabels"))

_OF_SPARK = ("sparkConf", "hadoopConf")
"""Settings of Spark, which are text; source: kubeflow/spark-operator api/v1beta2/sparkapplication_types.go."""

_NAMES = {
    "labels": "label",
    "annotations": "annotation",
    "matchLabels": "matchLabels:",
    "nodeSelector": "nodeSelector:",
}

_TYPED = frozenset(
    {
        *("apps.nvidia.com", "argoproj.io", "serving.kserve.io", "sparkoperator.k8s.io", "tekton.dev"),
        *("ray.io", "trainer.kubeflow.org"),
    }
)
"""Groups whose kinds have variables, arguments and selectors as pods have them at levels of their own.

Sources: kserve/kserve pkg/apis/serving/v1beta1 (PredictorExtensionSpec: a Container), argoproj/argo-workflows
pkg/apis/workflow/v1alpha1/workflow_types.go, NVIDIA/k8s-nim-operator api/apps/v1alpha1, kubeflow/spark-operator
api/v1beta2, kubeflow/trainer pkg/apis/trainer/v1alpha1 (Trainer), tektoncd/pipeline pkg/apis/pipeline/v1 (Step).
"""
_WITH_VALUES = ("Application", "ApplicationSet")
"""Kinds of these groups that hold values of charts, whose templates may put numbers in quotes."""
_WORDS = ("command", "args", "arguments")
_SELECTORS = ("nodeSelector", "node_selector")
"""What charts call it, and KubeSpawner."""

Found = tuple[str, Value]


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    pods = [one for one in (*manifests.workloads, *manifests.pods_in_part) if not one.loose]
    yield from _of_objects(manifests, {one.whole.place for one in pods if one.whole is not None})
    told: set[Place] = set()
    for workload in pods:
        if workload.whole is None:
            continue
        own = workload.whole.text("apiVersion") in _OWN_GROUPS
        for name, value in (*_above(workload), *_of_pod(workload.pod)):
            told.add(value.place)
            yield from _fault(name, value, own)
    for name, value in _of_typed(manifests):
        if value.place not in told:
            yield from _fault(name, value, False)
    for name, value in (*_of_exporters(manifests), *(one for node in manifests.nodes for one in _of_node(node))):
        yield from _fault(name, value, True)
    for values in manifests.others:
        for name, value in _of_values(values.value):
            yield from _fault(name, value, False)
    for application in spark_applications(manifests):
        yield from _of_spark(application.spec)


def _of_objects(manifests: Manifests, making: AbstractSet[Place]) -> Iterator[ManifestFault]:
    """Find labels and annotations of whole objects; `making` are those that make pods, whoever reads them."""
    for whole in (*every_object(manifests), *manifests.parts):
        sent = is_sent(whole.text("apiVersion") or "", whole.text("kind") or "")
        for key in _TEXTS if sent or whole.place in making else ():
            for name, value in _entries(whole, "metadata", key):
                yield from _fault(name, value, sent)


def _of_values(values: Value) -> Iterator[Found]:
    """Return what a chart of another maker takes for node selectors, as far as they speak of GPUs."""
    for around in values.mappings():
        for key in _SELECTORS:
            for name, one in around.entries(key):
                if names_gpus(name):
                    yield f"{key}: {name}", one


def _of_spark(spec: Value) -> Iterator[ManifestFault]:
    for key in _OF_SPARK:
        for name, value in spec.entries(key):
            yield from _fault(f"{key}: {name}", value, True)


def _above(workload: Workload) -> Iterator[Found]:
    """Return labels, annotations and selectors between an object and its pod."""
    whole = workload.whole
    if whole is None:
        return
    way = workload.pod.place.way_from(whole.place)
    for depth in range(1, len(way)):
        above = whole.get(*way[:depth])
        for path in _ON_OBJECTS if above is not None else ():
            yield from _entries(above, *path)


def _of_typed(manifests: Manifests) -> Iterator[Found]:
    """Return what is text at any level of objects in which containers and pods stand in parts."""
    wholes = [one.whole for one in manifests.workloads if one.whole is not None]
    wholes += [one.value for one in (*manifests.objects, *manifests.unfamiliar)]
    for whole in {one.place: one for one in wholes}.values():
        group = (whole.text("apiVersion") or "").rpartition("/")[0]
        if group in _TYPED and whole.text("kind") not in _WITH_VALUES:
            yield from _at_levels(whole)


def _at_levels(whole: Value) -> Iterator[Found]:
    for around in whole.mappings(without=_TEXTS):
        yield from _entries(around, "nodeSelector")
        for variable in around.elements("env"):
            if variable.has("name"):
                yield from _field(variable, "value", f"variable {variable.text('name')}")
        for key in _WORDS:
            for number, word in enumerate(around.elements(key), start=1):
                yield f"word {number} of {key}", word


def _of_pod(pod: Value) -> Iterator[Found]:
    yield from _entries(pod, "nodeSelector")
    affinity = pod.get("affinity")
    if affinity is not None:
        for path, value in affinity_values(affinity):
            yield f"{affinity.text(*path[:-2], 'key')} of a node affinity", value
    for toleration in pod.elements("tolerations"):
        yield from _field(toleration, "value", "value of a toleration")
    for kind in ("containers", "initContainers"):
        for container in pod.elements(kind):
            yield from _of_container(container)


def _of_container(container: Value) -> Iterator[Found]:
    for variable in container.elements("env"):
        yield from _field(variable, "value", f"variable {variable.text('name')}")
    for key in ("command", "args"):
        for number, word in enumerate(container.elements(key), start=1):
            yield f"word {number} of {key}", word


def _of_exporters(manifests: Manifests) -> Iterator[Found]:
    """Return the variables that the chart of dcgm-exporter hands on."""
    for values in exporter_values(manifests):
        for variable in values.elements("extraEnv"):
            yield from _field(variable, "value", f"variable {variable.text('name')}")


def _of_node(node: NodeObject) -> Iterator[Found]:
    for taint in node.value.elements("spec", "taints"):
        yield from _field(taint, "value", "value of a taint")


def _entries(value: Value | None, *path: str) -> Iterator[Found]:
    for key, one in () if value is None else value.entries(*path):
        yield f"{_NAMES[path[-1]]} {key}", one


def _field(value: Value, key: str, name: str) -> Iterator[Found]:
    found = value.get(key)
    if found is not None:
        yield name, found


def _fault(name: str, value: Value, own: bool) -> Iterator[ManifestFault]:
    tree = value.tree
    if not is_no_text(tree):
        return
    kind = "a number" if isinstance(tree, int | float) and not isinstance(tree, bool) else "true or false"
    message = f"{name} is {shown(tree)} without quotes, {kind}, where Kubernetes takes text alone"
    who = "the API server" if own else "the API server, or the controller that makes the pod,"
    # A number such as 1.10 is written otherwise than it is read.
    fix = "Put it in quotes." if isinstance(tree, float) else f'Write `"{shown(tree)}"`.'
    severity = None if own else Severity.WARNING
    yield ManifestFault(value.place, f"{message}: {who} refuses it", fix, severity=severity, bare=True)


RULE = ManifestRule(
    "WRK214",
    "Number or true where Kubernetes takes text",
    Severity.ERROR,
    why="Labels, annotations, node selectors, the values of variables and the words of a command are text. Without "
    "quotes YAML makes true, yes, on and 4 something else, and the API server does not turn it back.",
    fix="Put it in quotes.",
    source="kubernetes/api core/v1/types.go (EnvVar.Value, PodSpec.NodeSelector, Container.Args) and "
    "kubernetes/apimachinery pkg/apis/meta/v1/types.go (ObjectMeta.Labels); kubernetes-sigs/yaml goyaml.v2/resolve.go; "
    "run on an API server through kubectl",
    bad="""\
apiVersion: v1
kind: Pod
metadata: {name: main}
spec:
  nodeSelector:
    nvidia.com/gpu.present: true  # <- here
  containers:
    - name: main
      image: cuda
      env:
        - name: WORKERS
          value: 4  # <- here
      resources: {limits: {nvidia.com/gpu: 1}}
""",
    good="""\
apiVersion: v1
kind: Pod
metadata: {name: main}
spec:
  nodeSelector:
    nvidia.com/gpu.present: "true"
  containers:
    - name: main
      image: cuda
      env:
        - name: WORKERS
          value: "4"
      resources: {limits: {nvidia.com/gpu: 1}}
""",
    check=_check,
)
