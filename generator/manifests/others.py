"""Values for charts of other makers: the GPUs that they ask for, of which Kubernetes judges as it does of any pod."""

import re
from collections.abc import Iterator

from generator.ecosystem import ray
from generator.ecosystem.llmaz_fields import LLMAZ_FIELDS
from generator.ecosystem.pod_words import LACKING, WITH_TEMPLATES
from generator.ecosystem.resource_blocks import RESOURCE_BLOCKS, around_blocks
from generator.ecosystem.wrapper_kinds import AROUND
from generator.facts.charts import CHARTS
from generator.facts.dra_driver import DRIVER_CHARTS
from generator.facts.lone_charts import LONE_CHARTS
from generator.manifests.chart_asks import chart_asks
from generator.manifests.collector import Collector, User, WantedFile, folder_of
from generator.manifests.idle import key_of, without_switch
from generator.manifests.named import group_of, kind_of, name_of, namespace_of
from generator.manifests.plain import collect_whole
from generator.manifests.program_configs import collect_from_values
from generator.manifests.workloads import WORD_OF_GPUS, asks_plainly, container_of, says_gpu
from generator.model.manifest_objects import Amount, Container, OtherValues, Workload
from generator.model.manifest_value import Value
from generator.model.tree import words

_FLAT = ("extra_resource_limits", "extra_resource_guarantees")
"""KubeSpawner's limits and requests, which have no block around them."""


_HELD = (*DRIVER_CHARTS, *(one.name for one in LONE_CHARTS))
"""Charts of which it is told what they do not know: a dependency's switch is none of their values."""
_SPARK = "sparkoperator.k8s.io"
_KSERVE = "serving.kserve.io"
_parts_among_gpus = re.compile(r"--tensor[-_]parallel[-_]size|--num-shard|(?<!\S)-tp(?![a-z])").search
"""What a runtime says of GPUs that the services ask for which are served by it."""
_GPU, _OF_GPU = "gpu", ".resource.gpu."
"""A field of the operator of Spark, and a part of the names of Spark's own settings."""
_COUNTS = "num-gpus"
"""A flag of Ray that speaks of GPUs, whoever makes them."""


def collect_others(values: Value, user: User, out: Collector) -> None:
    """Take values for a chart that is not NVIDIA's, and the GPUs that are asked for in them."""
    _collect(values, user, out, plainly=True)


def collect_bare_others(values: Value, out: Collector) -> None:
    """Take a file that may hold values for some chart, as far as it names resources of Kubernetes in full.

    A file of another program may say `gpu: 1` below its resources and mean what it likes.
    """
    name = values.place.file.rpartition("/")[2]
    found = out.find_file(WantedFile(folder_of(values), "Chart.yaml"))
    own = next((one for one in found[1] if one.text("name")), None) if found else None
    dependencies = () if own is None else tuple(one for one in own.elements("dependencies") if one.text("name"))
    if dependencies:
        own = None
        out.others.extend(OtherValues(chart, block) for chart, block in _blocks(values, dependencies))
    chart = None if own is None else own.text("name")
    _collect(values, User("values file", name, None, chart), out, plainly=False, is_own=own is not None)


def collect_dependencies(values: Value, dependencies: tuple[Value, ...], out: Collector) -> None:
    """Take what values say for charts that stand beside NVIDIA's among the dependencies of another."""
    for chart, block in _blocks(values, dependencies):
        collect_others(block, User("values file", values.place.file.rpartition("/")[2], None, chart), out)


def _blocks(values: Value, dependencies: tuple[Value, ...]) -> Iterator[tuple[str, Value]]:
    """Return the values for each dependency of another maker, with the name of its chart."""
    for one in dependencies:
        chart, block = one.text("name") or "", values.get(key_of(one))
        if chart not in CHARTS and block is not None and isinstance(block.tree, dict):
            yield chart, without_switch(key_of(one), block, dependencies) if chart in _HELD else block


def collect_makers_of_pods(value: Value, out: Collector) -> None:
    """Take an object that makes pods or machines with NVIDIA's cards, and what a SparkApplication asks for."""
    group, kind = group_of(value), kind_of(value)
    whole = (value.text("apiVersion") or "", kind)
    known = group in WITH_TEMPLATES or (group, kind) in LACKING or whole in AROUND or whole in LLMAZ_FIELDS
    if known and (says_gpu(value) or _counts_gpus(group, value)):
        collect_whole(value, out)
        if group == _SPARK:
            collect_others(value, User(kind, name_of(value), namespace_of(value), None), out)


def _counts_gpus(group: str, value: Value) -> bool:
    """Say whether an object of Ray, KServe or Spark speaks of GPUs in a word that has no maker's name in it."""
    if group == ray.GROUP:
        return _COUNTS in words(value.tree)
    if group == _KSERVE:
        return any(map(_parts_among_gpus, words(value.tree)))
    return group == _SPARK and any(one == _GPU or _OF_GPU in one for one in words(value.tree))


def collect_blocks(value: Value, out: Collector) -> None:
    """Take an object that says a container's resources without the container."""
    if group_of(value) not in RESOURCE_BLOCKS or not says_gpu(value):
        return
    kind, name, namespace = kind_of(value), name_of(value), namespace_of(value)
    if not out.objects or out.objects[-1].value.place != value.place:
        collect_whole(value, out)
    for around, key in around_blocks(value):
        container = container_of(around, False, key)
        if any(WORD_OF_GPUS.search(amount.resource) for amount in container.amounts):
            out.workloads.append(Workload(kind, name, namespace, around, (), None, (container,), True, value.place))


def _collect(values: Value, user: User, out: Collector, *, plainly: bool, is_own: bool = False) -> None:
    out.others.append(OtherValues(user.chart, values, is_own))
    collect_from_values(values, out)
    for around in values.mappings():
        found = [(around, one, plainly) for one in _plain(around)]
        found += [(block, one, True) for block, one in _in_own_words(around)]
        for block, container, is_kubernetes in found:
            named = any(WORD_OF_GPUS.search(amount.resource) for amount in container.amounts)
            if named or (is_kubernetes and asks_plainly(container)):
                out.workloads.append(
                    Workload(user.kind, user.name, user.namespace, block, (), None, (container,), True, values.place)
                )


def _plain(around: Value) -> Iterator[Container]:
    if around.get("resources") is not None:
        yield container_of(around, False)


def _in_own_words(around: Value) -> Iterator[tuple[Value, Container]]:
    """Return blocks that ask for resources in the words of JupyterHub or of another chart, each as a container."""
    block = around.get("extraResource")
    if block is not None:
        yield around, _container(around, block.get("limits"), block.get("guarantees"))
    limits, requested = (around.get(key) for key in _FLAT)
    if limits is not None or requested is not None:
        yield around, _container(around, limits, requested)
    for asking, amounts in chart_asks(around):
        yield asking, container_of(asking, False)._replace(requests=(), limits=amounts)


def _container(around: Value, limits: Value | None, requests: Value | None) -> Container:
    return container_of(around, False)._replace(limits=_amounts(limits), requests=_amounts(requests))


def _amounts(value: Value | None) -> tuple[Amount, ...]:
    return () if value is None else tuple(Amount(name, amount) for name, amount in value.entries())
