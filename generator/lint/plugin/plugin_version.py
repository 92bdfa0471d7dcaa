"""A version of the device plugin's configuration that there is not."""

from collections.abc import Iterator

from generator.lint.common.plugin_files import field, plugin_files
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import is_filled_in_later


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for file in plugin_files(manifests):
        version = field(file.content, "version")
        if version is not None and version.tree not in ("v1", "") and not is_filled_in_later(version.tree):
            shown = version.tree if isinstance(version.tree, str | int | float) else "this"
            message = f"the configuration has version v1, not {shown}: the device plugin does not start"
            yield ManifestFault(version.place, message)


RULE = ManifestRule(
    "PLG211",
    "Version other than v1",
    Severity.ERROR,
    why="The plugin ends with `unknown version`, and the node advertises no GPU at all. The version is that of the "
    "file's form, not that of the plugin.",
    fix="Write `version: v1`.",
    source="NVIDIA/k8s-device-plugin api/config/v1/config.go, parseConfigFrom (v0.17.4 to v0.20.0)",
    bad="""\
apiVersion: v1
kind: ConfigMap
metadata: {name: device-plugin-config}
data:
  any: |
    version: v1beta1  # <- here
    sharing:
      timeSlicing:
        resources: [{name: nvidia.com/gpu, replicas: 4}]
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
        resources: [{name: nvidia.com/gpu, replicas: 4}]
""",
    check=_check,
)
