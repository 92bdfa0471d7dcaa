from generator.factsheet.templates import Usage, merge_usage, scan_objects, scan_values
from tests.factsheet.small_chart import FILES, HELPER

TEMPLATES = {name: text for name, text in FILES.items() if name.startswith("templates/")}


def usage(text: str, path: str) -> Usage:
    return scan_values({"templates/a.yaml": text})[tuple(path.split("."))]


def test_every_path_that_is_read_and_none_from_comments() -> None:
    assert {".".join(path) for path in scan_values(TEMPLATES)} == {
        "agent.enabled",
        "agent.hidden",
        "agent.image",
        "agent.limits",
        "agent.metrics",
        "agent.repository",
        "agent.settings",
        "agent.version",
        "config.create",
        "config.data",
        "config.name",
        "extraLabels",
        "maybe",
        "strategy",
    }


def test_blocks_and_who_takes_them() -> None:
    found = scan_values(TEMPLATES)
    assert found["agent", "metrics"] == Usage(whole=True, kinds=frozenset({"ClusterPolicy"}))
    assert found["agent", "settings"].whole
    assert found["extraLabels",] == Usage(whole=True)
    assert not found["agent", "enabled"].whole


def test_types_that_a_template_asks_for() -> None:
    assert usage('{{ if typeIs "bool" .Values.a.b }}', "a.b").types == {"bool"}
    assert usage('{{ if kindIs "string" $.Values.a }}', "a").types == {"string"}


def test_no_number_of_a_values_file_is_an_int_to_go() -> None:
    assert usage('{{ if typeIs "int" .Values.a }}', "a").types == frozenset()


def test_values_that_become_text() -> None:
    assert usage("a: {{ .Values.a | quote }}", "a").textual
    assert usage("- --level={{- .Values.a }}", "a").textual
    assert not usage("a: {{ .Values.a }}", "a").textual


def test_usages_add_up() -> None:
    one, other = Usage(whole=True, kinds=frozenset({"A"})), Usage(textual=True, types=frozenset({"bool"}))
    assert merge_usage(one, other) == Usage(whole=True, textual=True, types=frozenset({"bool"}), kinds=frozenset({"A"}))


def test_objects_with_names_conditions_and_hooks() -> None:
    assert scan_objects(TEMPLATES) == [
        {"kind": "ClusterPolicy", "name": "the-policy"},
        {"kind": "ConfigMap", "name": "{value:config.name}", "when": ["config.create", "config.data"]},
        {"kind": "DaemonSet", "name": "{fullname}-agent", "namespaced": True},
        {
            "kind": "Job",
            "name": "demo-cleanup",
            "hooks": ["pre-delete", "pre-upgrade"],
            "deletePolicy": ["hook-succeeded"],
        },
    ]


def test_alternatives_and_items_as_conditions() -> None:
    text = """
{{- if and .Values.a (or .Values.b .Values.c) }}
{{- if has "x" .Values.d }}
kind: Role
metadata:
  name: r
"""
    assert scan_objects({"templates/a.yaml": text}) == [
        {"kind": "Role", "name": "r", "when": ["a", "b or c", "d has x"]}
    ]


def test_an_else_branch_has_no_plain_condition() -> None:
    text = "{{ if .Values.a }}\n{{ else }}\nkind: Role\nmetadata:\n  name: {{ .Release.Name }}-r\n{{ end }}\n"
    assert scan_objects({"templates/a.yaml": text}) == [{"kind": "Role", "name": "{release}-r"}]


def test_a_subcharts_objects() -> None:
    assert [found["name"] for found in scan_objects(HELPER)] == ["{release}-helper"]
