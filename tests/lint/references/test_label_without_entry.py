from tests.lint.clusters import node, node_rule, plugin_config, release
from tests.lint.examples import judged, told

LABEL = "nvidia.com/device-plugin.config"
RELEASE = release("{devicePlugin: {config: {name: sharing, default: any}}}")


def test_a_label_is_looked_up_in_the_configuration_that_the_chart_names() -> None:
    files = {
        "a.yaml": RELEASE,
        "b.yaml": plugin_config("sharing", "any", "large"),
        "c.yaml": plugin_config("other", "small"),
        "d.yaml": node(LABEL, "small"),
    }
    assert told(files, "REF201") == [
        (6, "node gpu-1 asks for the entry small, but the device plugin's configuration has any and large")
    ]


def test_a_rule_of_node_feature_discovery_gives_labels_too() -> None:
    files = {"a.yaml": RELEASE, "b.yaml": plugin_config("sharing", "any"), "c.yaml": node_rule(LABEL, "none")}
    assert told(files, "REF201") == [
        (8, "a NodeFeatureRule asks for the entry none, but the device plugin's configuration has any")
    ]


def test_the_chart_may_make_the_configuration_itself() -> None:
    values = "{config: {map: {a: 'version: v1', b: 'version: v1'}, default: a}}"
    chart = release(values, chart="nvidia-device-plugin", version="0.17.4")
    assert [line for line, _ in told({"a.yaml": chart, "b.yaml": node(LABEL, "c")}, "REF201")] == [6]
    assert told({"a.yaml": chart, "b.yaml": node(LABEL, "b")}, "REF201") == []


def test_of_two_clusters_in_one_repository_each_entry_counts() -> None:
    other = release("{devicePlugin: {config: {name: second, default: x}}}")
    files = {
        "a.yaml": RELEASE,
        "b.yaml": plugin_config("sharing", "any"),
        "c.yaml": other,
        "d.yaml": plugin_config("second", "x", "y"),
        "e.yaml": node(LABEL, "y"),
    }
    assert told(files, "REF201") == []


def test_nothing_is_said_where_the_configuration_is_not_among_the_files() -> None:
    assert told({"a.yaml": RELEASE, "b.yaml": node(LABEL, "small")}, "REF201") == []
    assert told(node(LABEL, "small"), "REF201") == []


def test_a_value_that_node_feature_discovery_fills_in_is_no_entry() -> None:
    files = {
        "a.yaml": RELEASE,
        "b.yaml": plugin_config("sharing", "any"),
        "c.yaml": node_rule(LABEL, "@pci.device.name"),
    }
    assert told(files, "REF201") == []


def test_a_label_may_be_for_the_cluster_whose_configuration_is_elsewhere() -> None:
    other = release("{devicePlugin: {config: {name: elsewhere}}}")
    files = {"a.yaml": RELEASE, "b.yaml": plugin_config("sharing", "any"), "c.yaml": other, "d.yaml": node(LABEL, "y")}
    assert told(files, "REF201") == []


def test_a_near_entry_is_named_and_otherwise_what_there_is() -> None:
    for label, fix in (
        ("Large", "Did you mean large?"),
        ("time-sliced", "Did you mean time-slicing?"),
        ("small", "Write one of its entries, or add small."),
    ):
        files = {
            "a.yaml": RELEASE,
            "b.yaml": plugin_config("sharing", "any", "large", "time-slicing"),
            "c.yaml": node(LABEL, label),
        }
        assert [one.fix for one in judged(files).findings if one.code == "REF201"] == [fix]


def test_the_name_of_the_config_map_is_no_entry() -> None:
    """Where nothing says which ConfigMap is read, another label may be for one that is elsewhere."""
    files = {"a.yaml": plugin_config("sharing", "any", "large"), "b.yaml": node(LABEL, "sharing")}
    ((line, message),) = told(files, "REF201")
    assert (line, message) == (
        6,
        "node gpu-1 asks for an entry by the name of the ConfigMap sharing, whose entries are any and large",
    )
    assert told({**files, "b.yaml": node(LABEL, "small")}, "REF201") == []
    assert told({**files, "c.yaml": plugin_config("other", "sharing")}, "REF201") == []
