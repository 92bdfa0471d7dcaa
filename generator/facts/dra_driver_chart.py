"""Values of the chart of NVIDIA's DRA driver: what they are called, and what its templates cannot do without.

Sources: kubernetes-sigs/dra-driver-nvidia-gpu deployments/helm/*, values.yaml and what the templates read, at v25.3.0
to v0.4.1 and on its main branch of August 2026 (0.5). Which sections are needed was found by rendering each of these
(Helm v3.19) with each section being null, true, a text and an empty list once, while parts are on and off.
"""

from collections.abc import Mapping
from types import MappingProxyType

from generator.facts.dra_driver import Release, is_at_least

ValuePath = tuple[str, ...]

FIRST_READ: Release = (25, 3)
"""The first release under one of the chart's names."""
GPUS, COMPUTE_DOMAINS = "gpus", "computeDomains"
PARTS = (GPUS, COMPUTE_DOMAINS)
"""What the driver hands out, each with a switch at `resources`; both are on by default."""

_SINCE: Mapping[Release, str] = MappingProxyType(
    {
        (25, 3): "allowDefaultNamespace controller.affinity controller.containers.computeDomain.resources "
        "controller.containers.computeDomain.securityContext controller.nodeSelector controller.podAnnotations "
        "controller.podSecurityContext controller.priorityClassName controller.tolerations fullnameOverride "
        "gpuResourcesEnabledOverride image.pullPolicy image.repository image.tag imagePullSecrets "
        "kubeletPlugin.affinity kubeletPlugin.containers.computeDomains.resources "
        "kubeletPlugin.containers.computeDomains.securityContext kubeletPlugin.containers.gpus.resources "
        "kubeletPlugin.containers.gpus.securityContext kubeletPlugin.containers.init.resources "
        "kubeletPlugin.containers.init.securityContext kubeletPlugin.nodeSelector kubeletPlugin.podAnnotations "
        "kubeletPlugin.podSecurityContext kubeletPlugin.priorityClassName kubeletPlugin.tolerations "
        "kubeletPlugin.updateStrategy maskNvidiaDriverParams nameOverride namespace namespaceOverride "
        "nvidiaCDIHookPath nvidiaCtkPath nvidiaDriverRoot resources.computeDomains.enabled resources.gpus.enabled "
        "selectorLabelsOverride serviceAccount.annotations serviceAccount.create serviceAccount.name",
        (25, 8): "controller.containers.computeDomain.env featureGates kubeletPlugin.containers.computeDomains.env "
        "kubeletPlugin.containers.computeDomains.healthcheckPort kubeletPlugin.containers.gpus.env "
        "kubeletPlugin.containers.gpus.healthcheckPort kubeletPlugin.kubeletPluginsDirectoryPath "
        "kubeletPlugin.kubeletRegistrarDirectoryPath logVerbosity webhook.affinity webhook.containerPort "
        "webhook.containers.webhook.resources webhook.containers.webhook.securityContext webhook.enabled "
        "webhook.failurePolicy webhook.nodeSelector webhook.podAnnotations webhook.podSecurityContext "
        "webhook.priorityClassName webhook.replicas webhook.serviceAccount.annotations webhook.serviceAccount.create "
        "webhook.serviceAccount.name webhook.servicePort webhook.strategy webhook.tls.certManager.dnsNames "
        "webhook.tls.certManager.issuerName webhook.tls.certManager.issuerType webhook.tls.mode "
        "webhook.tls.secret.caBundle webhook.tls.secret.name webhook.tolerations",
        (25, 12): "controller.networkPolicy.enabled kubeletPlugin.networkPolicy.enabled resourceApiVersion",
        (0, 4): "altProcDevices controller.leaderElection.enabled controller.leaderElection.leaseDuration "
        "controller.leaderElection.renewDeadline controller.leaderElection.retryPeriod controller.metrics.enabled "
        "controller.metrics.httpEndpoint controller.metrics.metricsPath controller.metrics.profilePath "
        "controller.replicas kubeletPlugin.metrics.computeDomainHttpEndpoint kubeletPlugin.metrics.enabled "
        "kubeletPlugin.metrics.gpuHttpEndpoint kubeletPlugin.metrics.metricsPath",
        (0, 5): "consumableShares kubeletPlugin.containers.computeDomains.gpuCliqueLabelEnabled "
        "resources.computeDomains.imex.hostSocketPath resources.computeDomains.imex.isolation "
        "resources.computeDomains.imex.mode",
    }
)
"""By release the values that came with it; none has gone since.

What stands below one of these is open: the templates copy it. What stands above them is a section, and closed.
"""
_FIRST: Mapping[ValuePath, Release] = MappingProxyType(
    {tuple(name.split(".")): release for release, names in _SINCE.items() for name in names.split()}
)
TOP_KEYS = frozenset(path[0] for path in _FIRST)
SWITCHES = frozenset(
    path
    for path in _FIRST
    if path[-1] in ("enabled", "create", "allowDefaultNamespace", "gpuResourcesEnabledOverride")
    and path != ("controller", "leaderElection", "enabled")
)
"""What the templates ask with `if`, so that any text but the empty one is true; leaderElection's is printed."""

_ALWAYS, _ANY = "", f"{GPUS} {COMPUTE_DOMAINS}"
_NEEDED: Mapping[tuple[Release, str], str] = MappingProxyType(
    {
        ((25, 3), _ALWAYS): "resources resources.computeDomains resources.gpus serviceAccount",
        ((25, 3), _ANY): "image kubeletPlugin kubeletPlugin.containers",
        ((25, 3), GPUS): "kubeletPlugin.containers.gpus",
        ((25, 3), COMPUTE_DOMAINS): "controller controller.containers controller.containers.computeDomain "
        "kubeletPlugin.containers.computeDomains",
        ((25, 8), _ALWAYS): "controller controller.containers controller.containers.computeDomain webhook",
        ((25, 12), _ALWAYS): "controller.networkPolicy kubeletPlugin kubeletPlugin.networkPolicy",
        ((0, 4), COMPUTE_DOMAINS): "controller.leaderElection controller.metrics",
        ((0, 4), _ANY): "kubeletPlugin.metrics",
        ((0, 5), COMPUTE_DOMAINS): "resources.computeDomains.imex",
    }
)
"""By the first release, and by the parts of which one must be on, the sections that must be mappings.

The webhook's own are left out, since it is off by default, and so is featureGates, which 25.8 and 25.12 alone need.
"""


def values_of(release: Release | None) -> frozenset[ValuePath]:
    """Return the values of a release; those of all releases where it is not known."""
    return frozenset(path for path, first in _FIRST.items() if release is None or is_at_least(release, first))


def sections_of(values: frozenset[ValuePath]) -> frozenset[ValuePath]:
    """Return what stands above values."""
    return frozenset(path[:length] for path in values for length in range(1, len(path)))


def came_with(path: ValuePath) -> Release | None:
    """Return the first release that has a value, or a section; None where none has it."""
    found = [first for known, first in _FIRST.items() if known[: len(path)] == path]
    return next((one for one in _SINCE if one in found), None)


def needed_sections(release: Release | None, on: frozenset[str]) -> frozenset[ValuePath]:
    """Return the sections without which a release does not render; `on` are the parts that are surely on.

    Where the release is not known, they are those of all releases.
    """
    asked = FIRST_READ if release is None else release
    return frozenset(
        tuple(name.split("."))
        for (first, parts), names in _NEEDED.items()
        if is_at_least(asked, first) and (not parts or on.intersection(parts.split()))
        for name in names.split()
    )
