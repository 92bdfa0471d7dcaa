"""A field of a custom resource that the API server refuses, or misses."""

from collections.abc import Iterator

from generator.facts.charts import GPU_OPERATOR
from generator.lint.common.custom_resources import Fault, FieldFault, Resource, field_faults, resources
from generator.lint.common.kinds import in_words, kind_of_tree
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.tree import path_text


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for resource in resources(manifests):
        for one in field_faults(resource):
            if one.fault is Fault.REQUIRED:
                yield from () if resource.in_part else _lacking(resource, one, manifests)
            else:
                yield from _told(one)


def _lacking(resource: Resource, one: FieldFault, manifests: Manifests) -> Iterator[ManifestFault]:
    whole = bool(one.path) or resource.is_whole
    if not whole and not _is_likely_whole(resource, manifests):
        return
    refused = "the API server refuses the object" + ("" if whole else ", unless it is there and this is merged into it")
    yield ManifestFault(
        one.value.place,
        f"{path_text(('spec', *one.path))} lacks {one.expected}: {refused}",
        f"Add {'them' if ',' in one.expected else 'it'}" + (", even if empty: `{}`." if not one.path else "."),
        on_key=True,
        severity=None if whole else Severity.WARNING,
    )


def _is_likely_whole(resource: Resource, manifests: Manifests) -> bool:
    """Say whether a part of a ClusterPolicy is meant for a whole one: nothing among the files makes the rest of it."""
    made = any(use.chart == GPU_OPERATOR for use in manifests.charts) or any(
        order.chart == GPU_OPERATOR for order in manifests.orders
    )
    again = sum(1 for policy in manifests.policies if policy.name == resource.name) > 1
    return resource.kind == "ClusterPolicy" and not (made or again or resource.is_called_patch or resource.says_little)


def _told(one: FieldFault) -> Iterator[ManifestFault]:
    name = path_text(("spec", *one.path))
    if one.fault is Fault.TYPE:
        kind = in_words(one.expected)
        message = f"{name} takes {kind}, this is {kind_of_tree(one.value.tree)}: the API server refuses the object"
        yield ManifestFault(one.value.place, message, _fix(one, kind))
    elif one.fault is Fault.EMPTY:
        message = f"{name} has no value: server-side apply, as Flux does it, is refused; kubectl create leaves it out"
        fix = "Write a value, or leave the key out."
        yield ManifestFault(one.value.place, message, fix, on_key=True, severity=Severity.WARNING)
    elif one.fault is Fault.FORM:
        message = f"{name} takes {one.expected}, not {one.value.tree}: the API server refuses the object"
        yield ManifestFault(one.value.place, message, f"Write {one.expected}.")
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
    "is taken over while one of them is wrong. Null is of no type: kubectl create leaves such a key out, server-side "
    "apply is refused.",
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
    env:
      - name: FORCE_REINSTALL
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
    env:
      - name: FORCE_REINSTALL
        value: "true"
""",
    check=_check,
)
