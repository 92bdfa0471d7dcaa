import pytest

from tests.lint.chart_values import PLUGIN, release, weighed
from tests.lint.examples import judged, told

VALUES = """\
operator: {defaultRuntime: containerd}
driver:
  enabled: false
  autoUpgrad: true
toolkit: {enabled: true}
"""


def found(text: str) -> list[tuple[str, str, str]]:
    return [(one.severity.value, one.message, one.fix) for one in judged(text).findings if one.code == "VAL201"]


def test_a_bare_values_file_is_recognised() -> None:
    assert [line for line, _ in told(VALUES, "VAL201")] == [4]


def test_values_of_other_charts_are_passed_over() -> None:
    text = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: ollama}
spec:
  chart: {spec: {chart: ollama, version: 1.2.3}}
  values:
    ollama: {gpu: {enabled: true, type: nvidia, number: 1}}
    driver: {autoUpgrad: 3}
"""
    assert judged(text).findings == ()


@pytest.mark.parametrize(
    ("values", "name", "fix"),
    [
        (
            "devicePlugin.config.name: plugin",
            '"devicePlugin.config.name"',
            "A dot in a key opens no mapping; write `devicePlugin: {config: {name: ...}}`.",
        ),
        (
            "driver: {upgradePolicy.autoUpgrade: true}",
            'driver."upgradePolicy.autoUpgrade"',
            "A dot in a key opens no mapping; write `upgradePolicy: {autoUpgrade: ...}`.",
        ),
        (
            "gpu-operator: {driver: {enabled: false}}",
            "gpu-operator",
            "Move what is below `gpu-operator:` up to the top: only a chart that has gpu-operator as a",
        ),
        (
            "nvidia-device-plugin: {config: {name: x}}",
            "nvidia-device-plugin",
            "These are values of another chart: give them to nvidia-device-plugin, not to gpu-operator.",
        ),
        (
            "timeSlicing: {replicas: 4}",
            "timeSlicing",
            "Sharing stands in a text of the device plugin's own configuration: put it below `sharing:` in an",
        ),
        ("config: {map: {a: x}}", "config", "Here it is devicePlugin.config."),
        ("migStrategy: mixed", "migStrategy", "Here it is mig.strategy."),
        (
            "devicePlugin: {tolerations: [{operator: Exists}]}",
            "devicePlugin.tolerations",
            "Write it once for all components: `daemonsets: {tolerations: [...]}`.",
        ),
        (
            "driver: {nodeSelector: {gpu: a}}",
            "driver.nodeSelector",
            "The operator's components go to every node that it finds a GPU on; to keep them off a node,",
        ),
        (
            "nfd: {worker: {tolerations: [{operator: Exists}]}}",
            "nfd.worker",
            "Here it is node-feature-discovery.worker: nfd switches the sub-chart on and off, its values stand",
        ),
        ("strategy: mixed", "strategy", "Did you mean mig.strategy?"),
        (
            "operator: {upgradePolicy: {autoUpgrade: true}}",
            "operator.upgradePolicy",
            "Did you mean driver.upgradePolicy?",
        ),
        ("operator: {toolkit: {enabled: false}}", "operator.toolkit", "Did you mean toolkit?"),
        ("dcgmexporter: {enabled: true}", "dcgmexporter", "Here it is dcgmExporter."),
        ("driver: {enable: true}", "driver.enable", "Did you mean driver.enabled?"),
    ],
)
def test_what_the_operators_chart_does_not_know_has_the_hint_that_fits(values: str, name: str, fix: str) -> None:
    [(severity, message, cure)] = found(release(values))
    assert (severity, message) == ("error", f"gpu-operator v26.7.0 has no value {name}")
    assert cure.startswith(fix)


@pytest.mark.parametrize(
    ("values", "name", "fix"),
    [
        ("devicePlugin: {config: {name: x}}", "devicePlugin.config", "Here it is config."),
        ("mig: {strategy: mixed}", "mig", "Here it is migStrategy."),
        (
            "toolkit: {enabled: true}",
            "toolkit",
            "nvidia-device-plugin installs the device plugin and GPU Feature Discovery alone; toolkit is",
        ),
        (
            "sharing: {timeSlicing: {}}",
            "sharing",
            "Sharing stands in a text of the device plugin's own configuration: put it below `sharing:` in an",
        ),
        (
            "node-feature-discovery: {worker: {tolerations: [{operator: Exists}]}}",
            "node-feature-discovery",
            "Here it is nfd.",
        ),
        ("gfd: {tolerations: [{operator: Exists}]}", "gfd.tolerations", "Here it is tolerations."),
    ],
)
def test_what_the_plugins_chart_does_not_know_has_the_hint_that_fits(values: str, name: str, fix: str) -> None:
    severity = "warning" if values.startswith("sharing") and values.endswith("{}}") else "error"
    [(found_severity, message, cure)] = found(release(values, PLUGIN, "0.20.0"))
    assert (found_severity, message) == (severity, f"nvidia-device-plugin 0.20.0 has no value {name}")
    assert cure.startswith(fix)


def test_a_value_of_a_later_release_names_the_first_that_has_it() -> None:
    assert found(release("cdi: {nriPluginEnabled: true}", version="v25.3.4")) == [
        (
            "error",
            "gpu-operator v25.3.4 has no value cdi.nriPluginEnabled: it came with a later release, v26.3.3 has it",
            "Leave it out, or take a release of the chart that has it.",
        )
    ]


@pytest.mark.parametrize(
    ("version", "severity"),
    [("v23.9.2", None), ("v24.3.0", "error"), ("v26.7.0", "error"), ('">=23.0.0"', "info"), ("v1.11.1", None)],
)
def test_a_value_that_went_is_unknown_only_to_the_releases_after_it(version: str, severity: str | None) -> None:
    found_here = found(release("psp: {enabled: true}", version=version))
    assert [one for one, _, _ in found_here] == ([] if severity is None else [severity])


@pytest.mark.parametrize(
    ("values", "version", "told"),
    [
        (
            "migManager: {config: {name: a, create: true, data: {config.yaml: a}}}",
            "v24.3.0",
            [
                ("error", "gpu-operator v24.3.0 has no value migManager.config.create: it came with v24.6.0"),
                ("error", "gpu-operator v24.3.0 has no value migManager.config.data: it came with v24.6.0"),
            ],
        ),
        # What stands below came with it, or later.
        (
            "migManager: {config: {name: a, create: true}}",
            "v1.8.1",
            [("error", "gpu-operator v1.8.1 has no value migManager.config: it came with v1.8.2")],
        ),
        (
            "cdi: {enabled: false, default: false}",
            "v22.9.2",
            [("info", "gpu-operator v22.9.2 has no value cdi: it came with v23.3.0")],
        ),
        ("migManager: {config: {name: a}}", "v1.8.2", []),
        ("migManager: {config: {create: true, name: a, data: {config.yaml: a}}}", "v24.6.0", []),
        ("cdi: {enabled: true}", "23.x", []),
        ("toolkit: {tolerations: [{operator: Exists}]}", "v1.7.1", []),
    ],
)
def test_values_that_came_after_a_release_without_a_fact_sheet(
    values: str, version: str, told: list[tuple[str, str]]
) -> None:
    assert [(severity, message) for severity, message, _ in found(release(values, version=version))] == told


@pytest.mark.parametrize(
    ("values", "version", "severity"),
    [
        ("driver: {autoUpgrad: true}", "v24.9.2", "error"),
        ("driver: {autoUpgrad: true}", "v25.3.1", "error"),
        ("driver: {autoUpgrad: true}", "v1.11.0", "error"),
        ("driver: {autoUpgrad: true}", "v1.6.2", "info"),
        ("toolkit: {arg: [a]}", "v1.9.0", "error"),
        ("driver: {autoUpgrad: true}", "v27.1.0", "info"),
        ("driver.enabled: true", "v27.1.0", "warning"),
        ("driver: {autoUpgrad: true}", "25.x", "error"),
        ("nodeSelector: {}", "v26.7.0", "warning"),
        ("psp: {enabled: false}", "v26.7.0", "error"),
        ("psp: {}", "v26.7.0", "warning"),
    ],
)
def test_a_finding_weighs_no_more_than_is_known_of_the_release(values: str, version: str, severity: str) -> None:
    assert [one for one, _, _ in found(release(values, version=version))] == [severity]


@pytest.mark.parametrize(
    "values",
    [
        "global: {region: eu}",
        "x-anchors: {a: 1}",
        "operator: {nodeSelector: {node.example.com/role: gpu}}",
        "toolkit: {env: [{name: A, value: b}]}",
        "daemonsets: {tolerations: [{key: a, operator: Exists, effect: NoSchedule}]}",
        "node-feature-discovery: {worker: {config: {sources: {pci: {deviceClassWhitelist: ['03']}}}}}",
        "node-feature-discovery: {master: {config: {extraLabelNs: [nvidia.com]}}}",
        "driver: null",
        "psa: {enabled: true}",
    ],
)
def test_what_the_chart_knows_is_left_alone(values: str) -> None:
    assert found(release(values)) == []


def test_unknown_keys_of_a_values_file_that_is_mostly_another_charts_are_left_alone() -> None:
    text = "toolkit: {enabled: true}\ndriver: {enabled: true}\nollama: {gpu: 1}\nredis: {a: b}\npostgres: {c: d}\n"
    assert found(text) == []


def test_keys_with_dots_are_enough_to_know_a_values_file() -> None:
    assert [line for line, _ in told("devicePlugin.config.name: a\ndriver.rdma.enabled: true\n", "VAL201")] == [1, 2]


def test_the_name_of_a_file_or_its_folder_says_whose_values_it_holds() -> None:
    for name in ("gpu-operator.yaml", "apps/gpu-operator/values.yaml", "a/values-gpu-operator.yaml"):
        assert [line for line, _ in told({name: "driver:\n  enable: true\n"}, "VAL201")] == [2]
    assert told({"apps/gpu-operator/ollama.yaml": "driver:\n  enable: true\n"}, "VAL201") == []


def test_values_with_a_block_for_mps_are_no_plugin_file() -> None:
    text = "gfd: {enabled: true}\nmps:\n  nodeSelector: {a: b}\n"
    assert [line for line, _ in told(text, "VAL201", ("--chart", "nvidia-device-plugin@v0.19.3"))] == [3]


def test_values_beside_a_chart_of_its_own_are_that_charts() -> None:
    values = "operator: {replicas: 2}\ntoolkit: {enabled: true}\ndriver: {image: {tag: a}}\n"
    chart = "apiVersion: v2\nname: something\n"
    assert told({"a/values.yaml": values, "a/Chart.yaml": chart}, "VAL201") == []
    depending = chart + "dependencies: [{name: gpu-operator, version: v26.7.0}]\n"
    below = "gpu-operator:\n  driver: {image: a, enable: true}\n"
    assert [line for line, _ in told({"a/values.yaml": below, "a/Chart.yaml": depending}, "VAL201")] == [2]


def test_values_of_other_operators_are_passed_over() -> None:
    assert told("operator: {qps: 3}\nnfd: {enabled: true}\nglobal: {a: b}\n", "VAL201") == []


@pytest.mark.parametrize(("alias", "key"), [("", "gpu-operator"), (", alias: gpus", "gpus")])
def test_values_beside_the_key_of_a_dependency(alias: str, key: str) -> None:
    chart = f"apiVersion: v2\nname: gpu-stack\ndependencies: [{{name: gpu-operator, version: v26.7.0{alias}}}]\n"
    values = "replicas: 1\ndriver:\n  enabled: false\ntoolkit: {enabled: false}\n"
    assert told({"a/values.yaml": values, "a/Chart.yaml": chart}, "VAL201") == [
        (2, f"the chart around this file depends on gpu-operator, which reads only what stands below `{key}:`")
    ]
    lines = "".join(f"  {line}\n" for line in values.splitlines()[1:])
    assert told({"a/values.yaml": f"{key}:\n{lines}", "a/Chart.yaml": chart}, "VAL201") == []


@pytest.mark.parametrize(
    "values",
    [
        "spot: &spot [{key: a, operator: Exists}]\ndaemonsets: {tolerations: *spot}",
        "spot: &spot {key: a}\ndaemonsets:\n  tolerations:\n    - <<: *spot\n      effect: NoSchedule",
        "shared:\n  one: &one {cpu: 1}\n  two: &two [a]\ntoolkit: {resources: {limits: *one}, imagePullSecrets: *two}",
        "version: &version v1\ntoolkit: {version: *version}",
    ],
)
def test_a_key_that_only_holds_what_aliases_repeat(values: str) -> None:
    assert weighed(release(values), "VAL201") == []


@pytest.mark.parametrize(
    "values",
    [
        "spot: &spot [{key: a, operator: Exists}]\ndaemonsets: {tolerations: []}",
        "shared:\n  one: &one {cpu: 1}\n  two: [a]\ntoolkit: {resources: {limits: *one}}",
        "devicePlugn: {enabled: true}\ndevicePlugin: {enabled: true}",
        "one: &one {enabled: true}\ndevicePlugin: *one\nother: {enabled: true}",
        "daemonsets: {tolerations: &t [{operator: Exists}]}\ntolerationz: *t",
    ],
)
def test_a_key_that_holds_more_or_is_an_alias_itself(values: str) -> None:
    assert len(weighed(release(values), "VAL201")) == 1


@pytest.mark.parametrize(
    ("dependencies", "named", "fix"),
    [
        (
            "[{name: gpu-operator, alias: gpus}, {name: exporter}]",
            "exporter and gpus",
            "Leave it out: the operator runs a plugin of its own, by `gpus.devicePlugin` and `gpus.mig`.",
        ),
        (
            "[{name: nvidia-device-plugin, alias: plugin}]",
            "plugin",
            "Move these values below `plugin:`, the alias of nvidia-device-plugin.",
        ),
        (
            "[{name: exporter}]",
            "exporter",
            "Add nvidia-device-plugin to the dependencies in Chart.yaml, or leave the values out.",
        ),
    ],
)
def test_a_block_for_which_there_is_no_dependency(dependencies: str, named: str, fix: str) -> None:
    chart = f"apiVersion: v2\nname: gpu-stack\ndependencies: {dependencies}\n"
    values = "exporter: {a: b}\nnvidia-device-plugin:\n  migStrategy: mixed\n  unknown: true\n"
    (found,) = judged({"a/values.yaml": values, "a/Chart.yaml": chart}).findings
    assert (found.code, found.severity.value, found.fix) == ("VAL201", "warning", fix)
    assert (found.position.line if found.position else 0) == 2
    assert found.message == (
        f"the chart around this file has no dependency `nvidia-device-plugin`, only {named}: "
        "Helm hands these values to nobody"
    )
