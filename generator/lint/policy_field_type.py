"""A field of a custom resource that the API server refuses, or misses."""

from collections.abc import Iterator

from generator.lint._custom_resources import Fault, FieldFault, Resource, field_faults, resources
from generator.lint._kinds import in_words, kind_of_tree
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.tree import path_text


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for resource in resources(manifests):
        for one in field_faults(resource):
            yield from _told(resource, one)


def _told(resource: Resource, one: FieldFault) -> Iterator[ManifestFault]:
    name = path_text(("spec", *one.path))
    if one.fault is Fault.REQUIRED:
        # A patch that kustomize merges into an object says a part of it only.
        if one.path or resource.is_whole:
            several = "," in one.expected
            yield ManifestFault(
                one.value.place,
                f"{name} lacks {one.expected}: the API server refuses the object",
                f"Add {'them' if several else 'it'}" + (", even if empty: `{}`." if not one.path else "."),
                on_key=True,
            )
    elif one.fault is Fault.TYPE:
        kind = in_words(one.expected)
        message = f"{name} takes {kind}, this is {kind_of_tree(one.value.tree)}: the API server refuses the object"
        yield ManifestFault(one.value.place, message, _fix(one, kind))
    elif one.fault is Fault.CHOICE:
        message = f"{name} takes {one.expected}, not {one.value.tree}: the API server refuses the object"
        yield ManifestFault(one.value.place, message, f"Write {one.expected}.")


def _fix(one: FieldFault, kind: str) -> str:
    tree = one.value.tree
    if one.expected == "string" and isinstance(tree, bool | int | float):
        return f'Put it in quotes: `"{str(tree).lower() if isinstance(tree, bool) else tree}"`.'
    if one.expected == "bool" and isinstance(tree, str) and tree.lower() in ("true", "false"):
        return f"Write {tree.lower()} without quotes."
    return f"Write {kind}."


RULE = ManifestRule(
    "POL202",
    "Field that the API server refuses",
    Severity.ERROR,
    why="The custom resource definition says the type of every field, and which must be there. Nothing of the object "
    "is taken over while one of them is wrong.",
    fix="Write what the field takes.",
    source="NVIDIA/gpu-operator deployments/gpu-operator/crds (v25.3.4 to v26.7.0)",
    bad="""\
apiVersion: nvidia.com/v1
kind: ClusterPolicy
metadata: {name: cluster-policy}
spec:
  mig:
    strategy: Mixed  # <- here
  driver:
    enabled: "false"  # <- here
  toolkit:
    env:
      - name: ACCEPT_NVIDIA_VISIBLE_DEVICES_AS_VOLUME_MOUNTS
        value: true  # <- here
""",
    good="""\
apiVersion: nvidia.com/v1
kind: ClusterPolicy
metadata: {name: cluster-policy}
spec:
  mig:
    strategy: mixed
  driver:
    enabled: false
  toolkit:
    env:
      - name: ACCEPT_NVIDIA_VISIBLE_DEVICES_AS_VOLUME_MOUNTS
        value: "true"
""",
    check=_check,
)
