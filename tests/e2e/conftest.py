"""Clusters for the tests of this folder, which run only when asked for."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TypeAlias

import pytest

from tests.controlplane.cluster import Cluster, running_cluster
from tests.support.tools import Tools

Starter: TypeAlias = Callable[[], Cluster]


@contextmanager
def clusters(tools: Tools, folders: pytest.TempPathFactory) -> Iterator[Starter]:
    """Yield what starts a cluster; all of them end here."""
    with ExitStack() as stack:

        def start() -> Cluster:
            return stack.enter_context(running_cluster(tools, folders.mktemp("cluster") / "data"))

        yield start


@pytest.fixture(scope="session")
def cluster(tools: Tools, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A cluster for tests that each keep to a namespace of their own."""
    with clusters(tools, tmp_path_factory) as start:
        yield start()


@pytest.fixture
def new_cluster(tools: Tools, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A cluster that nobody has used."""
    with clusters(tools, tmp_path_factory) as start:
        yield start()


@pytest.fixture(scope="session")
def programs(tools: Tools, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """By Helm (`helm3`, `helm4`) a folder with that Helm and kustomize, to stand in front of PATH."""
    found = {}
    for name, helm in (("helm3", tools.helm3), ("helm4", tools.helm4)):
        folder = tmp_path_factory.mktemp(name)
        (folder / "helm").symlink_to(helm)
        (folder / "kustomize").symlink_to(tools.kustomize)
        found[name] = folder
    return found
