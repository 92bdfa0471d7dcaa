"""A Kubernetes control plane on loopback ports, with kwok as the kubelets of nodes that do not exist."""

import atexit
import json
import secrets
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple

from generator.model.tree import Tree
from tests.controlplane.api import Api, wait_for
from tests.controlplane.ports import HeldPort
from tests.controlplane.servers import Server, ServerError, kill_all
from tests.support.tool_table import ETCD, KUBERNETES, KWOK
from tests.support.tools import Tools

STAGES = Path(__file__).with_name("kwok.yaml")
LOG_LINE = "2000-01-01T00:00:00.000000000Z stdout F kwok runs nothing and has no other line\n"
UP_SECONDS = 120.0
"""On idle cores it takes 4; this is for machines that build something meanwhile."""
NAMES = ("kube-apiserver", "kube-controller-manager", "kube-scheduler", "kubectl", "keys")


class Cluster(NamedTuple):
    """A running control plane: its folder, the folder of its programs, and a client.

    `kubeconfig` is an administrator's. `up_seconds` is from the first process to the first pod that could be made.
    """

    folder: Path
    programs: Path
    kubeconfig: Path
    api: Api
    servers: tuple[Server, ...]
    up_seconds: float

    def environment(self, *programs: Path) -> dict[str, str]:
        """Return an environment that has kubectl for this cluster, and in front of it the programs of other folders."""
        folders = [*programs, self.programs, Path("/usr/local/bin"), Path("/usr/bin"), Path("/bin")]
        return {
            "PATH": ":".join(map(str, folders)),
            "HOME": str(self.folder),
            "KUBECONFIG": str(self.kubeconfig),
            "LC_ALL": "C.UTF-8",
        }

    def kubectl(self, *arguments: str, given: str | None = None) -> "subprocess.CompletedProcess[str]":
        """Run kubectl and return what came of it."""
        command = [str(self.programs / "kubectl"), *arguments]
        return subprocess.run(
            command, input=given, env=self.environment(), capture_output=True, text=True, check=False, timeout=120
        )

    def memory_mib(self) -> int:
        """Return what all servers use together, in MiB."""
        return sum(server.memory_mib() for server in self.servers)


@contextmanager
def running_cluster(tools: Tools, folder: Path) -> Iterator[Cluster]:
    """Start a cluster with its data below a new folder, and stop every process of it in the end.

    Raises ServerError or TimeoutError where it does not come up.
    """
    with ExitStack() as stack:
        begin = time.monotonic()
        folder.mkdir(parents=True)
        ports = tuple(stack.enter_context(_held()) for _ in range(4))
        started: list[Server] = []
        end = partial(kill_all, started)
        # Also where a test run ends without unwinding; a killed one lets go of the leash.
        atexit.register(end)
        stack.callback(atexit.unregister, end)
        stack.callback(end)
        token = secrets.token_hex(16)
        api = Api(ports[2].number, folder / "serving.crt", token)
        stack.callback(api.close)
        yield _start(_Parts(tools, folder, ports, started, api), token, begin)


class _Parts(NamedTuple):
    """What the start needs; `held` are the ports of etcd's clients and peers, of the API server and of the kubelets."""

    tools: Tools
    folder: Path
    held: tuple[HeldPort, ...]
    started: list[Server]
    api: Api

    @property
    def ports(self) -> tuple[int, ...]:
        return tuple(port.number for port in self.held)

    def start(self, name: str, program: Path, *arguments: str) -> Server:
        server = Server(name, [str(program)], self.folder, *arguments)
        self.started.append(server)
        return server


@contextmanager
def _held() -> Iterator[HeldPort]:
    port = HeldPort()
    try:
        yield port
    finally:
        port.close()


