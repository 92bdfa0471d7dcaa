"""NVIDIA's charts wherever they are installed from, and the configurations that their values hold."""

import re
from collections.abc import Iterable, Iterator

from generator.facts.charts import CHARTS, CONFIG_ENTRIES, DEVICE_PLUGIN, GPU_OPERATOR, PLUGIN_CONFIG
from generator.facts.release_lines import is_between_releases
from generator.facts.releases import releases_meant
from generator.manifests.inner import opened_with_faults
from generator.manifests.named import settled
from generator.model.manifest import ChartOrder, ChartUse, ConfigEntry, Configuration, Form, Origin
from generator.model.manifest_value import Value
from generator.model.tree import words

_archive = re.compile(rf"(?:nvidia-)?(?:{'|'.join(CHARTS)})-(v?\d[\w.+-]*)\.tgz").fullmatch
"""Sources: helm/helm pkg/chartutil (Save: the archive is NAME-VERSION.tgz), pkg/action (LocateChart: a file or an
address is taken as it is, whatever version is asked for)."""


def chart_named(text: str | None) -> str | None:
    """Return the chart that a name, path or address ends in: ``nvidia/gpu-operator`` is gpu-operator.

    Mirrors call it ``nvidia-gpu-operator`` too.
    """
    last = (text or "").split("?")[0].rstrip("/").rpartition("/")[2].removesuffix(".tgz").partition(":")[0]
    names = {name: chart for chart in CHARTS for name in (chart, f"nvidia-{chart}")}
    return next((names[one] for one in names if re.fullmatch(rf"{one}(-v?\d[\w.+-]*)?", last)), None)


def version_in(text: str | None) -> str | None:
    """Return the version in the name of a chart's archive, as in ``https://host/gpu-operator-v25.10.1.tgz``."""
    found = _archive((text or "").split("?")[0].rpartition("/")[2])
    return None if found is None else found[1]


def address_in(named: Value | None) -> Value | None:
    """Return what a chart's own address says of where it comes from: a registry, or an archive's whole address."""
    text = "" if named is None else named.text() or ""
    if named is None or "://" not in text:
        return None
    return named if _is_archive(text) else Value(text.rpartition("/")[0], named.place)


def _is_archive(text: str) -> bool:
    return text.split("?", maxsplit=1)[0].endswith(".tgz")


def named_anywhere(value: Value) -> bool:
    """Say whether an object names one of NVIDIA's charts anywhere, be it where nobody looks for it."""
    return any(chart in word and chart_named(word) for word in words(value.tree) for chart in CHARTS)


def chart_use(chart: str, stated: str | None, form: Form, at: Value, values: tuple[Value, ...] = ()) -> ChartUse:
    """Return a use of a chart, neither named nor in a namespace yet; `at` is where the chart is named.

    An archive's name has the release, and Helm looks at no other version then.
    """
    stated = version_in(at.text()) or stated
    stated = None if is_between_releases(stated or "") else stated
    names, within = releases_meant(chart, stated)
    return ChartUse(chart, stated, names, within, form, None, None, values, True, at.place)


def ordered(form: Form, named: Value, version: Value | None, repository: Value | None) -> ChartOrder:
    """Return what asks for a chart by its name, whoever makes it."""
    name = str(named.tree)
    if form is Form.INSTALLER and "://" not in name:
        name = name.rpartition("/")[2]  # before it stands what the installer calls the repository
    return ChartOrder(form, name, chart_named(name), named, version, repository)


def released_in(use: ChartUse, *said: Value | None) -> ChartUse:
    """Return a use in the first namespace that is said; one that is filled in later is not known."""
    found = next((one for one in said if one is not None and one.text()), None)
    return use if found is None else use._replace(namespace=settled(found.text()), namespace_at=found.place)


def with_said_version(use: ChartUse, said: tuple[str, str] | None) -> ChartUse:
    """Return a use with the version that the caller says for its chart, where the files say none."""
    if said is None or use.stated is not None or said[0] != use.chart or not said[1]:
        return use
    names, within = releases_meant(use.chart, said[1])
    return use._replace(stated=said[1], releases=names, within=within)


def plugin_configs_of(use: ChartUse) -> Iterator[Configuration]:
    """Return the device plugin configuration that a chart makes from its values.

    Sources: NVIDIA/gpu-operator deployments/gpu-operator/templates/plugin_config.yaml (`devicePlugin.config.data`, with
    `create`); NVIDIA/k8s-device-plugin deployments/helm/nvidia-device-plugin/templates/configmap.yml (`config.map`).
    """
    config = PLUGIN_CONFIG[use.chart]
    data = use.value(*config, CONFIG_ENTRIES[use.chart])
    if data is not None:
        entries = entries_of(use.entries(*config, CONFIG_ENTRIES[use.chart]).items())
        name = _said(use, *config, "name") or ("default-gpu-operator" if use.chart == GPU_OPERATOR else None)
        yield Configuration(name, use.namespace, entries, Origin.CHART_VALUES, data.place, use)


def mig_configs_of(use: ChartUse) -> Iterator[Configuration]:
    """Return the mig-parted configuration that the operator's chart makes from its values.

    Source: NVIDIA/gpu-operator deployments/gpu-operator/templates/mig_config.yaml (`migManager.config.data`).
    """
    config = ("migManager", "config")
    data = use.value(*config, "data") if use.chart != DEVICE_PLUGIN else None
    if data is not None:
        entries = entries_of(use.entries(*config, "data").items())
        yield Configuration(_said(use, *config, "name"), use.namespace, entries, Origin.CHART_VALUES, data.place, use)


def _said(use: ChartUse, *path: str) -> str | None:
    value = use.value(*path)
    return None if value is None else value.text()


def entries_of(data: Iterable[tuple[str, Value]]) -> tuple[ConfigEntry, ...]:
    """Return the keys of a ConfigMap's data, or of the charts' values for it, with what their texts hold."""
    return tuple(ConfigEntry(key, text, *opened_with_faults(text)) for key, text in data)
