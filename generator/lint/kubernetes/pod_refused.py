"""A pod that the API server refuses, or that the object around it may not have."""

from collections.abc import Iterator

from generator.facts.charts import DEVICE_PLUGIN
from generator.lint.common import pod_checks
from generator.lint.common.exporter_chart import charted
from generator.lint.common.objects import OWN_VERSIONS, embeds_pods
from generator.lint.common.operator_setups import setups
from generator.lint.common.selectors import placing, written_by_operators
from generator.lint.kubernetes._pod_values import of_placing, of_pod_values, of_variable_names
from generator.lint.kubernetes._set_checks import of_sets
from generator.model.finding import Severity
from generator.model.manifest import ChartUse, Manifests
from generator.model.manifest_objects import Amount, Workload
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for workload in manifests.workloads:
        whole = workload.whole
        if whole is None or workload.loose:
            continue
        if (whole.text("apiVersion") or "v1") in OWN_VERSIONS:
            yield from _of(workload)
            yield from of_sets(workload)
        elif embeds_pods(workload):
            yield from _of_parts(workload)
    yield from _of_exporters(manifests)
    for source in written_by_operators(manifests):
        yield from _of_resources(source)
        for around in placing(source, ("affinity", "nodeSelector")):
            yield from of_placing(around)
    for use in manifests.charts:
        yield from _of_plugins_resources(use)
    yield from _of_operators_variables(manifests)
    for part in manifests.pods_in_part:
        if part.whole is not None and (part.whole.text("apiVersion") in OWN_VERSIONS or embeds_pods(part)):
            yield from _of_parts(part)


def _of_exporters(manifests: Manifests) -> Iterator[ManifestFault]:
    """Return what is refused of the variables and mounts that the exporter's chart hands on."""
    for one in charted(manifests):
        yield from pod_checks.of_variables(one.container)
        if not one.workload.in_part:
            yield from pod_checks.of_mounts(one.workload)


def _of_operators_variables(manifests: Manifests) -> Iterator[ManifestFault]:
    """Return variables that the operator copies into its pods; source: its object_controls.go, setContainerEnv."""
    for setup in setups(manifests):
        for path in setup.parts:
            part = setup.said(*path)
            if part is not None:
                yield from of_variable_names(part)


def _of_resources(source: Value) -> Iterator[ManifestFault]:
    """Return requests above their limits in what NVIDIA's charts and the operator write into their own pods."""
    for around in placing(source, ("resources",)):
        limits = {name: Amount(name, value) for name, value in around.entries("resources", "limits")}
        for name, value in around.entries("resources", "requests"):
            yield from pod_checks.above_limit(Amount(name, value), limits.get(name))


def _of_plugins_resources(use: ChartUse) -> Iterator[ManifestFault]:
    """Return what is no amount in the block that the plugin's chart hands on; the operator's have patterns."""
    for values in use.values if use.chart == DEVICE_PLUGIN else ():
        limits = [Amount(name, value) for name, value in values.entries("resources", "limits")]
        requests = [Amount(name, value) for name, value in values.entries("resources", "requests")]
        yield from pod_checks.of_amounts((*limits, *requests), ())


def _of(workload: Workload) -> Iterator[ManifestFault]:
    yield from _of_parts(workload)
    if pod_checks.is_whole(workload):
        yield from pod_checks.of_names(workload)
        yield from pod_checks.of_mounts(workload)
        yield from pod_checks.of_restarts(workload)
        yield from pod_checks.of_selector(workload)


def _of_parts(workload: Workload) -> Iterator[ManifestFault]:
    """Return what is refused in single parts of a pod, whatever a controller adds to it."""
    for container in workload.containers:
        yield from pod_checks.of_variables(container)
        yield from pod_checks.of_amounts(container.amounts, container.limits)
    if not workload.in_part:
        yield from of_pod_values(workload)


RULE = ManifestRule(
    "KUB204",
    "Pod that the API server refuses",
    Severity.ERROR,
    why="The API server checks a pod as a whole: each mount has its volume, a request is at most its limit, a Job's "
    "pods end, a selector finds the pods of its own template. Otherwise nothing of the object is taken.",
    fix="Write what the message says.",
    source="kubernetes/kubernetes pkg/apis/core/validation/validation.go, pkg/apis/apps/validation/validation.go, "
    "pkg/apis/batch/validation/validation.go",
    bad="""\
apiVersion: apps/v1
kind: Deployment
metadata: {name: llm}
spec:
  selector:
    matchLabels:
      app: model  # <- here
  template:
    metadata: {labels: {app: llm}}
    spec:
      containers:
        - name: main
          image: cuda
          resources:
            limits:
              nvidia.com/gpu: 1
              memory: 8GB  # <- here
          volumeMounts:
            - name: models  # <- here
              mountPath: /models
      volumes:
        - name: model
          emptyDir: {}
""",
    good="""\
apiVersion: apps/v1
kind: Deployment
metadata: {name: llm}
spec:
  selector:
    matchLabels:
      app: llm
  template:
    metadata: {labels: {app: llm}}
    spec:
      containers:
        - name: main
          image: cuda
          resources:
            limits:
              nvidia.com/gpu: 1
              memory: 8G
          volumeMounts:
            - name: models
              mountPath: /models
      volumes:
        - name: models
          emptyDir: {}
""",
    check=_check,
)
