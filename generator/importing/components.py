"""The profile's `install.components`, pull secrets, scheduling and monitoring: one value, one field."""

from collections.abc import Iterator

from generator.facts.derived_values import COMPONENTS
from generator.facts.policy_names import PRINTED_FROM
from generator.importing.codes import DIFFERENT
from generator.importing.draft import Draft
from generator.importing.idle import leave_idle
from generator.importing.puts import put_changed
from generator.importing.source import Source
from generator.importing.variables import plain_variable
from generator.model.chart import ChartSheet
from generator.model.manifest_value import Value
from generator.model.tree import Path, Tree

_ALWAYS = frozenset({"operator", "driver", "toolkit", "devicePlugin", "validator"})
"""Components whose being there is said elsewhere, or that are always there."""
_IMAGE = ("repository", "image", "version")
_RESOURCES = ("requests", "limits")
_DIGEST = "@sha256"
_MONITOR = ("dcgmExporter", "serviceMonitor")


def import_components(source: Source, draft: Draft) -> None:
    """Fill in the components' settings, and the secrets and the Prometheus object that belong to them."""
    if source.is_operator:
        for name in COMPONENTS:
            _component(name, source, draft)
        _monitoring(source, draft)
    else:
        _plugin_image(source, draft)
        _resources(source, draft, ("resources",), ("install", "components", "devicePlugin", "resources"))
    _discovery(source, draft, "node-feature-discovery" if source.is_operator else "nfd")
    _secrets(source, draft)


def _component(name: str, source: Source, draft: Draft) -> None:
    said, field = source.said, ("install", "components", name)
    if name not in _ALWAYS and name != "gfd":
        put_changed(source, draft, (name, "enabled"), (*field, "enabled"))
    if name != "driver":
        for key in _IMAGE:
            value = said.text(name, key)
            if value is not None and value.tree != _own_image(said.sheet, name, key):
                draft.put((*field, key), value.tree, value.place)
    _resources(source, draft, (name, "resources"), (*field, "resources"))
    if name != "toolkit":
        _env(source, draft, name)
    args = said.value(name, "args")
    if args is not None and isinstance(args.tree, list) and all(isinstance(one, str) for one in args.tree):
        said.take(name, "args")
        if args.tree:
            draft.put((*field, "args"), args.tree, args.place)


def _own_image(sheet: ChartSheet, name: str, key: str) -> str | None:
    """Return what the chart takes by itself, which an object read from a cluster spells out."""
    found = next((one for one in sheet.images if one.path == name), None)
    if found is None:
        return None
    own = {"repository": found.repository, "image": found.image, "version": found.version or sheet.app_version}
    return own[key]


def _env(source: Source, draft: Draft, name: str) -> None:
    """Take variables that have plain values, unless they are the chart's own."""
    if source.policy is not None and name in PRINTED_FROM and f"{name}.env" in source.said.sheet.dead:
        _tell_printed(source, draft, name)
        return
    env = source.said.changed(name, "env")
    if env is None:
        return
    if not isinstance(env.tree, list):
        source.said.give_back(name, "env")
        return
    for index, one in enumerate(env.elements()):
        found = plain_variable((name, "env"), index, one, source, draft)
        if found is not None:
            draft.put(("install", "components", name, "env", found[0]), found[1], one.place)


def _tell_printed(source: Source, draft: Draft, name: str) -> None:
    """Tell variables of a ClusterPolicy in whose place the chart prints those of another component."""
    said, other = source.said, PRINTED_FROM[name]
    said.take(name, "env")
    draft.dropped.add((name, "env"))
    before, after = said.value(name, "env"), said.effective(other, "env")
    if ((before and before.tree) or []) != (after or []):
        message = f"{name}.env: the chart of {source.release} prints {other}.env in its place"
        fix = f"Apply the variables to the ClusterPolicy beside the bundle, if {name} runs."
        draft.tell(DIFFERENT, message, before.place if before else source.place, fix)


