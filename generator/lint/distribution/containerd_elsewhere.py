"""A toolkit that is pointed at another containerd than the nodes have."""

from collections.abc import Iterator

from generator.lint.common.chart_values import ends_up_with
from generator.lint.common.distribution import (
    PLAIN,
    RANCHER,
    SOCKETS,
    Toolkit,
    containerd_of,
    is_rancher,
    mounts_defaults,
    toolkits,
    unheeded_paths,
)
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import is_filled_in_later

_CONFIG, _SOCKET = "CONTAINERD_CONFIG", "CONTAINERD_SOCKET"
_DEFAULT = "/etc/containerd/config.toml"
_PATHS = (
    *(_CONFIG, _SOCKET, "DOCKER_CONFIG", "DOCKER_SOCKET", "CRIO_CONFIG"),
    *("RUNTIME_CONFIG", "RUNTIME_DROP_IN_CONFIG"),
)
"""Variables whose folder the operator mounts from the host; source: controllers/object_controls.go."""


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for toolkit in toolkits(manifests):
        if mounts_defaults(toolkit, manifests) and unheeded_paths(toolkit):
            # Whatever the paths are, this release does not read them: that is a fault of its own.
            continue
        # With the NRI plugin neither a socket nor a configuration of containerd is mounted.
        if toolkit.use is None or ends_up_with(toolkit.use, "cdi", "nriPluginEnabled") is not True:
            yield from _of_toolkit(toolkit, manifests)


def _of_toolkit(toolkit: Toolkit, manifests: Manifests) -> Iterator[ManifestFault]:
    relative = [name for name in _PATHS if (path := toolkit.text(name)) and not _is_absolute(path)]
    for name in relative:
        yield ManifestFault(
            toolkit.env[name].place,
            f"{name} is {toolkit.text(name)}, which is no absolute path: the toolkit's pod cannot mount it, or changes "
            "a file that nobody reads",
            f"Write /{toolkit.text(name).removeprefix('./')}.",
        )
    if not relative:
        yield from _of_containerd(toolkit, manifests)


def _of_containerd(toolkit: Toolkit, manifests: Manifests) -> Iterator[ManifestFault]:
    config, socket = toolkit.text(_CONFIG), toolkit.text(_SOCKET)
    by_config, by_socket = containerd_of(config), containerd_of(socket)
    if by_socket is not None and socket.removeprefix("/var") not in (SOCKETS[by_socket], _short(by_socket)):
        yield ManifestFault(
            toolkit.env[_SOCKET].place,
            f"{socket} is no socket of {by_socket}: the toolkit cannot reach containerd and does not start",
            f"Write {SOCKETS[by_socket]}.",
        )
    elif (
        by_config is not None and by_socket is not None and by_config != by_socket and not _finds(by_config, by_socket)
    ):
        yield ManifestFault(
            toolkit.env[_CONFIG].place,
            f"the configuration is that of {by_config}, the socket that of {by_socket}: the containerd that is told to "
            "reload does not read this file",
            f"Write {_SOCKET}: {SOCKETS[by_config]}.",
        )
    elif by_socket == RANCHER and by_config == PLAIN and (config != _DEFAULT or _is_default(toolkit)):
        yield ManifestFault(
            toolkit.env[_CONFIG].place,
            f"the socket is that of {RANCHER}, whose containerd never reads {config}: what the toolkit writes there "
            + ("does not make nvidia the default runtime" if _is_default(toolkit) else "has no effect"),
            f"Leave {_CONFIG} out: {RANCHER} finds the runtimes by itself when it starts. Its own option "
            "default-runtime makes nvidia the default.",
        )
    elif by_config not in (None, PLAIN) and not socket:
        yield ManifestFault(
            toolkit.env[_CONFIG].place,
            f"{_SOCKET} is missing, and its default {SOCKETS[PLAIN]} is not that of {by_config}: the toolkit cannot "
            "reach containerd and does not start",
            f"Add {_SOCKET} with the value {SOCKETS[by_config or PLAIN]}.",
        )
    elif _is_plain(config) and _is_plain(socket) and is_rancher(manifests, toolkit.use):
        said = toolkit.env.get(_SOCKET) or toolkit.env.get(_CONFIG)
        yield ManifestFault(
            toolkit.place if said is None else said.place,
            f"{RANCHER} has its containerd at {SOCKETS[RANCHER]}, the toolkit looks for {SOCKETS[PLAIN]} and does "
            "not start",
            f"Set {_SOCKET} to {SOCKETS[RANCHER]} in toolkit.env, or write `toolkit: {{enabled: false}}` "
            "with a toolkit on the host.",
            on_key=True,
        )


def _is_absolute(path: str) -> bool:
    return path.startswith("/") or is_filled_in_later(path)


def _finds(by_config: str, by_socket: str) -> bool:
    """Say whether the distribution finds the runtimes by itself, so that the configuration, the default, is unread."""
    return by_config == PLAIN and by_socket == RANCHER


def _is_plain(path: str) -> bool:
    return not path or containerd_of(path) == PLAIN


def _is_default(toolkit: Toolkit) -> bool:
    names = ("CONTAINERD_SET_AS_DEFAULT", "NVIDIA_RUNTIME_SET_AS_DEFAULT")
    return any(toolkit.text(name).lower() in ("true", "1", "t") for name in names)


def _short(whose: str) -> str:
    return SOCKETS[whose].removeprefix("/var")


RULE = ManifestRule(
    "DST201",
    "Toolkit pointed at another containerd",
    Severity.WARNING,
    why="The toolkit writes NVIDIA's runtime into the configuration that CONTAINERD_CONFIG names and makes containerd "
    "reload over the socket that CONTAINERD_SOCKET names. K3s, RKE2, MicroK8s and k0s bring a containerd of their own, "
    "with both elsewhere than the defaults.",
    fix="Name the socket of the distribution's own containerd.",
    source="NVIDIA/gpu-operator controllers/object_controls.go (getRuntimeConfigFiles, getRuntimeSocketFile); "
    "https://docs.k3s.io/advanced, rancher/rke2-docs docs/add-ons/gpu_operators.md, NVIDIA/cloud-native-docs "
    "gpu-operator/getting-started.rst (MicroK8s), https://docs.k0sproject.io/stable/runtime/",
    bad="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  chart: {spec: {chart: gpu-operator, version: v26.7.0}}
  values:
    toolkit:
      env:
        - name: CONTAINERD_CONFIG
          value: /var/lib/rancher/k3s/agent/etc/containerd/config.toml  # <- here
""",
    good="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  chart: {spec: {chart: gpu-operator, version: v26.7.0}}
  values:
    toolkit:
      env:
        - name: CONTAINERD_SOCKET
          value: /run/k3s/containerd/containerd.sock
""",
    check=_check,
)
