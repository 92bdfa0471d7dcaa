"""Names of entries that no label can hold."""

import re
from collections.abc import Iterator

from generator.lint.common.label_values import is_label_value, renamed
from generator.model.finding import Severity
from generator.model.manifest import Manifests, Origin
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import is_filled_in_later

_KEY = re.compile(r"[A-Za-z0-9_.-]{1,253}")
"""A key of a ConfigMap; source: k8s.io/apimachinery pkg/util/validation, IsConfigMapKey."""


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for config_map in manifests.plugin_configs:
        for entry in config_map.entries if config_map.origin is not Origin.FILE else ():
            if is_label_value(entry.key) or is_filled_in_later(entry.key):
                continue
            fix = renamed(entry.key, "-")
            if _KEY.fullmatch(entry.key):
                message = f"no label can have the value {entry.key!r}: a node gets this entry by default only"
                yield ManifestFault(entry.text.place, message, fix, on_key=True, severity=Severity.WARNING)
            else:
                message = f"{entry.key!r} is no key that a ConfigMap can have: the API server refuses it"
                yield ManifestFault(entry.text.place, message, fix, on_key=True)


RULE = ManifestRule(
    "PLG216",
    "Entry whose name no label can hold",
    Severity.ERROR,
    why="The name of an entry is a key of the ConfigMap and the value of the label nvidia.com/device-plugin.config at "
    "once: it has to be right as both.",
    fix="Take letters, digits, `-`, `_` and `.`, with a letter or digit at both ends, 63 characters at most.",
    source="https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/ and "
    ".../configuration/configmap/; NVIDIA/k8s-device-plugin cmd/config-manager/main.go",
    bad="""\
apiVersion: v1
kind: ConfigMap
metadata: {name: device-plugin-config}
data:
  tesla t4: |  # <- here
    sharing: {timeSlicing: {resources: [{name: nvidia.com/gpu, replicas: 4}]}}
""",
    good="""\
apiVersion: v1
kind: ConfigMap
metadata: {name: device-plugin-config}
data:
  tesla-t4: |
    sharing: {timeSlicing: {resources: [{name: nvidia.com/gpu, replicas: 4}]}}
""",
    check=_check,
)
