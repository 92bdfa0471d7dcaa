"""ConfigMaps and Secrets that the operator mounts into the pods of its driver, its MIG or its vGPU device manager."""

from collections.abc import Iterator
from typing import NamedTuple

from generator.facts.charts import GPU_OPERATOR
from generator.lint.common.olm import operator_namespace
from generator.lint.common.operator_setups import Setup, driver_is_elsewhere, setups
from generator.lint.common.references import Reference
from generator.model.manifest import Manifests
from generator.model.manifest_value import Value, is_filled_in_later

LICENCE, TOKEN = "gridd.conf", "client_configuration_token.tok"
TOPOLOGY = "nvidia-topologyd.conf"
MODULES = frozenset({"nvidia.conf", "nvidia-uvm.conf", "nvidia-modeset.conf", "nvidia-peermem.conf"})
"""Files of parameters that the driver's container reads, each named after a kernel module."""
CLIENTS = "clients.yaml"
"""What the MIG manager is told to stop; source: NVIDIA/gpu-operator assets/state-mig-manager (GPU_CLIENTS_FILE)."""

MIG_MANAGER, VGPU_MANAGER = "the MIG manager", "the vGPU device manager"
VGPU_FILE = "config.yaml"
"""What that is told to make; source: NVIDIA/gpu-operator assets/state-vgpu-device-manager (CONFIG_FILE)."""


class DriverMap(NamedTuple):
    """What a setting names: `keys` must all be there, and `known` are all that are read, where that is known.

    `reader` is who reads it as a folder, where its keys are not mounted one by one into the driver's pods.
    """

    reference: Reference
    keys: tuple[str, ...]
    known: frozenset[str] = frozenset()
    is_secret: bool = False
    reader: str = ""


def driver_maps(manifests: Manifests) -> Iterator[DriverMap]:
    """Return everything that settings name of these managers, and of the driver where the operator installs it."""
    of_olm = operator_namespace(manifests)
    for setup in setups(manifests):
        yield from _of_clients(setup, setup.namespace or of_olm)
        devices = vgpu_config(setup)
        if devices is not None:
            yield DriverMap(_reference(devices, setup.namespace or of_olm), (VGPU_FILE,), reader=VGPU_MANAGER)
        if setup.tree("driver", "enabled") is not False and not driver_is_elsewhere(setup):
            yield from _of_setup(setup, setup.namespace or of_olm)


def vgpu_config(setup: Setup) -> Value | None:
    """Return what names the configuration of the vGPU device manager, where that runs."""
    runs = setup.tree("sandboxWorkloads", "enabled") is True and setup.tree("vgpuDeviceManager", "enabled") is not False
    return _named(setup.said("vgpuDeviceManager", "config", "name")) if runs and not setup.is_driver else None


def _of_clients(setup: Setup, namespace: str | None) -> Iterator[DriverMap]:
    name = None if setup.is_driver else _named(setup.said("migManager", "gpuClientsConfig", "name"))
    if name is not None and setup.tree("migManager", "enabled") is not False:
        yield DriverMap(_reference(name, namespace), (CLIENTS,), reader=MIG_MANAGER)


def _of_setup(setup: Setup, namespace: str | None) -> Iterator[DriverMap]:
    licensing = ("driver", "licensingConfig")
    secret = _named(setup.said(*licensing, "secretName"))
    licence = _named(setup.said(*licensing, "name" if setup.is_driver else "configMapName"))
    keys = (LICENCE, TOKEN) if _has_token(setup) else (LICENCE,)
    if secret is not None:
        yield DriverMap(_reference(secret, namespace), keys, is_secret=True)
    elif licence is not None:
        yield DriverMap(_reference(licence, namespace), keys)
    topology = ("virtualTopologyConfig", "name") if setup.is_driver else ("virtualTopology", "config")
    repository = "name" if setup.is_driver else "configMapName"
    others: tuple[tuple[tuple[str, ...], tuple[str, ...], frozenset[str]], ...] = (
        (topology, (TOPOLOGY,), frozenset()),
        (("kernelModuleConfig", "name"), (), MODULES),
        (("repoConfig", repository), (), frozenset()),
        (("certConfig", "name"), (), frozenset()),
    )
    for path, wanted, known in others:
        name = _named(setup.said("driver", *path))
        if name is not None:
            yield DriverMap(_reference(name, namespace), wanted, known)


def _has_token(setup: Setup) -> bool:
    """Say whether the token of NVIDIA's licence system is mounted: where nothing is said an NVIDIADriver has it."""
    said = setup.tree("driver", "licensingConfig", "nlsEnabled")
    return said is True or (said is None and setup.is_driver and not setup.is_part)


def _named(value: Value | None) -> Value | None:
    is_name = value is not None and isinstance(value.tree, str) and value.tree and not is_filled_in_later(value.tree)
    return value if is_name else None


def _reference(name: Value, namespace: str | None) -> Reference:
    return Reference(name, None, namespace, GPU_OPERATOR, None)
