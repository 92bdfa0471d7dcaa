"""A value about GPUs at a level of somebody's chart where nobody reads it."""

from collections.abc import Iterator

from generator.ecosystem.chart_levels import ANY, OF_NVIDIA_ALONE, ChartLevel, chart_levels
from generator.ecosystem.pod_words import ASKING
from generator.lint.common.chart_orders import SourcedValues
from generator.lint.values._immich import levels_of_immich
from generator.lint.values._ollama_forms import levels_of_ollama
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_objects import OtherValues
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value
from generator.model.tree import words

_OF_GPUS = "nvidia"
_ASKED = ("gpu", "requestGPU")


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    charts = SourcedValues(manifests)
    for values in manifests.others:
        # A chart of one's own may have any name, and reads what its templates do.
        levels = () if values.is_own else tuple(dict.fromkeys(_levels(values, charts)))
        if not levels or not (values.chart in OF_NVIDIA_ALONE or _speaks_of_gpus(values.value)):
            continue
        for level in levels:
            for found in _at(values.value, level.path):
                for key, value in found.entries():
                    if key in level.words and _matters(key, value) and not _is_repeated(value, values.value):
                        place = ".".join(level.path).replace(f".{ANY}", "") or "the root of the values"
                        message = f"{key} is not read at {place}: the chart refuses it, or drops it"
                        yield ManifestFault(value.place, message, level.fix, on_key=True)


def _levels(values: OtherValues, charts: SourcedValues) -> Iterator[ChartLevel]:
    yield from chart_levels(values.chart, values.value)
    yield from levels_of_immich(values, charts)
    yield from levels_of_ollama(values, charts)


def _at(values: Value, path: tuple[str, ...]) -> list[Value]:
    found = [values]
    for part in path:
        if part == ANY:
            found = [one for around in found for one in (*(below for _, below in around.entries()), *around.elements())]
        else:
            found = [one for around in found if (one := around.get(part)) is not None]
    return found


def _matters(key: str, value: Value) -> bool:
    return value.tree not in (None, "", {}, []) and (key not in ASKING or _speaks_of_gpus(value))


def _is_repeated(value: Value, values: Value) -> bool:
    """Say whether the same stands elsewhere too, as where an alias repeats what is kept at the root."""
    return isinstance(value.tree, dict) and sum(one.tree == value.tree for one in values.mappings()) > 1


def _speaks_of_gpus(value: Value) -> bool:
    return any(_OF_GPUS in word.lower() or word in _ASKED for word in words(value.tree))


RULE = ManifestRule(
    "VAL224",
    "Value that the chart does not read at this level",
    Severity.ERROR,
    why="Each chart reads a value at one place. A runtimeClassName beside the containers of bjw-s' app-template, or "
    "Ollama's GPU settings without `ollama:` above them, are refused by the chart's schema or reach no pod, which then "
    "runs without a GPU.",
    fix="Write it where the chart reads it.",
    source="bjw-s-labs/helm-charts charts/library/common/schemas; otwld/ollama-helm values.yaml and "
    "templates/deployment.yaml; open-webui/helm-charts charts/open-webui/Chart.yaml; immich-app/immich-charts "
    "charts/immich (since 0.10)",
    bad="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: media}
spec:
  chart: {spec: {chart: app-template, version: 3.7.3, sourceRef: {kind: HelmRepository, name: bjw-s}}}
  values:
    controllers:
      media:
        runtimeClassName: nvidia  # <- here
        containers:
          app:
            image: {repository: media, tag: v1}
            resources: {limits: {nvidia.com/gpu: 1}}
""",
    good="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: media}
spec:
  chart: {spec: {chart: app-template, version: 3.7.3, sourceRef: {kind: HelmRepository, name: bjw-s}}}
  values:
    controllers:
      media:
        pod: {runtimeClassName: nvidia}
        containers:
          app:
            image: {repository: media, tag: v1}
            resources: {limits: {nvidia.com/gpu: 1}}
""",
    check=_check,
)
