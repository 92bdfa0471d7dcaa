import pytest

from tests.lint.chart_values import release, weighed
from tests.lint.examples import told

DATA = "data: {any: 'version: v1'}"


@pytest.mark.parametrize(
    ("component", "config", "severity", "message"),
    [
        ("devicePlugin", f"name: a, {DATA}", "error", "devicePlugin.config.data has no effect without"),
        ("devicePlugin", f"create: false, name: a, {DATA}", "error", "devicePlugin.config.data has no effect without"),
        ("migManager", f"name: a, {DATA}", "error", "migManager.config.data has no effect without"),
        ("dcgmExporter", "name: a, data: x", "error", "dcgmExporter.config.data has no effect without"),
        ("devicePlugin", "create: true, name: a", "error", "devicePlugin.config.create is true and there is no"),
        ("devicePlugin", "create: true, name: a, data: {}", "error", "devicePlugin.config.create is true and there is"),
        ("devicePlugin", "create: true, name: [a]", "error", "devicePlugin.config.create is true and there is no"),
        ("migManager", "create: true, name: a", "info", "migManager.config.create is true and there is no"),
        (
            "devicePlugin",
            f"create: true, {DATA}",
            "error",
            "devicePlugin.config.create is true and devicePlugin.config.",
        ),
        ("devicePlugin", f"create: true, name: '', {DATA}", "error", "devicePlugin.config.create is true and"),
    ],
)
def test_a_config_map_that_is_not_made(component: str, config: str, severity: str, message: str) -> None:
    [(weight, found)] = weighed(release(f"{component}: {{config: {{{config}}}}}"), "VAL205")
    assert (weight, found[: len(message)]) == (severity, message)


@pytest.mark.parametrize(
    "config", [f"create: true, name: a, {DATA}", "name: a", "create: false, name: a, data: {}", "default: ''"]
)
def test_a_config_map_that_is_made_or_exists(config: str) -> None:
    assert told(release(f"devicePlugin: {{config: {{{config}}}}}"), "VAL205") == []


def test_what_stands_in_another_file_is_put_together() -> None:
    text = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: gpu-operator}
spec:
  sources:
    - chart: gpu-operator
      targetRevision: v26.7.0
      helm:
        valueFiles: [$values/gpus.yaml]
        valuesObject: {devicePlugin: {config: {name: a, data: {any: 'version: v1'}}}}
    - {repoURL: https://git.example/x, ref: values}
"""
    assert [line for line, _ in told(text, "VAL205")] == []
    files = {"app.yaml": text, "gpus.yaml": "devicePlugin: {config: {create: true}}\n"}
    assert told(files, "VAL205") == []
    without = {"app.yaml": text, "gpus.yaml": "driver: {enabled: false}\n"}
    assert [line for line, _ in told(without, "VAL205")] == [10]
