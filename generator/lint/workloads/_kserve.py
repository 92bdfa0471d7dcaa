"""What KServe starts for an InferenceService that names its runtime: both say a part of one container.

Source: kserve/kserve pkg/controller/v1beta1/inferenceservice/utils/utils.go (MergeRuntimeContainers: the arguments of
the service stand behind those of the runtime; what else the service says goes before the runtime's).
"""

from generator.ecosystem.controllers import CONTAINERS
from generator.ecosystem.parallel import SPREADING_WORDS
from generator.lint.workloads._parted_models import Parted, parted
from generator.model.manifest import Manifests
from generator.model.manifest_objects import Container, KubeObject, Workload
from generator.model.manifest_value import Value
from generator.model.tree import words

_SERVICE, _CLUSTER = "InferenceService", "ClusterServingRuntime"
_GROUP, _RUNTIMES = "serving.kserve.io", ("ServingRuntime", _CLUSTER)
_OF_SERVICE = ("command", "image")
"""What a service may put in the place of the runtime's."""


class Runtimes:
    """The serving runtimes among the files, and those of which a service says itself what it asks for."""

    def __init__(self, manifests: Manifests) -> None:
        self._manifests = manifests
        self._found: dict[str, list[KubeObject]] = {}
        for one in manifests.objects:
            if one.kind in _RUNTIMES:
                self._found.setdefault(one.name, []).append(one)
        services = (one for one in manifests.workloads if one.kind == _SERVICE) if self._found else ()
        self._told = {one.value.text("runtime") for service in services for one in service.containers if one.limits}

    def is_told(self, workload: Workload) -> bool:
        """Say whether this is a runtime whose amounts a service puts its own in the place of."""
        return workload.kind in _RUNTIMES and workload.name in self._told

    def serving(self, workload: Workload, container: Container) -> Parted | None:
        """Return what is started for a service's model, if its runtime is here and parts models."""
        name, whole = container.value.text("runtime"), workload.whole
        if workload.kind != _SERVICE or name not in self._found or whole is None:
            return None
        runtime = self._container(name, workload.namespace)
        own_words = any(container.value.has(key) for key in _OF_SERVICE)
        if runtime is None or own_words or self._manifests.may_change(whole):
            return None
        env = tuple((key, one) for one in runtime.elements("env") if (key := one.text("name")) is not None)
        found = parted(Container("", runtime, (), (), (*env, *container.env), False))
        if found is None:
            return None
        own = tuple(container.value.elements("args"))
        text = " ".join((found.text, *(str(one.tree) for one in own)))
        return found._replace(words=(*found.words, *own), text=text)

    def _container(self, name: str, namespace: str | None) -> Value | None:
        """Return the container of a runtime; None where there are several, or its workers are pods of their own."""
        near = [one for one in self._found[name] if one.kind != _CLUSTER and one.namespace == namespace]
        found = near or [one for one in self._found[name] if one.kind == _CLUSTER]
        if len(found) != 1 or self._manifests.may_change(found[0].value):
            return None
        whole = found[0].value
        if not SPREADING_WORDS.isdisjoint(words(whole.tree)):
            return None
        target = CONTAINERS[_GROUP, _RUNTIMES[0]][0][1]
        return next((one for one in whole.elements("spec", "containers") if one.text("name") == target), None)