def _resources(source: Source, draft: Draft, path: tuple[str, ...], field: Path) -> None:
    """Take what differs from the chart's own; Helm merges it into that, so the whole is written.

    What the default has and nobody changed need not be said, as the bundle's values are merged in the same way.
    """
    for kind in _RESOURCES:
        for found, value in list(source.said.below(*path, kind)):
            if len(found) == len(path) + 2 and isinstance(value.tree, str | int | float):
                changed = source.said.changed(*(str(part) for part in found))
                if changed is not None:
                    draft.put((*field, kind, str(found[-1])), changed.tree, changed.place)


def _monitoring(source: Source, draft: Draft) -> None:
    said = source.said
    stated = said.value(*_MONITOR, "enabled")
    enabled = said.effective(*_MONITOR, "enabled") is True
    said.take(*_MONITOR, "enabled")
    if not enabled or said.effective("dcgmExporter", "enabled") is False:
        if enabled and stated is not None:
            said.give_back(*_MONITOR, "enabled")
            leave_idle(source, draft, "the exporter is off", (*_MONITOR, "enabled"))
        leave_idle(source, draft, "no ServiceMonitor is made", (*_MONITOR, "interval"), (*_MONITOR, "additionalLabels"))
        return
    field: Path = ("monitoring", "serviceMonitor")
    draft.put(field, {}, None if stated is None else stated.place)
    interval = said.text(*_MONITOR, "interval")
    if interval is not None:
        draft.put((*field, "interval"), interval.tree, interval.place)
    for path, value in list(said.below(*_MONITOR, "additionalLabels")):
        if isinstance(value.tree, str):
            said.take(*(str(part) for part in path))
            draft.put((*field, "labels", str(path[-1])), value.tree, value.place)


def _plugin_image(source: Source, draft: Draft) -> None:
    field: Path = ("install", "components", "devicePlugin")
    repository = source.said.text("image", "repository")
    tag = source.said.text("image", "tag")
    if repository is not None and str(repository.tree).endswith(_DIGEST) and tag is not None:
        # The chart puts a colon before the tag, so that this is an image by its digest.
        tag = Value(f"{_DIGEST.removeprefix('@')}:{tag.tree}", tag.place)
        name = str(repository.tree).removesuffix(_DIGEST)
        repository = None if name == source.said.default(("image", "repository")) else Value(name, repository.place)
    if repository is not None:
        head, _, image = str(repository.tree).rpartition("/")
        draft.put((*field, "repository"), head, repository.place)
        if image != "k8s-device-plugin":
            draft.put((*field, "image"), image, repository.place)
    own = source.said.sheet.components.get("devicePlugin")
    if tag is not None and tag.tree not in (own, source.release):
        draft.put((*field, "version"), tag.tree, tag.place)


def _discovery(source: Source, draft: Draft, key: str) -> None:
    field: Path = ("install", "components", "nodeFeatureDiscovery")
    for path, name in (((key, "image", "repository"), "repository"), ((key, "image", "tag"), "version")):
        value = source.said.text(*path)
        if value is not None:
            draft.put((*field, name), value.tree, value.place)
    _resources(source, draft, (key, "worker", "resources"), (*field, "resources"))


def _secrets(source: Source, draft: Draft) -> None:
    """Take pull secrets; the profile has one list, which all components get."""
    found: dict[str, Value] = {}
    for path in _secret_paths(source):
        value = source.said.changed(*path)
        for one in value.elements() if value is not None else ():
            name = one.tree if isinstance(one.tree, str) else one.text("name")
            if name is not None:
                found.setdefault(name, one)
            else:
                source.said.give_back(*path)
    if found:
        names: list[Tree] = list(found)
        draft.put(("install", "imagePullSecrets"), names, next(iter(found.values())).place)


def _secret_paths(source: Source) -> Iterator[tuple[str, ...]]:
    if source.is_operator:
        yield from ((name, "imagePullSecrets") for name in COMPONENTS)
        yield ("node-feature-discovery", "imagePullSecrets")
    else:
        yield ("imagePullSecrets",)
        yield ("nfd", "imagePullSecrets")
