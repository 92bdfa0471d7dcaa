import textwrap

import pytest

from generator.model.finding import Severity
from tests.lint.clusters import plugin_config, release
from tests.lint.examples import judged, told

LAYOUTS = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: layouts, namespace: gpu-operator}
data:
  config.yaml: |
    version: v1
    mig-configs: {all-disabled: [{devices: all, mig-enabled: false}]}
"""


def test_layouts_for_the_plugin() -> None:
    files = {"a.yaml": release("{devicePlugin: {config: {name: layouts}}}"), "b.yaml": LAYOUTS}
    message = "the ConfigMap layouts holds MIG layouts, of which devicePlugin reads nothing"
    assert told(files, "REF207") == [(6, message)]


def test_sharing_for_the_mig_manager() -> None:
    files = {"a.yaml": release("{migManager: {config: {name: sharing}}}"), "b.yaml": plugin_config("sharing", "any")}
    message = "the ConfigMap sharing holds the device plugin's configuration, of which migManager reads nothing"
    assert told(files, "REF207") == [(6, message)]


@pytest.mark.parametrize("part", ["devicePlugin", "migManager"])
def test_what_is_not_among_the_files_may_be_anything(part: str) -> None:
    assert told(release(f"{{{part}: {{config: {{name: layouts}}}}}}"), "REF207") == []


def test_each_in_its_place() -> None:
    values = "{devicePlugin: {config: {name: sharing}}, migManager: {config: {name: layouts}}}"
    files = {"a.yaml": release(values), "b.yaml": LAYOUTS, "c.yaml": plugin_config("sharing", "any")}
    assert told(files, "REF207") == []


MIG = "version: v1\nmig-configs: {all-disabled: [{devices: all, mig-enabled: false}]}\n"
PLUGIN = "version: v1\nflags: {migStrategy: single}\n"
BOTH = f"{PLUGIN}mig-configs: {{all-disabled: [{{devices: all, mig-enabled: false}}]}}\n"
FOR_PLUGIN = "{devicePlugin: {config: {name: c, default: KEY}}}"
FOR_MIG = "{migManager: {config: {name: c}}}"
FOR_BOTH = "{migManager: {config: {name: c}}, devicePlugin: {config: {name: c, default: KEY}}}"


def config(text: str, key: str) -> str:
    return (
        f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: c, namespace: gpu-operator}}\ndata:\n  {key}: |\n"
        + textwrap.indent(text, "    ")
    )


def heavy(values: str, text: str, key: str) -> list[tuple[str, int, str]]:
    files = {"a.yaml": release(values.replace("KEY", key)), "b.yaml": config(text, key)}
    findings = (one for one in judged(files).findings if one.severity is not Severity.INFO)
    return [(one.file, one.position.line if one.position else 0, one.code) for one in findings]


@pytest.mark.parametrize("key", ["config.yaml", "any"])
def test_who_names_a_config_map_reads_it_whatever_it_holds(key: str) -> None:
    assert heavy(FOR_PLUGIN, PLUGIN, key) == []
    assert heavy(FOR_PLUGIN, MIG, key) == [("a.yaml", 6, "REF207"), ("b.yaml", 7, "PLG202")]
    assert heavy(FOR_PLUGIN, BOTH, key) == [("b.yaml", 8, "PLG202")]


@pytest.mark.parametrize(
    ("text", "key", "expected"),
    [
        (MIG, "config.yaml", []),
        (MIG, "any", [("b.yaml", 5, "MIG213")]),
        (PLUGIN, "config.yaml", [("a.yaml", 6, "REF207"), ("b.yaml", 7, "MIG201")]),
        (PLUGIN, "any", [("a.yaml", 6, "REF207")]),
        (BOTH, "config.yaml", [("b.yaml", 7, "MIG201")]),
    ],
)
def test_the_mig_manager_is_told_of_its_own_faults(text: str, key: str, expected: list[tuple[str, int, str]]) -> None:
    assert heavy(FOR_MIG, text, key) == expected


def test_where_both_name_it_its_content_says_whose_it_is() -> None:
    assert heavy(FOR_BOTH, MIG, "config.yaml") == [("a.yaml", 6, "REF207")]
    assert heavy(FOR_BOTH, PLUGIN, "any") == [("a.yaml", 6, "REF207")]


def test_where_nobody_names_it_the_key_says_who_would_read_it() -> None:
    assert [told for told in heavy("{}", BOTH, "any") if told[2] != "REF204"] == [("b.yaml", 8, "PLG202")]
    assert heavy("{}", BOTH, "config.yaml") == [("b.yaml", 7, "MIG201")]
