"""A Kubernetes distribution, as far as GPUs are concerned."""

from enum import Enum
from typing import NamedTuple


class Installer(Enum):
    """Who puts a piece of NVIDIA's software on the node."""

    OPERATOR = "operator"
    HOST = "host"


class Fact(NamedTuple):
    """A statement with its source; `inferred` where the source does not say it in so many words."""

    text: str
    source: str
    inferred: bool


class InstallChoice(NamedTuple):
    """Who may install the driver or the container toolkit, and who does so unless the profile says otherwise."""

    default: Installer
    allowed: tuple[Installer, ...]
    risk: Fact | None
    """Why an allowed choice other than the default is risky, as a clause behind a colon; None where it is not."""
    config_risk: Fact | None
    """Why the operator's toolkit had better not be told a file of containerd's configuration, as such a clause."""
    basis: Fact


class RuntimeClassSupport(NamedTuple):
    """How pods reach NVIDIA's container runtime."""

    shipped_since: tuple[tuple[int, int, int], ...]
    """Kubernetes releases, one per minor, from which on the distribution itself brings RuntimeClass `nvidia`;
    empty if it does not."""
    needed: bool
    """Whether pods must set ``runtimeClassName: nvidia`` with a toolkit of the host, unless the default runtime was
    changed; with CDI (gpu-operator v25.10 and newer on containerd 2) pods that ask for a GPU need not."""
    basis: Fact

    def ships_with(self, major: int, minor: int) -> bool:
        """Say whether the distribution brings the class with this minor release of Kubernetes."""
        return any((major, minor) >= since[:2] for since in self.shipped_since)


class ToolkitEnv(NamedTuple):
    """What the operator's toolkit must be told (Helm ``toolkit.env``) to find this distribution's containerd."""

    since: tuple[int, int]
    """Kubernetes minor from which on these values hold; (0, 0) for any."""
    variables: tuple[tuple[str, str], ...]
    basis: Fact


class NodeLabelling(NamedTuple):
    """How a node gets labels when it registers; ``{key}`` and ``{value}`` stand for one label."""

    where: str
    """File, command or setting that the lines go to."""
    before: str
    """Lines that open the setting, empty if each label stands alone."""
    per_label: str
    separator: str
    after: str
    only_at_registration: bool
    """Whether changing the setting later leaves existing nodes as they are."""
    basis: Fact

    def text(self, labels: tuple[tuple[str, str], ...]) -> str:
        """Return what to write for these labels."""
        lines = (self.per_label.format(key=key, value=value) for key, value in labels)
        return f"{self.before}{self.separator.join(lines)}{self.after}"


class Distribution(NamedTuple):
    """What a distribution means for driver, toolkit, runtime and node labels."""

    id: str
    title: str
    modelled: bool
    """False for `other`: nothing is known, host driver and toolkit are assumed."""
    driver: InstallChoice
    toolkit: InstallChoice
    toolkit_env: tuple[ToolkitEnv, ...]
    """Newest first; empty where the operator's defaults fit or the toolkit is never the operator's."""
    runtime_class: RuntimeClassSupport
    node_labelling: NodeLabelling
    driver_install_dir: str | None
    """Value for Helm ``hostPaths.driverInstallDir``, where the host's driver is not at its usual place."""
    notes: tuple[Fact, ...]
