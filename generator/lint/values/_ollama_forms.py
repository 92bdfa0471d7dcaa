"""What Ollama's chart makes of words of its own for GPUs, where that is not what they seem to say.

Source: otwld/ollama-helm templates/deployment.yaml, ollama-0.7.0 to ollama-1.77.0 (`enabled` of `ollama.gpu` and of its
`mig` are asked for as templates ask, so that any text is true; `number | default 1`; MIG devices are read below
`mig.enabled` alone, and are then all that is asked for); until ollama-0.6.0 `enable` and `nbrGpu` were the words.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from generator.ecosystem.chart_levels import ABOVE_OLLAMA, ChartLevel
from generator.facts.releases import exact_numbers
from generator.lint.common.chart_orders import Sourced, SourcedValues
from generator.lint.common.kinds import kind_of_tree
from generator.lint.common.near import nearest
from generator.lint.values._chart_forms import MEANT_IN_OLLAMA_GPU, OLLAMA_GPU, OLLAMA_TYPES, ollama_block, ollama_gpu
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_objects import OtherValues
from generator.model.manifest_rule import ManifestFault
from generator.model.manifest_value import Place, Value, is_filled_in_later

_CHART = "ollama"
_MAKER = "otwld"
_OLD = frozenset({"enable", "nbrGpu"})
"""Words that releases before 0.7.0 read."""
_SINCE = (0, 7, 0)
_OFF = ("false", "no", "off", "n")
_NO_GPU = "the pod gets no GPU"


class OllamaReleases:
    """What the files say of the releases of Ollama's chart; they are gone through once, at the first need."""

    def __init__(self, manifests: Manifests) -> None:
        self._manifests = manifests

    @cached_property
    def is_old(self) -> bool:
        """Whether a release of the chart that reads the old words is asked for."""
        versions = [one.version for one in self._manifests.orders if one.name.rpartition("/")[2] == _CHART]
        known = [exact_numbers(str(one.tree)) for one in versions if one is not None]
        return any(one is not None and one < _SINCE for one in known)

    @cached_property
    def _of_mig(self) -> Mapping[str, set[Place]]:
        """Where the blocks stand that say each word of MIG."""
        found: dict[str, set[Place]] = {}
        for other in self._manifests.others:
            block = ollama_gpu(other.chart, other.value)
            if block is not None:
                for key in (key for key, value in block.entries("mig") if value.tree is not None):
                    found.setdefault(key, set()).add(block.place)
        return found

    def is_said_elsewhere(self, key: str, block: Value) -> bool:
        """Say whether other values for the chart say this of MIG, which may be laid over these."""
        return bool(self._of_mig.get(key, set()) - {block.place})


def of_ollama(values: OtherValues, releases: OllamaReleases) -> Iterator[ManifestFault]:
    """Return what is wrong with the GPU settings of Ollama's chart."""
    block = ollama_block(values.chart, values.value)
    if block is not None and not isinstance(block.tree, dict) and _is_said(block):
        message = f"gpu is {kind_of_tree(block.tree)}, and the templates read fields of it: Helm ends with an error"
        yield ManifestFault(block.place, message, "Write `gpu: {enabled: true}`.")
    block = ollama_gpu(values.chart, values.value)
    if block is None:
        return
    yield from _words(block, is_old=releases.is_old)
    enabled = block.get("enabled")
    if enabled is None or not enabled.tree:
        return
    if isinstance(enabled.tree, str) and enabled.tree.lower() in _OFF:
        message = f'enabled is the text "{enabled.tree}", which counts as true in a template: the pod asks for a GPU'
        yield ManifestFault(enabled.place, message, "Write false, without quotes.", quoted=True)
    elif block.text("type") in (None, "", OLLAMA_TYPES[0]) and not _is_claimed(block):
        yield from _amounts(block, values, releases)


def _is_claimed(block: Value) -> bool:
    claimed = block.get("draEnabled")
    return claimed is not None and bool(claimed.tree)


def _is_said(block: Value) -> bool:
    return block.tree is not None and not is_filled_in_later(block.tree)


def _words(block: Value, *, is_old: bool) -> Iterator[ManifestFault]:
    for key, value in block.entries():
        if key in OLLAMA_GPU or value.tree is None or (key in _OLD and (is_old or not value.tree)):
            continue
        meant = MEANT_IN_OLLAMA_GPU.get(key) or nearest(key, sorted(OLLAMA_GPU))
        if meant is not None:
            effect = _NO_GPU if meant == "enabled" and not block.has(meant) else "it has no effect"
            message = f"no template reads {key} of ollama.gpu: {effect}"
            yield ManifestFault(value.place, message, f"Write {meant}.", on_key=True)
    kind = block.get("type")
    text = None if kind is None else kind.text()
    if kind is not None and text and text not in OLLAMA_TYPES and not is_filled_in_later(text):
        message = f"the chart compares type with nvidia and amd, and {text} is neither: {_NO_GPU}"
        yield ManifestFault(kind.place, message, "Write nvidia.")


def _amounts(block: Value, values: OtherValues, releases: OllamaReleases) -> Iterator[ManifestFault]:
    """Return amounts that are not what the chart makes of them; what other values may add is passed over."""
    mig, number = block.get("mig"), block.get("number")
    if mig is not None:
        yield from _mig(mig, block, values, releases)
    elif number is not None and number.tree == 0 and number.tree is not False:
        message = "number is 0, which counts as not said: the pod asks for one GPU"
        yield ManifestFault(number.place, message, "Write `enabled: false`.", severity=Severity.WARNING)


def _mig(mig: Value, block: Value, values: OtherValues, releases: OllamaReleases) -> Iterator[ManifestFault]:
    switch, devices = mig.get("enabled"), mig.get("devices")
    names = devices is not None and isinstance(devices.tree, dict) and bool(devices.tree)
    if switch is None and devices is not None and names and not releases.is_said_elsewhere("enabled", block):
        resource = block.text("nvidiaResource") or "nvidia.com/gpu"
        message = f"mig.devices is passed over without mig.enabled: the pod asks for {resource}"
        fix = "Write `enabled: true` beside it."
        yield ManifestFault(devices.place, message, fix, on_key=True, severity=Severity.WARNING)
    elif switch is not None and switch.tree is True and (devices is None or devices.tree in (None, {})):
        by_hand = any(key.startswith("nvidia.com/") for key, _ in values.value.entries("resources", "limits"))
        if not by_hand and not releases.is_said_elsewhere("devices", block):
            message = f"with mig.enabled the pod asks for what mig.devices names, and it names none: {_NO_GPU}"
            fix = "Write `devices: {1g.10gb: 1}`, or use nvidiaResource without `mig:`."
            yield ManifestFault(switch.place, message, fix, on_key=True, severity=Severity.WARNING)


def levels_of_ollama(values: OtherValues, charts: SourcedValues) -> Iterator[ChartLevel]:
    """Return the level that holds GPU settings without `ollama:` above them, where it is known whose chart it is.

    Charts of others have such settings at the root.
    """
    block = values.value.get("gpu")
    enabled = None if block is None else block.get("enabled")
    is_off = enabled is not None and enabled.tree is False
    is_ollama = (values.chart or "").rpartition("/")[2] == _CHART
    if is_ollama and block is not None and not is_off and _is_makers(charts.of(values.value)):
        yield from ABOVE_OLLAMA


def _is_makers(found: Sequence[Sourced]) -> bool:
    """Say whether a chart is that of its makers, by what says from where it comes."""
    sources = [one.url or ("" if one.order.source is None else one.order.source.text("name") or "") for one in found]
    return bool(sources) and all(_MAKER in one for one in sources)
