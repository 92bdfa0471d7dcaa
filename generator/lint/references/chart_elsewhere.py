"""A chart that the named repository does not hold, or an address at which no repository is."""

import re
from collections.abc import Iterator

from generator.facts.chart_repositories import (
    HOME,
    OPERATOR_PAGES,
    PLUGIN_PAGES,
    ChartRepository,
    bare_address,
    repository_at,
    taken_for_one,
)
from generator.lint.common.chart_orders import REPOSITORY, Sourced, sourced_orders
from generator.lint.common.references import listed
from generator.model.finding import Severity
from generator.model.manifest import Form, Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value

_INDEX = "/index.yaml"
_PAGES = "nvidia.github.io/"
_WEB = ("https://", "http://")
_OCI = "oci://"
_WITHOUT_OCI = (Form.K3S,)
"""Those who hand the address on as Helm's --repo."""
_CUSTOMARY = {"nvdp"}
"""What NVIDIA's guides call the repository of the device plugin; of no other have they a word that is no chart's."""
_CHART_FILE = re.compile(r"(gpu-operator|nvidia-device-plugin)(-v?\d[^/]*\.tgz)?/?")


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    of_nvidia = {
        one.name for one in manifests.of_kind(REPOSITORY) if repository_at(one.value.text("spec", "url") or "")
    }
    for sourced in sourced_orders(manifests):
        fault = _swapped(sourced, of_nvidia | _CUSTOMARY) if not sourced.url else None
        fault = fault or _of(sourced)
        if fault is not None:
            yield fault


def _of(sourced: Sourced) -> ManifestFault | None:
    order, address, url = sourced.order, sourced.address, sourced.url
    if address is None or not url:
        return _without_repository(sourced) if order.form is Form.K3S and order.repository is None else None
    repository = repository_at(url)
    if url.lower().startswith(_OCI) and order.form in _WITHOUT_OCI and order.chart is not None:
        name = order.name.rpartition("/")[2]
        message = f"Helm takes no registry as a repository's address: {url} is refused"
        fix = f"Leave out the repository, and write the chart as `{url.rstrip('/')}/{name}`."
        if repository is None:
            return ManifestFault(address.place, message, fix)
    if repository is None:
        return _no_repository(sourced, address) or _with_folder(sourced)
    if not url.lower().startswith(_WEB):
        return _scheme(repository, address, url)
    return _with_folder(sourced) or _not_held(repository, sourced)


def _no_repository(sourced: Sourced, address: Value) -> ManifestFault | None:
    """Find an address of NVIDIA's at which no repository is."""
    url, home = sourced.url, HOME.get(sourced.order.chart or "")
    what = taken_for_one(url)
    if url.endswith(_INDEX) and (meant := repository_at(url.removesuffix(_INDEX))) is not None:
        return ManifestFault(address.place, "Helm adds index.yaml to the address by itself", f"Write {meant.address}.")
    if what is not None:
        fix = None if home is None else f"Write {home.address}."
        return ManifestFault(address.place, f"no Helm repository is at {url}: {what}", fix)
    below, chart = url.rstrip("/").rpartition("/")[::2]
    if url.startswith(_WEB) and _CHART_FILE.fullmatch(chart) and (of := repository_at(below)) is not None:
        message = f"no Helm repository is at {url}: the chart's name does not belong to its address"
        return ManifestFault(address.place, message, f"Write {of.address}.")
    if home is not None and bare_address(url).startswith(_PAGES):
        message = f"no Helm repository with {sourced.order.chart} is known at {url}"
        return ManifestFault(address.place, message, f"Write {home.address}.", severity=Severity.WARNING)
    return None


def _scheme(repository: ChartRepository, address: Value, url: str) -> ManifestFault:
    pages = repository in (OPERATOR_PAGES, PLUGIN_PAGES)
    fix = f"Write {repository.address}."
    if url.startswith("oci://"):
        message = f"{repository.address} is a repository with an index, not a registry: oci:// finds nothing there"
        return ManifestFault(address.place, message, fix, severity=None if pages else Severity.WARNING)
    return ManifestFault(address.place, f"the address {url} has no https://, so that it is not taken for one", fix)


