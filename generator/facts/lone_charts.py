"""Charts of parts of the operator that people install by themselves."""

from collections.abc import Mapping
from typing import NamedTuple

from generator.facts import discovery_chart, exporter_chart


class LoneChart(NamedTuple):
    """A chart: its values at the top, each with those below it as far as they are held, and words of its addresses.

    `meant` are values that it calls otherwise than others do. `is_of_gpus` says that it is of use with GPUs alone.
    """

    name: str
    keys: Mapping[str, frozenset[str] | None]
    meant: Mapping[str, str]
    repositories: tuple[str, ...]
    is_of_gpus: bool


THE_EXPORTERS = LoneChart(
    exporter_chart.EXPORTER_CHART,
    dict.fromkeys(sorted(exporter_chart.TOP_KEYS)),
    exporter_chart.MEANT,
    exporter_chart.IN_REPOSITORIES,
    is_of_gpus=True,
)
LONE_CHARTS = (
    THE_EXPORTERS,
    LoneChart(
        discovery_chart.DISCOVERY_CHART,
        discovery_chart.KEYS,
        discovery_chart.MEANT,
        discovery_chart.IN_REPOSITORIES,
        is_of_gpus=False,
    ),
)
