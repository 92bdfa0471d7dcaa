"""An argument of a plugin of Volcano's scheduler that the plugin does not read."""

from collections.abc import Iterator
from typing import NamedTuple

from generator.ecosystem.volcano_plugins import NOW, PLUGINS, Each, Minor, Span
from generator.facts.releases import exact_numbers
from generator.lint.common.near import nearest
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_objects import Program, ProgramConfig
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value, is_filled_in_later

_CHART = "volcano"
_EVER = Span()
_NEVER = "no release of Volcano reads {} in the plugin {}"


class _Around(NamedTuple):
    """What the whole file tells: the release, if that is said, and the first one that reads all that is named.

    `settled` are the arguments beside which stands what has taken their place: they are for older releases.
    """

    release: Minor | None
    least: Minor
    settled: frozenset[str]


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for config in manifests.program_configs:
        if config.program is Program.VOLCANO:
            plugins = [one for tier in config.content.elements("tiers") for one in tier.elements("plugins")]
            given = {(one.text("name") or "", key) for one in plugins for key, _ in one.entries("arguments")}
            settled = frozenset(key for key, now in NOW.items() if now in given)
            around = _Around(_release(config, manifests), _least(plugins), settled)
            for plugin in plugins:
                yield from _of_plugin(plugin, around)


def _release(config: ProgramConfig, manifests: Manifests) -> Minor | None:
    """Return the release as the values of the chart say it, or else the one who asks for the chart."""
    orders = (None if one.version is None else one.version.text() for one in manifests.orders if one.name == _CHART)
    said = (config.stated,) if config.stated is not None else tuple(orders)
    known = {None if (found := exact_numbers(one or "")) is None else found[:2] for one in said}
    return next(iter(known)) if len(known) == 1 else None


def _least(plugins: list[Value]) -> Minor:
    """Return the release from which on all that is named can be read: a file is seldom written for an older one."""
    known = [(found, one) for one in plugins if (found := PLUGINS.get(one.text("name") or "")) is not None]
    spans = [found.arguments.get(key, _EVER) for found, one in known for key, _ in one.entries("arguments")]
    return max((*(found.since for found, _ in known), *(one.since for one in spans)), default=_EVER.since)


def _of_plugin(plugin: Value, around: _Around) -> Iterator[ManifestFault]:
    name = plugin.text("name") or ""
    known = PLUGINS.get(name)
    if known is None:
        return
    for key, value in plugin.entries("arguments"):
        found = None
        if known.each is not None and key.startswith(f"{known.each.listing}."):
            found = _of_resource(key, plugin, known.each, name)
            span = known.arguments.get(known.each.listing)
        else:
            span = known.arguments.get(key)
        if span is None:
            found = (_NEVER.format(key, name), _meant(key, name))
        elif found is None and key not in around.settled:
            yield from _of_release(key, value, name, span, around)
        if found is not None and not is_filled_in_later(key):
            what, fix = found
            yield ManifestFault(value.place, f"{what}: it has no effect", fix, on_key=True)


def _of_resource(key: str, plugin: Value, each: Each, name: str) -> tuple[str, str] | None:
    """Return what is wrong with an argument for one resource, and how to mend it."""
    rest = key.removeprefix(f"{each.listing}.")
    resource = next((rest.removesuffix(end) for end in each.endings if rest.endswith(end)), None)
    if resource is None:
        ways = " and ".join(f"{each.listing}.RESOURCE{end}" for end in each.endings)
        return _NEVER.format(key, name), f"What there is for one resource is {ways}."
    given = plugin.get("arguments", each.listing)
    text = "" if given is None else given.text()
    # In another form than text nothing is listed, which need not be what is meant.
    if text is None or is_filled_in_later(text) or resource in map(str.strip, text.split(",")):
        return None
    what = f"the plugin {name} does not read {key}, since {each.listing} does not name {resource}"
    return what, f"Add {resource} to {each.listing}."


def _of_release(key: str, value: Value, name: str, span: Span, around: _Around) -> Iterator[ManifestFault]:
    release, until = around.release, span.until
    if (until is None and release is None) or (release is not None and span.has(release)):
        return
    late = until is not None and (release is None or release > until)
    bounds = f"up to {_shown(until)}" if late and until else f"from {_shown(span.since)} on"
    stated = "" if release is None else f", and this is {_shown(release)}"
    message = f"only releases {bounds} read {key} in the plugin {name}{stated}"
    other, now = NOW.get(key, ("", ""))
    fix = f"Write {now} at the plugin {other}." if late and now else "Leave it out."
    unsure = release is None and until is not None and around.least <= until
    yield ManifestFault(value.place, message, fix, on_key=True, severity=Severity.INFO if unsure else None)


def _meant(key: str, name: str) -> str:
    others = [one for one, plugin in PLUGINS.items() if key in plugin.arguments]
    if others:
        return f"It is one of the plugin {others[0]}: write it there."
    near = nearest(key, sorted(PLUGINS[name].arguments))
    return f"Did you mean {near}?" if near else "Leave it out."


def _shown(minor: Minor) -> str:
    return f"{minor[0]}.{minor[1]}"


RULE = ManifestRule(
    "KUB211",
    "Argument that a plugin of Volcano's scheduler does not read",
    Severity.WARNING,
    why="A plugin looks up the arguments that it knows by their names, and the scheduler passes over all others "
    "without a word: what was to be set keeps its default. Several have moved from one plugin to another.",
    fix="Write the argument that the plugin reads.",
    source="volcano-sh/volcano pkg/scheduler/plugins of every release, pkg/scheduler/framework/arguments.go; "
    "generator/ecosystem/volcano_plugins.py has them all",
    bad="""\
apiVersion: v1
kind: ConfigMap
metadata: {name: volcano-scheduler-configmap, namespace: volcano-system}
data:
  volcano-scheduler.conf: |
    actions: "enqueue, allocate, backfill"
    tiers:
    - plugins:
      - name: predicates
        arguments:
          predicate.VGPUEnable: true  # <- here
      - name: deviceshare
        arguments:
          deviceshare.VGPUEnabled: true  # <- here
      - name: binpack
        arguments:
          binpack.resources: nvidia.com/gpu
          binpack.resources.nvidia.com/mig-1g.10gb: 5  # <- here
""",
    good="""\
apiVersion: v1
kind: ConfigMap
metadata: {name: volcano-scheduler-configmap, namespace: volcano-system}
data:
  volcano-scheduler.conf: |
    actions: "enqueue, allocate, backfill"
    tiers:
    - plugins:
      - name: predicates
        arguments:
          predicate.CacheEnable: true
      - name: deviceshare
        arguments:
          deviceshare.VGPUEnable: true
      - name: binpack
        arguments:
          binpack.resources: nvidia.com/gpu, nvidia.com/mig-1g.10gb
          binpack.resources.nvidia.com/mig-1g.10gb: 5
""",
    check=_check,
)
