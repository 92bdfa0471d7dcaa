"""Settings of Node Feature Discovery under which no node gets the label by which GPU nodes are known."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from generator.facts.charts import DEVICE_PLUGIN, GPU_OPERATOR
from generator.facts.discovery_rules import PCI_NUMBERS
from generator.lint.common.chart_values import ends_up_with, is_before, is_from
from generator.lint.common.clusters import are_apart
from generator.lint.common.near import nearest
from generator.lint.common.plugin_placing import brings_discovery
from generator.lint.common.references import listed
from generator.lint.discovery._discovery_config import unreadable, unreadable_to_master
from generator.lint.discovery._discovery_sources import left_out, unknown_sources
from generator.lint.discovery._discovery_white_list import kept_back
from generator.lint.discovery._stock_discovery import stock
from generator.model.finding import Severity
from generator.model.manifest import ChartUse, Manifests
from generator.model.manifest_objects import Program
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value, is_filled_in_later

_VENDOR, _BOTH = frozenset({"vendor"}), frozenset({"class", "vendor"})
_DISPLAY = ("0300", "0302")
"""The PCI classes of GPUs: VGA controllers, and 3D controllers, which data centre cards are."""
_KNOWN_BY = "feature.node.kubernetes.io/pci-"
_BY_HAND = ("nvidia.com/gpu.present", "nvidia.com/gpu.deploy.operands")
_NFD = "node-feature-discovery"
_PLUGIN = "the plugin's chart"
_SECTIONS = ("core", "sources")
_ASKS_ALWAYS = (26, 3, 0)
_OF_SYSTEM = {"kernel": "kernel-version.full", "system": "system-os_release.ID"}
"""The labels that the operator reads of these sources; a NodeFeatureRule may give them instead."""
_OF_PCI = ("deviceClassWhitelist", "deviceLabelFields")


class _Settings(NamedTuple):
    """What a chart hands to the worker: its configuration, the sets of fields that are understood, and by whom."""

    config: Value
    right: tuple[frozenset[str], ...]
    reader: str
    wanted: tuple[str, ...] = ("pci",)


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    labels = {key for one in manifests.labelled for key, _ in one.labels}
    by_hand = any(key in _BY_HAND or key.startswith(_KNOWN_BY) for key in labels)
    given = {name for name, label in _OF_SYSTEM.items() if any(key.endswith(label) for key in labels)}
    for use in manifests.charts:
        settings = None if by_hand else _settings(use)
        if settings is not None:
            settings = settings._replace(wanted=tuple(one for one in settings.wanted if one not in given))
            yield from _of(settings)
            yield from unreadable(settings.config)
            yield from unknown_sources(settings.config)
    for config in _of_masters(manifests):
        yield from unreadable_to_master(config)
    for config in _of_releases(manifests):
        yield from unreadable(config)
        yield from unknown_sources(config)
        settings = None if by_hand else _for_others(config, manifests, given)
        yield from () if settings is None else _of(settings)
    yield from stock(manifests)


def _of_masters(manifests: Manifests) -> Iterator[Value]:
    """Return the configurations of masters, of those that NVIDIA's charts bring and of others."""
    found = [use.value(part, "master", "config") for use in manifests.charts for part in ("nfd", _NFD)]
    found += [values.value.get("master", "config") for values in manifests.others if values.chart == _NFD]
    yield from (one for one in found if one is not None)


def _of_releases(manifests: Manifests) -> Iterator[Value]:
    """Return the configurations of Node Feature Discovery that no chart of NVIDIA's brings."""
    for values in manifests.others:
        config = values.value.get("worker", "config") if values.chart == _NFD else None
        if config is not None:
            yield config
    for one in manifests.program_configs:
        if one.program is Program.DISCOVERY:
            yield one.content


