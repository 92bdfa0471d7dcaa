"""Put the facts of a chart together and write them so that two releases make a readable diff."""

import json

from generator.factsheet.crd_fields import (
    Schema,
    as_list,
    as_map,
    crd_bytes,
    crd_facts,
    schema_types,
    schemas_by_kind,
)
from generator.factsheet.known import PLACEHOLDER_APP_VERSIONS, PUBLICATIONS, dead_values
from generator.factsheet.templates import scan_objects, scan_values
from generator.factsheet.unpacked import UnpackedChart
from generator.factsheet.value_paths import Fact, PathKeys, Sources, value_facts
from generator.model.tree import Tree


def sheet_text(chart: UnpackedChart, release: str) -> str:
    """Return the fact sheet as JSON text, one value path, object or image a line."""
    return _lines(_sheet(chart, release))


def crds_text(chart: UnpackedChart) -> str:
    """Return the custom resource definitions as JSON text, one field a line."""
    keys = {str(entry["name"]): entry["key"] for entry in _dependencies(chart)}
    crds = ",\n".join(_crd_lines({**crd, "chart": keys.get(str(crd["chart"]), "")}) for crd in crd_facts(chart))
    return f'{{"crds": [\n{crds}\n]}}\n'


def _sheet(chart: UnpackedChart, release: str) -> dict[str, Tree]:
    name = str(chart.meta["name"])
    published = PUBLICATIONS[name]
    app_version = str(chart.meta.get("appVersion", ""))
    dependencies = _dependencies(chart)
    values = _values(chart, dependencies)
    dead: dict[str, Tree] = {path: "" for path, fact in values.items() if as_map(fact).pop("unread", False)}
    dead.update(dead_values(name, release))
    return {
        "chart": name,
        "release": release,
        "version": release if published.keeps_v else release.removeprefix("v"),
        "appVersion": release if app_version in PLACEHOLDER_APP_VERSIONS else app_version,
        "repository": published.repository,
        "kubeVersion": str(chart.meta.get("kubeVersion", "")),
        "crdBytes": crd_bytes(chart),
        "dependencies": [*dependencies],
        "components": _components(chart, app_version, dependencies),
        "images": _images(chart.values, ""),
        "objects": _objects(chart, dependencies),
        "dead": {path: dead[path] for path in sorted(dead)},
        "values": values,
    }


def _dependencies(chart: UnpackedChart) -> list[dict[str, Tree]]:
    return [_dependency(as_map(entry)) for entry in as_list(chart.meta.get("dependencies") or [])]


def _dependency(entry: dict[str, Tree]) -> dict[str, Tree]:
    return {
        "name": entry["name"],
        "key": entry.get("alias") or entry["name"],
        "version": str(entry["version"]),
        "repository": str(entry.get("repository") or ""),
        "condition": str(entry.get("condition") or ""),
    }


def _values(chart: UnpackedChart, dependencies: list[dict[str, Tree]]) -> dict[str, Tree]:
    keys = {str(entry["key"]): chart.subcharts[str(entry["name"])] for entry in dependencies}
    reads = scan_values(chart.templates)
    own_values = {name: value for name, value in chart.values.items() if name not in keys}
    own_reads = {path: usage for path, usage in reads.items() if path[0] not in keys}
    facts = dict(value_facts(own_values, Sources(own_reads, schemas_by_kind(chart))))
    for key, subchart in keys.items():
        overrides = chart.values.get(key)
        merged = _merge(subchart.values, overrides if isinstance(overrides, dict) else {})
        sub_reads = dict(scan_values(subchart.templates))
        sub_reads.update({path[1:]: usage for path, usage in reads.items() if path[0] == key and len(path) > 1})
        types = dict(schema_types(Schema(subchart.schema)))
        facts.update(_subchart_facts(merged, Sources(sub_reads, {}, (key,), types)))
    for entry in dependencies:
        for condition in filter(None, str(entry["condition"]).split(",")):
            facts.setdefault(tuple(condition.split(".")), {"type": "bool", "from": "condition"})
            facts[tuple(condition.split("."))].pop("unread", None)
    texts = {".".join(path): fact for path, fact in facts.items()}
    return {path: texts[path] for path in sorted(texts)}


