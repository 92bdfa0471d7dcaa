"""A chart version that there is not, or that Helm cannot read."""

import re
from collections.abc import Iterator

from generator.facts.chart_repositories import repository_at
from generator.facts.charts import chart_versions
from generator.facts.release_lines import Known, is_between_releases, release_known, why_not_there
from generator.lint.common.chart_orders import Sourced, sourced_orders
from generator.model.finding import Severity
from generator.model.manifest import Form, Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value

_WORD = re.compile(r"[a-z]+")
"""What is no version and no range: `latest`, `stable`, `main`."""


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for sourced in sourced_orders(manifests):
        order = sourced.order
        if order.version is None or order.chart is None or (order.form is Form.K3S and "://" in order.name):
            continue
        if isinstance(order.version.tree, str):
            yield from _of_text(sourced, order.chart, order.version, order.version.tree.strip())
        elif isinstance(order.version.tree, int | float) and not isinstance(order.version.tree, bool):
            yield ManifestFault(
                order.version.place,
                "this version is a number, and text is wanted: it is refused",
                f'Write the whole version, such as "{chart_versions(order.chart)[-1]}".',
            )


def _of_text(sourced: Sourced, chart: str, version: Value, stated: str) -> Iterator[ManifestFault]:
    newest = chart_versions(chart)[-1]
    if _WORD.fullmatch(stated.lower()) and stated.lower() not in ("x", "v"):
        yield ManifestFault(
            version.place,
            f"{stated} is no version of a chart: Helm ends with an error",
            f"Write a release, such as {newest}; to follow new ones write a range such as `>=0.0.0`.",
        )
        return
    known = release_known(chart, stated)
    message = why_not_there(chart, stated)
    if is_between_releases(stated):
        message = f"{stated} is what sources say between releases: no {chart} of that name was released"
    if message:
        yield ManifestFault(
            version.place,
            message,
            f"Write a release that there is, such as {newest}.",
            severity=_severity(sourced, known),
        )


def _severity(sourced: Sourced, known: Known) -> Severity:
    """Return how sure it is: the index of NVIDIA's pages is known, mirrors and registries may have more."""
    if known is Known.NOT_YET:
        return Severity.INFO
    if known is Known.FAR:
        return Severity.WARNING
    repository = repository_at(sourced.url)
    return Severity.ERROR if repository is not None and repository.complete else Severity.WARNING


RULE = ManifestRule(
    "VER203",
    "Chart version that does not exist",
    Severity.ERROR,
    why="Helm looks for a version, or for the newest of a range, in the repository's index. What is neither is an "
    "error, and nothing is installed.",
    fix="Write a release that there is.",
    source="Masterminds/semver NewConstraint, which Helm reads versions with; indexes and release tags of "
    "NVIDIA/gpu-operator and NVIDIA/k8s-device-plugin",
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
