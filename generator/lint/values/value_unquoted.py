"""A value that a release of the chart prints without quotes where Kubernetes wants text."""

from collections.abc import Iterator

from generator.facts.value_types import UNQUOTED
from generator.lint.common.chart_values import chart_text, ends_up_with, is_before, is_from
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for use in manifests.charts:
        for one in UNQUOTED:
            value = use.value(one.path) if use.chart == one.chart else None
            if value is None or not isinstance(value.tree, bool) or use.stated is None:
                continue
            # Only the plugin's own DaemonSet has the variable.
            if ends_up_with(use, "devicePlugin", "enabled") is False:
                continue
            if is_from(use, one.since) and is_before(use, one.before):
                message = (
                    f"{chart_text(use)} prints {one.path} without quotes into {one.variable}, which must be text: "
                    "the API server refuses the DaemonSet"
                )
                fix = f"Take v{'.'.join(map(str, one.before))} or newer, or leave it out; {one.instead} does the same."
                yield ManifestFault(value.place, message, fix, on_key=True)


RULE = ManifestRule(
    "VAL225",
    "Value that the chart prints without the quotes it needs",
    Severity.ERROR,
    why="The value of an environment variable is text. Releases 0.16.0 to 0.17.0 of the plugin's chart print true and "
    "false bare into it, and pass over a text, so that this value cannot be set there at all.",
    fix="Take a newer release, or set it in the plugin's configuration.",
    source="NVIDIA/k8s-device-plugin deployments/helm/nvidia-device-plugin/templates/daemonset-device-plugin.yml "
    "(v0.15.1 and v0.17.1 quote failOnInitError, v0.16.0 to v0.17.0 do not)",
    bad="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: nvidia-device-plugin, namespace: kube-system}
spec:
  chart: {spec: {chart: nvidia-device-plugin, version: 0.16.2}}
  values:
    failOnInitError: false  # <- here
""",
    good="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: nvidia-device-plugin, namespace: kube-system}
spec:
  chart: {spec: {chart: nvidia-device-plugin, version: 0.17.4}}
  values:
    failOnInitError: false
""",
    check=_check,
)