def _subchart_facts(values: dict[str, Tree], sources: Sources) -> dict[PathKeys, Fact]:
    """Return a sub-chart's paths as the parent sees them: below its key, `global` also at the root."""
    facts: dict[PathKeys, Fact] = {sources.prefix: {"type": "map"}}
    for path, fact in value_facts(values, sources):
        facts[path] = fact
        if path[1] == "global":
            facts[path[1:]] = {"type": fact["type"], "from": "template"}
    return facts


def _merge(under: dict[str, Tree], over: dict[str, Tree]) -> dict[str, Tree]:
    merged = dict(under)
    for name, value in over.items():
        below = merged.get(name)
        merged[name] = _merge(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return merged


def _components(chart: UnpackedChart, app_version: str, dependencies: list[dict[str, Tree]]) -> dict[str, Tree]:
    found: dict[str, Tree] = {}
    for name, value in chart.values.items():
        if isinstance(value, dict) and isinstance(value.get("version"), str) and value["version"]:
            found[name] = value["version"]
    if not found:
        found["devicePlugin"] = f"v{app_version}"
    for entry in dependencies:
        found[str(entry["name"])] = entry["version"]
    return {name: found[name] for name in sorted(found)}


def _images(values: dict[str, Tree], path: str) -> dict[str, Tree]:
    found: dict[str, Tree] = {}
    for name in sorted(values):
        value, at = values[name], f"{path}.{name}".strip(".")
        if not isinstance(value, dict):
            continue
        if value.get("repository") and ("image" in value or "tag" in value):
            version = str(value.get("version", value.get("tag", "")))
            found[at] = {"repository": value["repository"], "image": value.get("image", ""), "version": version}
        found.update(_images(value, at))
    return found


def _objects(chart: UnpackedChart, dependencies: list[dict[str, Tree]]) -> list[Tree]:
    objects: list[Tree] = [*scan_objects(chart.templates)]
    for entry in dependencies:
        key = str(entry["key"])
        inner = scan_objects(chart.subcharts[str(entry["name"])].templates)
        objects.extend({"kind": found["kind"], "name": found["name"], "chart": key, **found} for found in inner)
    return objects


def _lines(sheet: dict[str, Tree]) -> str:
    parts = []
    for key, value in sheet.items():
        if isinstance(value, dict) and value:
            body = ",\n".join(f"  {_json(name)}: {_json(entry)}" for name, entry in value.items())
            parts.append(f"{_json(key)}: {{\n{body}\n}}")
        elif isinstance(value, list) and value:
            body = ",\n".join(f"  {_json(entry)}" for entry in value)
            parts.append(f"{_json(key)}: [\n{body}\n]")
        else:
            parts.append(f"{_json(key)}: {_json(value)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _crd_lines(crd: dict[str, Tree]) -> str:
    head = ", ".join(f"{_json(name)}: {_json(value)}" for name, value in crd.items() if name != "versions")
    versions = ",\n".join(_version_lines(as_map(version)) for version in as_list(crd["versions"]))
    return f'{{{head}, "versions": [\n{versions}\n]}}'


def _version_lines(version: dict[str, Tree]) -> str:
    head = ", ".join(f"{_json(name)}: {_json(value)}" for name, value in version.items() if name != "fields")
    fields = ",\n".join(f"  {_json(path)}: {_json(fact)}" for path, fact in as_map(version["fields"]).items())
    return f'{{{head}, "fields": {{\n{fields}\n}}}}'


def _json(value: Tree) -> str:
    return json.dumps(value, ensure_ascii=False)
