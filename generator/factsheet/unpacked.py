"""Read an unpacked chart, sub-charts (also packed ones) included, into memory."""

import tarfile
from pathlib import Path, PurePosixPath
from typing import NamedTuple

import yaml

from generator.model.tree import Tree


class UnpackedChart(NamedTuple):
    """The files of a chart that facts are taken from; `templates` and `crds` map file names to texts.

    `schema` is the chart's own JSON Schema of its values, empty where it has none.
    """

    meta: dict[str, Tree]
    values: dict[str, Tree]
    templates: dict[str, str]
    crds: dict[str, str]
    subcharts: dict[str, "UnpackedChart"]
    schema: dict[str, Tree]


def read_chart(folder: Path) -> UnpackedChart:
    """Return the chart in a folder; OSError or ValueError if it is none."""
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name.endswith(_SUFFIXES)
    }
    return _from_files(files)


_SUFFIXES = (".yaml", ".yml", ".tpl", ".tgz", "values.schema.json")


def _from_files(files: dict[str, bytes]) -> UnpackedChart:
    if "Chart.yaml" not in files:
        raise ValueError("not a chart: no Chart.yaml")
    texts = {name: data.decode() for name, data in files.items() if not name.endswith(".tgz")}
    return UnpackedChart(
        meta=load_map(texts["Chart.yaml"]),
        values=load_map(texts.get("values.yaml", "")),
        templates={name: text for name, text in texts.items() if name.startswith("templates/")},
        crds={name: text for name, text in texts.items() if name.startswith("crds/")},
        subcharts=_subcharts(files),
        schema=load_map(texts.get("values.schema.json", "")),
    )


def _subcharts(files: dict[str, bytes]) -> dict[str, UnpackedChart]:
    packed: dict[str, dict[str, bytes]] = {}
    for name, data in files.items():
        parts = PurePosixPath(name).parts
        if parts[0] != "charts":
            continue
        if len(parts) == 2 and name.endswith(".tgz"):
            packed[name] = _untar(data)
        elif len(parts) > 2:
            packed.setdefault(parts[1], {})["/".join(parts[2:])] = data
    charts = [_from_files(members) for members in packed.values()]
    return {str(chart.meta["name"]): chart for chart in charts}


def _untar(data: bytes) -> dict[str, bytes]:
    import io

    members: dict[str, bytes] = {}
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:gz") as archive:
        for member in archive.getmembers():
            name = member.name.partition("/")[2]
            content = archive.extractfile(member) if member.isfile() else None
            if content is not None and name.endswith(_SUFFIXES):
                members[name] = content.read()
    return members


def load_map(text: str) -> dict[str, Tree]:
    """Return the single map of a YAML text, read as Helm reads it (YAML 1.1); empty if there is none."""
    tree = load_documents(text)
    return tree[0] if tree else {}


def load_documents(text: str) -> list[dict[str, Tree]]:
    """Return the maps of a YAML stream."""
    documents: list[Tree] = list(yaml.load_all(text, Loader=yaml.CSafeLoader))
    return [document for document in documents if isinstance(document, dict)]
