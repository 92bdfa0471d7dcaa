"""An object that the API server cannot tell: it has no kind or name, or its apiVersion is none of its kind's."""

from collections.abc import Iterator

from generator.ecosystem.served_versions import OLDEST_IN_USE, OWN_KINDS, SERVED, Served
from generator.lint.common.names import is_left_open, is_object_name, object_name
from generator.lint.common.near import slip
from generator.lint.common.objects import objects, unfamiliar
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value, is_filled_in_later

_OWN = ".k8s.io"
_FLUX = ("v1", "v1beta2", "v1beta1")
_OF_OTHERS = {
    ("helm.toolkit.fluxcd.io", "HelmRelease"): ("v2", "v2beta2", "v2beta1"),
    ("source.toolkit.fluxcd.io", "HelmRepository"): _FLUX,
    ("source.toolkit.fluxcd.io", "OCIRepository"): ("v1", "v1beta2"),
    ("argoproj.io", "Application"): ("v1alpha1",),
    ("argoproj.io", "ApplicationSet"): ("v1alpha1",),
    ("helm.cattle.io", "HelmChart"): ("v1",),
    ("helm.cattle.io", "HelmChartConfig"): ("v1",),
    **{("ray.io", kind): ("v1", "v1alpha1") for kind in ("RayCluster", "RayJob", "RayService")},
    ("karpenter.sh", "NodePool"): ("v1", "v1beta1"),
    **{("monitoring.coreos.com", kind): ("v1",) for kind in ("PodMonitor", "PrometheusRule", "ServiceMonitor")},
}
"""Versions that there are or were; source: the custom resource definitions of Flux, Argo CD, K3s, KubeRay, Karpenter
and Prometheus' operator."""
_GROUP_OF = {kind: f"{group}/{versions[0]}" for (group, kind), versions in _OF_OTHERS.items()}


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    known = manifests.context.kubernetes
    for whole in objects(manifests):
        yield from _version(whole, None if known is None else known.minor)
        yield from _of_others(whole)
        yield from _name(whole)
    for whole in unfamiliar(manifests):
        yield from _version(whole, None if known is None else known.minor)
        yield from _of_others(whole)
    for whole in manifests.without_kind:
        at = next((key for key, _ in whole.entries() if slip(key, ("kind",))), "apiVersion")
        fix = "Write its kind below the apiVersion." if at == "apiVersion" else "Write `kind:`."
        yield ManifestFault(whole.place.below(at), "the object has no kind", fix, on_key=True)


def _version(whole: Value, minor: int | None) -> Iterator[ManifestFault]:
    kind, given = whole.text("kind") or "", whole.get("apiVersion")
    served = SERVED.get(kind)
    if given is None:
        fix = (
            f"Write `apiVersion: {served.now}` above it." if served and served.now else "Write its apiVersion above it."
        )
        yield ManifestFault(whole.place.below("kind"), f"the {kind} has no apiVersion", fix, on_key=True)
        return
    text = whole.text("apiVersion")
    if text is None or is_filled_in_later(text) or not _is_own(text):
        return
    if served is None:
        yield from _no_kind(whole, kind, text)
    elif text != served.now and text not in (*served.since, *served.gone):
        yield ManifestFault(given.place, f"{text} has no {kind}", _instead(served))
    elif minor is not None and minor < served.since.get(text, 0):
        yield from _too_new(given, text, served, minor)
    elif text in served.gone:
        yield from _gone(given, kind, served, minor)


def _no_kind(whole: Value, kind: str, version: str) -> Iterator[ManifestFault]:
    """Find a kind that its group has in no release; the core group once had kinds of OpenShift's, too."""
    group = version.rpartition("/")[0]
    known = OWN_KINDS.get(group)
    if known is None or kind.removesuffix("List") in known or is_filled_in_later(kind):
        return
    if kind in _GROUP_OF:
        fix = f"Write `apiVersion: {_GROUP_OF[kind]}`."
        yield ManifestFault(whole.place.below("apiVersion"), f"{version} has no {kind}", fix)
        return
    meant = slip(kind, sorted(known))
    if meant or group:
        fix = f"Did you mean {meant}?" if meant else "Write the apiVersion of the kind, or a kind of this group."
        yield ManifestFault(whole.place.below("kind"), f"{version} has no {kind}", fix)


def _gone(given: Value, kind: str, served: Served, minor: int | None) -> Iterator[ManifestFault]:
    text = str(given.tree)
    gone = served.gone[text]
    if minor is None or minor >= gone:
        message = f"Kubernetes 1.{gone} and newer have no {kind} of {text}"
        severity = Severity.INFO if minor is None and gone > OLDEST_IN_USE else None
        yield ManifestFault(given.place, message, _instead(served), severity=severity)


