"""Kustomizations that cannot be built, and patches that find nothing."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from generator.ecosystem.kustomize import selects
from generator.facts.charts import GPU_OPERATOR
from generator.facts.daemon_sets import daemon_sets
from generator.lint.common.chart_patches import named_by, patches_of
from generator.lint.common.near import slip
from generator.lint.references._patched_containers import strange_containers
from generator.lint.references._pointers import unmet_operations
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_built import Built, Overlaid
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Place, Value, is_filled_in_later

_PLAIN_MAPS = frozenset(
    {
        "annotations",
        "hard",
        "labels",
        "limits",
        "matchLabels",
        "nodeSelector",
        "podAnnotations",
        "podLabels",
        "requests",
    }
)
"""Mappings of texts or amounts: nothing is below what they hold."""
_OTHERS = frozenset({"properties", "values", "valuesObject", "valuesInline"})
_MADE_LATER = frozenset(
    {
        *daemon_sets(GPU_OPERATOR, ""),
        "nvidia-container-toolkit-daemonset",
        "nvidia-dcgm",
        "nvidia-dcgm-exporter",
        "nvidia-driver-daemonset",
        "nvidia-mig-manager",
        "nvidia-operator-validator",
    }
)
"""DaemonSets that the operator makes itself; source: NVIDIA/gpu-operator assets/state-*."""
_BELOW = 3
"""Parts from such a mapping on, from which on something is below what it holds."""
_NO_NAME = re.compile(r"[\\^$.|?*+()\[\]{}]")


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for built in manifests.built:
        yield from _of_entries(built)
        for patch in built.patches:
            yield from _of_patch(patch, built)
    for patch in manifests.patches:
        yield from _of_pointers(patch)
    yield from unmet_operations(manifests)
    yield from strange_containers(manifests)
    yield from _of_operator(manifests)


def _of_entries(built: Built) -> Iterator[ManifestFault]:
    for one in built.strays:
        message = f"{one.tree} is no object of Kubernetes: kustomize ends with an error"
        yield ManifestFault(one.place, message, "Leave it out; values of a chart go to `valuesFile` or a ConfigMap.")
    for one in built.misplaced:
        if "components" in one.place.steps[-1]:
            message, fix = f"{one.tree} is no component: kustomize ends with an error", "List it among `resources`."
        else:
            message, fix = f"{one.tree} is a component: kustomize ends with an error", "List it among `components`."
        yield ManifestFault(one.place, message, fix)
    for one in built.again:
        message = f"{one.tree} is listed twice: kustomize ends with an error, since its objects are there already"
        yield ManifestFault(one.place, message, "Leave one of the two out.")
    for one in built.above:
        message = f"{one.tree} is a folder that holds this kustomization: kustomize ends with an error, a cycle"
        yield ManifestFault(one.place, message, "Move the base into a folder beside this one, such as `../base`.")
    yield from _of_absent(built)
    for entry in built.value.elements("configMapGenerator"):
        for literal in entry.elements("literals"):
            if isinstance(literal.tree, str) and "=" not in literal.tree and not is_filled_in_later(literal.tree):
                message = f"the literal {literal.tree.partition(chr(10))[0]!r} has no =: kustomize ends with an error"
                yield ManifestFault(literal.place, message, "Write it as KEY=TEXT.")


def _of_absent(built: Built) -> Iterator[ManifestFault]:
    """Return entries that lead nowhere, where it shows what they mean: another name, or another way to the same."""
    ways = [] if built.astray is None else [built.astray]
    for one, beside in built.absent:
        meant = slip(PurePosixPath(str(one.tree)).name, beside)
        ways += [(one, str(PurePosixPath(str(one.tree)).with_name(meant)))] if meant is not None else []
    for one, right in ways:
        message = f"there is no {one.tree}: kustomize ends with an error"
        yield ManifestFault(one.place, message, f"Did you mean {right}?", severity=Severity.WARNING)


def _of_patch(patch: Overlaid, built: Built) -> Iterator[ManifestFault]:
    if patch.operations is not None and patch.target is None:
        message = "a patch of operations has no `target`: kustomize ends with an error"
        yield ManifestFault(patch.entry.place, message, "Add `target:` with the kind and name of what is to change.")
    yield from _of_versions(patch)
    if not built.objects:
        return
    if patch.target is None:
        for kind, name in patch.objects:
            if (kind, name) not in built.objects and _is_plain(name):
                at = patch.entry.place.below("path" if patch.entry.has("path") else "patch")
                message = f"the patch is for the {kind} {name}, which is not there: kustomize ends with an error"
                yield ManifestFault(at, message, _meant(kind, built.objects), on_key=not patch.entry.has("path"))
    else:
        yield from _of_target(patch.target, built.objects)
        yield from _of_kind(patch.target, built.objects)


def _of_versions(patch: Overlaid) -> Iterator[ManifestFault]:
    """Return a target's group or version that is written as an apiVersion: neither of them has a slash."""
    for key in ("group", "version"):
        said = None if patch.target is None else patch.target.get(key)
        text = None if said is None else said.text()
        if said is not None and text and text.count("/") == 1 and not is_filled_in_later(text):
            group, _, version = text.partition("/")
            message = f"no object's {key} is {text}, which is an apiVersion: the patch changes nothing"
            yield ManifestFault(said.place, message, f"Write `group: {group}` and `version: {version}`.")


