"""What Argo CD does not take in an Application, or passes over."""

import re
from collections.abc import Iterator

from generator.ecosystem.argo_cd import SPEC_OF
from generator.facts.chart_repositories import asks_by_path
from generator.facts.charts import CHARTS
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value, is_filled_in_later

_OCI = "oci://"
_OF_REF = re.compile(r"\$([\w-]+)/")
_BUILD_VARIABLES = ("ARGOCD_", "KUBE_")
"""What a path of a values file may begin with as well: variables of the build environment."""
_PLAIN = "Application"
_OWN_VALUES = "values.yaml"
_HOSTS = ("nvidia.com", "nvidia.github.io")
_OPTIONS = (
    "ApplyOutOfSyncOnly",
    "ClientSideApplyMigration",
    "CreateNamespace",
    "Delete",
    "FailOnSharedResource",
    "Force",
    "Prune",
    "PruneLast",
    "PrunePropagationPolicy",
    "Replace",
    "RespectIgnoreDifferences",
    "ServerSideApply",
    "SkipDryRunOnMissingResource",
    "Validate",
)
"""Sync options; source: argoproj/gitops-engine pkg/sync/common/types.go, argoproj/argo-cd controller/sync.go."""


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for kind, path in SPEC_OF.items():
        for one in manifests.of_kind(kind):
            spec = one.value.get(*path)
            if spec is not None:
                yield from _of(spec, one.value.get("spec", "templatePatch") is not None)
                if kind == _PLAIN and not manifests.may_change(one.value):
                    yield from _without_cluster(spec)


def _of(spec: Value, patched: bool) -> Iterator[ManifestFault]:
    sources = list(spec.elements("sources"))
    single = spec.get("source")
    if single is not None and sources:
        message = "`sources` stands beside `source`: Argo CD does not look at `source`"
        yield ManifestFault(single.place, message, "Make it an element of `sources`.", on_key=True)
    refs = {one.text("ref") for one in sources}
    for source in sources or ([] if single is None else [single]):
        yield from _of_source(source, refs, patched)
    yield from _of_destination(spec)
    for option in spec.elements("syncPolicy", "syncOptions"):
        yield from _of_option(option)


def _of_source(source: Value, refs: set[str | None], patched: bool) -> Iterator[ManifestFault]:
    chart, url, version = source.get("chart"), source.get("repoURL"), source.get("targetRevision")
    if chart is not None and url is not None and str(url.tree).lower().startswith(_OCI):
        message = f"Argo CD takes no chart from {url.tree}: with `chart` a registry stands without {_OCI}"
        yield ManifestFault(url.place, message, f"Write {str(url.tree)[len(_OCI) :]}.")
    if chart is not None and version is None and not patched and isinstance(chart.tree, str):
        message = f"the chart {chart.tree} has no targetRevision: Argo CD refuses the Application"
        yield ManifestFault(chart.place, message, "Write `targetRevision:` with the chart's version beside it.")
    if chart is not None and chart.tree in CHARTS and not source.get("helm", "ignoreMissingValueFiles"):
        yield from _within_chart(source, str(chart.tree), refs)
    yield from _of_path(source)
    for file in source.elements("helm", "valueFiles"):
        found = _OF_REF.match(file.tree) if isinstance(file.tree, str) else None
        if found is None or found[1] in refs or found[1].startswith(_BUILD_VARIABLES):
            continue
        known = " or ".join(sorted(filter(None, refs)))
        there = f"the sources here have {known}" if known else "no source has a ref"
        message = f"{file.tree} is a file of the source with `ref: {found[1]}`, which is not here: {there}"
        fix = f"Write ${known}/{str(file.tree)[found.end() :]}." if known and " or " not in known else None
        yield ManifestFault(file.place, message, fix or f"Add to `sources` the repository with `ref: {found[1]}`.")


def _of_path(source: Value) -> Iterator[ManifestFault]:
    """Return a path in a Helm repository, whose charts have names."""
    if asks_by_path(source):
        address = source.text("repoURL")
        message = f"{address} is a Helm repository, and `path` is a folder of a Git repository: nothing is found"
        fix = "Write `chart:` with the chart's name in the place of `path:`."
        yield ManifestFault(source.place.below("path"), message, fix, on_key=True)


