"""Which distribution the files speak of, and where its containerd is; paths: generator/facts/distributions."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from generator.facts.charts import GPU_OPERATOR
from generator.facts.releases import exact_numbers
from generator.lint.common.chart_values import ends_up_with
from generator.model.manifest import ChartUse, Form, Manifests
from generator.model.manifest_value import Place, Value, is_filled_in_later

RANCHER, MICROK8S, K0S, PLAIN = "K3s or RKE2", "MicroK8s", "k0s", "a containerd of the host's packages"
_TALOS_CONFIG = "Talos machine configuration"
_of_talos = re.compile(r"Talos \(v(\d{1,4})\.(\d{1,4})").search
_PLACES = (
    ("/var/lib/rancher/", RANCHER),
    ("/run/k3s/", RANCHER),
    # RKE2 has none there: its containerd is the one of K3s.
    ("/run/rke2/", RANCHER),
    ("/var/snap/microk8s/", MICROK8S),
    ("/etc/k0s/", K0S),
    ("/run/k0s/", K0S),
    ("/var/lib/k0s/", K0S),
    ("/etc/containerd/", PLAIN),
    ("/run/containerd/", PLAIN),
)
SOCKETS = {
    RANCHER: "/run/k3s/containerd/containerd.sock",
    MICROK8S: "/var/snap/microk8s/common/run/containerd.sock",
    K0S: "/run/k0s/containerd.sock",
    PLAIN: "/run/containerd/containerd.sock",
}
_MOUNTED = {
    "CONTAINERD_CONFIG": "/etc/containerd/config.toml",
    "CONTAINERD_SOCKET": SOCKETS[PLAIN],
    "DOCKER_CONFIG": "/etc/docker/daemon.json",
    "DOCKER_SOCKET": "/run/docker.sock",
    "CRIO_CONFIG": "/etc/crio/crio.conf.d/99-nvidia.conf",
}
"""What the operator mounts into the toolkit, with its default.

Source: NVIDIA/gpu-operator v25.3.4 controllers/object_controls.go (getRuntimeConfigFile, getRuntimeSocketFile).
"""
_READS_ENV_LATE = (25, 3, 3)
"""The release that decides on the mounts before it reads toolkit.env; source: the same file, TransformToolkit."""


class Unheeded(NamedTuple):
    """A variable that names another path than what is mounted."""

    name: str
    default: str


class Toolkit(NamedTuple):
    """The operator's container toolkit as somebody sets it up, where it is switched on.

    `env` are its variables that are text. `place` is where it is set up. `use` is its chart, None for a ClusterPolicy.
    """

    env: dict[str, Value]
    place: Place
    use: ChartUse | None

    def text(self, name: str) -> str:
        """Return a variable; empty where it is not set."""
        value = self.env.get(name)
        return value.tree if value is not None and isinstance(value.tree, str) else ""


def toolkits(manifests: Manifests) -> Iterator[Toolkit]:
    """Return the toolkits that the operator installs."""
    for use in manifests.charts:
        if use.chart == GPU_OPERATOR and ends_up_with(use, "toolkit", "enabled") is True:
            at = use.value("toolkit")
            yield Toolkit(_variables(use.value("toolkit", "env")), use.place if at is None else at.place, use)
    for policy in manifests.policies:
        toolkit = policy.spec.get("toolkit")
        enabled = None if toolkit is None else toolkit.get("enabled")
        if toolkit is not None and (enabled is None or enabled.tree is not False):
            yield Toolkit(_variables(toolkit.get("env")), toolkit.place, None)


def reads_env_late(use: ChartUse) -> bool:
    """Say whether the operator is the release in which toolkit.env comes after everything that it sets by itself."""
    image = use.value("operator", "version")
    stated = image.text() if image is not None and image.tree else use.stated
    return exact_numbers(stated or "") == _READS_ENV_LATE


def mounts_defaults(toolkit: Toolkit, manifests: Manifests) -> bool:
    """Say whether the operator is the release that mounts the default paths whatever the toolkit's variables say."""
    if toolkit.use is not None:
        return reads_env_late(toolkit.use)
    operators = [use for use in manifests.charts if use.chart == GPU_OPERATOR]
    if operators:
        return all(map(reads_env_late, operators))
    stated = manifests.context.chart
    return stated is not None and stated[0] == GPU_OPERATOR and exact_numbers(stated[1]) == _READS_ENV_LATE


def unheeded_paths(toolkit: Toolkit) -> tuple[Unheeded, ...]:
    """Return the variables that such an operator pays no heed to, in the order in which they are written."""
    return tuple(
        Unheeded(name, _MOUNTED[name])
        for name in toolkit.env
        if name in _MOUNTED and _names_another(toolkit.text(name), _MOUNTED[name])
    )


def _names_another(path: str, default: str) -> bool:
    return bool(path) and not is_filled_in_later(path) and _plain(path) != default


def containerd_of(path: str) -> str | None:
    """Return whose containerd a path belongs to, None for one that is not known."""
    plain = _plain(path)
    return next((whose for start, whose in _PLACES if plain.startswith(start)), None)


def _plain(path: str) -> str:
    """Return a path below /var/run as nodes have it: that is a link to /run."""
    return path.removeprefix("/var") if path.startswith("/var/run/") else path


def is_rancher(manifests: Manifests, use: ChartUse | None) -> bool:
    """Say whether the files show that this is K3s or RKE2: by a HelmChart of theirs, or by their nodes."""
    return (use is not None and use.form is Form.K3S) or any(
        mark in _kubelet(node.value) for node in manifests.nodes for mark in ("+k3s", "+rke2")
    )


def is_talos(manifests: Manifests) -> bool:
    """Say whether the files show that this is Talos Linux: by a machine configuration, or by its nodes."""
    return any(one.what.startswith(_TALOS_CONFIG) for one in manifests.labelled) or any(
        "Talos" in (node.value.text("status", "nodeInfo", "osImage") or "") for node in manifests.nodes
    )


def talos_releases(manifests: Manifests) -> tuple[tuple[int, int], ...]:
    """Return the releases of Talos Linux, as major and minor, that the Nodes among the files run."""
    images = (node.value.text("status", "nodeInfo", "osImage") or "" for node in manifests.nodes)
    return tuple((int(one[1]), int(one[2])) for text in images if (one := _of_talos(text)) is not None)


def _kubelet(node: Value) -> str:
    return node.text("status", "nodeInfo", "kubeletVersion") or ""


def _variables(env: Value | None) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for one in env.elements() if env is not None else ():
        name, value = one.text("name"), one.get("value")
        if name is not None and value is not None:
            found[name] = value
    return found
