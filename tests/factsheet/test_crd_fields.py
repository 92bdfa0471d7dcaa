from pathlib import Path

from generator.factsheet.crd_fields import (
    Schema,
    as_map,
    container_type,
    crd_bytes,
    crd_facts,
    schema_types,
    schemas_by_kind,
)
from generator.factsheet.unpacked import read_chart
from tests.factsheet.small_chart import FILES, write_chart


def test_fields_without_prose(tmp_path: Path) -> None:
    (crd,) = crd_facts(read_chart(write_chart(tmp_path / "chart")))
    assert (crd["group"], crd["kind"], crd["scope"]) == ("demo.invalid", "ClusterPolicy", "Cluster")
    versions = crd["versions"]
    assert isinstance(versions, list)
    version = as_map(versions[0])
    assert version["status"] is True
    assert version["fields"] == {
        "spec": {"type": "map", "required": True},
        "spec.agent": {"type": "map"},
        "spec.agent.metrics": {"type": "map", "required": True},
        "spec.agent.metrics.interval": {"type": "string", "default": "30s", "minLength": 1},
        "spec.agent.metrics.labels": {"type": "map of string"},
        "spec.agent.metrics.rules": {"type": "list"},
        "spec.agent.metrics.rules[]": {"type": "map"},
        "spec.agent.metrics.rules[].port": {"type": "int|string"},
        "spec.agent.version": {"type": "string"},
        "spec.strategy": {"type": "string", "choices": ["single", "mixed"]},
    }


def test_the_size_is_that_of_the_files(tmp_path: Path) -> None:
    assert crd_bytes(read_chart(write_chart(tmp_path / "chart"))) == len(FILES["crds/policies.yaml"].encode())


def test_schemas_are_looked_up_below_spec(tmp_path: Path) -> None:
    schema = schemas_by_kind(read_chart(write_chart(tmp_path / "chart")))["ClusterPolicy"]
    found = schema.below(("agent", "metrics", "interval"))
    assert found is not None
    assert found.type() == "string"
    assert schema.below(("agent", "nodeSelector")) is None


def test_containers_say_what_is_in_them() -> None:
    assert container_type(Schema({"type": "array", "items": {"type": "string"}})) == "list of string"
    assert container_type(Schema({"type": "object"})) == "map of any"
    assert (
        container_type(Schema({"type": "object", "additionalProperties": {"type": "string", "pattern": "a"}})) == "map"
    )
    assert container_type(Schema({"type": "object", "properties": {"a": {"type": "string"}}})) == "map"


def test_types_that_a_chart_states_itself() -> None:
    schema = Schema(
        {
            "properties": {
                "threads": {"type": ["integer", "null"]},
                "port": {"type": ["string", "integer"]},
                "args": {"type": "array", "items": {"type": "string"}},
                "probe": {"type": "object", "properties": {"period": {"type": "integer"}}},
                "free": {},
            }
        }
    )
    assert dict(schema_types(schema)) == {
        ("threads",): "int",
        ("port",): "int|string",
        ("args",): "list of string",
        ("probe", "period"): "int",
    }
