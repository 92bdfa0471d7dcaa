"""A key that only later releases of the device plugin read."""

from collections.abc import Iterator

from generator.lint.common.plugin_files import plugin_files
from generator.lint.common.plugin_keys import keys_of
from generator.lint.common.plugin_use import PluginRuns
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    runs = PluginRuns(manifests)
    for file in plugin_files(manifests):
        for seen in keys_of(file.content):
            since = seen.key.since if seen.key else None
            release = None if since is None else runs.older_than(file.config_map, since)
            if since is not None and release is not None:
                first = "v" + ".".join(map(str, since))
                yield ManifestFault(
                    seen.value.place,
                    f"{seen.name} is read from device plugin {first} on, and this is {release}: it is dropped "
                    "without a word",
                    f"Delete it, or take a chart whose device plugin is {first} or newer.",
                    on_key=True,
                )


RULE = ManifestRule(
    "PLG203",
    "Key of a later device plugin",
    Severity.ERROR,
    why="A release passes over keys that came after it, without a word in its log: the setting has no effect.",
    fix="Delete it, or take a chart with a newer device plugin.",
    source="NVIDIA/k8s-device-plugin api/config/v1 at every release from v0.12.0 to v0.20.0",
    bad="""\
config:
  map:
    default: |
      version: v1
      flags:
        plugin:
          sharedDevicesAllocationPolicy: packed  # <- here
      sharing:
        timeSlicing:
          resources: [{name: nvidia.com/gpu, replicas: 4}]
""",
    good="""\
config:
  map:
    default: |
      version: v1
      flags:
        gdrcopyEnabled: true
      sharing:
        timeSlicing:
          resources: [{name: nvidia.com/gpu, replicas: 4}]
""",
    check=_check,
    options=("--chart", "nvidia-device-plugin@v0.19.3"),
)
