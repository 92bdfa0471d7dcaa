"""What is no field between an object and its pods, in kinds of others all of whose levels are known."""

from collections.abc import Iterator

from generator.ecosystem.known_fields import levels_of
from generator.ecosystem.pod_words import ASKING, LACKING, PLACING, TAKEN, WITH_TEMPLATES
from generator.ecosystem.resource_blocks import RESOURCE_BLOCKS
from generator.ecosystem.wrapper_kinds import AROUND
from generator.ecosystem.wrapper_levels import ANY, POD_FIELDS, Around
from generator.lint.common.kinds import kind_of_tree
from generator.lint.common.known_levels import reached
from generator.lint.common.objects import whole_objects
from generator.lint.common.resource_names import PREFIX
from generator.lint.kubernetes._wrapper_fixes import LISTS, NAMES, right_way
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value, is_filled_in_later

_TRIAL = ("spec", "trialTemplate", "trialSpec")
"""Where Katib's Experiment has an object of any kind."""
_PATCH = "podSpecPatch"
_TELLING = ("argoproj.io", "tekton.dev")
"""Groups in whose lone containers another rule tells the words of a pod."""
_BLOCKS = frozenset(RESOURCE_BLOCKS.values())


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
        known.update((*PLACING, *NAMES))
    return frozenset(known) | frozenset(
        f"{ANY}{word}"
        for word in (*PLACING, *ASKING)
        if group in WITH_TEMPLATES and not level.bare and (group, word) not in TAKEN
    )


def _of_level(found: Value, level: Around, levels: tuple[Around, ...], told: frozenset[str]) -> Iterator[ManifestFault]:
    if level.bare and isinstance(found.tree, dict) and isinstance(found.tree.get(LISTS[0]), list):
        return
    pods = LISTS[0] not in level.fields and isinstance(found.tree, dict) and LISTS[0] in found.tree
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
        if (f"{ANY}{key}" in told and _holds_pods(found)) or (pods and key in POD_FIELDS and key not in LISTS):
            continue
        fix = right_way(key, value, level, levels)
        if fix is not None:
            message = f"{key} is no field of {level.title}: the API server refuses it, or drops it"
            yield ManifestFault(value.place, message, fix, on_key=True)


def _holds_pods(found: Value) -> bool:
    """Say whether a list of containers stands below, not right here."""
    stack = [one for _, one in found.entries()]
    while stack:
        one = stack.pop()
        if isinstance(one.tree, dict) and isinstance(one.tree.get(LISTS[0]), list):
            return True
        below = [each for _, each in one.entries()] or list(one.elements())
        stack.extend(each for each in below if isinstance(each.tree, dict | list))
    return False


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