def _for_others(config: Value, manifests: Manifests, given: AbstractSet[str]) -> _Settings | None:
    """Return what such a configuration is for: an operator, or a plugin's chart, that brings none."""
    for use in manifests.charts:
        if are_apart(use.place, config.place):
            continue
        if use.chart == GPU_OPERATOR and ends_up_with(use, "nfd", "enabled") is False:
            wanted = tuple(one for one in _wanted(use) if one not in given)
            return _Settings(config, (_VENDOR, _BOTH), GPU_OPERATOR, wanted)
        if use.chart == DEVICE_PLUGIN and use.whole and use.value("affinity") is None and not brings_discovery(use):
            return _Settings(config, (_VENDOR,), _PLUGIN)
    alone = [one for one in manifests.policies if not are_apart(one.spec.place, config.place)]
    return _Settings(config, (_VENDOR, _BOTH), GPU_OPERATOR) if alone and not manifests.charts else None


def _wanted(use: ChartUse) -> tuple[str, ...]:
    """Return the sources whose labels the operator reads: those of the system name the driver's image.

    Since v26.3.0 it asks for the system whether it installs a driver or not, and for the kernel only for some.
    """
    if is_from(use, _ASKS_ALWAYS):
        return ("pci", "system")
    if ends_up_with(use, "driver", "enabled") is not True:
        return ("pci",)
    by_objects = ends_up_with(use, "driver", "nvidiaDriverCRD", "enabled") is True
    is_old = is_before(use, _ASKS_ALWAYS) and not by_objects
    return ("pci", "kernel", "system") if is_old else ("pci", "system")


def _settings(use: ChartUse) -> _Settings | None:
    if use.chart == GPU_OPERATOR:
        config = use.value("node-feature-discovery", "worker", "config")
        if config is None or ends_up_with(use, "nfd", "enabled") is False:
            return None
        return _Settings(config, (_VENDOR, _BOTH), GPU_OPERATOR, _wanted(use))
    config = use.value("nfd", "worker", "config")
    is_on = any(ends_up_with(use, part, "enabled") is True for part in ("nfd", "gfd"))
    if config is None or not is_on or use.value("affinity") is not None or not use.whole:
        return None
    return _Settings(config, (_VENDOR,), _PLUGIN)


def _of(settings: _Settings) -> Iterator[ManifestFault]:
    for key, one in settings.config.entries():
        yield from _misspelt(key, one, _SECTIONS, "the worker's configuration")
    yield from _of_sources(settings)
    yield from _of_white_list(settings)
    pci = settings.config.get("sources", "pci")
    if pci is None:
        return
    for key, one in pci.entries():
        yield from _misspelt(key, one, _OF_PCI, "sources.pci")
    yield from _of_fields(pci.get("deviceLabelFields"), settings)
    yield from _of_classes(pci.get("deviceClassWhitelist"), settings)


def _of_sources(settings: _Settings) -> Iterator[ManifestFault]:
    for value, called, names in left_out(settings.config, settings.wanted):
        what = _harm(settings, names)
        fix = f"Add {listed(names)} to the list, or leave the list out: all sources are on then."
        severity = None if "pci" in names else Severity.WARNING  # A rule that is elsewhere may give them.
        message = f"{called} leaves out {listed(names)}: {what}"
        yield ManifestFault(value.place, message, fix, on_key=True, severity=severity)


def _of_white_list(settings: _Settings) -> Iterator[ManifestFault]:
    found = kept_back(settings.config, settings.wanted)
    if found is None:
        return
    pattern, names = found
    message = f"no label of {listed(names)} has {pattern.tree!r} in its name: {_harm(settings, names)}"
    fix = 'Leave it out. It is looked for behind the slash of a label, as in "pci-10de.present".'
    yield ManifestFault(pattern.place, message, fix, severity=None if "pci" in names else Severity.WARNING)


def _harm(settings: _Settings, names: tuple[str, ...]) -> str:
    if "pci" in names:
        return f"no node gets the label by which {settings.reader} knows GPU nodes"
    return "the operator does not learn what the nodes run, and installs no driver there, or nothing at all"


def _misspelt(key: str, one: Value, known: tuple[str, ...], where: str) -> Iterator[ManifestFault]:
    """Return a key that is no known one, and is like one; the reader takes letters of either case."""
    if key.lower() in {name.lower() for name in known}:
        return
    near = nearest(key, known)
    if near is not None:
        message = f"{key} of {where} is read by nothing"
        yield ManifestFault(one.place, message, f"Did you mean {near}?", on_key=True, severity=Severity.WARNING)


