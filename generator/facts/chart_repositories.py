"""Helm repositories of NVIDIA's: which charts they hold, and addresses that people take for one."""

from typing import NamedTuple

from generator.facts.charts import DEVICE_PLUGIN, GPU_OPERATOR
from generator.model.manifest_value import Value

DISCOVERY = "gpu-feature-discovery"
"""The chart that installs GPU Feature Discovery alone."""


class ChartRepository(NamedTuple):
    """A repository: `charts` are all that it holds where `complete`, else those of them that matter here.

    `lacks` are charts that are published elsewhere alone.
    """

    address: str
    charts: frozenset[str]
    complete: bool
    lacks: frozenset[str] = frozenset()


NGC = ChartRepository(
    "https://helm.ngc.nvidia.com/nvidia",
    frozenset({GPU_OPERATOR, "network-operator"}),
    complete=False,
    lacks=frozenset({DEVICE_PLUGIN, DISCOVERY, "nvidia", "nvidia-gpu-operator", "k8s-device-plugin"}),
)
"""NVIDIA's catalogue; source: installation guides of gpu-operator and network-operator."""
PLUGIN_PAGES = ChartRepository(
    "https://nvidia.github.io/k8s-device-plugin", frozenset({DEVICE_PLUGIN, DISCOVERY}), complete=True
)
"""Source: index.yaml on the branch gh-pages of NVIDIA/k8s-device-plugin, August 2026."""
OPERATOR_PAGES = ChartRepository("https://nvidia.github.io/gpu-operator", frozenset({GPU_OPERATOR}), complete=True)
"""Source: index.yaml on the branch gh-pages of NVIDIA/gpu-operator, August 2026."""
_FORMER = ChartRepository("https://nvidia.github.io/gpu-feature-discovery", frozenset({DISCOVERY}), complete=True)
"""Where GPU Feature Discovery was up to 0.8.2; source: the branch gh-pages of NVIDIA/gpu-feature-discovery."""

REPOSITORIES = (NGC, PLUGIN_PAGES, OPERATOR_PAGES, _FORMER)
HOME = {GPU_OPERATOR: NGC, DEVICE_PLUGIN: PLUGIN_PAGES, DISCOVERY: PLUGIN_PAGES}
"""Where each chart is to be had."""
_INDEXED = ("", "/stable")
"""Below an address of GitHub Pages the folder of the charts has an index too."""

NO_REPOSITORY = {
    "helm.ngc.nvidia.com": "the repository is a folder below this host",
    "nvidia.github.io": "each repository is a folder below this host",
    "github.com/nvidia": "this is a place for source code, not for charts",
    "nvidia.github.com": "the pages are at nvidia.github.io",
    "catalog.ngc.nvidia.com": "this is a page for people",
    "ngc.nvidia.com": "this is a page for people",
    "docs.nvidia.com": "this is a page for people",
}
"""What people write who want one of these repositories, without scheme, and what is there.

Sources: NVIDIA/gpu-operator issue 395, NVIDIA/k8s-device-plugin issue 272.
"""
_WITH_FOLDERS = frozenset(
    {"github.com/nvidia", "nvidia.github.com", "catalog.ngc.nvidia.com", "ngc.nvidia.com", "docs.nvidia.com"}
)
"""Those of them below which nothing is a repository either."""


def repository_at(address: str) -> ChartRepository | None:
    """Return the repository of NVIDIA's that an address with any scheme, or none, names."""
    bare = bare_address(address)
    for one in REPOSITORIES:
        if bare in {bare_address(one.address) + folder for folder in _INDEXED}:
            return one
    return None


def asks_by_path(source: Value) -> bool:
    """Say whether a source of Argo CD is one of these and names a folder in the place of a chart."""
    is_one = repository_at(source.text("repoURL") or "") is not None
    return is_one and source.has("path") and not source.has("chart")


def taken_for_one(address: str) -> str | None:
    """Return what is at an address that is no repository but taken for one of NVIDIA's; None for any other."""
    bare = bare_address(address)
    for known, what in NO_REPOSITORY.items():
        if bare == known or (known in _WITH_FOLDERS and bare.startswith(f"{known}/")):
            return what
    return None


def bare_address(address: str) -> str:
    """Return an address as it is compared: in small letters, without scheme and the slashes at its end."""
    return address.strip().lower().rpartition("://")[2].rstrip("/")
