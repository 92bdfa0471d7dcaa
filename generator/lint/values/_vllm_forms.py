"""What the chart of vLLM's production stack makes of the entries of its `modelSpec`.

Sources: vllm-project/production-stack helm/templates/_helpers.tpl (chart.resources: `requestGPUType` is the name under
which `requestGPU` is asked for, and nothing by itself; no release reads `limitGPU`), helm/values.schema.json (modelSpec
is an array, at every release).
"""

from collections.abc import Iterator

from generator.lint.common.references import listed
from generator.lint.values._chart_forms import VLLM_MODEL, VLLM_NEEDS, VLLM_NO_WORDS, VLLM_NUMBERS, VLLM_TEXTS
from generator.model.manifest_objects import OtherValues
from generator.model.manifest_rule import ManifestFault
from generator.model.manifest_value import Value

_CHART = "vllm-stack"
_PATH = ("servingEngineSpec", "modelSpec")
_GPU, _KIND = VLLM_MODEL


def of_vllm(values: OtherValues) -> Iterator[ManifestFault]:
    """Return what is wrong with the models that the chart is to serve."""
    models = values.value.get(*_PATH)
    if models is not None and isinstance(models.tree, dict) and (values.chart == _CHART or models.has(_GPU)):
        message = "modelSpec is a mapping, where the chart's schema has a list: Helm refuses the values"
        yield ManifestFault(models.place, message, "Write a list of `- name: ...`.", on_key=True)
    for model in values.value.elements(*_PATH):
        yield from _of_model(model)


def _of_model(model: Value) -> Iterator[ManifestFault]:
    for key, value in model.entries():
        if key in VLLM_NO_WORDS and not model.has(_GPU) and not model.has("resources") and value.tree:
            yield _unread(key, value, _GPU)
        # No slip in a letter: requestCPU is a word of its own.
        meant = next((one for one in VLLM_MODEL if key.lower().removesuffix("s") == one.lower()), None)
        if meant is not None and key not in VLLM_MODEL:
            yield _unread(key, value, meant)
    asked = model.get(_GPU)
    kind = model.get(_KIND)
    if asked is None and kind is not None and kind.tree and not any(_asks(key) for key, _ in model.entries()):
        message = f"{_KIND} names what is asked for, and without {_GPU} nothing is: no GPU is asked for"
        yield ManifestFault(kind.place, message, f"Write `{_GPU}: 1` beside it.", on_key=True)
    lacks = [key for key in VLLM_NEEDS if not model.has(key)]
    if asked is not None and lacks and not model.has("resources"):
        message = f"{listed(lacks)} must be in every entry of modelSpec: Helm ends with an error"
        yield ManifestFault(asked.place, message, f"Write {' and '.join(lacks)} beside it.", on_key=True)
    for key in VLLM_TEXTS:
        one = model.get(key)
        if one is not None and isinstance(one.tree, int | float):
            message = f"the schema of the chart takes {key} as text, and this is a number: Helm refuses the values"
            yield ManifestFault(one.place, message, f'Write "{one.tree}", in quotes.')
    for key in VLLM_NUMBERS:
        one = model.get("vllmConfig", key)
        if one is not None and isinstance(one.tree, str) and one.tree.isdecimal():
            message = f"the schema of the chart takes {key} as a number, and this is text: Helm refuses the values"
            yield ManifestFault(one.place, message, f"Write {one.tree}, without quotes.")


def _asks(key: str) -> bool:
    """Say whether a key asks for GPUs in another way, or is told to be a slip for that."""
    return key == "resources" or (key != _KIND and "gpu" in key.lower())


def _unread(key: str, value: Value, meant: str) -> ManifestFault:
    message = f"no template reads {key}: no GPU is asked for"
    return ManifestFault(value.place, message, f"Write {meant}.", on_key=True)