def _with_folder(sourced: Sourced) -> ManifestFault | None:
    """Find the name that a repository has on somebody's workstation before the chart's."""
    order = sourced.order
    name = order.name.rpartition("/")[2]
    if order.chart is None or "/" not in order.name or "://" in order.name or not sourced.url.startswith(_WEB):
        return None
    message = f"an index has no folders: the chart is {name} there, and {order.name} is not found"
    return ManifestFault(order.named.place, message, f"Write `{name}`.")


def _not_held(repository: ChartRepository, sourced: Sourced) -> ManifestFault | None:
    order = sourced.order
    if order.name in repository.charts or not (repository.complete or order.name in repository.lacks):
        return None
    home = HOME.get(order.name)
    fix = f"Take it from {home.address}." if home else f"Write {' or '.join(sorted(repository.charts))}."
    message = f"{repository.address} has no chart {order.name}, it has {listed(repository.charts)}"
    if not repository.complete:
        message = f"{repository.address} has no chart {order.name}"
    return ManifestFault(order.named.place, message, fix, severity=None if repository.complete else Severity.WARNING)


def _swapped(sourced: Sourced, names: set[str]) -> ManifestFault | None:
    """Find a chart of NVIDIA's that is named as its repository, and a repository's name that stands for the chart."""
    order, source = sourced.order, sourced.order.source
    meant = None if source is None else source.text("name")
    if meant not in HOME or order.name not in names or order.name in HOME:
        return None
    message = f"{order.name} is the name of a repository and no chart, {meant} is its chart: they are swapped"
    return ManifestFault(order.named.place, message, f"Write `chart: {meant}`, and {order.name} as the source's name.")


def _without_repository(sourced: Sourced) -> ManifestFault | None:
    """Find a HelmChart of K3s that says no repository: the pod that installs it has none of its own."""
    order = sourced.order
    if order.chart is None or "://" in order.name:
        return None
    name = order.name.rpartition("/")[2]
    home = HOME[order.chart].address
    message = f"no repository is named for {order.name}, and the pod in which Helm runs has none"
    return ManifestFault(order.named.place, message, f"Write `repo: {home}` and `chart: {name}`.")


RULE = ManifestRule(
    "REF210",
    "Chart that is not in its repository",
    Severity.ERROR,
    why="Helm looks a chart up in the index.yaml of its repository, by its name alone. What is before the slash in "
    "`nvidia/gpu-operator` is the name that `helm repo add` gave the repository on some machine.",
    fix="gpu-operator is at https://helm.ngc.nvidia.com/nvidia, nvidia-device-plugin at "
    "https://nvidia.github.io/k8s-device-plugin.",
    source="index.yaml on the branches gh-pages of NVIDIA/k8s-device-plugin and NVIDIA/gpu-operator; fluxcd/"
    "source-controller internal/helm/repository/chart_repository.go, getChartVersion; k3s-io/helm-controller "
    "pkg/controllers/chart/chart.go, job; NVIDIA/gpu-operator issues 395 and 538",
    bad="""\
apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata: {name: nvidia, namespace: flux-system}
spec: {url: "https://nvidia.github.io/k8s-device-plugin"}
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  chart:
    spec:
      chart: gpu-operator  # <- here
      version: v26.7.0
      sourceRef: {kind: HelmRepository, name: nvidia, namespace: flux-system}
---
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: nvidia-device-plugin, namespace: argocd}
spec:
  destination: {server: "https://kubernetes.default.svc", namespace: nvidia}
  source:
    chart: nvidia-device-plugin
    repoURL: https://github.com/NVIDIA/k8s-device-plugin  # <- here
    targetRevision: 0.20.0
""",
    good="""\
apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata: {name: nvidia, namespace: flux-system}
spec: {url: "https://helm.ngc.nvidia.com/nvidia"}
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  chart:
    spec:
      chart: gpu-operator
      version: v26.7.0
      sourceRef: {kind: HelmRepository, name: nvidia, namespace: flux-system}
---
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: nvidia-device-plugin, namespace: argocd}
spec:
  destination: {server: "https://kubernetes.default.svc", namespace: nvidia}
  source:
    chart: nvidia-device-plugin
    repoURL: https://nvidia.github.io/k8s-device-plugin
    targetRevision: 0.20.0
""",
    check=_check,
)
