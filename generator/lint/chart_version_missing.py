"""A chart version that there is not, or that Helm cannot read."""

import re
from collections.abc import Iterator

from generator.facts.charts import chart_versions
from generator.facts.release_lines import is_release_line
from generator.facts.releases import exact_numbers
from generator.lint._versions import version_place
from generator.model.finding import Severity
from generator.model.manifest import ChartUse, Form, Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule

_BY_HELM = (Form.FLUX, Form.K3S, Form.KUSTOMIZE, Form.ARGO)
_WORD = re.compile(r"[a-z]+")
"""What is no version and no range: `latest`, `stable`, `main`."""


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for use in manifests.charts:
        if use.stated is not None and use.form in _BY_HELM and _is_named(use):
            yield from _of_use(use, use.stated.strip())


def _of_use(use: ChartUse, stated: str) -> Iterator[ManifestFault]:
    newest = chart_versions(use.chart)[-1]
    if _WORD.fullmatch(stated.lower()) and stated.lower() not in ("x", "v"):
        yield ManifestFault(
            version_place(use),
            f"{stated} is no version of a chart: Helm ends with an error",
            f"Write a release, such as {newest}; to follow new ones write a range such as `>=0.0.0`.",
        )
        return
    numbers = exact_numbers(stated)
    if numbers is not None and is_release_line(use.chart, numbers[0], numbers[1]) is False:
        yield ManifestFault(
            version_place(use),
            f"there is no {use.chart} {stated}: no release begins with {numbers[0]}.{numbers[1]}.",
            f"Write a release that there is, such as {newest}.",
            severity=Severity.WARNING,
        )


def _is_named(use: ChartUse) -> bool:
    """Say whether the chart is taken from a Helm repository: a Git source or an image has branches and tags."""
    last = use.place.steps[-1]
    return bool(last) and last[-1] in ("chart", "name")


RULE = ManifestRule(
    "VER203",
    "Chart version that does not exist",
    Severity.ERROR,
    why="Helm looks for a version, or for the newest of a range, in the repository's index. What is neither is an "
    "error, and nothing is installed.",
    fix="Write a release that there is.",
    source="Masterminds/semver NewConstraint, which Helm reads versions with; release tags of NVIDIA/gpu-operator and "
    "NVIDIA/k8s-device-plugin",
    bad="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  chart:
    spec:
      chart: gpu-operator
      version: latest  # <- here
""",
    good="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  chart:
    spec:
      chart: gpu-operator
      version: v26.7.0
""",
    check=_check,
)
