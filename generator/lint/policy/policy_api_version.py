"""A custom resource of NVIDIA's under an apiVersion or kind that nobody serves."""

import re
from collections.abc import Iterator

from generator.facts.custom_resources import API_VERSIONS, GROUP
from generator.facts.nvidias_groups import is_defined
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value, is_filled_in_later

_ABOUT_GPUS = re.compile(r"gpu|cuda|mig(?!ra|ht)|(?<![a-z])mps|time-?slic|device-?plugin|driver")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_MIG = re.compile(r"mig(?!ra|ht)")
_FOR_MIG = (
    "Write MIG layouts into the key config.yaml of a ConfigMap, name it in migManager.config.name, and choose one by "
    "the label nvidia.com/mig.config of a node."
)
_FOR_DRIVERS = "Write an NVIDIADriver of nvidia.com/v1alpha1, or `driver:` in the ClusterPolicy."
_ELSE = (
    "If it was to share GPUs: write that into a ConfigMap of the device plugin, and name it in "
    "devicePlugin.config.name; the operator's own kinds are ClusterPolicy, NVIDIADriver and GPUCluster."
)


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for policy in manifests.policies:
        yield from _of_object("ClusterPolicy", policy.object)
    for kind in API_VERSIONS:
        for one in manifests.of_kind(kind):
            yield from _of_object(kind, one.value)
    yield from _of_no_release(manifests)


def _of_object(kind: str, value: Value) -> Iterator[ManifestFault]:
    stated, version = value.text("kind"), value.text("apiVersion")
    if stated != kind:
        message = f"there is no kind {stated}: the operator's is called {kind}, and letters count"
        yield ManifestFault(value.place.below("kind"), message, f"Write `kind: {kind}`.")
    if version != API_VERSIONS[kind] and not is_filled_in_later(version):
        message = f"{version} has no {kind}: gpu-operator serves it as {API_VERSIONS[kind]}"
        yield ManifestFault(value.place.below("apiVersion"), message, f"Write `apiVersion: {API_VERSIONS[kind]}`.")


def _of_no_release(manifests: Manifests) -> Iterator[ManifestFault]:
    """Tell objects about GPUs whose kind no software of NVIDIA's has; somebody may have made such a kind elsewhere."""
    made = {
        (one.value.text("spec", "group"), one.value.text("spec", "names", "kind"))
        for one in manifests.of_kind("CustomResourceDefinition")
    }
    for one in manifests.objects:
        version = one.value.get("apiVersion")
        if version is None or not isinstance(version.tree, str) or is_filled_in_later(version.tree):
            continue
        group = version.tree.partition("/")[0]
        if one.kind in API_VERSIONS or not _is_nvidias(group) or is_defined(group, one.kind):
            continue
        words = f"{_HUMP.sub('-', one.kind)}.{group.removesuffix(GROUP)}".lower()
        if _ABOUT_GPUS.search(words) and (group, one.kind) not in made:
            message = (
                f"no operator of NVIDIA's is known that has a {one.kind} of {version.tree}: unless you add that kind "
                "yourself, the API server refuses the object"
            )
            fix = _FOR_MIG if _MIG.search(words) else _FOR_DRIVERS if "driver" in words else _ELSE
            yield ManifestFault(version.place, message, fix, severity=Severity.WARNING)


def _is_nvidias(group: str) -> bool:
    return group == GROUP or group.endswith(f".{GROUP}")


RULE = ManifestRule(
    "POL205",
    "Custom resource that the API server does not know",
    Severity.ERROR,
    why="The API server looks a kind up under its apiVersion, letter by letter. kubectl, Flux and Argo CD end with `no "
    "matches for kind`, and the operator gets nothing.",
    fix="Write kind and apiVersion as the CRD has them: `kubectl api-resources --api-group nvidia.com`.",
    source="NVIDIA/gpu-operator deployments/gpu-operator/crds (v25.3.4 to v26.7.0); NVIDIA/mig-parted, "
    "NVIDIA/k8s-device-plugin (no CRD in either)",
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
---
apiVersion: migmanager.nvidia.com/v1  # <- here
kind: MIGConfig
metadata: {name: layouts}
spec: {}
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
