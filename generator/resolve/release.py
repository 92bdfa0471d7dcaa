"""The pinned upstream chart, and who brings the other parts of the stack."""

from generator.facts.charts import CHARTS, GPU_OPERATOR, chart_versions, load_chart, release_numbers
from generator.facts.distributions import find_distribution
from generator.model.distribution import Distribution, Installer
from generator.model.plan import Release, Stack
from generator.model.profile import ClusterProfile, Driver, MigStrategy, NfdSource, PluginSource, Pool, Toolkit
from generator.model.taints import Toleration
from generator.resolve import _problems as problem

_GIVEN_NAMESPACES = ("default", "kube-system", "kube-public", "kube-node-lease")
RUNTIME_CLASS = "nvidia"


def resolve_release(profile: ClusterProfile, faults: problem.Faults) -> Release:
    """Return the chart's release; where its version is none that was read, the one with the nearest number."""
    install = profile.install
    version = install.version if install.version.startswith("v") else f"v{install.version}"
    known = chart_versions(install.chart)
    if version not in known:
        nearest = _nearest(version, known)
        faults.append(
            problem.CHART_VERSION.at(
                ("install", "version"),
                f"{install.chart} {install.version} is not known",
                f"Known: {', '.join(known)}; {_advice(install.chart, version, nearest)}.",
            )
        )
        version = nearest
    sheet = load_chart(install.chart, version)
    pinned = next((one.version for one in install.components if one.name == "devicePlugin"), None)
    # Both charts are installed into a namespace of their own name by their documentation.
    namespace = install.namespace or install.chart
    create = install.create_namespace
    return Release(
        chart=install.chart,
        version=version,
        chart_version=sheet.version,
        plugin_version=pinned or sheet.components["devicePlugin"],
        repository=install.repository or sheet.repository,
        name=install.release_name or install.chart,
        namespace=namespace,
        create_namespace=namespace not in _GIVEN_NAMESPACES if create is None else create,
    )


def _nearest(version: str, known: tuple[str, ...]) -> str:
    """Return the newest release that is not newer than a version, else the oldest; `known` are oldest first."""
    return next((one for one in reversed(known) if release_numbers(one) <= release_numbers(version)), known[0])


def _advice(chart: str, version: str, nearest: str) -> str:
    other = next((one for one in CHARTS if one != chart and version in chart_versions(one)), None)
    return f"nearest: {nearest}" if other is None else f"{version} is a release of {other}"


def resolve_stack(profile: ClusterProfile, strategy: MigStrategy, faults: problem.Faults) -> Stack:
    """Return who brings what, with the distribution's defaults filled in."""
    install = profile.install
    distribution = find_distribution(profile.cluster.distribution)
    if distribution is None:
        raise KeyError(profile.cluster.distribution)
    operator = install.chart == GPU_OPERATOR
    feature_discovery = next((one.enabled for one in install.components if one.name == "gfd"), None)
    runtime_class = _runtime_class(profile, distribution)
    return Stack(
        driver=_driver(profile, distribution, faults),
        toolkit=_toolkit(profile, distribution),
        node_feature_discovery=install.node_feature_discovery,
        plugin_external=install.device_plugin is PluginSource.EXTERNAL,
        # Its labels reach nodes through NFD alone; without NFD's resource types it does not even start from v0.19 on
        # (source: https://github.com/NVIDIA/k8s-device-plugin/pull/1504).
        gpu_feature_discovery=feature_discovery is not False and install.node_feature_discovery is not NfdSource.NONE,
        runtime_class=runtime_class,
        create_runtime_class=runtime_class is not None
        and _creates_runtime_class(profile, distribution, operator=operator),
        cdi=install.cdi,
        mig_strategy=strategy,
        node_selector=install.node_selector,
        tolerations=_tolerations(install.tolerations, profile.pools),
        priority_class_name=install.priority_class_name,
        image_pull_secrets=install.image_pull_secrets,
        components=install.components,
    )


def _driver(profile: ClusterProfile, distribution: Distribution, faults: problem.Faults) -> Driver:
    driver = profile.install.driver
    if driver.owner is None and profile.install.chart == GPU_OPERATOR:
        faults.append(problem.DRIVER_UNSAID.at(("install",), "install.driver does not say who installs the driver"))
    owner = driver.owner or Installer.HOST
    install_dir = driver.install_dir
    if install_dir is None and owner is Installer.HOST and profile.install.chart == GPU_OPERATOR:
        install_dir = distribution.driver_install_dir
    return driver._replace(owner=owner, install_dir=install_dir)


def _toolkit(profile: ClusterProfile, distribution: Distribution) -> Toolkit:
    toolkit = profile.install.toolkit
    default = distribution.toolkit.default if profile.install.chart == GPU_OPERATOR else Installer.HOST
    return toolkit._replace(owner=toolkit.owner or default)


def _runtime_class(profile: ClusterProfile, distribution: Distribution) -> str | None:
    """Return the class that pods must name to reach the NVIDIA runtime, None where they need not.

    The operator's toolkit makes it the default runtime or, with CDI, switches CDI on in containerd, which needs no
    class (source: NVIDIA/gpu-operator controllers/object_controls.go, transformToolkitCtrForCDI).
    """
    install = profile.install
    if install.runtime_class.name is not None:
        return install.runtime_class.name
    by_operator = _toolkit(profile, distribution).owner is Installer.OPERATOR
    if by_operator or install.toolkit.default_runtime or not distribution.runtime_class.needed:
        return None
    return RUNTIME_CLASS


def _creates_runtime_class(profile: ClusterProfile, distribution: Distribution, *, operator: bool) -> bool:
    """The operator makes its own class and some distributions ship one; a second owner would fight over it."""
    stated = profile.install.runtime_class.create
    if stated is not None:
        return stated
    version = profile.cluster.kubernetes
    return not operator and not distribution.runtime_class.ships_with(version.major, version.minor)


def _tolerations(stated: tuple[Toleration, ...], pools: tuple[Pool, ...]) -> tuple[Toleration, ...]:
    """Return the stack's tolerations: those stated, and one for each taint of a pool."""
    found = list(stated)
    for pool in pools:
        for taint in pool.taints:
            toleration = Toleration(taint.key, "Equal", taint.value, taint.effect)
            if toleration not in found:
                found.append(toleration)
    return tuple(found)
