"""A node without a GPU, on which NVIDIA's own programs run: our NVML under them, our kubelet beside them.

Where they look at places that no setting moves, they have a mount namespace of their own; see go/kubelet/node.go.
"""

import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from generator.model.tree import Tree
from tests.devices.cards import Card, node_files
from tests.parsers.parsers import ask
from tests.support.tool_table import CONFIG_MANAGER, DEVICE_PLUGIN, FEATURE_DISCOVERY, KUBELET, MPS_DAEMON
from tests.support.tools import Tools

NVML = Path(__file__).with_name("nvml")
DIALECT = ("-std=c11", "-D_POSIX_C_SOURCE=200809L", "-Wall", "-Wextra", "-Werror")
LIBRARY = ("-shared", "-fPIC", "-pthread", "-O1", "-Wl,-Bsymbolic")
ALONE = (("--mount",), ("--user", "--map-root-user", "--mount"))
"""Options of unshare for a mount namespace: the second does without root where the kernel lets plain users have one."""
NOTHING: Mapping[str, str] = MappingProxyType({})
NO_ALLOCATIONS: Mapping[str, int] = MappingProxyType({})
IDLE = ("No devices found. Waiting indefinitely", "Failed to start one or more plugins")
"""What the device plugin logs where it goes on without having registered everything."""
MPS_IDLE = ("Starting log tailer", "Waiting indefinitely", "Failed to start one or more MPS")
"""What the MPS daemon logs where a resource is served, where there is none, and where it will try again."""
MPS_CONTROL = """\
#!/bin/sh
case "$CUDA_MPS_PIPE_DIRECTORY" in /mps/nvidia.com/*/pipe) ;; *) exit 1 ;; esac
[ "$1" = -d ] && exit
read -r asked || [ -n "$asked" ] || exit 1
echo "$asked" >>"${0%/*/*}/node-folder/notes"
case "$asked" in get_*) echo 100.0 ;; set_* | quit) ;; *) exit 1 ;; esac
"""
"""All of CUDA MPS that is needed: nvidia-cuda-mps-control, which takes the daemon's settings and notes them, and by
which the device plugin asks whether a resource's daemon is well (source: NVIDIA/k8s-device-plugin
cmd/mps-control-daemon/mps/daemon.go)."""
SMI = """\
#!/bin/sh
echo "$@" >>"${0%/*/*}/node-folder/notes"
"""
"""nvidia-smi, by which the MPS daemon sets the compute mode of cards."""


class Setup(NamedTuple):
    """A node's cards, the text of its configuration file if it has one, and the environment that the chart sets.

    `mps` says whether an MPS daemon answers, `allocate` how many devices of a resource to ask for, `later` is what the
    file becomes once something was registered; the plugin is told so by SIGHUP, and what it registers then counts.
    """

    cards: Sequence[Card]
    config: str | None = None
    environment: Mapping[str, str] = NOTHING
    mps: bool = True
    allocate: Mapping[str, int] = NO_ALLOCATIONS
    later: str | None = None


class Allocation(NamedTuple):
    """A device plugin's answer to a request: why it refuses, or what a container is given."""

    error: str
    environment: Mapping[str, str]
    mounts: Mapping[str, str]
    paths: tuple[str, ...]


class Registered(NamedTuple):
    """What the device plugin registered: resource to device ids; `code` is 0 where it ran until it was ended."""

    code: int
    devices: Mapping[str, tuple[str, ...]]
    allocations: Mapping[str, Allocation]
    log: str

    @property
    def units(self) -> dict[str, int]:
        """What the kubelet would report: resource to number of devices."""
        return {name: len(ids) for name, ids in self.devices.items()}


class Labelled(NamedTuple):
    """The labels that GPU Feature Discovery gives a node."""

    code: int
    labels: Mapping[str, str]
    log: str


class Served(NamedTuple):
    """What the MPS daemon told CUDA's and nvidia-smi, in its order; `code` is as in `Registered`."""

    code: int
    asked: tuple[str, ...]
    log: str


