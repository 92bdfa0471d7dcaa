"""More than one custom resource that describes the operator's work."""

from collections.abc import Iterator

from generator.facts.charts import GPU_OPERATOR
from generator.lint.common.chart_patches import named_by, patches_of
from generator.lint.common.chart_values import ends_up_with, is_older
from generator.lint.common.custom_resources import Resource, resources
from generator.model.finding import Severity
from generator.model.manifest import ChartUse, Form, Manifests
from generator.model.manifest_built import Overlaid
from generator.model.manifest_rule import ManifestFault, ManifestRule

_KIND, _CHARTS_OWN = "ClusterPolicy", "cluster-policy"


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    # By place, so that the order in which files are given decides nothing.
    policies = sorted(
        (one for one in resources(manifests) if one.kind == _KIND and one.is_whole),
        key=lambda one: (one.spec.place.file, one.spec.place.document, one.name),
    )
    clusters = [one for one in resources(manifests) if one.kind == "GPUCluster"]
    for number, policy in enumerate(policies):
        if number and policy.name != policies[0].name:
            yield _second(policies[0], policy)
    for cluster in clusters[:1]:
        for policy in policies[:1]:
            yield ManifestFault(
                cluster.spec.place,
                f"the GPUCluster {cluster.name} and the ClusterPolicy {policy.name} cannot be in one cluster: the "
                "operator reconciles neither",
                "Delete one of them.",
                on_key=True,
                severity=None if _together(cluster, policy) else Severity.INFO,
            )
    for use in manifests.charts:
        # A mere values file may well lie beside what the chart was rendered to.
        if use.chart == GPU_OPERATOR and use.form is not Form.VALUES_FILE and _makes_one(use, manifests):
            yield from _beside_chart(use, policies)


def _second(first: Resource, policy: Resource) -> ManifestFault:
    return ManifestFault(
        policy.spec.place,
        f"the operator follows one ClusterPolicy of a cluster: {policy.name} or {first.name} is ignored",
        "Merge them into one.",
        on_key=True,
        severity=_weight(first, policy),
    )


def _weight(first: Resource, policy: Resource) -> Severity:
    """Return how sure it is that both go to one cluster: one file does, one folder most likely."""
    if first.spec.place.file == policy.spec.place.file:
        return Severity.ERROR
    return Severity.WARNING if _together(first, policy) else Severity.INFO


def _beside_chart(use: ChartUse, policies: list[Resource]) -> Iterator[ManifestFault]:
    for policy in policies:
        if policy.name == _CHARTS_OWN:
            message = (
                f"the chart makes the ClusterPolicy {_CHARTS_OWN} too: Helm refuses to install over it, and with Flux "
                "or Argo CD the two overwrite each other"
            )
        else:
            message = (
                f"the chart makes the ClusterPolicy {_CHARTS_OWN} as well, and the operator follows one of a cluster"
            )
        yield ManifestFault(
            policy.spec.place,
            message,
            f"Say it in the values of {use.chart} instead; from v26.7.0 on `clusterPolicy: {{deployCR: false}}` leaves "
            "the ClusterPolicy to you.",
            on_key=True,
        )


def _makes_one(use: ChartUse, manifests: Manifests) -> bool:
    if is_older(use) or not use.whole or ends_up_with(use, "clusterPolicy", "deployCR") is False:
        return False
    return not any(_deletes(patch) for patch in patches_of(use, manifests))


def _deletes(patch: Overlaid) -> bool:
    """Say whether a patch takes the ClusterPolicy away again, or is a file of which that is not known."""
    if not any(kind in (_KIND, "") for kind, _ in named_by(patch)):
        return False
    text = patch.entry.text("patch")
    return text is None or "$patch: delete" in text


def _together(one: Resource, other: Resource) -> bool:
    """Say whether two objects stand in one folder: elsewhere they may be another cluster's."""
    return one.spec.place.file.rpartition("/")[0] == other.spec.place.file.rpartition("/")[0]


RULE = ManifestRule(
    "POL203",
    "Second description of the operator's work",
    Severity.WARNING,
    why="The operator follows one ClusterPolicy, whatever it is called, and sets the others to `ignored`: from v26.7.0 "
    "on the oldest is followed, before that the one that the operator came upon first. A GPUCluster beside a "
    "ClusterPolicy stops both.",
    fix="Keep one.",
    source="NVIDIA/gpu-operator controllers/clusterpolicy_controller.go (Reconcile; getSingletonClusterPolicy) and "
    "controllers/gpucluster_controller.go at v26.7.0",
    bad="""\
apiVersion: nvidia.com/v1
kind: ClusterPolicy
metadata: {name: cluster-policy}
spec: {daemonsets: {}, dcgm: {}, dcgmExporter: {}, devicePlugin: {}, driver: {}, gfd: {}, nodeStatusExporter: {}, \
operator: {}, toolkit: {}}
---
apiVersion: nvidia.com/v1
kind: ClusterPolicy
metadata: {name: shared-gpus}
spec:  # <- here
  {daemonsets: {}, dcgm: {}, dcgmExporter: {}, devicePlugin: {}, driver: {}, gfd: {}, nodeStatusExporter: {}, \
operator: {}, toolkit: {}}
""",
    good="""\
apiVersion: nvidia.com/v1
kind: ClusterPolicy
metadata: {name: cluster-policy}
spec: {daemonsets: {}, dcgm: {}, dcgmExporter: {}, devicePlugin: {}, driver: {}, gfd: {}, nodeStatusExporter: {}, \
operator: {}, toolkit: {}}
""",
    check=_check,
)
