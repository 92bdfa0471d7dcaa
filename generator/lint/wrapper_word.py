"""What is no field between an object and its pods, in kinds of others all of whose levels are known."""

from collections.abc import Iterator

from generator.ecosystem.field_levels import EACH
from generator.ecosystem.known_fields import levels_of
from generator.ecosystem.pod_words import ASKING, LACKING, PLACING, TAKEN, WITH_TEMPLATES
from generator.ecosystem.resource_blocks import RESOURCE_BLOCKS
from generator.ecosystem.wrapper_kinds import AROUND
from generator.ecosystem.wrapper_levels import ANY, CONTAINER_FIELDS, POD_FIELDS, Around
from generator.lint._kinds import kind_of_tree
from generator.lint._known_levels import reached
from generator.lint._near import slip
from generator.lint._objects import whole_objects
from generator.lint._resource_names import PREFIX
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value, is_filled_in_later
from generator.model.tree import words

_WRAPPERS = frozenset(
    ("pod", "podSpec", "podTemplate", "podTemplateSpec", "spec", "template", "container", "containerSpec")
)
_LISTS = ("containers", "initContainers")
_CARDS = frozenset(("gpu", "gpus", "gpuCount", "numGpus", "num_gpus"))
_NAMES = {"runtimeClass": "runtimeClassName", "nodeSelectors": "nodeSelector", "toleration": "tolerations"}
_OF_PODS = POD_FIELDS | CONTAINER_FIELDS
_TRIAL = ("spec", "trialTemplate", "trialSpec")
"""Where Katib's Experiment has an object of any kind."""
_PATCH = "podSpecPatch"
_TELLING = ("argoproj.io", "tekton.dev")
"""Groups in whose lone containers another rule tells the words of a pod."""
_BLOCKS = frozenset(RESOURCE_BLOCKS.values())
_COMMON = frozenset(("metadata", "labels", "annotations", "name"))


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for whole in whole_objects(manifests):
        trial = whole.get(*_TRIAL) if whole.text("kind") == "Experiment" else None
        for one in (whole,) if trial is None else (trial,):
            version, kind = one.text("apiVersion") or "", one.text("kind") or ""
            levels = AROUND.get((version, kind), ())
            # What is judged field by field tells what is unknown there.
            judged = {known.path for known in levels_of(version, kind) if not known.is_open} if one is whole else set()
            for level in levels:
                if level.path in judged:
                    continue
                told = _told(version.rpartition("/")[0], kind, level)
                for found in reached(one, level.path):
                    yield from _of_level(found, level, levels, told)


def _told(group: str, kind: str, level: Around) -> frozenset[str]:
    """Return words that another rule tells at a level; where a pod stands below it, more."""
    known = {word for one in LACKING.get((group, kind), ()) if one.path == level.path for word in one.words}
    if (level.pod == ".." or "image" in level.fields) and group in _TELLING:
        known.update((*PLACING, *_NAMES))
    return frozenset(known) | frozenset(
        f"{ANY}{word}"
        for word in (*PLACING, *ASKING)
        if group in WITH_TEMPLATES and not level.bare and (group, word) not in TAKEN
    )


def _of_level(found: Value, level: Around, levels: tuple[Around, ...], told: frozenset[str]) -> Iterator[ManifestFault]:
    if level.bare and isinstance(found.tree, dict) and isinstance(found.tree.get(_LISTS[0]), list):
        return
    pods = _LISTS[0] not in level.fields and isinstance(found.tree, dict) and _LISTS[0] in found.tree
    for key, value in found.entries():
        if key == _PATCH and isinstance(value.tree, dict | list) and key in level.fields:
            message = f"{_PATCH} is {kind_of_tree(value.tree)}, where text must be: it is refused"
            yield ManifestFault(value.place, message, "Write it as text: begin it with `podSpecPatch: |`.", on_key=True)
        if key in level.fields or key in told or value.tree is None or is_filled_in_later(key):
            continue
        # The rule on words of containers tells these, beside a block of resources too.
        told_there = level.pod == ".." or (level.container in _BLOCKS and found.get(level.container) is not None)
        if told_there and (key in ASKING or key.startswith(PREFIX)):
            continue
        if (f"{ANY}{key}" in told and _holds_pods(found)) or (pods and key in POD_FIELDS and key not in _LISTS):
            continue
        fix = _fix(key, value, level) or _elsewhere(key, value, level, levels) or _misnamed(key, level, levels)
        if fix is not None:
            message = f"{key} is no field of {level.title}: the API server refuses it, or drops it"
            yield ManifestFault(value.place, message, fix, on_key=True)


def _holds_pods(found: Value) -> bool:
    """Say whether a list of containers stands below, not right here."""
    stack = [one for _, one in found.entries()]
    while stack:
        one = stack.pop()
        if isinstance(one.tree, dict) and isinstance(one.tree.get(_LISTS[0]), list):
            return True
        below = [each for _, each in one.entries()] or list(one.elements())
        stack.extend(each for each in below if isinstance(each.tree, dict | list))
    return False