def _within_chart(source: Value, chart: str, refs: set[str | None]) -> Iterator[ManifestFault]:
    """Tell values files that are looked for in NVIDIA's chart, which has one alone, and other files, of which none."""
    known = sorted(filter(None, refs))
    of_parameters = (one.get("path") for one in source.elements("helm", "fileParameters"))
    for file in (*source.elements("helm", "valueFiles"), *filter(None, of_parameters)):
        path = file.tree
        if not isinstance(path, str) or is_filled_in_later(path) or path.startswith("$") or "://" in path:
            continue
        if path.removeprefix("./") == _OWN_VALUES:
            continue
        message = f"{path} is looked for within the chart {chart}, which has no such file: nothing is rendered"
        ref = known[0] if len(known) == 1 else "values"
        fix = f"Write ${ref}/ and the path in the repository"
        # A registry of one's own may have a chart that somebody packed anew.
        is_nvidias = any(host in (source.text("repoURL") or "") for host in _HOSTS)
        yield ManifestFault(
            file.place,
            message,
            f"{fix}." if known else f"{fix}, with that repository as a source that has `ref: {ref}`.",
            severity=None if is_nvidias else Severity.WARNING,
        )


def _of_destination(spec: Value) -> Iterator[ManifestFault]:
    server, name = spec.get("destination", "server"), spec.get("destination", "name")
    # A template may leave one of them empty.
    if all(one is not None and one.tree and not is_filled_in_later(one.tree) for one in (server, name)):
        message = "a destination has either name or server: Argo CD refuses both"
        place = spec.place.below("destination", "name")
        yield ManifestFault(place, message, "Leave out one of them.", on_key=True)


def _without_cluster(spec: Value) -> Iterator[ManifestFault]:
    """Return a destination that names no cluster; that of an ApplicationSet may come from its generators."""
    destination = spec.get("destination")
    if destination is not None and isinstance(destination.tree, dict):
        said = [destination.get(key) for key in ("server", "name")]
        if all(one is None or one.tree == "" for one in said) and destination.tree:
            message = "a destination without server and name is no cluster: Argo CD refuses the Application"
            fix = "Write `server: https://kubernetes.default.svc` for the cluster in which Argo CD runs."
            yield ManifestFault(destination.place, message, fix, on_key=True)


def _of_option(option: Value) -> Iterator[ManifestFault]:
    if not isinstance(option.tree, str) or is_filled_in_later(option.tree):
        return
    name, sign, value = option.tree.partition("=")
    same = next((one for one in _OPTIONS if one.lower() == name.strip().lower()), None)
    if same is not None and (same != name or value != value.strip()):
        yield ManifestFault(
            option.place, f"Argo CD passes over the sync option {option.tree!r}", f"Write {same}={value.strip()}."
        )
    elif same is not None and not sign:
        word = f"the sync option {same} has no value: Argo CD passes over it"
        yield ManifestFault(option.place, word, f"Write {same}=true.")
    elif same is None and sign:
        from difflib import get_close_matches  # 3 ms, wanted for a word that is not known alone

        near = get_close_matches(name, _OPTIONS, n=1, cutoff=0.8)
        if near:
            message = f"Argo CD knows no sync option {name}"
            yield ManifestFault(option.place, message, f"Did you mean {near[0]}={value}?", severity=Severity.WARNING)


RULE = ManifestRule(
    "REF221",
    "Application that Argo CD refuses, or part of it that it passes over",
    Severity.ERROR,
    why="Argo CD checks an Application before it renders anything: a chart needs a version, a destination is one "
    "cluster, and a values file that begins with $ belongs to the source of that ref. Beside `sources` `source` is not "
    "read, and sync options are compared letter by letter.",
    fix="Write it as Argo CD reads it.",
    source="argoproj/argo-cd util/argo/argo.go (validateSourcePermissions, GetRefSources, getDestinationServer), "
    "reposerver/repository/repository.go (resolveReferencedSources), pkg/apis/application/v1alpha1/types.go "
    "(HasMultipleSources, ApplicationSource.IsOCI, SyncOptions.HasOption)",
    bad="""\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: gpu-operator, namespace: argocd}
spec:
  project: default
  destination: {name: in-cluster, namespace: gpu-operator}
  sources:
    - chart: gpu-operator
      repoURL: https://helm.ngc.nvidia.com/nvidia
      targetRevision: v26.7.0
      helm:
        valueFiles:
          - $values/gpu/values.yaml  # <- here
    - repoURL: https://git.example.com/cluster.git
      targetRevision: main
      ref: cluster
  syncPolicy:
    syncOptions:
      - createNamespace=true  # <- here
""",
    good="""\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: gpu-operator, namespace: argocd}
spec:
  project: default
  destination: {name: in-cluster, namespace: gpu-operator}
  sources:
    - chart: gpu-operator
      repoURL: https://helm.ngc.nvidia.com/nvidia
      targetRevision: v26.7.0
      helm:
        valueFiles:
          - $values/gpu/values.yaml
    - repoURL: https://git.example.com/cluster.git
      targetRevision: main
      ref: values
  syncPolicy:
    syncOptions:
      - CreateNamespace=true
""",
    check=_check,
)
