"""The control plane itself: it comes up, is what it says it is, and leaves nothing behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.controlplane.cluster import Cluster
from tests.support.bundles import Object, at
from tests.support.claims import Proved
from tests.support.go_build import ROOT

pytestmark = pytest.mark.e2e

LONELY = """
import sys, time
from pathlib import Path
from tests.controlplane.cluster import running_cluster
from tests.support.tools import Tools
with running_cluster(Tools(print, sys.exit), Path(sys.argv[1])) as cluster:
    print(*(server.pid for server in cluster.servers), flush=True)
    time.sleep(600)
"""


def test_it_is_a_kubernetes_of_the_pinned_release(cluster: Cluster, proved: Proved) -> None:
    version = cluster.api.get("/version")
    assert (version["gitVersion"], version["major"], version["minor"]) == ("v1.36.3", "1", "36")
    said = cluster.kubectl("version")
    assert (said.returncode, said.stderr) == (0, "")
    assert said.stdout.count("v1.36.3") == 2
    proved(f"{version['gitVersion']} up in {cluster.up_seconds:.1f} s, {cluster.memory_mib()} MiB in all")


def test_unknown_fields_are_refused(cluster: Cluster) -> None:
    found: Object = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "x"}, "dat": {}}
    answer = cluster.api.try_create("/api/v1/namespaces/default/configmaps", found)
    assert answer.code == 400
    assert 'unknown field "dat"' in answer.message


def test_two_run_at_once_and_are_strangers(cluster: Cluster, new_cluster: Cluster) -> None:
    first, second = (one.api.get("/api/v1/namespaces/kube-system") for one in (cluster, new_cluster))
    assert at(first, "metadata", "uid") != at(second, "metadata", "uid")


def test_nothing_is_left_when_whoever_started_it_is_killed(tmp_path: Path, proved: Proved) -> None:
    command = [sys.executable, "-c", LONELY, str(tmp_path / "data")]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as lonely:
        assert lonely.stdout is not None
        pids = [int(pid) for pid in lonely.stdout.readline().split()]
        assert len(pids) == 5
        assert all(alive(pid) for pid in pids)
        os.kill(lonely.pid, signal.SIGKILL)
        killed = time.monotonic()
    while any(alive(pid) for pid in pids):
        assert time.monotonic() - killed < 30
        time.sleep(0.05)
    proved(f"kill -9 of the test run: its {len(pids)} servers are gone after {time.monotonic() - killed:.1f} s")


def alive(pid: int) -> bool:
    status = Path(f"/proc/{pid}/stat")
    try:
        return status.read_text(encoding="ascii").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
