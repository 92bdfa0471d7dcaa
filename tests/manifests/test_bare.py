"""Values without a kind: whose they are, where a caller names the chart."""

import pytest

from generator.model.manifest import Context
from tests.manifests.reading import manifests

PLUGIN = Context(chart=("nvidia-device-plugin", "v0.19.3"))


@pytest.mark.parametrize("text", ["args: [--fail-on-init-error=true]", "failOnInitErorr: true", "anything: 1"])
def test_the_only_file_holds_the_values_of_the_chart_that_is_named(text: str) -> None:
    (use,) = manifests({"a.yaml": text}, PLUGIN).charts
    assert (use.chart, use.stated, use.place.file) == ("nvidia-device-plugin", "v0.19.3", "a.yaml")


@pytest.mark.parametrize("heading", ["USER-SUPPLIED VALUES", "COMPUTED VALUES"])
def test_helms_heading_above_values_is_none_of_them(heading: str) -> None:
    (use,) = manifests({"-": f"{heading}:\nfailOnInitError: true\n"}, PLUGIN).charts
    assert [one.tree for one in use.values] == [{"failOnInitError": True}]
    (use,) = manifests({"-": f"{heading}: 1\nfailOnInitError: true\n"}, PLUGIN).charts
    assert [one.tree for one in use.values] == [{heading: 1, "failOnInitError": True}]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("# nvidia\nargs: [--fail-on-init-error=true]", False),
        ("# nvidia\nfailOnInitErorr: true", True),
        ("# nvidia\ngrafana: {}\nfailOnInitError: true", True),
        ("# nvidia\nmonitoring: {enabled: true}", False),
    ],
)
def test_beside_others_a_key_must_be_the_charts_or_nearly(text: str, found: bool) -> None:
    assert bool(manifests({"a.yaml": text, "b.yaml": "a: 1"}, PLUGIN).charts) is found


PLUGINS_OWN = "image: {tag: v0.15.0}\ntolerations: [{key: nvidia.com/gpu, operator: Exists}]\n"
ANY = "# gpu\nimage: {tag: 0.1.38}\ntolerations: []\n"


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("ollama-values.yaml", ANY + "ollama: {gpu: {enabled: true}}\nservice: {type: LoadBalancer}\n", False),
        ("a.yaml", ANY + "ollama: {}\n", True),
        ("ollama.yaml", ANY + "ollama: {}\n", False),
        ("a.yaml", ANY + "persistence: {enabled: true}\n", False),
        ("a.yaml", ANY + "a: 1\nb: 1\nc: 1\n", False),
        ("a.yaml", ANY + "failOnInitEror: true\na: 1\nb: 1\n", True),
        ("a.yaml", ANY + "migStrategy: none\nservice: {}\nb: 1\nc: 1\n", True),
        ("nvidia-device-plugin-service.yaml", ANY + "service: {}\n", True),
        ("a.yaml", "# gpu\nimage: {repository: ghcr.io/a/ollama}\n", False),
        ("a.yaml", "# gpu\nimage: {repository: a/mirror/nvidia-device-plugin}\n", True),
        ("a.yaml", "# gpu\nimage: {repository: '$REGISTRY/a'}\n", True),
        ("llm-values.yaml", ANY, False),
        ("values.yaml", ANY, True),
        ("a.yaml", ANY, True),
        ("a.yaml", "# nvidia\nnodeSelectr: {}\nservice: {}\n", True),
    ],
)
def test_beside_others_what_any_chart_may_have_is_held_against_the_rest(name: str, text: str, *, found: bool) -> None:
    uses = manifests({"nvidia-device-plugin-values.yaml": PLUGINS_OWN, name: text}, PLUGIN).charts
    assert (name in {use.place.file for use in uses}) is found


def test_without_a_file_of_the_charts_name_any_may_hold_its_values() -> None:
    (use,) = manifests({"llm-values.yaml": ANY, "b.yaml": "a: 1"}, PLUGIN).charts
    assert use.place.file == "llm-values.yaml"


def test_what_charts_of_operators_share_is_held_against_the_rest() -> None:
    context = Context(chart=("gpu-operator", "v25.3.4"))
    files = {
        "gpu.yaml": "driver: {enabled: false}",
        "network.yaml": "# nvidia\noperator: {}\nnfd: {}\na: 1\nb: 1\nc: 1",
    }
    assert {use.place.file for use in manifests(files, context).charts} == {"gpu.yaml"}


OTHER_RELEASE = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: llm}
spec: {chart: {spec: {chart: ollama}}, values: {a: nvidia}}
"""
HELMFILE = "releases: [{name: a, chart: some/ollama, values: [values.yaml]}]\n# nvidia\n"
BY_PATH = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: a}
spec: {source: {repoURL: b, path: charts/ollama, helm: {valueFiles: [values.yaml]}}}
# nvidia
"""
SHARING = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: sharing}\ndata: {any: nvidia}\n"


