from generator.facts.charts import CHART_RELEASES, load_chart
from generator.facts.derived_values import component_value, derived_values, profile_field


def test_every_path_is_known_to_a_release_of_its_chart() -> None:
    unknown = [
        value
        for value in derived_values()
        if all(
            load_chart(chart, version).lookup(value.path) is None
            for chart, version in CHART_RELEASES
            if chart == value.chart
        )
        # gds and gdrcopy have no resources, for which a rule has its own words
        and value.path[-1] not in ("resources", "args", "env", "enabled")
    ]
    assert unknown == []


def test_no_path_is_listed_twice() -> None:
    places = [(value.chart, value.path) for value in derived_values()]
    assert len(places) == len(set(places))


def test_the_most_exact_field_is_named() -> None:
    assert profile_field("gpu-operator", ("driver", "version")) == "install.driver.version"
    assert profile_field("gpu-operator", ("gfd", "version")) == "install.components.gfd.version"
    assert profile_field("nvidia-device-plugin", ("image", "tag")) == "install.components.devicePlugin.version"
    assert profile_field("gpu-operator", ("psa", "enabled")) is None


def test_what_renames_the_plugins_objects_or_moves_them_is_the_profiles_own() -> None:
    # Commands, alerts and the plugin's ConfigMap go by the release's name and namespace.
    assert profile_field("nvidia-device-plugin", ("fullnameOverride",)) == "install.releaseName"
    assert profile_field("nvidia-device-plugin", ("nameOverride",)) == "install.releaseName"
    assert profile_field("nvidia-device-plugin", ("namespaceOverride",)) == "install.namespace"


def test_components_map_to_values() -> None:
    assert component_value("gpu-operator", "gfd", "env") == ("gfd", "env")
    assert component_value("gpu-operator", "nodeFeatureDiscovery", "version") == (
        "node-feature-discovery",
        "image",
        "tag",
    )
    assert component_value("nvidia-device-plugin", "devicePlugin", "image") == ("image", "repository")
    assert component_value("nvidia-device-plugin", "gfd", "enabled") == ("gfd", "enabled")
    assert component_value("nvidia-device-plugin", "gfd", "version") is None


def test_what_lies_inside_or_around_a_value_is_the_profiles_too() -> None:
    for chart, path, field in (
        ("gpu-operator", ("driver", "version", "x"), "install.driver.version"),
        ("gpu-operator", ("node-feature-discovery", "worker", "tolerations", 0), "install.tolerations"),
        ("gpu-operator", ("hostPaths",), "install.driver.installDir"),
        ("gpu-operator", ("hostPaths", "rootFS"), None),
        ("gpu-operator", ("dcgm", "imagePullSecrets"), "install.imagePullSecrets"),
        ("gpu-operator", ("dcgm", "env", 0), "install.components.dcgm.env"),
        ("gpu-operator", ("runtimeClassName",), None),
        ("nvidia-device-plugin", ("runtimeClassName",), "install.runtimeClass.name"),
        ("nvidia-device-plugin", ("dcgm", "env"), None),
        ("another-chart", ("driver", "version"), None),
    ):
        assert profile_field(chart, path) == field, path


def test_a_component_of_the_other_chart_has_no_value() -> None:
    assert component_value("nvidia-device-plugin", "dcgm", "version") is None
    assert component_value("nvidia-device-plugin", "devicePlugin", "repository") == ("image", "repository")
    assert component_value("nvidia-device-plugin", "devicePlugin", "version") == ("image", "tag")
    assert component_value("nvidia-device-plugin", "devicePlugin", "env") is None
    assert component_value("nvidia-device-plugin", "nodeFeatureDiscovery", "resources") == (
        "nfd",
        "worker",
        "resources",
    )
    assert component_value("gpu-operator", "devicePlugin", "image") == ("devicePlugin", "image")
    assert component_value("gpu-operator", "nodeFeatureDiscovery", "env") is None
