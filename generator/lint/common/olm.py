"""Objects of the Operator Lifecycle Manager that install gpu-operator."""

from collections.abc import Iterator

from generator.facts.charts import GPU_OPERATOR
from generator.facts.olm import GROUP, PACKAGE
from generator.model.manifest import Manifests
from generator.model.manifest_objects import KubeObject

_WORDS = (GPU_OPERATOR, GPU_OPERATOR.replace("-", ""))


def subscriptions(manifests: Manifests) -> Iterator[KubeObject]:
    """Return the Subscriptions that are meant for gpu-operator."""
    for one in manifests.of_kind("Subscription"):
        named = one.value.text("spec", "name")
        # The object's own name tells only where the package's is missing.
        about = (one.name if named is None else named).lower().replace("_", "-")
        if _is_olms(one) and any(word in about for word in _WORDS):
            yield one


def operator_groups(manifests: Manifests) -> Iterator[KubeObject]:
    """Return all OperatorGroups."""
    return (one for one in manifests.of_kind("OperatorGroup") if _is_olms(one))


def operator_namespace(manifests: Manifests) -> str | None:
    """Return where a Subscription installs gpu-operator; None where none says so, or several do."""
    found = {one.namespace for one in subscriptions(manifests) if one.value.text("spec", "name") == PACKAGE}
    return found.pop() if len(found) == 1 else None


def _is_olms(one: KubeObject) -> bool:
    version = one.value.text("apiVersion")
    return version is None or version.rpartition("/")[0] == GROUP
