"""A label that the API server refuses for the signs in it, or for its length."""

import re
from collections.abc import Iterator

from generator.ecosystem.quota_kinds import KUEUE
from generator.ecosystem.sent import is_sent
from generator.lint.common.label_values import better_value, is_label_value
from generator.lint.common.objects import OWN_VERSIONS, every_object
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value, is_filled_in_later
from generator.model.tree import Path

_OWN: tuple[Path, ...] = (("metadata", "labels"),)
_TEMPLATE: Path = ("spec", "template", "metadata", "labels")
_OF_KIND: dict[str, tuple[Path, ...]] = {
    "CronJob": (("spec", "jobTemplate", "spec", "template", "metadata", "labels"),),
    **dict.fromkeys(("DaemonSet", "Deployment", "Job", "ReplicaSet", "StatefulSet"), (_TEMPLATE,)),
}
"""Where Kubernetes' own kinds have the labels of their pods; it looks at no further labels within kinds of others."""
_OF_FLAVORS: Path = ("spec", "nodeLabels")
"""Labels by which a ResourceFlavor of Kueue knows its nodes; source: kubernetes-sigs/kueue
pkg/webhooks/resourceflavor_webhook.go (ValidateResourceFlavor calls ValidateLabels)."""
_has_mark = re.compile(
    r"@@.{1,60}@@|%\w{1,60}%|#\{.{1,60}\}#|\{\w[\w.-]{0,60}\}|\[\[.{1,60}\]\]|\(\(.{1,60}\)\)"
).search
"""What further programs fill in: Azure's pipelines, Concourse, Python's format. No label could hold these signs."""
_is_name = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?").fullmatch
_is_prefix = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?").fullmatch


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for whole in every_object(manifests):
        version = whole.text("apiVersion") or ""
        if is_sent(version, whole.text("kind") or ""):
            own = version in OWN_VERSIONS
            for path in (*_OWN, *(_OF_KIND.get(whole.text("kind") or "", ()) if own else ())):
                labels = whole.get(*path)
                yield from () if labels is None else _of(labels)
            flavored = whole.get(*_OF_FLAVORS) if version.startswith(f"{KUEUE}/") else None
            yield from () if flavored is None else _of(flavored, "Kueue's webhook")


def _of(labels: Value, reader: str = "the API server") -> Iterator[ManifestFault]:
    for key, value in labels.entries():
        text = value.tree
        if not _is_open(key) and not _is_key(key):
            message = f"a label cannot be called {key}: {reader} refuses the object"
            yield ManifestFault(value.place, message, _KEYS, on_key=True)
        elif isinstance(text, str) and text and not _is_open(text) and not is_label_value(text):
            shown = "a text of several lines" if "\n" in text else f"{text!r}"
            message = f"the label {key} cannot be {shown}: {reader} refuses the object"
            better = better_value(text, "-")
            yield ManifestFault(value.place, message, better and f"Write {better}.")


def _is_open(text: str) -> bool:
    return is_filled_in_later(text) or _has_mark(text) is not None


_KEYS = "Write a name of letters, digits, - _ and ., with a domain and one slash before it or without."


def _is_key(key: str) -> bool:
    """Say whether a label can have a name; source: k8s.io/apimachinery pkg/util/validation, IsQualifiedName."""
    prefix, slash, name = key.rpartition("/")
    return _is_name(name) is not None and (not slash or _is_prefix(prefix) is not None)


RULE = ManifestRule(
    "KUB209",
    "Label that the API server refuses",
    Severity.ERROR,
    why="The value of a label has up to 63 letters, digits, `-`, `_` and `.`, with a letter or digit at both ends: no "
    "blanks, no slashes, no colons. The names of models, images and cards mostly have one of them. The whole object is "
    "refused.",
    fix="Write `-` in its place, or make it an annotation, which may hold any text.",
    source="kubernetes/apimachinery pkg/apis/meta/v1/validation/validation.go (ValidateLabels), "
    "pkg/util/validation/validation.go (IsValidLabelValue, IsQualifiedName); kubernetes-sigs/kueue "
    "pkg/webhooks/resourceflavor_webhook.go (the same for a flavor's nodeLabels)",
    bad="""\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: llm
  labels:
    model: meta-llama/Llama-3.1-8B  # <- here
spec:
  selector: {matchLabels: {app: llm}}
  template:
    metadata:
      labels:
        app: llm
        card: NVIDIA A100  # <- here
    spec:
      containers:
        - name: main
          image: cuda
          resources: {limits: {nvidia.com/gpu: 1}}
""",
    good="""\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: llm
  labels:
    model: Llama-3.1-8B
  annotations:
    model: meta-llama/Llama-3.1-8B
spec:
  selector: {matchLabels: {app: llm}}
  template:
    metadata:
      labels:
        app: llm
        card: NVIDIA-A100
    spec:
      containers:
        - name: main
          image: cuda
          resources: {limits: {nvidia.com/gpu: 1}}
""",
    check=_check,
)
