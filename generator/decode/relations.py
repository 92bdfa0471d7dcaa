"""What a schema cannot say: fields that do not go together, and names that must differ."""

from collections.abc import Iterator

from generator.decode import codes
from generator.decode.wording import where
from generator.model.doubt import NOTHING_ELSE, Needs
from generator.model.finding import Finding
from generator.model.profile import ClusterProfile
from generator.model.taints import Toleration
from generator.model.tree import Path
from generator.model.workload import Target, Workload

_MEND_NAMES = "Put both in one entry, or rename one of them."
_MEND_TWICE = {"exceptions": "Keep one of them: a rule is switched off once, for one reason."}


def relation_findings(profile: ClusterProfile) -> tuple[Finding, ...]:
    """Return what is wrong between the fields of a profile whose every field is right."""
    found: tuple[tuple[Iterator[Finding], Needs], ...] = (
        (_node_counts(profile), NOTHING_ELSE),
        (_tolerations(profile), ("install.tolerations[]", "workloads[].target.tolerations[]")),
        (_taints(profile), ("pools[].taints",)),
        (_twice("priorities", "name", tuple(one.name for one in profile.priorities)), ("priorities[*].name",)),
        (_twice("tenants", "namespace", tuple(one.namespace for one in profile.tenants)), ("tenants[*].namespace",)),
        (_twice("exceptions", "rule", tuple(one.rule for one in profile.exceptions)), ("exceptions[*].rule",)),
        (_global_defaults(profile), ("priorities[*]",)),
        (_workload_names(profile), ("workloads[*].name", "workloads[*].namespace")),
        (_workloads(profile), ("workloads[]",)),
    )
    return tuple(finding._replace(needs=needs) for findings, needs in found for finding in findings)


def _node_counts(profile: ClusterProfile) -> Iterator[Finding]:
    for index, pool in enumerate(profile.pools):
        bounds = pool.nodes.how_many
        if bounds is not None and bounds.low > bounds.high:
            path = ("pools", index, "nodes", "count")
            message = f"{where(path)}: min {bounds.low} is more than max {bounds.high}"
            yield codes.CONTRADICTION.at(path, message, f"Write `count: {{min: {bounds.high}, max: {bounds.low}}}`.")


def _tolerations(profile: ClusterProfile) -> Iterator[Finding]:
    for index, toleration in enumerate(profile.install.tolerations):
        yield from _toleration(toleration, ("install", "tolerations", index))
    for number, workload in enumerate(profile.workloads):
        for index, toleration in enumerate(workload.target.tolerations or ()):
            yield from _toleration(toleration, ("workloads", number, "target", "tolerations", index))


def _toleration(toleration: Toleration, path: Path) -> Iterator[Finding]:
    if toleration.key is None and toleration.operator != "Exists":
        message = f"{where(path)} has neither a key nor operator Exists"
        yield codes.CONTRADICTION.at(
            path, message, "Add the taint's `key`, or `operator: Exists` to tolerate every taint."
        )
    if toleration.operator == "Exists" and toleration.value:
        message = f"{where(path)}: operator Exists takes every value, and yet there is one"
        yield codes.CONTRADICTION.at(path, message, "Remove `value`, or write `operator: Equal`.")
    if toleration.toleration_seconds is not None and toleration.effect != "NoExecute":
        message = f"{where(path)}: tolerationSeconds goes with effect NoExecute only"
        yield codes.CONTRADICTION.at(path, message, "Remove `tolerationSeconds`, or write `effect: NoExecute`.")


def _taints(profile: ClusterProfile) -> Iterator[Finding]:
    """A node has one taint of a key and an effect (source: Kubernetes pkg/apis/core/validation, validateNodeTaints)."""
    for index, pool in enumerate(profile.pools):
        taints = [(taint.key, taint.effect) for taint in pool.taints]
        for number, taint in enumerate(taints):
            if taint in taints[:number]:
                path = ("pools", index, "taints", number)
                first = where((*path[:-1], taints.index(taint)))
                message = f"{where(path)}: {first} has key {taint[0]} with effect {taint[1]} already"
                yield codes.TWICE.at(path, message, "Keep one of them: a node has one value for both.")


def _twice(section: str, key: str, names: tuple[str, ...]) -> Iterator[Finding]:
    for index, name in enumerate(names):
        if name in names[:index]:
            first = where((section, names.index(name)))
            message = f"{where((section, index))}: {key} {name} is that of {first} already"
            yield codes.TWICE.at((section, index, key), message, _MEND_TWICE.get(section, _MEND_NAMES))


def _global_defaults(profile: ClusterProfile) -> Iterator[Finding]:
    chosen = [index for index, one in enumerate(profile.priorities) if one.global_default]
    for index in chosen[1:]:
        path = ("priorities", index, "globalDefault")
        message = f"{where(path)}: {profile.priorities[chosen[0]].name} is the global default already"
        yield codes.CONTRADICTION.at(path, message, "Leave globalDefault to one of them.")


def _workload_names(profile: ClusterProfile) -> Iterator[Finding]:
    first: dict[tuple[str, str], int] = {}
    for index, one in enumerate(profile.workloads):
        if first.setdefault((one.namespace, one.name), index) != index:
            other = where(("workloads", first[one.namespace, one.name]))
            message = f"{where(('workloads', index))}: {one.namespace} has a {one.name} in {other} already"
            yield codes.TWICE.at(("workloads", index, "name"), message, _MEND_NAMES)


def _workloads(profile: ClusterProfile) -> Iterator[Finding]:
    for index, one in enumerate(profile.workloads):
        path: Path = ("workloads", index)
        if one.memory_mib == 0:
            key = "memory" if one.context_included else "allocates"
            message = f"{where((*path, key))} is nothing, and every process on a GPU takes some"
            yield codes.OUT_OF_RANGE.at((*path, key), message, "Write the most that one process uses.")
        if one.pool is not None and one.pool in one.fallback:
            message = f"{where((*path, 'fallback'))}: {one.pool} is the workload's own pool"
            yield codes.CONTRADICTION.at((*path, "fallback"), message, "Leave it out there.")
        if one.unaccounted:
            yield from _unaccounted(one, path)


def _unaccounted(workload: Workload, path: Path) -> Iterator[Finding]:
    given = (("resource", workload.resource), ("units", workload.units), ("fallback", workload.fallback or None))
    for key, value in given:
        if value is not None:
            message = f"{where((*path, key))}: an unaccounted workload asks the device plugin for nothing"
            yield codes.CONTRADICTION.at((*path, key), message, f"Remove `{key}`, or `unaccounted`.")
    if workload.target != Target():
        message = f"{where((*path, 'target'))}: an unaccounted workload has no component that patches an object"
        yield codes.CONTRADICTION.at((*path, "target"), message, "Remove `target`, or `unaccounted`.")
