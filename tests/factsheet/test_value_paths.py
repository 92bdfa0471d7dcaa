from pathlib import Path

from generator.factsheet.crd_fields import schemas_by_kind
from generator.factsheet.templates import scan_values
from generator.factsheet.unpacked import read_chart
from generator.factsheet.value_paths import Sources, value_facts
from tests.factsheet.small_chart import write_chart


def test_paths_types_defaults_and_origins(tmp_path: Path) -> None:
    chart = read_chart(write_chart(tmp_path / "chart"))
    own = {name: value for name, value in chart.values.items() if name != "aid"}
    sources = Sources(scan_values(chart.templates), schemas_by_kind(chart))
    facts = {".".join(path): fact for path, fact in value_facts(own, sources)}
    assert facts == {
        "agent": {"type": "map"},
        "agent.enabled": {"type": "bool", "default": True},
        "agent.hidden": {"type": "any", "from": "template"},
        "agent.image": {"type": "int|string", "default": "agent"},
        "agent.limits": {"type": "map of any", "default": {"cpu": "1"}},
        "agent.metrics": {"type": "map"},
        "agent.metrics.interval": {"type": "string", "default": "15s"},
        "agent.metrics.labels": {"type": "map of string", "from": "crd"},
        "agent.metrics.rules": {"type": "list", "from": "crd"},
        "agent.metrics.rules[]": {"type": "map", "from": "crd"},
        "agent.metrics.rules[].port": {"type": "int|string", "from": "crd"},
        "agent.repository": {"type": "string", "default": "registry.invalid/team"},
        "agent.settings": {"type": "map of any", "default": {}},
        "agent.unread": {"type": "int", "default": 1, "unread": True},
        "agent.version": {"type": "int|string", "default": "v1.2.3"},
        "config": {"type": "map"},
        "config.create": {"type": "bool", "default": False},
        "config.data": {"type": "map of string", "default": {}},
        "config.name": {"type": "string", "default": ""},
        "extraLabels": {"type": "any", "from": "template"},
        "maybe": {"type": "bool", "default": None},
        "strategy": {"type": "string", "choices": ["single", "mixed"], "default": "single"},
    }


def test_the_paths_of_a_subchart_lie_below_its_key() -> None:
    facts = dict(value_facts({"threads": 1}, Sources({}, {}, ("aid",))))
    assert list(facts) == [("aid", "threads")]
