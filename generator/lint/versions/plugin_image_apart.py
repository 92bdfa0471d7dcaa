"""A device plugin whose release is set apart from the chart's."""

from collections.abc import Iterator

from generator.facts.charts import GPU_OPERATOR
from generator.facts.releases import exact_numbers
from generator.lint.common.chart_values import chart_text, sheets_of
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for use in manifests.charts:
        path = ("devicePlugin", "version") if use.chart == GPU_OPERATOR else ("image", "tag")
        tag = use.value(*path)
        own = sheets_of(use)[-1].components.get("devicePlugin", "") if len(use.releases) == 1 and use.within else ""
        given, brought = exact_numbers(str(tag.tree) if tag is not None else ""), exact_numbers(own)
        if tag is None or given is None or brought is None or given[:2] == brought[:2]:
            continue
        than = "newer" if given > brought else "older"
        yield ManifestFault(
            tag.place,
            f"the device plugin is {tag.tree}, {than} than {own}, which {chart_text(use)} is made for",
        )


RULE = ManifestRule(
    "VER206",
    "Device plugin of another release than the chart's",
    Severity.INFO,
    why="The plugin reads its configuration as its own release does: keys of a later one are dropped without a word. "
    "The chart's values and arguments are those of the release that it was made for.",
    fix="Leave the version out, or take the chart release that brings it.",
    source="NVIDIA/k8s-device-plugin api/config/v1 at v0.17.4 to v0.20.0; fact sheets under charts/ (components)",
    bad="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: nvidia-device-plugin, namespace: nvidia}
spec:
  chart: {spec: {chart: nvidia-device-plugin, version: 0.17.4}}
  values:
    image:
      tag: v0.20.0  # <- here
""",
    good="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: nvidia-device-plugin, namespace: nvidia}
spec:
  chart: {spec: {chart: nvidia-device-plugin, version: 0.17.4}}
  values:
    image:
      tag: v0.17.1
""",
    check=_check,
)
