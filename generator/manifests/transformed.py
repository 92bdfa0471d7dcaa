"""What kustomizations change in all that they hold: names, namespaces, labels, annotations and images.

Names of ConfigMaps and namespaces of objects are worked out from the lists where the files are read; here is the rest.
Sources: kubernetes-sigs/kustomize api/internal/konfig/builtinpluginconsts (namePrefix, namespace, commonLabels),
api/internal/builtins/PrefixTransformer.go (namespaces have none), api/filters/namespace (a Namespace gets the name),
api/filters/imagetag, api/types/image.go, api/types/labels.go.
"""

from collections.abc import Iterator

from generator.ecosystem.pod_fields import MAKE_PODS
from generator.manifests.merged import Mapped, Part, closed, merged, opened_part
from generator.manifests.resource import Resource
from generator.model.manifest_value import Grafts, Value
from generator.model.tree import Tree

_METADATA = "metadata"
_LABELLED = frozenset({"Namespace", "Node", "PriorityClass"})
"""Kinds whose labels are read."""
_NAMED = frozenset({"HelmRelease", "PriorityClass"})
"""Kinds whose names are, and which get them here."""
_CONTAINERS = ("containers", "initContainers")


def transform_all(value: Value, among: list[Resource]) -> None:
    """Change objects as a kustomization says, or Flux and Argo CD in the same words."""
    namespace = value.get("namespace") or value.get("targetNamespace")
    prefix, suffix = value.text("namePrefix") or "", value.text("nameSuffix") or ""
    labels, annotations = tuple(_labels(value)), tuple(value.entries("commonAnnotations"))
    at = value.get("namePrefix") or value.get("nameSuffix")
    for one in among:
        if namespace is not None and namespace.text():
            _put_in_namespace(one, namespace)
        if at is not None and one.kind != "Namespace":
            one.prefix, one.suffix = prefix + one.prefix, one.suffix + suffix
            one.names.add(f"{one.prefix}{one.name}{one.suffix}")
            if one.kind in _NAMED:
                _set(one, "name", Value(f"{one.prefix}{one.name}{one.suffix}", at.place))
        if one.kind in _LABELLED:
            for field, pairs in (("labels", labels), ("annotations", annotations)):
                for key, said in pairs:
                    _set(one, field, Value({key: said.tree}, value.place._replace(grafts=Grafts({key: said.place}))))


def _labels(value: Value) -> Iterator[tuple[str, Value]]:
    yield from value.entries("commonLabels")
    for one in value.elements("labels"):
        yield from one.entries("pairs")


def _put_in_namespace(one: Resource, namespace: Value) -> None:
    one.namespace = namespace.text()
    one.namespaces.add(one.namespace)
    if one.kind == "Namespace":
        one.names.add(str(namespace.tree))
        _set(one, "name", namespace)


def _set(one: Resource, field: str, said: Value) -> None:
    """Put something into an object's metadata; a mapping is merged into what is there."""
    whole = opened_part(one.part)
    metadata = opened_part(whole.parts[_METADATA]) if isinstance(whole, Mapped) and _METADATA in whole.parts else None
    if one.is_generated or not isinstance(whole, Mapped) or not isinstance(metadata, Mapped):
        return
    found = merged(metadata.parts.get(field), said, is_pod=False)
    if found is not None:
        metadata.parts[field] = found
        whole.parts[_METADATA] = metadata
        one.part, one.is_changed = whole, True


def named_at_once(one: Resource) -> Part:
    """Return an object with the namespace and the name that it has in the end."""
    _, namespace, name = one.identity
    place = closed(one.part).place.below(_METADATA)
    _set(one, "name", Value(name, place.below("name")))
    if namespace is not None:
        _set(one, "namespace", Value(namespace, place.below("namespace")))
    return one.part


def put_images(value: Value, among: list[Resource]) -> None:
    """Put other images into pods, by their names without tag and digest."""
    images = tuple(value.elements("images"))
    for one in among if images else ():
        if one.kind in MAKE_PODS:
            whole = closed(one.part)
            tree = _with_images(whole.tree, images)
            if tree != whole.tree:
                one.part, one.is_changed = Value(tree, whole.place), True


def _with_images(tree: Tree, images: tuple[Value, ...]) -> Tree:
    if isinstance(tree, list):
        return [_with_images(one, images) for one in tree]
    if not isinstance(tree, dict):
        return tree
    return {
        key: [_with_image(one, images) for one in below]
        if key in _CONTAINERS and isinstance(below, list)
        else _with_images(below, images)
        for key, below in tree.items()
    }


def _with_image(container: Tree, images: tuple[Value, ...]) -> Tree:
    image = container.get("image") if isinstance(container, dict) else None
    if not isinstance(container, dict) or not isinstance(image, str):
        return container
    for one in images:
        bare, _, digest = image.partition("@")
        folder, slash, last = bare.rpartition("/")
        name = f"{folder}{slash}{last.partition(':')[0]}"
        if one.text("name") != name:
            continue
        new = one.text("newName") or name
        tag, fixed = one.get("newTag"), one.text("digest")
        if fixed:
            image = f"{new}@{fixed}" if tag is None else f"{new}:{tag.tree}@{fixed}"
        elif tag is not None:
            image = f"{new}:{tag.tree}"
        else:
            image = new + bare[len(name) :] + (f"@{digest}" if digest else "")
    return {**container, "image": image}
