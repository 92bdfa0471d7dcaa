"""NVIDIA's config-manager, which picks a node's entry of the device plugin's ConfigMap by the node's label."""

import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from generator.facts.charts import GPU_OPERATOR
from generator.model.plan import CONFIG_LABEL
from tests.controlplane.api import wait_for
from tests.controlplane.cluster import Cluster
from tests.devices.standin import alone
from tests.support.bundles import Bundle, at

OPERATOR_FALLBACK, PLUGIN_FALLBACK = "empty", "named,single"
"""What the charts set (source: NVIDIA/gpu-operator controllers/object_controls.go; the plugin's chart, values.yaml)."""
LONGEST_SECONDS = 60
NOTING = """\
import signal, sys
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGHUP})
with open(sys.argv[1], "a", buffering=1) as notes:
    notes.write("ready\\n")
    while signal.sigwait({signal.SIGHUP}):
        notes.write("signalled\\n")
"""
"""Notes each SIGHUP: one that is blocked waits until somebody takes it, so that none is lost whenever it comes."""
SIDECAR = """\
export PYTHONHOME="$5"
"$4" -S -c "$6" "$1" &
(exec -a "$2" "$4" -S -c "$6" "$1") &
until [ "$(cat "$1" 2>/dev/null)" = "$(printf 'ready\nready')" ]; do :; done
exec "$3"
"""
"""Two processes that note a SIGHUP, only one under the name asked for, and the sidecar among them.

None of them ends: v0.19.3 comes to grief over a process that has ended and is not buried (findPidToSignal).
"""


DETECTED = re.compile(r"Label change detected: nvidia\.com/device-plugin\.config=(\S*)\n")
CONTENT = re.compile(r"Already configured")
DONE = re.compile(r"Successfully updated|Already configured")


class Picked(NamedTuple):
    """How config-manager ended, where its symlink leads now (None: there is none), and what it logged."""

    code: int
    link: str | None
    log: str

    @property
    def entry(self) -> str | None:
        """The entry picked."""
        return None if self.link is None else Path(self.link).name


class Manager(NamedTuple):
    """config-manager on a node: the folder of the mounted ConfigMap, and the place of the symlink that it makes."""

    program: Path
    cluster: Cluster
    source: Path
    link: Path

    def environment(self, node: str, default: str, fallback: str) -> dict[str, str]:
        """Return what the init container is given."""
        return {
            "KUBECONFIG": str(self.cluster.kubeconfig),
            "NODE_NAME": node,
            "NODE_LABEL": CONFIG_LABEL,
            "CONFIG_FILE_SRCDIR": str(self.source),
            "CONFIG_FILE_DST": str(self.link),
            "DEFAULT_CONFIG": default,
            "FALLBACK_STRATEGIES": fallback,
            "ONESHOT": "true",
            "SEND_SIGNAL": "false",
            "NO_PROXY": "127.0.0.1",
            "PATH": "/usr/bin:/bin",
        }

    def start(self, node: str, default: str, fallback: str = OPERATOR_FALLBACK) -> Picked:
        """Run the init container on a node that has no symlink yet."""
        self.link.unlink(missing_ok=True)
        environment = self.environment(node, default, fallback)
        done = subprocess.run(
            [self.program], env=environment, capture_output=True, text=True, check=False, timeout=LONGEST_SECONDS
        )
        return Picked(done.returncode, self.leads_to(), done.stderr)

    def settle(self, node: str, default: str, fallback: str = OPERATOR_FALLBACK) -> Picked:
        """Run the init container, then the sidecar until it has heeded the node's label."""
        first = self.start(node, default, fallback)
        if first.code != 0:
            return first
        label = at(self.cluster.api.get(f"/api/v1/nodes/{node}"), "metadata", "labels", CONFIG_LABEL) or ""
        environment = {**self.environment(node, default, fallback), "ONESHOT": "false"}
        with self._running([str(self.program)], environment) as (process, log):
            wait_for(f"the label of {node} is heeded", lambda: process.poll() is not None or _heeded(log, str(label)))
            return Picked(process.poll() or 0, self.leads_to(), log.read_text(encoding="utf-8"))

    def leads_to(self) -> str | None:
        """Return where the symlink leads; None where there is none, as for a moment whenever it is moved."""
        try:
            return str(self.link.readlink())
        except FileNotFoundError:
            return None

    @contextmanager
    def sidecar(self, node: str, default: str, name: str, process: str) -> Iterator["Sidecar"]:
        """Run the sidecar, which goes on watching, beside a process of some name, in a process namespace of its own.

        `process` is whom the chart tells it to signal.
        """
        signals = self.link.with_name("signals")
        signals.unlink(missing_ok=True)
        own = {"ONESHOT": "false", "SEND_SIGNAL": "true", "PROCESS_TO_SIGNAL": process}
        namespace = [*alone(), "--pid", "--fork", "--kill-child", "--mount-proc"]
        command = [*namespace, "/bin/bash", "-c", SIDECAR, "sidecar", str(signals), name, str(self.program)]
        # Python would look for its library beside the name that it is given.
        command += [str(Path(sys.executable).resolve()), sys.base_prefix, NOTING]
        with self._running(command, {**self.environment(node, default, OPERATOR_FALLBACK), **own}) as (running, log):
            yield Sidecar(running, signals, log)

    @contextmanager
    def _running(
        self, command: Sequence[str], environment: Mapping[str, str]
    ) -> Iterator[tuple["subprocess.Popen[bytes]", Path]]:
        """Run a process that does not end by itself, and kill it in the end; yield it and its log."""
        log = self.link.with_name("log")
        with log.open("wb") as said:
            process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=said, stderr=said)
        try:
            yield process, log
        finally:
            process.kill()
            process.wait()


class Sidecar(NamedTuple):
    """A running sidecar, the file in which signals are noted, and its log."""

    process: "subprocess.Popen[bytes]"
    signals: Path
    log: Path

    def signalled(self) -> int:
        """Return how many signals came."""
        return self.signals.read_text(encoding="utf-8").count("signalled") if self.signals.exists() else 0

    def is_content(self, label: str) -> bool:
        """Whether it has seen a label and found nothing to do."""
        return _heeded(self.log, label, CONTENT)

    def told(self) -> str:
        """Return all there is to tell of a run that went wrong."""
        return f"{self.signalled()} signals\n{self.said()}"

    def said(self) -> str:
        """Return the log."""
        return self.log.read_text(encoding="utf-8")


def _heeded(log: Path, label: str, outcome: re.Pattern[str] = DONE) -> bool:
    """Whether the last label that was seen is this one, and something was made of it."""
    text = log.read_text(encoding="utf-8")
    seen = list(DETECTED.finditer(text))
    return bool(seen) and seen[-1][1] == label and outcome.search(text, seen[-1].end()) is not None


def mount(folder: Path, entries: Mapping[str, str]) -> Path:
    """Lay a ConfigMap out as the kubelet mounts it: files below a folder of dots, and symlinks to them."""
    data = folder / "..2026"
    data.mkdir(parents=True)
    (folder / "..data").symlink_to(data.name)
    for key, text in entries.items():
        (data / key).write_text(text, encoding="utf-8")
        (folder / key).symlink_to(f"..data/{key}")
    return folder


def chart_settings(bundle: Bundle) -> tuple[str, str]:
    """Return the default entry and the fallback strategies that the chart sets from our values."""
    if bundle.plan.release.chart == GPU_OPERATOR:
        return str(at(bundle.values, "devicePlugin", "config", "default")), OPERATOR_FALLBACK
    return str(at(bundle.values, "config", "default")), PLUGIN_FALLBACK
