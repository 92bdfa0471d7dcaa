"""Which of several files hold the values of the chart that the caller names.

A file that says nothing but what any chart may have is held against what else it says: files of other programs lie
beside it, and what they have is no fault of this chart.
Source of the keys that any chart may have: helm/helm pkg/cmd/create (what `helm create` writes).
"""

import re
from pathlib import PurePosixPath

from generator.facts.charts import CHARTS, chart_versions, load_chart
from generator.manifests.collector import Collector
from generator.model.chart import ChartSheet
from generator.model.manifest_value import Value, is_filled_in_later

BOTH = frozenset({"nfd", "gfd", "devicePlugin", "imagePullSecrets", "nodeSelector", "tolerations", "affinity", "image"})
"""Keys that say nothing of which of the two charts is meant, or that any chart may have."""
IN_MANY_CHARTS = frozenset({"operator", "nfd", "node-feature-discovery", "global", "psp", "platform", "validator"})
"""Keys that operators of other makers have too, and NVIDIA's network operator."""
_OF_ANY_CHART = frozenset(
    {
        *("image", "imagePullSecrets", "nameOverride", "fullnameOverride", "podAnnotations", "podSecurityContext"),
        *("securityContext", "resources", "nodeSelector", "tolerations", "affinity"),
        *("namespace", "namespaceOverride", "priorityClassName", "runtimeClassName", "updateStrategy", "config"),
    }
    | IN_MANY_CHARTS
)
"""Keys of NVIDIA's charts that those of others have, most of them by `helm create`."""
_OF_SERVERS = frozenset({"service", "ingress", "httpRoute", "persistence", "autoscaling", "replicaCount"})
"""Keys of what serves requests, of which a chart of DaemonSets has none."""
_ALIKE = 0.9
_PATH_OF_IMAGE = ("image", "repository")
_parts = re.compile(r"[^a-z0-9]+").split


def top_keys(chart: str) -> set[str]:
    """Return the keys at the top of the values of a chart's newest release, without those that name its objects."""
    return {path.partition(".")[0] for path in _newest(chart).values} - {"fullnameOverride", "nameOverride"}


def first_keys(value: Value) -> set[str]:
    """Return the top-level keys, and the first part of those that spell a known path with dots."""
    keys = set(value.tree) if isinstance(value.tree, dict) else set()
    sheets = [_newest(chart) for chart in CHARTS]
    dotted = {key for key in keys if "." in key and any(sheet.lookup(tuple(key.split("."))) for sheet in sheets)}
    return keys | {key.partition(".")[0] for key in dotted}


def of_stated(value: Value, chart: str, out: Collector) -> str | None:
    """Return the chart that the caller names, where these may be its values: a misspelt key is one of them too."""
    keys, tops = first_keys(value), top_keys(chart)
    if keys & (tops - _OF_ANY_CHART) or chart in _stem(value.place.file) or is_alone(value, out):
        return chart
    alike = {key for key in keys - tops if _is_alike(key, tops)}
    if any(_is_alike(key, tops - _OF_ANY_CHART) for key in alike) or not keys & tops:
        return chart if alike else None
    return None if _is_of_another(value, keys - tops - alike, chart, out) else chart


def is_alone(value: Value, out: Collector) -> bool:
    """Say whether no other file is called values, and nothing installs another chart whose values these may be."""
    others = (out.orders, out.releases_of_others, out.files_of_others, out.by_path, out.helmfiles)
    return out.is_only_file or (value.place.file == out.only_values and not any(others))


def _is_of_another(value: Value, unknown: set[str], chart: str, out: Collector) -> bool:
    """Say whether values that any chart may have are those of another program, by what stands beside them."""
    words = set(_parts(_stem(value.place.file).lower()))
    known = len(first_keys(value)) - len(unknown)
    if unknown & _OF_SERVERS or len(unknown) > known or any(key.lower() in words for key in unknown):
        return True
    named = any(chart in _stem(name) for name in out.names)
    return _has_image_of_another(value, chart) or (named and "values" in words and len(words) > 1)


def _has_image_of_another(value: Value, chart: str) -> bool:
    """Say whether the image is called otherwise than that of the chart, in whatever registry."""
    said = value.text(*_PATH_OF_IMAGE)
    own = [one.repository for one in _newest(chart).images if one.path == _PATH_OF_IMAGE[0]]
    if said is None or is_filled_in_later(said) or not own:
        return False
    return _last_words(said).isdisjoint(_last_words(own[0]))


def _last_words(repository: str) -> set[str]:
    return set(_parts(repository.lower().rpartition("/")[2]))


def _is_alike(key: str, tops: set[str]) -> bool:
    from difflib import get_close_matches  # 3 ms, wanted for files of other charts alone

    return bool(get_close_matches(key.lower(), [top.lower() for top in tops], n=1, cutoff=_ALIKE))


def _stem(file: str) -> str:
    return PurePosixPath(file).stem


def _newest(chart: str) -> ChartSheet:
    return load_chart(chart, chart_versions(chart)[-1])
