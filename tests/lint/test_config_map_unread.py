import pytest

from tests.lint.examples import told
from tests.lint.references import plugin_config, release

OF_OPERATOR = "{devicePlugin: {config: {default: any}}}"


def test_a_configuration_that_no_chart_names() -> None:
    files = {"a.yaml": release("{driver: {enabled: false}}"), "b.yaml": plugin_config("sharing", "any")}
    message = "no devicePlugin.config.name names the ConfigMap sharing, so the device plugin does not read it"
    assert told(files, "REF204") == [(3, message)]


def test_it_may_be_named_by_another_cluster_or_in_values_that_are_elsewhere() -> None:
    config = plugin_config("sharing", "any")
    other = release("{devicePlugin: {config: {name: sharing}}}")
    assert told({"a.yaml": release("{}"), "b.yaml": config, "c.yaml": other}, "REF204") == []
    open_release = release("{}").replace("spec:\n", "spec:\n  valuesFrom: [{kind: ConfigMap, name: more}]\n")
    assert told({"a.yaml": open_release, "b.yaml": config}, "REF204") == []


def test_a_config_map_alone_is_read_by_somebody_we_do_not_see() -> None:
    assert told(plugin_config("sharing", "any"), "REF204") == []


@pytest.mark.parametrize(("spec", "found"), [("{devicePlugin: {enabled: true}}", 1), ("{mig: {strategy: single}}", 0)])
def test_a_cluster_policy_that_speaks_of_the_plugin_would_name_it(spec: str, found: int) -> None:
    policy = f"apiVersion: nvidia.com/v1\nkind: ClusterPolicy\nmetadata: {{name: p}}\nspec: {spec}\n"
    assert len(told({"a.yaml": policy, "b.yaml": plugin_config("sharing", "any")}, "REF204")) == found


def test_a_daemon_set_of_ones_own_may_read_it() -> None:
    daemon = """\
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: plugin, namespace: gpu-operator}
spec:
  template:
    spec:
      containers: [{name: plugin, image: nvcr.io/nvidia/k8s-device-plugin:v0.17.4}]
      volumes: [{name: config, configMap: {name: sharing}}]
"""
    files = {
        "a.yaml": release("{devicePlugin: {enabled: false}}"),
        "b.yaml": plugin_config("sharing", "any"),
        "c.yaml": daemon,
    }
    assert told(files, "REF204") == []


def test_a_default_without_a_name_is_told_where_the_name_is_missing() -> None:
    """The values of one release would name it; the ConfigMap follows from them."""
    config = plugin_config("sharing", "any")
    for values, chart in (("{config: {default: any}}", "nvidia-device-plugin"), (OF_OPERATOR, "gpu-operator")):
        files = {"a.yaml": release(values, chart, "0.17.0"), "b.yaml": config}
        assert told(files, "REF204") == []
        assert [line for line, _ in told(files, "VAL209")] == [6]
