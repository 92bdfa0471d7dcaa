"""The Go programs that tests run: tools, taken from the machine or built, and programs of our own, always built."""

from typing import NamedTuple, TypeAlias

Version: TypeAlias = tuple[int, int, int]


class Tool(NamedTuple):
    """A command-line tool; `minimum` <= version < `below` is accepted from PATH, `pinned` is what we build.

    `module` is the Go package, `go` the oldest Go that its go.mod accepts, `seconds` a build on 2 cores,
    `ldflags` what the project's own release sets and `go install` would leave out.
    """

    name: str
    commands: tuple[str, ...]
    version_arguments: tuple[str, ...]
    minimum: Version
    below: Version
    module: str
    pinned: str
    go: Version
    seconds: int
    ldflags: str = ""

    @property
    def wanted(self) -> str:
        """The tool and its accepted versions, for people."""
        return f"{self.name} >= {'.'.join(map(str, self.minimum))}"


class OwnProgram(NamedTuple):
    """A Go program of ours around somebody else's module, whose version `pinned` says; never taken from PATH.

    `folder` holds its package, `beside` other folders of its sources; both lie below the project. `package` is another
    one to build, of a module that the folder's go.mod pins. `modfile` and `tags` choose among several versions of that
    module, `cgo` says whether it needs a C compiler; `go`, `seconds`, `ldflags` are as in `Tool`.
    """

    name: str
    pinned: str
    folder: str
    beside: tuple[str, ...]
    go: Version
    seconds: int
    package: str = "."
    modfile: str = "go.mod"
    tags: str = ""
    cgo: bool = False
    ldflags: str = ""

    @property
    def wanted(self) -> str:
        """The program and what it is built around, for people."""
        return f"{self.name} {self.pinned}"


# Without these, Helm 3 takes the cluster to be Kubernetes 1.20 (pkg/chartutil/capabilities.go) and charts refuse it;
# 1.37 is the client-go that v3.22.0 is built with. Helm 4 reads it from its own build information.
HELM3_KUBERNETES = " ".join(
    f"-X helm.sh/helm/v3/pkg/{package}.k8sVersion{part}"
    for package in ("chartutil", "lint/rules")
    for part in ("Major=1", "Minor=37")
)

# Before 5.8.1 kustomize asks `helm version -c`, which Helm 4 no longer knows.
KUSTOMIZE = Tool(
    name="kustomize",
    commands=("kustomize",),
    version_arguments=("version",),
    minimum=(5, 8, 1),
    below=(6, 0, 0),
    module="sigs.k8s.io/kustomize/kustomize/v5",
    pinned="v5.8.1",
    go=(1, 24, 0),
    seconds=25,
)
HELM3 = Tool(
    name="helm3",
    commands=("helm3", "helm"),
    version_arguments=("version", "--short"),
    minimum=(3, 16, 0),
    below=(4, 0, 0),
    module="helm.sh/helm/v3/cmd/helm",
    pinned="v3.22.0",
    go=(1, 26, 0),
    seconds=100,
    ldflags=HELM3_KUBERNETES,
)
HELM4 = Tool(
    name="helm4",
    commands=("helm4", "helm"),
    version_arguments=("version", "--short"),
    minimum=(4, 0, 0),
    below=(5, 0, 0),
    module="helm.sh/helm/v4/cmd/helm",
    pinned="v4.3.1",
    go=(1, 26, 0),
    seconds=100,
)
KUBECONFORM = Tool(
    name="kubeconform",
    commands=("kubeconform",),
    version_arguments=("-v",),
    minimum=(0, 7, 0),
    below=(1, 0, 0),
    module="github.com/yannh/kubeconform/cmd/kubeconform",
    pinned="v0.7.0",
    go=(1, 24, 0),
    seconds=5,
)

TOOLS = (KUSTOMIZE, HELM3, HELM4, KUBECONFORM)

_OWN = "tests/parsers/go"
_LINES = (f"{_OWN}/lines",)
PLUGIN_PARSERS = (
    OwnProgram(
        name="plugin-parser",
        pinned="v0.17.4",
        folder=f"{_OWN}/plugin",
        beside=_LINES,
        go=(1, 25, 0),
        seconds=30,
        modfile="v0.17.4.mod",
        tags="plugin_v0_17",
    ),
    OwnProgram(
        name="plugin-parser", pinned="v0.19.3", folder=f"{_OWN}/plugin", beside=_LINES, go=(1, 25, 0), seconds=30
    ),
)
"""The device plugin's own parser in the versions that the Go module proxy has of those we compile for."""
# go-nvml, which mig-parted's types import, is C's business; nothing of it runs.
MIG_PARSER = OwnProgram(
    name="mig-parser",
    pinned="v0.13.1",
    folder=f"{_OWN}/migparted",
    beside=_LINES,
    go=(1, 25, 0),
    seconds=20,
    cgo=True,
)
OWN_PROGRAMS = (*PLUGIN_PARSERS, MIG_PARSER)

_CONTROL_PLANE = "tests/controlplane/go"
_LEASH = (f"{_CONTROL_PLANE}/leash",)
# Built plainly it says that it is v0.0.0, and charts refuse it.
KUBERNETES_RELEASE = " ".join(
    f"-X k8s.io/{module}.git{part}"
    for module in ("component-base/version", "client-go/pkg/version")
    for part in ("Version=v1.36.3", "Major=1", "Minor=36", "TreeState=clean")
)
KUBERNETES = OwnProgram(
    name="kubernetes",
    pinned="v1.36.3",
    folder=f"{_CONTROL_PLANE}/kubernetes",
    beside=_LEASH,
    go=(1, 26, 0),
    seconds=240,
    ldflags=KUBERNETES_RELEASE,
)
"""API server, controller manager, scheduler and kubectl in one program, which is what the name it is called by says."""
ETCD = OwnProgram(
    name="etcd", pinned="v3.7.3", folder=f"{_CONTROL_PLANE}/etcd", beside=_LEASH, go=(1, 26, 0), seconds=20
)
KWOK = OwnProgram(
    name="kwok", pinned="v0.8.0", folder=f"{_CONTROL_PLANE}/kwok", beside=_LEASH, go=(1, 26, 0), seconds=70
)
CONTROL_PLANE = (ETCD, KUBERNETES, KWOK)

_DEVICES = "tests/devices/go"
_NVIDIA_COMMANDS = "github.com/NVIDIA/k8s-device-plugin/cmd"


def _of_nvidia(name: str, seconds: int) -> OwnProgram:
    """Return a command of the device plugin's module; go-nvml looks for its library by way of C."""
    return OwnProgram(
        name=name,
        pinned="v0.19.3",
        folder=f"{_DEVICES}/nvidia",
        beside=(),
        go=(1, 26, 0),
        seconds=seconds,
        package=f"{_NVIDIA_COMMANDS}/{name}",
        cgo=True,
    )


DEVICE_PLUGIN = _of_nvidia("nvidia-device-plugin", 60)
FEATURE_DISCOVERY = _of_nvidia("gpu-feature-discovery", 60)
CONFIG_MANAGER = _of_nvidia("config-manager", 10)
MPS_DAEMON = _of_nvidia("mps-control-daemon", 10)
KUBELET = OwnProgram(
    name="kubelet", pinned="v1beta1", folder=f"{_DEVICES}/kubelet", beside=_LINES, go=(1, 26, 0), seconds=20
)
"""Stands in for the kubelet towards device plugins, in that version of their API."""
DEVICES = (DEVICE_PLUGIN, FEATURE_DISCOVERY, CONFIG_MANAGER, MPS_DAEMON, KUBELET)
