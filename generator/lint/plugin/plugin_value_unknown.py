"""Values that are none of those that the device plugin knows."""

from collections.abc import Iterator

from generator.facts.program_settings import WORDS_SINCE
from generator.lint.common.config_text import is_bare_word
from generator.lint.common.plugin_files import PluginFile, plugin_files
from generator.lint.common.plugin_keys import Key, Kind, Seen, keys_of
from generator.lint.common.plugin_overrides import Overrides
from generator.lint.common.plugin_use import PluginRuns, is_of_operator, users
from generator.lint.plugin._plugin_types import fits, type_text
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value, is_filled_in_later

_INTERVAL = "flags.gfd.sleepInterval"
_LEAST_NANOSECONDS = 1_000_000_000
"""Less than a second nobody means."""
_END = ": the device plugin does not start"
_NOTHING = "the device plugin tells no container of its GPUs, and no error says so; newer releases do not start"
_ONE = "Leave it out, which is envvar, or name one."
_BARE = "true or false to the plugin's YAML reader, and no text"


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    runs, overrides = PluginRuns(manifests), Overrides(manifests)
    for file in plugin_files(manifests):
        for seen in keys_of(file.content):
            key, value = seen.key, seen.value
            if (
                key is None
                or value.tree is None
                or _is_dropped(file, key, runs)
                or _is_beaten(file, seen, overrides, manifests)
            ):
                continue
            if _names_none(key, value):
                yield ManifestFault(value.place, f"{seen.name} names none: {_NOTHING}", _ONE, on_key=True)
            elif key.choices:
                yield from _of_choice(file, key, seen)
                yield from _of_later(file, key, seen, runs)
            elif key.path == "imex.channelIDs" and fits(file, value, key.kind) and value.tree not in ([], [0], [None]):
                message = f"imex.channelIDs takes [] or [0] alone{_END}"
                yield ManifestFault(value.place, message, "Write `channelIDs: [0]`, or leave it out.")
            elif key.path == _INTERVAL and key.path not in overrides.of(file.config_map):
                yield from _of_interval(value)


def _of_interval(value: Value) -> Iterator[ManifestFault]:
    """Return a number without a unit, which is one of nanoseconds; source: api/config/v1/duration.go."""
    tree = value.tree
    if isinstance(tree, int | float) and not isinstance(tree, bool) and 0 < tree < _LEAST_NANOSECONDS:
        message = f"sleepInterval: {tree} is {tree} nanoseconds: GPU Feature Discovery looks again without a pause"
        yield ManifestFault(value.place, message, f"Write `{tree}s`.", severity=Severity.WARNING)


def _is_beaten(file: PluginFile, seen: Seen, overrides: Overrides, manifests: Manifests) -> bool:
    """Say whether the environment beats a value before it is looked at: a text as strategy for MIG, or an empty list.

    The others are looked at while the file is read (NVIDIA/k8s-device-plugin api/config/v1).
    """
    is_mig = seen.key is not None and seen.key.path == "flags.migStrategy" and isinstance(seen.value.tree, str)
    if seen.key is None or not (is_mig or _names_none(seen.key, seen.value)):
        return False
    if users(file.config_map, manifests):
        return seen.key.path in overrides.of(file.config_map)
    return is_of_operator(file.config_map, manifests)


def _names_none(key: Key, value: Value) -> bool:
    return key.kind is Kind.TEXTS and value.tree == []


def _is_dropped(file: PluginFile, key: Key, runs: PluginRuns) -> bool:
    return key.since is not None and runs.older_than(file.config_map, key.since) is not None


def _of_choice(file: PluginFile, key: Key, seen: Seen) -> Iterator[ManifestFault]:
    value = seen.value
    several = key.kind is Kind.TEXTS and isinstance(value.tree, list)
    for one in value.elements() if several else (value,):
        if not is_filled_in_later(one.tree) and (not isinstance(one.tree, str) or one.tree not in key.choices):
            bare = is_bare_word(file.quoted, one)
            message = f"{seen.name}: {one.tree} is {_BARE}" if bare else _message(key, one, seen.name)
            yield ManifestFault(one.place, f"{message}{_END}", _fix(key, one, bare))


def _of_later(file: PluginFile, key: Key, seen: Seen, runs: PluginRuns) -> Iterator[ManifestFault]:
    """Return words that came with a later plugin."""
    for one in (seen.value, *seen.value.elements()):
        since = WORDS_SINCE.get(one.tree) if isinstance(one.tree, str) and key.kind is Kind.TEXTS else None
        older = None if since is None else runs.older_than(file.config_map, since)
        if since is not None and older is not None:
            first = "v" + ".".join(map(str, since))
            message = f"{one.tree} is a {_what(key)} from device plugin {first} on, and this is {older}{_END}"
            yield ManifestFault(one.place, message, "Write envvar, or take a chart with a newer device plugin.")


def _message(key: Key, value: Value, name: str) -> str:
    if isinstance(value.tree, str):
        return f"{value.tree!r} is no {_what(key)}"
    return f"{name} must be text, this is {type_text(value.tree)}"


def _fix(key: Key, value: Value, bare: bool) -> str:
    import difflib

    any_of = f"Write one of {', '.join(key.choices)}."
    if not isinstance(value.tree, str):
        return any_of
    if key.name == "migStrategy" and value.tree.lower() in ("off", "no", "false", "disabled"):
        return "Write `migStrategy: none`."
    if key.kind is Kind.TEXTS and "," in value.tree:
        return f"Write a list: `[{', '.join(part.strip() for part in value.tree.split(','))}]`."
    close = difflib.get_close_matches(value.tree.lower(), key.choices, n=1)
    return f"Write `{close[0]}`; it takes {', '.join(key.choices)}." if close and not bare else any_of


def _what(key: Key) -> str:
    return {
        "migStrategy": "MIG strategy",
        "deviceListStrategy": "device list strategy",
        "deviceIDStrategy": "device id strategy",
        "deviceDiscoveryStrategy": "device discovery strategy",
    }.get(key.name, "allocation policy")


RULE = ManifestRule(
    "PLG210",
    "Value that the device plugin does not know",
    Severity.ERROR,
    why="The plugin compares the value with those that it knows, letter by letter, and ends with an error where it is "
    "none of them: the node advertises no GPU at all. Unquoted `on`, `off`, `yes` and `no` are true and false to it.",
    fix="Write one of the values that it knows.",
    source="NVIDIA/k8s-device-plugin cmd/nvidia-device-plugin/main.go, validateFlags (v0.17.4 to v0.20.0), "
    "api/config/v1/strategy.go (AllCDIEnabled), internal/plugin/server.go (Allocate)",
    bad="""\
apiVersion: v1
kind: ConfigMap
metadata: {name: device-plugin-config}
data:
  any: |
    version: v1
    flags:
      migStrategy: off  # <- here
""",
    good="""\
apiVersion: v1
kind: ConfigMap
metadata: {name: device-plugin-config}
data:
  any: |
    version: v1
    flags:
      migStrategy: none
""",
    check=_check,
)
