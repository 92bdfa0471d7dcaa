"""Whether a container finds a file that its program is told, as far as its mounts and the ConfigMaps say."""

from collections.abc import Iterator
from enum import Enum
from pathlib import PurePosixPath
from typing import NamedTuple

from generator.lint.common.command_line import Running
from generator.model.manifest import ConfigMapKeys, Manifests
from generator.model.manifest_value import Value, is_filled_in_later


class Answer(Enum):
    """Whether the file is there."""

    UNKNOWN = "unknown"
    NOT_MOUNTED = "not mounted"
    FOLDER = "a folder"
    NO_KEY = "no key"


class Looked(NamedTuple):
    """The answer, with the names of the files that are there and the ConfigMap that they come from."""

    answer: Answer
    names: tuple[str, ...] = ()
    config_map: str = ""


_UNKNOWN = Looked(Answer.UNKNOWN)


def look_for(path: str, one: Running, manifests: Manifests) -> Looked:
    """Say whether a container has the file of an absolute path."""
    file = PurePosixPath(path)
    mounts = list(one.container.value.elements("volumeMounts"))
    places = [mount.text("mountPath") or "$(unsaid)" for mount in mounts]
    if any(is_filled_in_later(place) for place in (path, *places)) or not path.startswith("/"):
        return _UNKNOWN
    covering = [mount for mount, place in zip(mounts, places, strict=True) if file.is_relative_to(place)]
    if not covering:
        return Looked(Answer.NOT_MOUNTED)
    mount = max(covering, key=lambda each: len(PurePosixPath(each.text("mountPath") or "/").parts))
    volume = next((each for each in one.workload.pod.elements("volumes") if _is_named(each, mount)), None)
    if volume is None or not volume.has("configMap"):
        return _UNKNOWN
    return _in_config_map(file, mount, volume, manifests)


def _in_config_map(file: PurePosixPath, mount: Value, volume: Value, manifests: Manifests) -> Looked:
    name = volume.text("configMap", "name") or ""
    if mount.get("subPath") is not None or mount.get("subPathExpr") is not None:
        return _UNKNOWN
    rest = file.relative_to(mount.text("mountPath") or "/").parts
    if not rest:
        return Looked(Answer.FOLDER, files_of(volume, manifests), name)
    names = files_of(volume, manifests)
    return Looked(Answer.NO_KEY, names, name) if names and "/".join(rest) not in names else _UNKNOWN


def files_of(volume: Value, manifests: Manifests) -> tuple[str, ...]:
    """Return the names of the files that a volume of a ConfigMap holds; empty where that is not known."""
    if volume.get("configMap", "items") is not None:
        return tuple(item.text("path") or "" for item in volume.elements("configMap", "items"))
    found = config_maps_of(volume, manifests)
    return tuple(dict.fromkeys(key for one in found for key in one.keys)) if all(one.keys for one in found) else ()


def config_maps_of(volume: Value, manifests: Manifests) -> tuple[ConfigMapKeys, ...]:
    """Return the ConfigMaps among the files that a volume may mean."""
    name = volume.text("configMap", "name")
    return tuple(one for one in manifests.config_maps if name and one.name == name)


def mounts_of(volume: Value, one: Running) -> Iterator[Value]:
    """Return the mounts that a container has of a volume."""
    yield from (mount for mount in one.container.value.elements("volumeMounts") if _is_named(volume, mount))


def _is_named(volume: Value, mount: Value) -> bool:
    return volume.text("name") is not None and volume.text("name") == mount.text("name")
