"""The lists of metrics that dcgm-exporter's image has, and those that gpu-operator mounts into it."""

from collections.abc import Iterator

from generator.facts.program_settings import DCGM_EXPORTER
from generator.lint.common.exporter import exporter_told
from generator.lint.common.operator_setups import setups
from generator.lint.common.references import METRICS_KEY
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault
from generator.model.manifest_value import is_filled_in_later

IN_IMAGE = frozenset(
    f"/etc/dcgm-exporter/{name}.csv"
    for name in ("default-counters", "dcp-metrics-included", "1.x-compatibility-metrics")
)
"""What the exporter's image brings; source: NVIDIA/dcgm-exporter docker/Dockerfile and etc/."""


def of_operators(manifests: Manifests) -> Iterator[ManifestFault]:
    """Return a list of metrics that gpu-operator's exporter is to read where the operator mounts none.

    Source: NVIDIA/gpu-operator controllers/object_controls.go (TransformDCGMExporter): it mounts no other ConfigMap.
    """
    for setup in setups(manifests):
        block = None if setup.is_driver or setup.is_part else setup.said("dcgmExporter")
        if block is None or setup.said("dcgmExporter", "config", "name") is not None:
            continue
        told = exporter_told(tuple(block.elements("args")), block).get("collectors")
        own_image = "nvidia" not in (block.text("repository") or "nvidia")
        if told is None or own_image or not told.text.startswith("/") or is_filled_in_later(told.text):
            continue
        if told.text not in IN_IMAGE:
            message = f"{DCGM_EXPORTER} is to read {told.text}, and the operator mounts nothing there"
            fix = f"Name the ConfigMap in dcgmExporter.config.name, with the list under {METRICS_KEY}."
            message = f"{message}: it ends as soon as it starts"
            yield ManifestFault(told.at.place, message, fix, severity=Severity.WARNING)
