"""Configurations of NVIDIA's vGPU device manager in ConfigMaps."""

from collections.abc import Iterator
from typing import NamedTuple

from generator.model.manifest import Manifests
from generator.model.manifest_objects import KubeObject
from generator.model.manifest_value import Value, is_filled_in_later
from generator.yamltext.reader import read_documents

CONFIGS = "vgpu-configs"


class VgpuFile(NamedTuple):
    """A text of a ConfigMap that can be read and holds such a configuration."""

    config_map: KubeObject
    content: Value

    @property
    def names(self) -> tuple[str, ...]:
        """The entries of which a node gets one."""
        return tuple(name for name, _ in self.content.entries(CONFIGS))


def vgpu_maps(manifests: Manifests) -> tuple[KubeObject, ...]:
    """Return the ConfigMaps that hold such a configuration, be it one that cannot be read."""
    return tuple(
        one
        for one in manifests.of_kind("ConfigMap")
        if any(f"{CONFIGS}:" in (text.text() or "") for _, text in one.value.entries("data"))
    )


def vgpu_files(manifests: Manifests) -> Iterator[VgpuFile]:
    """Return what can be read of them."""
    for one in vgpu_maps(manifests):
        for _, text in one.value.entries("data"):
            found = None if is_filled_in_later(text.tree) else _read(text)
            if found is not None and found.has(CONFIGS):
                yield VgpuFile(one, found)


def _read(text: Value) -> Value | None:
    documents, faults = read_documents((text.text() or "").encode(), "", lenient=True)
    return Value(documents[0].data, text.place.inside()) if documents and not faults else None
