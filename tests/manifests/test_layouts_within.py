"""Files of mig-parted that stand within values, at keys of which nobody here knows who reads them."""

import pytest

from generator.model.manifest import Origin
from tests.lint.examples import told
from tests.manifests.reading import manifests

LAYOUT = "{version: v1, mig-configs: {mixed: [{devices: all, mig-enabled: true, mig-devices: {3g.40gb: 3}}]}}"
RELEASE = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {{name: any}}
spec: {{chart: {{spec: {{chart: own}}}}, values: {{a: [nvidia, {}]}}}}
"""


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("values.yaml", f"driver: {{enabled: true}}\nmigParted: {{config: {{data: {{config.yaml: '{LAYOUT}'}}}}}}\n"),
        ("values.yaml", f"driver: {{enabled: true}}\nmigManager: {{config: {{dat: {{any: '{LAYOUT}'}}}}}}\n"),
        ("values.yaml", f"# nvidia\nown: {{layouts: {LAYOUT}}}\n"),
        ("values.yaml", f"# nvidia\nown: [{LAYOUT}]\n"),
        ("release.yaml", RELEASE.format(f"'{LAYOUT}'")),
    ],
)
def test_layouts_at_any_key_are_judged(name: str, text: str) -> None:
    (config,) = manifests({name: text}).mig_configs
    assert (config.origin, config.name, [entry.key for entry in config.entries]) == (
        Origin.WITHIN_VALUES,
        None,
        ["config.yaml"],
    )
    message = "{3g.40gb: 3} does not fit on one "
    assert [said.startswith(message) for _, said in told({name: text}, "MIG208")] == [True]


def test_those_that_the_operators_chart_reads_are_taken_once() -> None:
    text = f"driver: {{enabled: true}}\nmigManager: {{config: {{data: {{config.yaml: '{LAYOUT}'}}}}}}\n"
    assert [one.origin for one in manifests(text).mig_configs] == [Origin.CHART_VALUES]
    assert len(told(text, "MIG208")) == 1


@pytest.mark.parametrize("text", ["{mig-configs: {}, ", "mig-configs", "# mig-configs\n", "[mig-configs]"])
def test_texts_that_are_no_such_files(text: str) -> None:
    assert manifests({"values.yaml": f"driver: {{enabled: true}}\nown: '{text}'\n"}).mig_configs == ()