def _of_target(target: Value, objects: frozenset[tuple[str, str]]) -> Iterator[ManifestFault]:
    kind, name = target.text("kind"), target.text("name")
    by_more = any(target.get(key) is not None for key in ("annotationSelector", "labelSelector", "namespace"))
    if not kind or not name or by_more or is_filled_in_later(name) or _NO_NAME.search(kind):
        return
    if selects(name, (other for one, other in objects if one == kind)) is False:
        message = f"no {kind} {name} is among what is patched: the patch changes nothing"
        yield ManifestFault(target.place.below("name"), message, _meant(kind, objects), severity=Severity.WARNING)


def _of_kind(target: Value, objects: frozenset[tuple[str, str]]) -> Iterator[ManifestFault]:
    """Return a target's kind in the plural, or in other letters, as nothing is called that is patched."""
    kind = target.text("kind")
    there = sorted({one for one, _ in objects})
    if not kind or kind in there or is_filled_in_later(kind) or _NO_NAME.search(kind):
        return
    meant = slip(kind, there) or next((one for one in there if _singular(kind) == one.lower()), None)
    if meant is not None:
        message = f"no {kind} is among what is patched, but {meant}: the patch changes nothing"
        yield ManifestFault(target.place.below("kind"), message, f"Write {meant}.", severity=Severity.WARNING)


def _singular(word: str) -> str:
    """Return what a word is the plural of, as resources are called: clusterpolicies, daemonsets."""
    plain = word.lower()
    return f"{plain[:-3]}y" if plain.endswith("ies") else plain.removesuffix("s")


def _meant(kind: str, objects: frozenset[tuple[str, str]]) -> str | None:
    names = sorted({name for one, name in objects if one == kind})
    return f"Did you mean {names[0]}?" if len(names) == 1 else None


def _is_plain(name: str) -> bool:
    return bool(name) and not is_filled_in_later(name)


def _of_pointers(patch: Overlaid) -> Iterator[ManifestFault]:
    """Find names with a slash in a JSON pointer, which parts names at every slash."""
    if patch.operations is None:
        return
    for operation in patch.operations.elements():
        path = operation.get("path")
        parts = path.tree.split("/") if path is not None and isinstance(path.tree, str) else []
        at = next((index for index, part in enumerate(parts) if part in _PLAIN_MAPS), None)
        if path is None or at is None or len(parts) - at < _BELOW or _OTHERS & set(parts[:at]):
            continue
        if parts[at + 1].isdigit():
            # Limits of a LimitRange are a list.
            continue
        name = "/".join(parts[at + 1 :])
        right = "/".join([*parts[: at + 1], name.replace("/", "~1")])
        message = f"a slash parts names here, so that {name} is read as {parts[at + 2]} below {parts[at + 1]}, "
        message += f"and {parts[at]} has no {parts[at + 1]}"
        yield ManifestFault(path.place, message, f"Write {right}.")


def _of_operator(manifests: Manifests) -> Iterator[ManifestFault]:
    """Find patches for what the operator makes, among what its chart makes."""
    for use in manifests.charts:
        for patch in patches_of(use, manifests):
            for kind, name in named_by(patch):
                if kind == "DaemonSet" and name in _MADE_LATER:
                    message = (
                        f"the DaemonSet {name} is made by the operator, not by its chart: the patch changes nothing"
                    )
                    fix = "Set what the chart has values for, such as `daemonsets:` and those of the part itself."
                    yield ManifestFault(_place(patch), message, fix)


def _place(patch: Overlaid) -> Place:
    return patch.entry.place.below("patch") if patch.target is None else patch.target.place.below("name")


RULE = ManifestRule(
    "REF230",
    "Kustomization that cannot be built, or patch that changes nothing",
    Severity.ERROR,
    why="Kustomize takes objects alone, each once, components only as such, and ends where a patch is for something "
    "that it does not have, or changes what the object does not have. A target that nothing meets is passed over in "
    "silence. In the paths of operations a slash within a name is written ~1.",
    fix="Name what is there.",
    source="kubernetes-sigs/kustomize api/internal/target/kusttarget.go (accumulateResources, accumulateComponents), "
    "api/internal/loader/fileloader.go (errIfArgEqualOrHigher), api/internal/builtins/PatchTransformer.go, "
    "api/kv/kv.go (parseLiteralSource); RFC 6901, section 3; RFC 6902, section 4; NVIDIA/gpu-operator assets/state-*",
    bad="""\
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: llm, namespace: flux-system}
spec:
  interval: 10m
  prune: true
  path: ./llm
  sourceRef: {kind: GitRepository, name: cluster}
  patches:
    - target: {kind: Deployment, name: llm}
      patch: |
        - op: replace
          path: /spec/template/spec/containers/0/resources/limits/nvidia.com/gpu  # <- here
          value: 2
""",
    good="""\
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: llm, namespace: flux-system}
spec:
  interval: 10m
  prune: true
  path: ./llm
  sourceRef: {kind: GitRepository, name: cluster}
  patches:
    - target: {kind: Deployment, name: llm}
      patch: |
        - op: replace
          path: /spec/template/spec/containers/0/resources/limits/nvidia.com~1gpu
          value: 2
""",
    check=_check,
)
