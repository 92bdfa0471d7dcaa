"""Releases that helmfile refuses, or installs without what was meant for them."""

from collections.abc import Iterator, Sequence

from generator.lint.common.kinds import kind_of_tree
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value, is_filled_in_later

_LISTS = ("values", "set", "setString", "secrets", "needs")
_ELSEWHERE = ("bases", "helmfiles")
"""Where more repositories and releases may be."""
_MEANT = {
    "parameters": "set",
    "releaseName": "name",
    "repo": "chart",
    "repository": "chart",
    "targetNamespace": "namespace",
    "valueFiles": "values",
    "valuesContent": "values",
    "valuesFile": "values",
    "valuesFiles": "values",
    "valuesFrom": "values",
    "valuesInline": "values",
    "valuesObject": "values",
}
"""Words of other installers, and the field of helmfile that has their sense."""


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    by_file: dict[str, list[Value]] = {}
    for one in manifests.helmfiles:
        by_file.setdefault(one.place.file, []).append(one)
    for documents in by_file.values():
        releases = [one for document in documents for one in document.elements("releases")]
        whole = not any(document.has(key) for document in documents for key in _ELSEWHERE)
        repositories = [one for document in documents for one in document.elements("repositories")]
        for release in releases:
            yield from _of_fields(release)
            if whole:
                yield from _of_needs(release, releases)
                yield from _of_chart(release, repositories)


def _of_fields(release: Value) -> Iterator[ManifestFault]:
    for key, value in release.entries():
        if key in _LISTS and value.tree is not None and not isinstance(value.tree, list):
            if not is_filled_in_later(value.tree):
                message = f"{key} of a release is {kind_of_tree(value.tree)}, where a list must be: helmfile refuses it"
                yield ManifestFault(value.place, message, "Put a hyphen before its first line.", on_key=True)
        elif key in _MEANT:
            message = f"{key} is no field of a release: helmfile refuses the file"
            yield ManifestFault(value.place, message, f"Write it as `{_MEANT[key]}:`.", on_key=True)


def _of_needs(release: Value, releases: Sequence[Value]) -> Iterator[ManifestFault]:
    for need in release.elements("needs"):
        if not isinstance(need.tree, str) or is_filled_in_later(need.tree):
            continue
        *spaces, name = need.tree.split("/")
        named = [one for one in releases if one.text("name") == name]
        there = [one.text("namespace") for one in named]
        if any(is_filled_in_later(one.text("name")) or one.get("name") is None for one in releases):
            continue
        if not named:
            message = f"no release is called {name}: helmfile refuses the file"
            yield ManifestFault(need.place, message, "Add the release, or leave out what is not installed here.")
        elif spaces and all(one and not is_filled_in_later(one) and one != spaces[-1] for one in there):
            message = (
                f"the release {name} is in the namespace {there[0]}, not in {spaces[-1]}: helmfile refuses the file"
            )
            yield ManifestFault(need.place, message, f"Write {there[0]}/{name}.")


def _of_chart(release: Value, repositories: Sequence[Value]) -> Iterator[ManifestFault]:
    chart = release.get("chart")
    if chart is None or not isinstance(chart.tree, str) or is_filled_in_later(chart.tree):
        return
    alias, sign, name = chart.tree.partition("/")
    names = sorted({one.text("name") or "" for one in repositories})
    if (
        sign
        and names
        and alias not in (*names, ".", "..", "oci:", "https:", "http:", "git::https:")
        and "/" not in name
    ):
        message = f"no repository {alias} is among `repositories`, there is {' and '.join(names)}"
        fix = f"Write {names[0]}/{name}." if len(names) == 1 else "Add it, or name another one."
        yield ManifestFault(chart.place, message, fix, severity=Severity.WARNING)


RULE = ManifestRule(
    "REF231",
    "Release that helmfile refuses",
    Severity.ERROR,
    why="Helmfile takes no field that it does not know, lists values as elements, be they names of files or mappings, "
    "and orders releases by names that must be there. What is before the slash of a chart is a repository of the list.",
    fix="Write it as helmfile reads it.",
    source="helmfile/helmfile pkg/state/state.go (ReleaseSpec), pkg/state/create.go (strict reading), "
    "pkg/state/state_run.go (needs)",
    bad="""\
repositories:
  - {name: nvidia, url: "https://helm.ngc.nvidia.com/nvidia"}
releases:
  - name: gpu-operator
    namespace: gpu-operator
    chart: nvidia/gpu-operator
    version: v26.7.0
    values:  # <- here
      driver: {enabled: false}
    needs:
      - gpu-operator/nfd  # <- here
""",
    good="""\
repositories:
  - {name: nvidia, url: "https://helm.ngc.nvidia.com/nvidia"}
releases:
  - name: nfd
    namespace: gpu-operator
    chart: oci://registry.k8s.io/nfd/charts/node-feature-discovery
  - name: gpu-operator
    namespace: gpu-operator
    chart: nvidia/gpu-operator
    version: v26.7.0
    values:
      - driver: {enabled: false}
    needs:
      - gpu-operator/nfd
""",
    check=_check,
)