def _start(parts: _Parts, token: str, begin: float) -> Cluster:
    folder, api = parts.folder, parts.api
    programs = folder / "bin"
    programs.mkdir()
    for name in NAMES:
        (programs / name).symlink_to(parts.tools.get(KUBERNETES))
    subprocess.run([programs / "keys", str(folder)], check=True, timeout=60)
    (folder / "container.log").write_text(LOG_LINE, encoding="ascii")
    (folder / "tokens.csv").write_text(f'{token},admin,admin,"system:masters"\n', encoding="ascii")
    kubeconfig = folder / "kubeconfig.json"
    kubeconfig.write_text(json.dumps(_kubeconfig(parts.ports[2], folder, token)), encoding="utf-8")
    parts.start("etcd", parts.tools.get(ETCD), *_etcd(parts.ports, folder))
    parts.start("kube-apiserver", programs / "kube-apiserver", *_api_server(parts.ports, folder))
    _wait(parts, "the API server is ready", lambda: _says_ok(api, "/readyz"))
    known = f"--kubeconfig={kubeconfig}"
    parts.held[3].close()  # kwok alone does not share ports
    for name, arguments in _clients(parts.ports, folder).items():
        parts.start(name, parts.tools.get(KWOK) if name == "kwok" else programs / name, known, *arguments)
    _wait(parts, "pods can be made", lambda: api.exists("/api/v1/namespaces/default/serviceaccounts/default"))
    return Cluster(folder, programs, kubeconfig, api, tuple(parts.started), time.monotonic() - begin)


def _wait(parts: _Parts, what: str, look: Callable[[], bool]) -> None:
    def alive() -> bool:
        for server in parts.started:
            server.check()
        return look()

    try:
        wait_for(what, alive, UP_SECONDS)
    except TimeoutError as error:
        said = "; ".join(f"{server.name}: {server.last_lines()}" for server in parts.started)
        raise ServerError(f"{error}; {said}") from error


def _says_ok(api: Api, path: str) -> bool:
    try:
        return api.ask("GET", path).code == 200
    except OSError:
        return False


def _etcd(ports: tuple[int, ...], folder: Path) -> list[str]:
    clients, peers = (f"http://127.0.0.1:{port}" for port in ports[:2])
    return [
        f"--data-dir={folder / 'etcd'}",
        f"--listen-client-urls={clients}",
        f"--advertise-client-urls={clients}",
        f"--listen-peer-urls={peers}",
        f"--initial-advertise-peer-urls={peers}",
        f"--initial-cluster=default={peers}",
        "--socket-reuse-port=true",
        "--unsafe-no-fsync=true",  # nobody reads the data after a crash
        "--log-level=warn",
    ]


def _api_server(ports: tuple[int, ...], folder: Path) -> list[str]:
    return [
        f"--etcd-servers=http://127.0.0.1:{ports[0]}",
        "--bind-address=127.0.0.1",
        f"--secure-port={ports[2]}",
        "--permit-port-sharing=true",
        "--endpoint-reconciler-type=none",  # the address of a service may not be a loopback one
        f"--tls-cert-file={folder / 'serving.crt'}",
        f"--tls-private-key-file={folder / 'serving.key'}",
        f"--token-auth-file={folder / 'tokens.csv'}",
        "--authorization-mode=RBAC",
        "--allow-privileged=true",  # as every distribution has it: the chart's DaemonSets are
        "--service-account-issuer=https://kubernetes.default.svc",
        f"--service-account-key-file={folder / 'service-accounts.key'}",
        f"--service-account-signing-key-file={folder / 'service-accounts.key'}",
        "--service-cluster-ip-range=10.96.0.0/16",
        "--kubelet-preferred-address-types=InternalIP",
    ]


def _clients(ports: tuple[int, ...], folder: Path) -> Mapping[str, list[str]]:
    alone = ["--leader-elect=false", "--kube-api-qps=1000", "--kube-api-burst=2000"]
    return {
        "kube-controller-manager": [
            *alone,
            "--secure-port=0",
            "--node-monitor-grace-period=24h",  # nodes send no heartbeats, and stay ready all the same
            f"--service-account-private-key-file={folder / 'service-accounts.key'}",
            f"--root-ca-file={folder / 'serving.crt'}",
        ],
        "kube-scheduler": [*alone, "--secure-port=0"],
        "kwok": [
            f"--config={STAGES}",
            "--manage-all-nodes=true",
            "--node-lease-duration-seconds=0",
            "--node-ip=127.0.0.1",
            f"--node-port={ports[3]}",
            f"--server-address=127.0.0.1:{ports[3]}",
            f"--tls-cert-file={folder / 'serving.crt'}",
            f"--tls-private-key-file={folder / 'serving.key'}",
        ],
    }


def _kubeconfig(port: int, folder: Path, token: str) -> Tree:
    server: Tree = {"server": f"https://127.0.0.1:{port}", "certificate-authority": str(folder / "serving.crt")}
    return {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": "tests", "cluster": server}],
        "users": [{"name": "admin", "user": {"token": token}}],
        "contexts": [{"name": "tests", "context": {"cluster": "tests", "user": "admin"}}],
        "current-context": "tests",
    }
