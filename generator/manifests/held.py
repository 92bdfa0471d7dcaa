"""Objects that stand within another document, whole, for something to apply them: as trees, or as texts.

Sources: openshift/api template/v1 (Template: objects), open-cluster-management-io/api work/v1 (ManifestWork), the
policies of Open Cluster Management (objectDefinition), openshift/hive apis/hive/v1 (SyncSet: resources),
crossplane-contrib/provider-kubernetes apis/object (Object: forProvider.manifest), argoproj/argo-workflows (resource:
manifest), argoproj/argo-events (Sensor: k8s.source.resource), ansible-collections/kubernetes.core
plugins/modules/k8s.py (definition: a mapping, a list or a text), siderolabs/talos (cluster.inlineManifests), cloud-init
(write_files), kubernetes-sigs/cluster-api (KubeadmConfig: files; ClusterResourceSet), and what charts call
extraObjects, extraManifests, extraDeploy or resources.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from generator.ecosystem.served_versions import SERVED
from generator.manifests.inner import MAX_BYTES
from generator.manifests.named import group_of, kind_of
from generator.model.manifest_value import Place, Value
from generator.model.tree import Tree
from generator.yamltext.reader import read_documents

_VERSION = "apiVersion"
_WORD = _VERSION.encode()
_MAX_DEPTH = 40
_SVELTOS = (("spec", "policyRefs"),)
_APPLYING = {
    ("addons.cluster.x-k8s.io", "ClusterResourceSet"): (("spec", "resources"),),
    ("config.projectsveltos.io", "ClusterProfile"): _SVELTOS,
    ("config.projectsveltos.io", "Profile"): _SVELTOS,
}
"""What applies objects out of ConfigMaps; sources: kubernetes-sigs/cluster-api exp/addons/api (ClusterResourceSet:
resources), projectsveltos/addon-controller api/v1beta1 (policyRefs)."""
_version = re.compile(r"(?:[a-z0-9.-]+/)?v\d\w*").fullmatch
_has_version = re.compile(r"(?m)^apiVersion:[ \t]*\S").search
_has_kind = re.compile(r"(?m)^kind:[ \t]*\S").search
_IN_PART = re.compile(r"(?i)patch|example|mutate|validate|^(?:metadata|status)$").search
"""Keys below which objects stand in part, or are not applied."""
_NOT_THERE = (("complianceType", "mustnothave"), ("state", "absent"))
"""What policies and Ansible's tasks say beside objects that are not to be there, whatever they hold."""
_NOT_LOOKED_INTO = frozenset(
    {*SERVED, "Component", "CustomResourceDefinition", "Kustomization", "PatchTransformer", "Secret"}
)
"""Kinds that hold no others, and those that hold parts of such as are elsewhere."""
_TEMPLATING = ("{%", "<<")
"""What begins the actions of templates that YAML may hold unnoticed, beside those that are known as placeholders."""


def may_hold(data: bytes, documents: Iterable[Tree]) -> bool:
    """Say whether a file may hold objects within others: asked first, since looking into all of them costs."""
    return data.count(_WORD) > sum(1 for one in documents if isinstance(one, dict) and _VERSION in one)


def is_manifest(text: Tree) -> bool:
    """Say whether a text is most likely an object, or several."""
    return isinstance(text, str) and _has_version(text) is not None and _has_kind(text) is not None


def applied_maps(value: Value) -> Iterator[str]:
    """Return the names of the ConfigMaps that an object of Cluster API or Sveltos applies to clusters."""
    for path in _APPLYING.get((group_of(value), kind_of(value)), ()):
        for one in value.elements(*path):
            name = one.text("name")
            if name and one.text("kind") == "ConfigMap":
                yield name


def parted(value: Value) -> tuple[Value, tuple[Value, ...]]:
    """Return a document without the objects that stand in it as trees, and all that stand in it."""
    if kind_of(value) in _NOT_LOOKED_INTO:
        return value, ()
    found: list[Value] = []
    tree = _without(value, found, 0)
    return (Value(tree, value.place) if tree != value.tree else value), tuple(found)


def with_objects(value: Value, wholes: Mapping[Place, Value]) -> Value:
    """Return chart values with the objects that `parted` took out of them: the chart gets these too.

    `wholes` are the documents, and objects within others, as they were before.
    """
    steps = value.place.steps
    for length in range(len(steps[-1]) + 1):
        above = wholes.get(value.place.plain._replace(steps=(*steps[:-1], steps[-1][:length])))
        whole = None if above is None else above.get(*steps[-1][length:])
        if whole is not None:
            return value._replace(tree=_filled(value.tree, whole.tree))
    return value


def _filled(tree: Tree, whole: Tree) -> Tree:
    if tree is None:
        return whole
    if isinstance(tree, dict) and isinstance(whole, dict):
        return {key: _filled(one, whole.get(key)) for key, one in tree.items()}
    if isinstance(tree, list) and isinstance(whole, list) and len(tree) == len(whole):
        return [_filled(one, other) for one, other in zip(tree, whole, strict=True)]
    return tree


def objects_in(text: Value) -> Iterator[Value]:
    """Return the objects in a text; none where not all of it can be read."""
    if not isinstance(text.tree, str) or not is_manifest(text.tree) or any(one in text.tree for one in _TEMPLATING):
        return
    documents, faults = read_documents(text.tree.encode("utf-8", "surrogatepass"), "", MAX_BYTES, lenient=True)
    for number, document in enumerate(() if faults else documents):
        if _is_object(document.data):
            yield Value(document.data, text.place.inside(number))


def _without(value: Value, found: list[Value], depth: int) -> Tree:
    tree = value.tree
    if isinstance(tree, str):
        found.extend(objects_in(value))
    if depth > _MAX_DEPTH or not isinstance(tree, dict | list):
        return tree
    if isinstance(tree, dict) and any(_says(tree, key, word) for key, word in _NOT_THERE):
        return None
    if depth and _is_object(tree):
        found.append(value)
        return None
    if isinstance(tree, list):
        return [_without(one, found, depth + 1) for one in value.elements()]
    return {key: one.tree if _IN_PART(key) else _without(one, found, depth + 1) for key, one in value.entries()}


def _says(tree: dict[str, Tree], key: str, word: str) -> bool:
    given = tree.get(key)
    return isinstance(given, str) and given.lower() == word


def _is_object(tree: Tree) -> bool:
    if not isinstance(tree, dict):
        return False
    version, kind, metadata = tree.get(_VERSION), tree.get("kind"), tree.get("metadata")
    if not isinstance(version, str) or not isinstance(kind, str) or not isinstance(metadata, dict):
        return False
    named = isinstance(metadata.get("name"), str) or isinstance(metadata.get("generateName"), str)
    return named and _version(version) is not None
