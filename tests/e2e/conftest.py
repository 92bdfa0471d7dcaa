"""Clusters for the tests of this folder, which run only when asked for, and what a person has at hand to fill them."""

import subprocess
import sys
from collections.abc import Iterator, Mapping

import pytest

from generator.facts.charts import CHART_RELEASES
from tests.controlplane.cluster import Cluster
from tests.controlplane.clusters import Clusters
from tests.devices.measured import Advertise, advertised
from tests.devices.standin import find_programs
from tests.e2e.bundles import Bench
from tests.standin.repository import HOSTS, answering, package
from tests.support.go_build import ROOT
from tests.support.tool_table import KUBERNETES
from tests.support.tools import Tools

GPUSLICE = f"""\
#!/bin/sh
PYTHONPATH={ROOT} exec {sys.executable} -P -m generator "$@"
"""


@pytest.fixture(scope="session")
def clusters(tools: Tools, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clusters]:
    """Where clusters come from."""
    found = Clusters(tools, lambda: tmp_path_factory.mktemp("cluster") / "data")
    yield found
    found.close()


@pytest.fixture(scope="session")
def cluster(clusters: Clusters) -> Iterator[Cluster]:
    """A cluster for tests that each keep to a namespace of their own."""
    with clusters.new() as found:
        yield found


@pytest.fixture
def new_cluster(clusters: Clusters) -> Iterator[Cluster]:
    """A cluster that nobody has used."""
    with clusters.new() as found:
        yield found


@pytest.fixture(scope="session")
def network(tools: Tools, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, str]]:
    """What has to be set in an environment for Helm to find the chart repositories, whose stand-in this is."""
    folder = tmp_path_factory.mktemp("repository")
    (folder / "keys").symlink_to(tools.get(KUBERNETES))
    subprocess.run([folder / "keys", folder, *HOSTS], check=True, timeout=60)
    packages = [package(chart, version, folder / version) for chart, version in CHART_RELEASES]
    with answering(packages, folder / "serving.crt", folder / "serving.key") as found:
        yield found


@pytest.fixture(scope="session")
def advertise(tools: Tools, tmp_path_factory: pytest.TempPathFactory) -> Advertise:
    """What nodes advertise, measured: NVIDIA's own device plugin runs on their cards with their configuration."""
    programs = find_programs(tools, tmp_path_factory.mktemp("devices"))
    return lambda bundle: advertised(programs, bundle)


@pytest.fixture(scope="session")
def benches(
    tools: Tools, network: Mapping[str, str], advertise: Advertise, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Bench]:
    """By Helm (`helm3`, `helm4`) a folder with that Helm, kustomize and gpuslice, to stand in front of PATH."""
    found = {}
    for name, helm in (("helm3", tools.helm3), ("helm4", tools.helm4)):
        folder = tmp_path_factory.mktemp(name)
        (folder / "helm").symlink_to(helm)
        (folder / "kustomize").symlink_to(tools.kustomize)
        (folder / "gpuslice").write_text(GPUSLICE, encoding="utf-8")
        (folder / "gpuslice").chmod(0o755)
        found[name] = Bench(folder, network, advertise)
    return found
