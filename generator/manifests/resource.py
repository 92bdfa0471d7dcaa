"""Objects that kustomizations put together, each with the names it has had, and which of them a patch is for.

Sources: kubernetes-sigs/kustomize api/resmap/reswrangler.go (Select, GetMatchingResourcesByAnyId),
api/types/selector.go (every expression is for all of a word), api/resource/resource.go (ApplySmPatch: kind, name and
namespace stay).
"""

import re
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from generator.ecosystem.kustomize import selects
from generator.ecosystem.pod_fields import MAKE_PODS
from generator.facts.gpu_words import is_about_gpus
from generator.manifests.merged import Mapped, NotAppliedError, Part, closed, merged, opened_part, operated_on
from generator.manifests.named import group_of, kind_of, name_of
from generator.model.manifest_value import Value
from generator.model.tree import Path, Tree, words

_VERSION = "apiVersion"
_METADATA = "metadata"
_STAYS = ("name", "namespace")
_is_plain_selector = re.compile(r"[\w./-]+(?:==?|!=)[\w.-]*(?:,\s*[\w./-]+(?:==?|!=)[\w.-]*)*").fullmatch


_OF_CLUSTER = frozenset({"ClusterPolicy", "Namespace", "Node", "PriorityClass"})

Identity: TypeAlias = tuple[str, str | None, str]
"""Kind, namespace and name."""


class Address(NamedTuple):
    """Where an object stands: a document, or a part of one."""

    file: str
    document: int
    path: Path = ()


@dataclass(slots=True, eq=False)
class Resource:
    """An object on its way; `names` are all that it has had, `namespace` is the one it was put in last.

    `is_generated` says that it is the entry of a generator. `is_changed` says that something was laid over it. `filled`
    is what the documents of the files are from which it is generated, where that is not what stands there.
    """

    address: Address
    part: Part
    kind: str
    group: str
    version: str
    name: str
    names: set[str]
    namespaces: set[str | None]
    namespace: str | None = None
    prefix: str = ""
    suffix: str = ""
    is_generated: bool = False
    is_changed: bool = False
    filled: dict[Address, Value] = field(default_factory=dict)

    def lay(self, patch: Value) -> bool:
        """Lay a patch over it, a part of an object or a list of operations; false where it is gone then."""
        if self.is_generated:
            raise NotAppliedError
        self.is_changed = True
        if isinstance(patch.tree, list):
            for operation in patch.elements():
                self.part = operated_on(self.part, operation)
            return True
        before = closed(self.part)
        found = merged(self.part, patch, is_pod=self.kind in MAKE_PODS)
        if found is not None:
            self.part = _as_before(found, before)
        return found is not None

    @property
    def identity(self) -> Identity:
        """What it is called in a cluster."""
        namespace = (
            None if self.kind in _OF_CLUSTER else self.namespace or closed(self.part).text(_METADATA, "namespace")
        )
        name = closed(self.part).text(_METADATA, "name") if self.kind in _OF_CLUSTER else None
        return self.kind, namespace, name or f"{self.prefix}{self.name}{self.suffix}"

    @property
    def signature(self) -> tuple[Tree, list[Tree], str | None, str, str]:
        """What comes of it, to be compared with what comes of it elsewhere."""
        files = [one.tree for one in self.filled.values()]
        return closed(self.part).tree, files, self.namespace, self.prefix, self.suffix

    @property
    def speaks_of_gpus(self) -> bool:
        """Whether anything in it does."""
        return any(map(is_about_gpus, words(closed(self.part).tree)))


def resource(value: Value, path: Path = ()) -> Resource:
    """Return an object that stands in a file."""
    name, namespace = name_of(value), value.text(_METADATA, "namespace")
    version = (value.text(_VERSION) or "").rpartition("/")[2]
    address = Address(value.place.file, value.place.document, path)
    return Resource(address, value, kind_of(value), group_of(value), version, name, {name}, {namespace})


def _as_before(part: Part, before: Value) -> Part:
    """Return a patched object with the kind, name and namespace that it had: a patch with a target may say others."""
    if not isinstance(part, Mapped):
        raise NotAppliedError
    kind, metadata = before.get("kind"), before.get(_METADATA)
    if kind is not None:
        part.parts["kind"] = kind
    there = None if _METADATA not in part.parts else opened_part(part.parts[_METADATA])
    if metadata is not None and isinstance(there, Mapped):
        for key in _STAYS:
            said = metadata.get(key)
            if said is None:
                there.parts.pop(key, None)
            else:
                there.parts[key] = said
        part.parts[_METADATA] = there
    return part


def meant(patch: Value, target: Value | None, among: list[Resource]) -> list[Resource]:
    """Return the objects that a patch is for: those that its target selects, else the one that it names itself."""
    if target is not None:
        return [one for one in among if _selects(target, one)]
    kind, name, namespace = patch.text("kind"), name_of(patch), patch.text(_METADATA, "namespace")
    group = group_of(patch)
    found = [one for one in among if one.kind == kind and name in one.names and one.group == group]
    return [one for one in found if namespace in one.namespaces] if len(found) > 1 else found


def _selects(target: Value, one: Resource) -> bool:
    words_of = (("group", {one.group}), ("version", {one.version}), ("kind", {one.kind}), ("name", one.names))
    if not all(_matches(target.text(key), said) for key, said in words_of):
        return False
    namespaces = {named or "default" for named in (*one.namespaces, one.namespace)}
    if not _matches(target.text("namespace"), namespaces):
        return False
    whole = closed(one.part)
    for key, field_of in (("labelSelector", "labels"), ("annotationSelector", "annotations")):
        labels = dict(whole.entries(_METADATA, field_of))
        if not _has(target.text(key), {name: value.tree for name, value in labels.items()}):
            return False
    return True


def _matches(pattern: str | None, said: set[str]) -> bool:
    if not pattern:
        return True
    found = selects(pattern, said)
    if found is None:
        raise NotAppliedError
    return found


def _has(selector: str | None, labels: dict[str, Tree]) -> bool:
    """Say whether labels are those that a selector asks for, as far as it is a plain one."""
    if not selector:
        return True
    if _is_plain_selector(selector) is None:
        raise NotAppliedError
    for one in selector.split(","):
        name, sign, value = one.strip().partition("!=")
        if not sign:
            name, _, value = one.strip().partition("=")
        if (labels.get(name) == value.lstrip("=")) is bool(sign):
            return False
    return True
