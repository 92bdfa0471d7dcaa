"""A custom resource of the operator's under an apiVersion or kind that nobody serves."""

from collections.abc import Iterator

from generator.facts.custom_resources import API_VERSIONS
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value, is_filled_in_later


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for policy in manifests.policies:
        if policy.value is not None:
            yield from _of_object("ClusterPolicy", policy.value)
    for kind in API_VERSIONS:
        for one in manifests.of_kind(kind):
            yield from _of_object(kind, one.value)


def _of_object(kind: str, value: Value) -> Iterator[ManifestFault]:
    stated, version = value.text("kind"), value.text("apiVersion")
    if stated != kind:
        message = f"there is no kind {stated}: the operator's is called {kind}, and letters count"
        yield ManifestFault(value.place.below("kind"), message, f"Write `kind: {kind}`.")
    if version != API_VERSIONS[kind] and not is_filled_in_later(version):
        message = f"{version} has no {kind}: gpu-operator serves it as {API_VERSIONS[kind]}"
        yield ManifestFault(value.place.below("apiVersion"), message, f"Write `apiVersion: {API_VERSIONS[kind]}`.")


RULE = ManifestRule(
    "POL205",
    "Custom resource that the API server does not know",
    Severity.ERROR,
    why="The API server looks a kind up under its apiVersion, letter by letter. kubectl, Flux and Argo CD end with `no "
    "matches for kind`, and the operator gets nothing.",
    fix="Write kind and apiVersion as the CRD has them: `kubectl api-resources --api-group nvidia.com`.",
    source="NVIDIA/gpu-operator deployments/gpu-operator/crds (v25.3.4 to v26.7.0)",
    bad="""\
apiVersion: nvidia.com/v1alpha1  # <- here
kind: ClusterPolicy
metadata: {name: cluster-policy}
spec:
  mig: {strategy: mixed}
---
apiVersion: nvidia.com/v1  # <- here
kind: NvidiaDriver  # <- here
metadata: {name: old-cards}
spec:
  driverType: gpu
  image: driver
""",
    good="""\
apiVersion: nvidia.com/v1
kind: ClusterPolicy
metadata: {name: cluster-policy}
spec:
  mig: {strategy: mixed}
---
apiVersion: nvidia.com/v1alpha1
kind: NVIDIADriver
metadata: {name: old-cards}
spec:
  driverType: gpu
  image: driver
""",
    check=_check,
)
