"""A configuration that is there and was not looked at, since its YAML goes past what is read."""

from collections.abc import Iterator

from generator.lint.common.config_text import passed_over
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for config_map in (*manifests.plugin_configs, *manifests.mig_configs):
        for one in passed_over(config_map.entries):
            yield ManifestFault(one.value.place, one.message, one.fix, at=one.at)


RULE = ManifestRule(
    "LNT003",
    "Configuration that was not looked at",
    Severity.WARNING,
    why="Aliases that multiply, values nested very deeply, keys that are no text and the like are not read here, so "
    "nothing is known of this entry: what else is wrong with it stays hidden.",
    fix="Write it plainly.",
    source="generator/yamltext/problems.py; sigs.k8s.io/yaml refuses most of these too",
    bad="""\
apiVersion: v1
kind: ConfigMap
metadata: {name: device-plugin-config}
data:
  any: |
    version: v1
    ? [flags]  # <- here
    : {migStrategy: none}
    sharing: {timeSlicing: {resources: [{name: nvidia.com/gpu, replicas: 1}]}}
""",
    good="""\
apiVersion: v1
kind: ConfigMap
metadata: {name: device-plugin-config}
data:
  any: |
    version: v1
    flags: {migStrategy: none}
    sharing: {timeSlicing: {resources: [{name: nvidia.com/gpu, replicas: 4}]}}
""",
    check=_check,
)