class Programs(NamedTuple):
    """NVIDIA's programs, our kubelet, and a folder with our NVML and the stand-ins for CUDA MPS and nvidia-smi."""

    plugin: Path
    discovery: Path
    config_manager: Path
    mps_daemon: Path
    kubelet: tuple[str, ...]
    folder: Path

    def register(self, setups: Sequence[Setup]) -> list[Registered]:
        """Run the device plugin on each node in turn."""
        questions = [self._question([str(self.plugin)], one, self._environment(one), IDLE) for one in setups]
        return [_registered(answer) for answer in self._ask(questions)]

    def label(self, setups: Sequence[Setup]) -> list[Labelled]:
        """Run GPU Feature Discovery on each node in turn, once, its labels written out instead of given to NFD."""
        once = {"GFD_ONESHOT": "true", "GFD_NO_TIMESTAMP": "true", "GFD_USE_NODE_FEATURE_API": "false"}
        questions = [
            self._question([str(self.discovery)], one, {**self._environment(one), **once, "GFD_OUTPUT_FILE": ""}, ())
            for one in setups
        ]
        return [_labelled(answer) for answer in self._ask(questions)]

    def serve(self, setups: Sequence[Setup]) -> list[Served]:
        """Run the MPS control daemon on each node in turn."""
        questions = [self._question([str(self.mps_daemon)], one, self._environment(one), MPS_IDLE) for one in setups]
        return [
            Served(int(str(one["exit"])), tuple(str(one["notes"]).splitlines()), str(one["log"]))
            for one in self._ask(questions)
        ]

    @property
    def config(self) -> Path:
        """Where a node's configuration file lies."""
        return self.folder / "node-folder" / "config.yaml"

    def _environment(self, setup: Setup) -> dict[str, str]:
        found = {
            "LD_LIBRARY_PATH": str(self.folder),
            "FAKE_NVML_NODE": str(self.folder / "node-folder" / "node"),
            "PATH": f"{self.folder / 'mps'}:/usr/bin:/bin" if setup.mps else "/usr/bin:/bin",
            **setup.environment,
        }
        return found if setup.config is None else {**found, "CONFIG_FILE": str(self.config)}

    def _question(
        self, command: Sequence[str], setup: Setup, environment: Mapping[str, str], until: Sequence[str]
    ) -> dict[str, Tree]:
        return {
            "command": list(command),
            "environment": dict(environment),
            "files": {**node_files(setup.cards), self.config.name: setup.config or "", "notes": ""},
            "allocate": dict(setup.allocate),
            "until": list(until),
            "notes": "notes",
            "later": None if setup.later is None else {self.config.name: setup.later},
        }

    def _ask(self, questions: Sequence[Mapping[str, Tree]]) -> list[dict[str, Tree]]:
        return ask([*self.kubelet, str(self.folder / "node-folder")], questions)


def find_programs(tools: Tools, folder: Path) -> Programs:
    """Build what is not built yet, and compile our NVML into a folder; an AssertionError says what is lacking."""
    (folder / "node-folder").mkdir()
    compile_nvml(folder / "libnvidia-ml.so.1")
    (folder / "mps").mkdir()
    for name, text in (("nvidia-cuda-mps-control", MPS_CONTROL), ("nvidia-smi", SMI)):
        (folder / "mps" / name).write_text(text, encoding="utf-8")
        (folder / "mps" / name).chmod(0o755)
    return Programs(
        plugin=tools.get(DEVICE_PLUGIN),
        discovery=tools.get(FEATURE_DISCOVERY),
        config_manager=tools.get(CONFIG_MANAGER),
        mps_daemon=tools.get(MPS_DAEMON),
        kubelet=(*alone(), str(tools.get(KUBELET))),
        folder=folder,
    )


def compile_nvml(target: Path) -> None:
    """Compile our NVML; an AssertionError says that there is no C compiler, or what it says."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    assert compiler is not None, "tests/devices need a C compiler: neither cc nor gcc is on PATH"
    sources = sorted(NVML.glob("*.c"))
    command = [compiler, *DIALECT, *LIBRARY, "-o", str(target), *map(str, sources)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def alone() -> tuple[str, ...]:
    """Return the command that gives a program a mount namespace of its own; an AssertionError where none can be had."""
    program = shutil.which("unshare")
    assert program is not None, "tests/devices need unshare (util-linux)"
    said = []
    for options in ALONE:
        done = subprocess.run([program, *options, "true"], capture_output=True, text=True, check=False)
        if done.returncode == 0:
            return (program, *options)
        said.append(done.stderr.strip())
    raise AssertionError(f"tests/devices need a mount namespace, by root or by user namespaces: {said}")


def _registered(answer: Mapping[str, Tree]) -> Registered:
    devices, allocations = answer["devices"], answer["allocations"]
    return Registered(
        int(str(answer["exit"])),
        {name: _texts(ids) for name, ids in _mapping(devices).items()},
        {name: _allocation(_mapping(one)) for name, one in _mapping(allocations).items()},
        str(answer["log"]),
    )


def _allocation(answer: Mapping[str, Tree]) -> Allocation:
    environment, mounts = _mapping(answer["environment"]), _mapping(answer["mounts"])
    return Allocation(
        str(answer["error"]),
        {name: str(value) for name, value in environment.items()},
        {inside: str(outside) for inside, outside in mounts.items()},
        _texts(answer["paths"]),
    )


def _labelled(answer: Mapping[str, Tree]) -> Labelled:
    pairs = [line.partition("=") for line in str(answer["output"]).splitlines()]
    return Labelled(int(str(answer["exit"])), {key: value for key, _, value in pairs}, str(answer["log"]))


def _mapping(tree: Tree) -> Mapping[str, Tree]:
    return tree if isinstance(tree, dict) else {}


def _texts(tree: Tree) -> tuple[str, ...]:
    return tuple(map(str, tree)) if isinstance(tree, list) else ()
