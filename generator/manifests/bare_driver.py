"""Values files of NVIDIA's DRA driver: those that the caller says are such, and those that can be nothing else.

Source: kubernetes-sigs/dra-driver-nvidia-gpu deployments/helm/*/values.yaml.
"""

from pathlib import PurePosixPath

from generator.facts.dra_driver import DRIVER_CHARTS, GATES
from generator.facts.dra_driver_chart import COMPUTE_DOMAINS, GPUS, TOP_KEYS
from generator.manifests.collector import Collector, User
from generator.manifests.others import collect_others
from generator.model.manifest import ChartOrder, Form
from generator.model.manifest_value import Value
from generator.model.tree import words

_NAME = "nvidia-dra-driver-gpu"
_ALONE_ENOUGH = "gpuResourcesEnabledOverride"
_NVIDIAS = "nvidiaDriverRoot"
_IMAGES = ("k8s-dra-driver-gpu", "dra-driver-nvidia-gpu")
"""What the driver's own image is called, up to 25.12 and since; forks of the chart have another."""
_FORK = "hami"
"""A driver that shares GPUs otherwise, whose chart began as a copy of this one (Project-HAMi/k8s-dra-driver)."""
_OF_PARTS = (
    ("resources", COMPUTE_DOMAINS),
    ("controller", "containers", "computeDomain"),
    ("kubeletPlugin", "containers", COMPUTE_DOMAINS),
)
"""Mappings that no other chart has: ComputeDomains are NVIDIA's."""
_OF_DRIVERS = (("resources", GPUS), ("kubeletPlugin",))
"""Mappings that drivers of other makers may have, too."""


def collect_driver_values(value: Value, is_alone: bool, out: Collector) -> bool:
    """Take a values file of the DRA driver's chart; false for any other."""
    stated = out.context.driver_chart
    if not ((stated is not None and _may_be(value, is_alone)) or _is_drivers(value)):
        return False
    name, version = stated or (_NAME, "")
    # People give the few values that the chart demands on Helm's command line, as NVIDIA's pages do.
    whole = is_alone and stated is not None
    order = ChartOrder(
        Form.VALUES_FILE,
        name,
        None,
        Value(name, value.place),
        Value(version, value.place) if version else None,
        None,
        values=(value,),
        whole=whole,
    )
    out.orders.append(order)
    collect_others(value, User("values file", PurePosixPath(value.place.file).name, None, name), out)
    return True


def _may_be(value: Value, is_alone: bool) -> bool:
    """Say whether a file may hold the values that the caller means: one of several is called after the chart."""
    path = PurePosixPath(value.place.file)
    return is_alone or any(name in part for name in DRIVER_CHARTS for part in (path.stem, path.parent.name))


def _is_drivers(value: Value) -> bool:
    """Say whether these are surely the chart's values: few have a name for it that no other chart has."""
    keys = set(value.tree) if isinstance(value.tree, dict) else set()
    image = value.text("image", "repository")
    if 2 * len(keys & TOP_KEYS) < len(keys) or not (image is None or image.endswith(_IMAGES)) or _is_forks(value):
        return False
    if _ALONE_ENOUGH in keys or any(_is_mapping(value, path) for path in _OF_PARTS):
        return True
    gates = any(name in GATES for name, _ in value.entries("featureGates"))
    return (gates or _NVIDIAS in keys) and any(_is_mapping(value, path) for path in _OF_DRIVERS)


def _is_forks(value: Value) -> bool:
    return any(_FORK in word.lower() for word in (value.place.file, *words(value.tree)))


def _is_mapping(value: Value, path: tuple[str, ...]) -> bool:
    found = value.get(*path)
    return found is not None and isinstance(found.tree, dict)
