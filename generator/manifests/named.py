"""Names and namespaces of Kubernetes objects."""

from generator.model.manifest_value import Labels, Value, is_filled_in_later


def name_of(value: Value) -> str:
    """Return an object's name, or what its generateName begins with; empty where it has none."""
    return value.text("metadata", "name") or value.text("metadata", "generateName") or ""


def namespace_of(value: Value) -> str | None:
    """Return an object's namespace, None where it is not said or filled in later."""
    return settled(value.text("metadata", "namespace"))


def in_namespace(value: Value, namespace: str | None) -> Value:
    """Return an object in a namespace, where it names none itself; its places stay those of the file."""
    metadata = value.get("metadata")
    tree = None if metadata is None else metadata.tree
    if namespace is None or not isinstance(value.tree, dict) or not isinstance(tree, dict) or tree.get("namespace"):
        return value
    return Value({**value.tree, "metadata": {**tree, "namespace": namespace}}, value.place)


def settled(text: str | None) -> str | None:
    """Return a name; None for one that is filled in later."""
    return None if is_filled_in_later(text) else text


def kind_of(value: Value) -> str:
    """Return an object's kind, one whose apiVersion was forgotten too; empty for what is no Kubernetes object."""
    kind = value.text("kind")
    is_object = value.text("apiVersion") is not None or value.get("metadata", "name") is not None
    return kind if kind is not None and is_object else ""


def is_without_kind(value: Value) -> bool:
    """Say whether what is an object by all else has no kind, or has it under another key."""
    return not value.has("kind") and value.text("apiVersion") is not None and value.text("metadata", "name") is not None


def group_of(value: Value) -> str:
    """Return an object's API group; empty for the core group."""
    return (value.text("apiVersion") or "").rpartition("/")[0]


def labels_of(value: Value | None) -> Labels:
    """Return a mapping of labels; nothing where there is none."""
    return () if value is None else tuple(value.entries())