def _fix(key: str, value: Value, level: Around) -> str | None:
    """Return what to write for a field that a level has not; None where it need not concern a pod or a card."""
    if key in level.advice:
        return level.advice[key] if key not in ASKING or _asks(value) else None
    if key in PLACING or key in _NAMES:
        return _placing(_NAMES.get(key, key), level)
    if key in ASKING or key.startswith(PREFIX) or key in _CARDS:
        return _asking(key, value, level)
    if key in _LISTS and isinstance(value.tree, list):
        return f"Write it below `{_shown(level.pod)}:`." if level.pod not in ("", "..") else None
    if not isinstance(value.tree, dict | list) or not _names_nvidia(value):
        return None
    meant = slip(key, sorted(level.fields))
    if meant is not None and not (meant in _LISTS and isinstance(value.tree, dict)):
        return f"Write {meant}."
    if key not in _WRAPPERS or not _is_of_pods(value):
        return None
    if key.startswith("container"):
        return f"Write `containers:` with a list{_below(level)}." if "containers" in _pods_way(level) else None
    if not level.pod:
        return f"Write what is below it directly in {level.title}."
    return "Write what is below it a level further out." if level.pod == ".." else f"Write `{_shown(level.pod)}:`."


def _elsewhere(key: str, value: Value, level: Around, levels: tuple[Around, ...]) -> str | None:
    """Return where a field with cards in it belongs, if it is one of a level further in and no word of a pod."""
    if key in _OF_PODS or key in _COMMON or not isinstance(value.tree, dict | list) or not _names_nvidia(value):
        return None
    deeper = (one for one in levels if key in one.fields and one.path[: len(level.path)] == level.path)
    found = next((one for one in deeper if len(one.path) > len(level.path)), None)
    if found is None:
        return None
    way = ".".join((*found.path[len(level.path) :], key)).replace(f".{EACH}", EACH)
    return f"Write it as `{way}`."


def _misnamed(key: str, level: Around, levels: tuple[Around, ...]) -> str | None:
    """Return what is meant by a field that no release has, be it about cards or not; None where nothing is like it.

    A field of the pod, or of several levels, may be meant for any of them.
    """
    if key in _OF_PODS or key in _WRAPPERS or key in _COMMON:
        return None
    meant = slip(key, sorted(level.fields))
    if meant is not None:
        return f"Did you mean {meant}?"
    having = {one.title: one for one in levels if key in one.fields and not one.bare}
    if not having:
        return None
    ways = [
        ".".join((*one.path, key)).replace(f".{EACH}", EACH).replace(f".{ANY}.", ".NAME.") for one in having.values()
    ]
    return f"It is one of {' and of '.join(having)}: write it at {' or '.join(ways)}."


def _pods_way(level: Around) -> str:
    return f"{level.container} containers" if level.bare or "containers" in level.fields else level.container


def _below(level: Around) -> str:
    return f" below `{_shown(level.pod)}:`" if level.pod else ""


def _placing(meant: str, level: Around) -> str:
    if meant == "nodeAffinity":
        return f"Write it within `affinity:`{_below(level)}."
    if level.pod == "..":
        return f"Write {meant} a level further out."
    return f"Write `{_shown(level.pod)}.{meant}`." if level.pod else f"Write {meant}."


def _asking(key: str, value: Value, level: Around) -> str | None:
    way = _shown(level.container).removesuffix(".limits")
    if key in ASKING:
        return f"Write it as `{way}{'.limits' * (key == 'limits')}`." if _asks(value) else None
    if isinstance(value.tree, bool) or not isinstance(value.tree, int | str):
        return None
    if level.container.endswith("gpu"):
        return f"Write `gpu: {{name: nvidia.com/gpu, quantity: {value.tree}}}`."
    name = key if key.startswith(PREFIX) else f"{PREFIX}gpu"
    return f"Write `{name}: {value.tree}` below `{way}.limits:`."


def _shown(way: str) -> str:
    return way.removeprefix("..")


def _asks(value: Value) -> bool:
    return any(PREFIX in word for word in words(value.tree))


def _is_of_pods(value: Value) -> bool:
    """Say whether a mapping, or an element of a list, has fields of a pod."""
    around = [value, *value.elements()]
    holds = any(key in _OF_PODS or key in ("template", "spec") for one in around for key, _ in one.entries())
    nested = any("containers" in one for one in words(value.tree))
    return holds or nested


def _names_nvidia(value: Value) -> bool:
    return any("nvidia" in word for word in words(value.tree))


RULE = ManifestRule(
    "KUB207",
    "No such field between an object and its pods",
    Severity.ERROR,
    why="Each kind has its own way from the object to the pod: KServe's predictor has the pod's fields itself, a task "
    "of Volcano has them below template.spec. What the kind's schema lacks is refused by kubectl; where checks are "
    "switched off it is dropped, and the pod comes without card, runtime or toleration.",
    fix="Write it where the kind has it.",
    source="the CRD of each kind, as generator/ecosystem/wrapper_kinds.py says; kubernetes/apiextensions-apiserver "
    "pkg/apiserver/schema/pruning",
    bad="""\
apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
metadata: {name: llm}
spec:
  predictor:
    podSpec:  # <- here
      runtimeClassName: nvidia
    model:
      modelFormat: {name: huggingface}
      resources: {limits: {nvidia.com/gpu: 1}}
---
apiVersion: batch.volcano.sh/v1alpha1
kind: Job
metadata: {name: train}
spec:
  tasks:
    - name: worker
      podTemplate:  # <- here
        spec:
          containers:
            - name: main
              image: cuda
              resources: {limits: {nvidia.com/gpu: 1}}
""",
    good="""\
apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
metadata: {name: llm}
spec:
  predictor:
    runtimeClassName: nvidia
    model:
      modelFormat: {name: huggingface}
      resources: {limits: {nvidia.com/gpu: 1}}
---
apiVersion: batch.volcano.sh/v1alpha1
kind: Job
metadata: {name: train}
spec:
  tasks:
    - name: worker
      template:
        spec:
          containers:
            - name: main
              image: cuda
              resources: {limits: {nvidia.com/gpu: 1}}
""",
    check=_check,
)