def _of_fields(fields: Value | None, settings: _Settings) -> Iterator[ManifestFault]:
    given = _texts(fields)
    if fields is None or given is None:
        return
    # Where none is valid the worker takes class and vendor.
    used = frozenset(given) & PCI_NUMBERS or _BOTH
    if used not in settings.right:
        order = [one for one in ("class", "vendor", "device", "subsystem_vendor", "subsystem_device") if one in used]
        name = f"{_KNOWN_BY}{'_'.join('10de' if one == 'vendor' else one.upper() for one in order)}.present"
        message = f"GPU nodes get the label {name}, and {settings.reader} knows them by {_KNOWN_BY}10de.present"
        yield ManifestFault(fields.place, message, "Write `deviceLabelFields: [vendor]`.", on_key=True)


def _of_classes(classes: Value | None, settings: _Settings) -> Iterator[ManifestFault]:
    given = _texts(classes)
    if classes is None or not given:
        return
    if not any(gpu.startswith(one.lower()) for one in given for gpu in _DISPLAY):
        message = f"no GPU is of the PCI classes {listed(given)}: no node gets the label by which {settings.reader} "
        bare = any(isinstance(one.tree, int) for one in classes.elements())
        fix = 'Put the classes in quotes: without them "0300" becomes a number.' if bare else 'Add "03" to the list.'
        yield ManifestFault(classes.place, f"{message}knows GPU nodes", fix, on_key=True)


def _texts(value: Value | None) -> list[str] | None:
    """Return the texts of a list, as its reader makes them of numbers too; None where one is not known yet."""
    if value is None or not isinstance(value.tree, list):
        return None
    texts = [str(one) for one in value.tree if isinstance(one, str | int) and not is_filled_in_later(one)]
    return texts if len(texts) == len(value.tree) else None


RULE = ManifestRule(
    "NFD203",
    "Node Feature Discovery that does not label GPU nodes",
    Severity.ERROR,
    why="The worker and the master end with a configuration that they cannot read. The worker names the label of a "
    "PCI device by the fields that deviceLabelFields lists, for devices of the classes in deviceClassWhitelist; "
    "labels that core.labelWhiteList does not match are kept back, and sources that it lacks passed over. "
    "gpu-operator knows a GPU node by pci-10de.present, pci-0300_10de.present or pci-0302_10de.present, the plugin's "
    "chart by the first alone: without it nothing runs there. Where nothing is said of the fields they are class and "
    "vendor. The operator names its driver's image after labels of the sources kernel and system, and since "
    "v26.3.0 ends with an error where there is no label of the system.",
    fix='Write `deviceLabelFields: [vendor]`, and have "03" in deviceClassWhitelist.',
    source="kubernetes-sigs/node-feature-discovery source/pci/pci.go (newDefaultConfig, GetLabels), "
    "pkg/nfd-worker/nfd-worker.go (configure, configureCore, sourcesConfig, GetFeatureLabels), "
    "pkg/nfd-master/nfd-master.go (configure), pkg/utils/flags.go (RegexpVal, StringSetVal); sigs.k8s.io/yaml (numbers "
    "where text is wanted); NVIDIA/gpu-operator controllers/state_manager.go (gpuNodeLabels, getGPUNodeOSInfo) and "
    "controllers/object_controls.go (resolveDriverTag, kernelFullVersion); NVIDIA/k8s-device-plugin "
    "deployments/helm/nvidia-device-plugin/values.yaml (affinity)",
    bad="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  chart: {spec: {chart: gpu-operator, version: v26.7.0}}
  values:
    node-feature-discovery:
      worker:
        config:
          core:
            labelSources: [pci, usb, custom]  # <- here
          sources:
            pci:
              deviceLabelFields: [vendor, device]  # <- here
""",
    good="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  chart: {spec: {chart: gpu-operator, version: v26.7.0}}
  values:
    node-feature-discovery:
      worker:
        config:
          core:
            labelSources: [pci, kernel, system]
          sources:
            pci:
              deviceClassWhitelist: ["02", "0300", "0302"]
              deviceLabelFields: [class, vendor]
""",
    check=_check,
)
