"""Where to write what is no field of a level between an object and its pods."""

from generator.ecosystem.field_levels import EACH
from generator.ecosystem.pod_words import ASKING, PLACING
from generator.ecosystem.wrapper_levels import ANY, CONTAINER_FIELDS, POD_FIELDS, Around
from generator.lint.common.near import slip
from generator.lint.common.resource_names import PREFIX
from generator.model.manifest_value import Value
from generator.model.tree import words

_WRAPPERS = frozenset(
    ("pod", "podSpec", "podTemplate", "podTemplateSpec", "spec", "template", "container", "containerSpec")
)
LISTS = ("containers", "initContainers")
"""Lists of containers, which a pod's spec has."""
_CARDS = frozenset(("gpu", "gpus", "gpuCount", "numGpus", "num_gpus"))
NAMES = {"runtimeClass": "runtimeClassName", "nodeSelectors": "nodeSelector", "toleration": "tolerations"}
"""What people call fields of a pod."""
_OF_PODS = POD_FIELDS | CONTAINER_FIELDS
_COMMON = frozenset(("metadata", "labels", "annotations", "name"))


def right_way(key: str, value: Value, level: Around, levels: tuple[Around, ...]) -> str | None:
    """Return what to write for a field that a level has not; None where nothing is known of what is meant."""
    return (
        _fix(key, value, level)
        or _elsewhere(key, value, level, levels)
        or _of_pod(key, level, levels)
        or _misnamed(key, level, levels)
    )


def _fix(key: str, value: Value, level: Around) -> str | None:
    """Return what to write for a field that a level has not; None where it need not concern a pod or a card."""
    if key in level.advice:
        return level.advice[key] if key not in ASKING or _asks(value) else None
    if key in PLACING or key in NAMES:
        return _placing(NAMES.get(key, key), level)
    if key in ASKING or key.startswith(PREFIX) or key in _CARDS:
        return _asking(key, value, level)
    if key in LISTS and isinstance(value.tree, list):
        return f"Write it below `{_shown(level.pod)}:`." if level.pod not in ("", "..") else None
    if not isinstance(value.tree, dict | list) or not _names_nvidia(value):
        return None
    meant = slip(key, sorted(level.fields))
    if meant is not None and not (meant in LISTS and isinstance(value.tree, dict)):
        return f"Write {meant}."
    if key not in _WRAPPERS or not _is_of_pods(value):
        return None
    if key.startswith("container"):
        return f"Write `containers:` with a list{_below(level)}." if "containers" in _pods_way(level) else None
    if not level.pod:
        return f"Write what is below it directly in {level.title}."
    return "Write what is below it a level further out." if level.pod == ".." else f"Write `{_shown(level.pod)}:`."


def _elsewhere(key: str, value: Value, level: Around, levels: tuple[Around, ...]) -> str | None:
    """Return where a field with cards in it belongs, if it is one of a level further in and no word of a pod."""
    if key in _OF_PODS or key in _COMMON or not isinstance(value.tree, dict | list) or not _names_nvidia(value):
        return None
    deeper = (one for one in levels if key in one.fields and one.path[: len(level.path)] == level.path)
    found = next((one for one in deeper if len(one.path) > len(level.path)), None)
    if found is None:
        return None
    way = ".".join((*found.path[len(level.path) :], key)).replace(f".{EACH}", EACH)
    return f"Write it as `{way}`."


def _of_pod(key: str, level: Around, levels: tuple[Around, ...]) -> str | None:
    """Return where any field of a pod belongs, if the pod that a level leads to is known and has it."""
    if key not in POD_FIELDS or key in LISTS or not level.pod:
        return None
    pod = _target(level.path, level.pod)
    if not any(key in one.fields and _is_at(one.path, pod) for one in levels):
        return None
    others = [one for one in levels if key in one.fields and not (one.bare or one.fields >= POD_FIELDS)]
    titles = (f" and of {one.title}" for one in others)
    ways = (_way((*path, key)) for path in (pod, *(one.path for one in others)))
    return f"It is one of a pod's spec{''.join(titles)}: write it at {' or '.join(ways)}."


def _target(path: tuple[str, ...], way: str) -> tuple[str, ...]:
    """Return where a way leads from a level; two dots lead a level out."""
    if way.startswith(".."):
        path, way = path[:-1], way.removeprefix("..")
    return (*path, *(step for word in way.split(".") if word for step in _steps(word)))


def _steps(word: str) -> tuple[str, ...]:
    return (word.removesuffix(EACH), EACH) if word.endswith(EACH) else (word,)


def _is_at(path: tuple[str, ...], place: tuple[str, ...]) -> bool:
    return len(path) == len(place) and all(one in (step, ANY) for one, step in zip(path, place, strict=True))


def _way(path: tuple[str, ...]) -> str:
    return ".".join(path).replace(f".{EACH}", EACH).replace(f".{ANY}.", ".NAME.")


def _misnamed(key: str, level: Around, levels: tuple[Around, ...]) -> str | None:
    """Return what is meant by a field that no release has, be it about cards or not; None where nothing is like it.

    A field of the pod, or of several levels, may be meant for any of them.
    """
    if key in _OF_PODS or key in _WRAPPERS or key in _COMMON:
        return None
    meant = slip(key, sorted(level.fields))
    if meant is not None:
        return f"Did you mean {meant}?"
    having = {one.title: one for one in levels if key in one.fields and not one.bare}
    if not having:
        return None
    ways = [_way((*one.path, key)) for one in having.values()]
    return f"It is one of {' and of '.join(having)}: write it at {' or '.join(ways)}."


def _pods_way(level: Around) -> str:
    return f"{level.container} containers" if level.bare or "containers" in level.fields else level.container


def _below(level: Around) -> str:
    return f" below `{_shown(level.pod)}:`" if level.pod else ""


def _placing(meant: str, level: Around) -> str:
    if meant == "nodeAffinity":
        return f"Write it within `affinity:`{_below(level)}."
    if level.pod == "..":
        return f"Write {meant} a level further out."
    return f"Write `{_shown(level.pod)}.{meant}`." if level.pod else f"Write {meant}."


def _asking(key: str, value: Value, level: Around) -> str | None:
    way = _shown(level.container).removesuffix(".limits")
    if key in ASKING:
        return f"Write it as `{way}{'.limits' * (key == 'limits')}`." if _asks(value) else None
    if isinstance(value.tree, bool) or not isinstance(value.tree, int | str):
        return None
    if level.container.endswith("gpu"):
        return f"Write `gpu: {{name: nvidia.com/gpu, quantity: {value.tree}}}`."
    name = key if key.startswith(PREFIX) else f"{PREFIX}gpu"
    return f"Write `{name}: {value.tree}` below `{way}.limits:`."


def _shown(way: str) -> str:
    return way.removeprefix("..")


def _asks(value: Value) -> bool:
    return any(PREFIX in word for word in words(value.tree))


def _is_of_pods(value: Value) -> bool:
    """Say whether a mapping, or an element of a list, has fields of a pod."""
    around = [value, *value.elements()]
    holds = any(key in _OF_PODS or key in ("template", "spec") for one in around for key, _ in one.entries())
    nested = any("containers" in one for one in words(value.tree))
    return holds or nested


def _names_nvidia(value: Value) -> bool:
    return any("nvidia" in word for word in words(value.tree))
