import json
from pathlib import Path

import pytest

from generator.factsheet.sheet import crds_text, sheet_text
from generator.factsheet.unpacked import read_chart
from generator.model.tree import Tree
from tests.factsheet.small_chart import write_chart


@pytest.fixture
def sheet(tmp_path: Path) -> dict[str, Tree]:
    tree: dict[str, Tree] = json.loads(sheet_text(read_chart(write_chart(tmp_path / "chart")), "v9.9.9"))
    return tree


def test_what_the_chart_is(sheet: dict[str, Tree]) -> None:
    keys = ("chart", "release", "version", "appVersion", "kubeVersion", "repository")
    assert [sheet[key] for key in keys] == [
        "gpu-operator",
        "v9.9.9",
        "v9.9.9",
        "v9.9.9",
        ">= 1.30.0-0",
        "https://helm.ngc.nvidia.com/nvidia",
    ]
    assert sheet["dependencies"] == [
        {
            "name": "helper",
            "key": "aid",
            "version": "0.1.0",
            "repository": "oci://registry.invalid/charts",
            "condition": "aid.enabled",
        }
    ]


def test_images_and_components(sheet: dict[str, Tree]) -> None:
    assert sheet["images"] == {"agent": {"repository": "registry.invalid/team", "image": "agent", "version": "v1.2.3"}}
    assert sheet["components"] == {"agent": "v1.2.3", "helper": "0.1.0"}


def test_subchart_values_with_the_parents_defaults(sheet: dict[str, Tree]) -> None:
    values = sheet["values"]
    assert isinstance(values, dict)
    assert {path: fact for path, fact in values.items() if path.startswith(("aid", "global"))} == {
        "aid": {"type": "map"},
        "aid.enabled": {"type": "bool", "from": "condition"},
        "aid.global": {"type": "map", "from": "template"},
        "aid.global.pullSecrets": {"type": "any", "from": "template"},
        "aid.loud": {"type": "any", "from": "template"},
        "aid.threads": {"type": "int", "default": 4},
        "aid.verbose": {"type": "bool", "default": False},
        "global": {"type": "map", "from": "template"},
        "global.pullSecrets": {"type": "any", "from": "template"},
    }


def test_values_that_nothing_reads_are_dead(sheet: dict[str, Tree]) -> None:
    dead = sheet["dead"]
    assert isinstance(dead, dict)
    assert dead["agent.unread"] == ""
    assert "operator.defaultRuntime" in dead
    assert "unread" not in str(sheet["values"]).replace("agent.unread", "")


def test_objects_of_subcharts_say_whose_they_are(sheet: dict[str, Tree]) -> None:
    objects = sheet["objects"]
    assert isinstance(objects, list)
    assert {"kind": "Service", "name": "{release}-helper", "chart": "aid"} in objects


def test_one_path_a_line(tmp_path: Path) -> None:
    lines = sheet_text(read_chart(write_chart(tmp_path / "chart")), "v9.9.9").splitlines()
    assert '  "agent.enabled": {"type": "bool", "default": true},' in lines
    assert '  "strategy": {"type": "string", "choices": ["single", "mixed"], "default": "single"}' in lines


def test_custom_resources_are_a_file_of_their_own(tmp_path: Path) -> None:
    text = crds_text(read_chart(write_chart(tmp_path / "chart")))
    assert '  "spec.strategy": {"type": "string", "choices": ["single", "mixed"]}' in text.splitlines()
    assert [crd["chart"] for crd in json.loads(text)["crds"]] == [""]
    assert "prose" not in text
