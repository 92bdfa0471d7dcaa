"""Values of a type that the device plugin refuses."""

from collections.abc import Iterator

from generator.lint.common.plugin_files import PluginFile, field, plugin_files, sharing_blocks
from generator.lint.common.plugin_keys import Kind, Seen, keys_of
from generator.lint.common.plugin_use import PluginRuns
from generator.lint.common.resource_names import is_accepted
from generator.lint.plugin._plugin_types import fits, is_devices, type_text
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value, is_filled_in_later

_END = ": the device plugin does not start"


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    runs = PluginRuns(manifests)
    for file in plugin_files(manifests):
        for seen in keys_of(file.content):
            yield from _of_key(file, seen)
            yield from _of_strategies(file, seen, runs)
        yield from _of_resources(file)
    for sharing in sharing_blocks(manifests):
        for entry in sharing.block.elements("resources"):
            yield from _of_devices(entry)


def _of_key(file: PluginFile, seen: Seen) -> Iterator[ManifestFault]:
    key, value = seen.key, seen.value
    if (
        key is None
        or value.tree is None
        or is_filled_in_later(value.tree)
        or key.choices
        or fits(file, value, key.kind)
    ):
        return
    message = f"{seen.name} must be {key.kind.value}, this is {type_text(value.tree)}{_END}"
    yield ManifestFault(value.place, message, _fix(key.kind, seen.name, value))


def _of_strategies(file: PluginFile, seen: Seen, runs: PluginRuns) -> Iterator[ManifestFault]:
    """Return a device list strategy in a form that an old plugin refuses; one text or a list is newer than both.

    Source: NVIDIA/k8s-device-plugin api/config/v1/flags.go, v0.13.0 (text), v0.14.0 (a list), v0.14.1 (either).
    """
    tree = seen.value.tree
    if (
        seen.key is None
        or seen.key.path != "flags.plugin.deviceListStrategy"
        or not isinstance(tree, str | list)
        or is_filled_in_later(tree)
    ):
        return
    older = runs.older_than(file.config_map, _EITHER)
    if older is None or isinstance(tree, list) is (older == _LISTED):
        return
    is_text = isinstance(tree, str)
    kind, fix = ("a list", f"Write `[{tree}]`") if is_text else ("text", "Name one, without brackets")
    message = f"{seen.name} must be {kind} to the device plugin of {older}, this is {type_text(tree)}{_END}"
    fix = f"{fix}, or take v0.14.1 or newer, which takes both."
    yield ManifestFault(seen.value.place, message, fix)


_EITHER, _LISTED = (0, 14, 1), "v0.14.0"


def _fix(kind: Kind, name: str, value: Value) -> str | None:
    tree = value.tree
    if kind is Kind.BOOL and isinstance(tree, str):
        said = tree.lower()
        if said in ("true", "yes", "on", "y", "1", "false", "no", "off", "n", "0"):
            return f"Write `{name}: {'true' if said in ('true', 'yes', 'on', 'y', '1') else 'false'}`, without quotes."
    if kind is Kind.TEXT and isinstance(tree, bool | int | float):
        return f'Write it in quotes: `{name}: "{str(tree).lower()}"`.'
    if kind is Kind.LIST and isinstance(tree, dict):
        return f"Write it as a list, `{name}: [...]`."
    return None


def _of_resources(file: PluginFile) -> Iterator[ManifestFault]:
    resources = field(file.content, "resources")
    for key in ("gpus", "mig") if resources else ():
        entries = None if resources is None else field(resources, key)
        for entry in entries.elements() if entries else ():
            fault = _of_resource(key, entry)
            if fault is not None:
                fix = "Delete the `resources` block: what is in it is dropped."
                yield ManifestFault(entry.place, f"{fault}{_END}", fix)


def _of_resource(key: str, entry: Value) -> str | None:
    missing = next((one for one in ("pattern", "name") if not entry.has(one)), None)
    if missing is not None:
        return f"an entry of resources.{key} has no {missing}"
    pattern, name = entry.get("pattern"), entry.get("name")
    if pattern is not None and not isinstance(pattern.tree, str):
        return f"a pattern of resources.{key} must be text"
    if name is None or not isinstance(name.tree, str) or not is_accepted(name.tree):
        return f"a name of resources.{key} is none that a resource can have"
    return None


def _of_devices(entry: Value) -> Iterator[ManifestFault]:
    if not entry.has("devices") or not isinstance(entry.tree, dict) or is_devices(entry.tree["devices"]):
        return
    message = f"devices must be `all`, and this cannot be read at all{_END}"
    yield ManifestFault(
        entry.place.below("devices"), message, "Delete it: all GPUs of the node are shared in any case."
    )


RULE = ManifestRule(
    "PLG209",
    "Value of a type that the device plugin refuses",
    Severity.ERROR,
    why="The plugin reads its file into fixed types: a value of another type ends it with `cannot unmarshal`, and the "
    "node advertises no GPU at all.",
    fix="Write a value of the type that the key takes.",
    source="NVIDIA/k8s-device-plugin api/config/v1 (flags.go, replicas.go, resources.go, imex.go), and its parser at "
    "v0.17.4 and v0.19.3, asked in tests/parsers",
    bad="""\
apiVersion: v1
kind: ConfigMap
metadata: {name: device-plugin-config}
data:
  any: |
    version: v1
    sharing:
      timeSlicing:
        renameByDefault: "true"  # <- here
        resources:
          - name: nvidia.com/gpu
            replicas: 4
""",
    good="""\
apiVersion: v1
kind: ConfigMap
metadata: {name: device-plugin-config}
data:
  any: |
    version: v1
    sharing:
      timeSlicing:
        renameByDefault: true
        resources:
          - name: nvidia.com/gpu
            replicas: 4
""",
    check=_check,
)
