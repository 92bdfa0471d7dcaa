"""Charts of other makers in which people write what concerns GPUs a level too high or too low, and what is read where.

Sources: bjw-s-labs/helm-charts charts/library/common/schemas/controllers.json, containers.json and pod.json (no level
takes further properties since 3.0; before, and at the root, nobody reads them); otwld/ollama-helm values.yaml;
open-webui/helm-charts charts/open-webui/Chart.yaml (the dependency ollama is that chart, so that its values stand below
its name).
"""

from typing import NamedTuple

from generator.facts.pod_words import ASKING, PLACING
from generator.model.manifest_value import Value

ANY = "*"
"""Stands in a path for every key of a mapping."""


class ChartLevel(NamedTuple):
    """A level of a chart's values, words that nobody reads there, and where they belong."""

    path: tuple[str, ...]
    words: tuple[str, ...]
    fix: str


APP_TEMPLATE = "app-template"
_OF_POD = "Write it below `defaultPodOptions:`, or `pod:` of the controller."
_OF_CONTAINER = "Write it below the container."
_CONTAINERS = ("containers", "initContainers")
_CONTROLLED = (
    ChartLevel(("controllers", ANY), PLACING, _OF_POD),
    ChartLevel(("controllers", ANY), ASKING, _OF_CONTAINER),
    ChartLevel(("controllers", ANY, "pod"), ASKING, _OF_CONTAINER),
    ChartLevel(("defaultPodOptions",), ASKING, _OF_CONTAINER),
    *(ChartLevel(("controllers", ANY, key, ANY), PLACING, _OF_POD) for key in _CONTAINERS),
    *(ChartLevel(("controllers", ANY, key, ANY), ("limits",), "Write it below `resources:`.") for key in _CONTAINERS),
)
_ROOT = (ChartLevel((), PLACING, _OF_POD), ChartLevel((), ASKING, _OF_CONTAINER))
_OF_OLLAMA = (ChartLevel((), ("gpu",), "Write it below `ollama:`."),)
_OLLAMAS_OWN = frozenset({"models", "gpu", "port", "insecure", "mountPath"})
_GPU_BLOCK = frozenset({"number", "nvidiaResource", "mig", "type"})


def chart_levels(chart: str | None, values: Value) -> tuple[ChartLevel, ...]:
    """Return the levels of a chart; one whose name is not said is known by the form of its values."""
    if chart == "open-webui":
        return (ChartLevel(("ollama",), ("gpu",), "Write it below `ollama.ollama:`, as the dependency has it."),)
    if any(_has_image(one) for _, one in values.entries("controllers")):
        return (*_CONTROLLED, *(_ROOT if chart == APP_TEMPLATE else ()))
    ollama = {key for key, _ in values.entries("ollama")}
    if ollama & _OLLAMAS_OWN and _GPU_BLOCK & {key for key, _ in values.entries("gpu")}:
        return _OF_OLLAMA
    return ()


def _has_image(controller: Value) -> bool:
    return any(one.get("image", "repository") is not None for _, one in controller.entries("containers"))
