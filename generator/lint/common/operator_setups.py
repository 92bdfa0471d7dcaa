"""What sets gpu-operator up: its chart's values, a ClusterPolicy or an NVIDIADriver, asked in one way."""

from collections.abc import Iterator
from typing import NamedTuple

from generator.facts.charts import GPU_OPERATOR
from generator.lint.common.chart_values import ends_up_with, place_of
from generator.lint.common.custom_resources import Resource, resources
from generator.model.manifest import ChartUse, Manifests
from generator.model.manifest_value import Place, Value, is_filled_in_later
from generator.model.tree import Tree

_OF_DRIVER = (("driver",), ("driver", "manager"), ("gds",), ("gdrcopy",))
_WITH_IMAGE = (
    *_OF_DRIVER,
    *(
        ("toolkit",),
        ("devicePlugin",),
        ("gfd",),
        ("dcgm",),
        ("dcgmExporter",),
        ("migManager",),
        ("nodeStatusExporter",),
    ),
    *(("validator",), ("vgpuManager",), ("vgpuDeviceManager",), ("vfioManager",), ("sandboxDevicePlugin",)),
    ("ccManager",),
)


class Setup(NamedTuple):
    """One source of settings; paths are those of the chart's values and of a ClusterPolicy, which are alike.

    An NVIDIADriver has at its root what they have below `driver`, and gds and gdrcopy beside that.
    """

    source: ChartUse | Resource

    @property
    def is_chart(self) -> bool:
        """Whether these are the chart's values, which have defaults."""
        return isinstance(self.source, ChartUse)

    @property
    def is_driver(self) -> bool:
        """Whether this is an NVIDIADriver."""
        return isinstance(self.source, Resource) and self.source.kind == "NVIDIADriver"

    @property
    def parts(self) -> tuple[tuple[str, ...], ...]:
        """The parts that have an image of their own; of an NVIDIADriver those of the driver alone."""
        return _OF_DRIVER if self.is_driver else _WITH_IMAGE

    @property
    def namespace(self) -> str | None:
        """The namespace of the operator, where it is said."""
        return self.source.namespace if isinstance(self.source, ChartUse) else None

    @property
    def is_part(self) -> bool:
        """Whether what is not said here may be said elsewhere."""
        if isinstance(self.source, ChartUse):
            return not self.source.whole
        return self.source.is_called_patch if self.is_driver else not self.source.is_whole

    def said(self, *path: str) -> Value | None:
        """Return what is written at a path."""
        if isinstance(self.source, ChartUse):
            return self.source.value(*path)
        return self.source.spec.get(*self._own(path))

    def tree(self, *path: str) -> Tree:
        """Return what it ends up with at a path; None where that is not known or nothing."""
        if isinstance(self.source, ChartUse):
            return ends_up_with(self.source, *path)
        found = self.said(*path)
        return None if found is None else found.tree

    def text(self, *path: str) -> str:
        """Return the text that it ends up with at a path; empty for anything else."""
        tree = self.tree(*path)
        return tree if isinstance(tree, str) else ""

    def place(self, *path: str) -> Place:
        """Return where a path, or the nearest above it, is written."""
        if isinstance(self.source, ChartUse):
            return place_of(self.source, *path)
        own = self._own(path)
        for length in range(len(own), 0, -1):
            found = self.source.spec.get(*own[:length])
            if found is not None:
                return found.place
        return self.source.spec.place

    def name(self, *path: str) -> str:
        """Return a path as messages name it."""
        return ".".join(self._own(path))

    def is_unsettled(self, *path: str) -> bool:
        """Say whether something at a path is filled in later."""
        return is_filled_in_later(self.tree(*path))

    def _own(self, path: tuple[str, ...]) -> tuple[str, ...]:
        return path[1:] if self.is_driver and path[0] == "driver" else path


def setups(manifests: Manifests) -> Iterator[Setup]:
    """Return everything among the files that sets gpu-operator up."""
    for use in manifests.charts:
        if use.chart == GPU_OPERATOR:
            yield Setup(use)
    for resource in resources(manifests):
        if resource.kind in ("ClusterPolicy", "NVIDIADriver"):
            yield Setup(resource)


def driver_is_elsewhere(setup: Setup) -> bool:
    """Say whether the ClusterPolicy or the values leave the driver to NVIDIADriver objects, and make none."""
    if setup.tree("driver", "useNvidiaDriverCRD") is True:
        return True
    crd = ("driver", "nvidiaDriverCRD")
    return setup.tree(*crd, "enabled") is True and setup.tree(*crd, "deployDefaultCR") is False
