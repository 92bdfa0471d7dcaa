import pytest

from tests.lint.examples import told
from tests.lint.references import plugin_config, release

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