@pytest.mark.parametrize(
    ("files", "found"),
    [
        ({"values.yaml": "# nvidia\nargs: [a]", "map.yaml": SHARING}, True),
        ({"plugin-values.yaml": "# nvidia\nargs: [a]", "map.yaml": SHARING}, True),
        ({"values.yaml": "# nvidia\nargs: [a]", "a-values.yaml": "# nvidia\nb: 1", "map.yaml": SHARING}, False),
        ({"values.yaml": "# nvidia\nargs: [a]", "release.yaml": OTHER_RELEASE}, False),
        ({"other.yaml": "# nvidia\nargs: [a]", "map.yaml": SHARING}, False),
        ({"values.yaml": "# nvidia\nargs: [a]", "helmfile.yaml": HELMFILE}, False),
        ({"values.yaml": "# nvidia\nargs: [a]", "app.yaml": BY_PATH}, False),
    ],
)
def test_the_only_file_called_values_is_for_the_chart_that_is_named(files: dict[str, str], *, found: bool) -> None:
    assert bool(manifests(files, PLUGIN).charts) is found


@pytest.mark.parametrize("text", ["args: [a]", "- 1", "apiVersion: v1\nkind: Service\n", "3"])
def test_without_a_chart_that_is_named_nothing_is_taken(text: str) -> None:
    assert manifests({"a.yaml": text}).charts == ()


@pytest.mark.parametrize("text", ["- 1", "apiVersion: v1\nkind: Service\n", "3", ""])
def test_what_is_no_mapping_of_values_is_not_taken_for_one(text: str) -> None:
    assert manifests({"a.yaml": text}, PLUGIN).charts == ()


@pytest.mark.parametrize("rest", ["tolerations: []", "nodeSelector: {a: b}\nimage: {tag: v0.17.4}", "nfd: {}"])
@pytest.mark.parametrize("key", ["timeSlicing", "sharing"])
def test_a_setting_of_the_plugins_own_file_among_values_of_its_chart(key: str, rest: str) -> None:
    (use,) = manifests({"a.yaml": f"# nvidia\n{key}: {{enabled: true}}\n{rest}\n"}).charts
    assert use.chart == "nvidia-device-plugin"


@pytest.mark.parametrize(
    "text", ["timeSlicing: {enabled: true}", "timeSlicing: {}\nreplicaCount: 1", "# gpu\nsharing: {}"]
)
def test_such_a_setting_alone_or_among_values_of_others(text: str) -> None:
    assert manifests({"a.yaml": text}).charts == ()


BLOCK = "nvidia-device-plugin: {enabled: true, migStrategy: none}\n"
CHART = "name: a\ndependencies: [{{name: nvidia-device-plugin, version: 0.17.1{}}}]\n"


@pytest.mark.parametrize(
    ("files", "left"),
    [
        ({}, ["migStrategy"]),
        ({"Chart.yaml": CHART.format(", condition: nvidia-device-plugin.enabled")}, ["migStrategy"]),
        ({"Chart.yaml": CHART.format(", condition: 'a.on, nvidia-device-plugin.migStrategy'")}, ["enabled"]),
        ({"Chart.yaml": CHART.format("")}, ["enabled", "migStrategy"]),
    ],
)
def test_what_switches_a_dependency_on_is_no_value_of_its_chart(files: dict[str, str], left: list[str]) -> None:
    (use,) = manifests({**files, "values.yaml": BLOCK}).charts
    assert [key for key, _ in use.values[0].entries()] == left


OLD = "driver: {version: 460.73.01}\ntoolkit: {version: 1.5.0-ubi8}\ngfd: {version: v0.4.1}\n"


@pytest.mark.parametrize(
    ("more", "stated"),
    [
        ("validator: {version: v1.7.1}", "v1.7.1"),
        ("operator: {version: 1.6.0}", "1.6.0"),
        ("validator: {version: v25.3.0}", None),
        ("validator: {version: latest}", None),
        ("validator: {}", None),
    ],
)
def test_old_values_tell_their_release(more: str, stated: str | None) -> None:
    (use,) = manifests({"values.yaml": OLD + more}).charts
    assert use.stated == stated


WORDLESS = "config:\n  map:\n    one: |\n      version: v1\n"


def test_where_a_chart_is_named_files_called_values_are_read_without_a_word_of_gpus() -> None:
    files = {"values.yaml": WORDLESS, "pod.yaml": SHARING, "other.yaml": WORDLESS}
    assert [use.place.file for use in manifests(files, PLUGIN).charts] == ["values.yaml"]
    assert manifests(files).charts == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("migManager: {enabled: true}", True),
        ("migManager: {enabled: true}\nnfd: {enabled: true}", True),
        # A chart that has other values besides is somebody's own.
        ("migManager: {enabled: true}\nreplicaCount: 1", False),
        ("operator: {enabled: true}", False),
    ],
)
def test_a_key_of_the_operators_chart_alone_is_enough(text: str, *, found: bool) -> None:
    assert bool(manifests({"values.yaml": text}).charts) is found