def _instead(served: Served) -> str:
    return f"Write `apiVersion: {served.now}`." if served.now else f"Write a {served.instead}."


def _too_new(given: Value, text: str, served: Served, minor: int) -> Iterator[ManifestFault]:
    """Find a version that came with a later release of Kubernetes than the one that is told."""
    since = served.since[text]
    fitting = next((version for version, first in served.since.items() if first <= minor), None)
    fix = f"Write `apiVersion: {fitting}`, with the fields of that." if fitting else f"Run Kubernetes 1.{since}."
    yield ManifestFault(given.place, f"{text} came with Kubernetes 1.{since}, and this is 1.{minor}", fix)


def _of_others(whole: Value) -> Iterator[ManifestFault]:
    kind, given = whole.text("kind") or "", whole.get("apiVersion")
    group, _, version = (whole.text("apiVersion") or "").rpartition("/")
    known = _OF_OTHERS.get((group, kind), ())
    if given is not None and known and version not in known and not is_filled_in_later(version):
        yield ManifestFault(given.place, f"{group}/{version} has no {kind}", f"Write `apiVersion: {group}/{known[0]}`.")


def _is_own(version: str) -> bool:
    """Say whether an apiVersion is one of Kubernetes' own: others have kinds of the same names."""
    group = version.rpartition("/")[0]
    return "." not in group or group.endswith(_OWN)


def _name(whole: Value) -> Iterator[ManifestFault]:
    metadata = whole.get("metadata")
    if metadata is not None and not isinstance(metadata.tree, dict | None):
        return  # A type that it may not have is told by itself.
    names = (whole.get("metadata", "name"), whole.get("metadata", "generateName"))
    name = whole.text("metadata", "name")
    if name and not is_left_open(name) and is_object_name(name) is None:
        message = f"{name} cannot be an object's name, which has small letters, digits, hyphens and dots"
        right = object_name(name)
        yield ManifestFault(whole.place.below("metadata", "name"), message, f"Write {right}." if right else None)
    if all(one is None or one.tree in (None, "") for one in names):
        at = whole.place.below("metadata") if whole.has("metadata") else whole.place.below("kind")
        # Jenkins and Spark take a Pod for a template, often one without metadata, and name what they make of it.
        severity = Severity.INFO if whole.text("kind") == "Pod" and not whole.has("metadata") else None
        is_flat = whole.has("metadata") and metadata is None and isinstance(whole.text("name"), str)
        fix = "Indent `name:`, which stands beside metadata." if is_flat else "Write `name:` below metadata."
        yield ManifestFault(at, f"the {whole.text('kind')} has no name", fix, on_key=True, severity=severity)


RULE = ManifestRule(
    "KUB203",
    "Object without a name, or of an apiVersion that does not have it",
    Severity.ERROR,
    why="The API server finds an object's kind by its apiVersion, letter by letter, and keeps it by its name.",
    fix="Write what is missing.",
    source="kubernetes/apimachinery pkg/api/validation/objectmeta.go (name or generateName is required); "
    "https://kubernetes.io/docs/reference/using-api/deprecation-guide/; kubernetes/api resource/v1alpha1 to v1",
    bad="""\
kind: Pod  # <- here
metadata: {name: main}
spec:
  containers:
    - {name: main, image: cuda, resources: {limits: {nvidia.com/gpu: 1}}}
---
apiVersion: extensions/v1beta1  # <- here
kind: Deployment
metadata:  # <- here
  labels: {app: llm}
spec:
  selector: {matchLabels: {app: llm}}
  template:
    metadata: {labels: {app: llm}}
    spec:
      containers:
        - {name: main, image: cuda, resources: {limits: {nvidia.com/gpu: 1}}}
---
apiVersion: resource.k8s.io/v1  # <- here
kind: ResourceClass
metadata: {name: gpu.nvidia.com}
driverName: gpu.nvidia.com
""",
    good="""\
apiVersion: v1
kind: Pod
metadata: {name: main}
spec:
  containers:
    - {name: main, image: cuda, resources: {limits: {nvidia.com/gpu: 1}}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: llm}
spec:
  selector: {matchLabels: {app: llm}}
  template:
    metadata: {labels: {app: llm}}
    spec:
      containers:
        - {name: main, image: cuda, resources: {limits: {nvidia.com/gpu: 1}}}
---
apiVersion: resource.k8s.io/v1
kind: DeviceClass
metadata: {name: gpu.nvidia.com}
spec:
  selectors:
    - cel: {expression: device.driver == 'gpu.nvidia.com'}
""",
    check=_check,
)
