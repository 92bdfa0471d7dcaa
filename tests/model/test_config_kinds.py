import pytest

from generator.model.config_kinds import is_mig_config, is_mig_entry, is_mig_key, is_plugin_config, is_plugin_entry
from generator.model.manifest import ConfigEntry
from generator.model.manifest_value import Place, Value
from generator.model.tree import Tree

HERE = Place("given.yaml", 0)


def value(tree: Tree) -> Value:
    return Value(tree, HERE)


@pytest.mark.parametrize("key", ["mig-configs", "migConfigs", "mig_configs", "MIG-Config"])
def test_a_key_of_layouts_may_be_misspelt(key: str) -> None:
    assert is_mig_key(key)
    assert is_mig_config(value({"version": "v1", key: {}}))


@pytest.mark.parametrize("key", ["mig", "migManager", "migStrategy", "mig-config.yaml", "migConfigMap"])
def test_other_keys_are_none_of_layouts(key: str) -> None:
    assert not is_mig_key(key)


@pytest.mark.parametrize(
    "tree",
    [
        {"timeSlicing": {}},
        {"sharing": {"timeslicing": None}},
        {"flags": {"migStrategy": "mixed"}},
        {"sharing": None, "replicas": 4},
        {"mps": {"resources": []}},
        {"version": "v1", "flags": {}},
        {"version": "v1", "flags": {"nvidiaDriverRoot": "/"}, "visibleDevices": ["0"]},
    ],
)
def test_mappings_of_the_device_plugin(tree: Tree) -> None:
    assert is_plugin_config(value(tree))
    assert not is_mig_config(value(tree))


@pytest.mark.parametrize(
    "tree", [None, [], "sharing", {"version": "v1"}, {"mps": {"root": "/x"}}, {"sharing": {"a": 1}, "b": 1}]
)
def test_mappings_of_nobody(tree: Tree) -> None:
    assert not is_plugin_config(value(tree))
    assert not is_mig_config(value(tree))


def test_texts_that_are_no_yaml_are_taken_by_their_words() -> None:
    sharing = ConfigEntry("any", value("sharing:\n\ttimeSlicing: {"), None)
    layouts = ConfigEntry("config.yaml", value("mig-configs:\n  a: [\n"), None)
    assert (is_plugin_entry(sharing), is_mig_entry(sharing)) == (True, False)
    assert (is_plugin_entry(layouts), is_mig_entry(layouts)) == (False, True)


@pytest.mark.parametrize(
    ("tree", "found"),
    [
        ([{"devices": "all", "mig-enabled": True}], True),
        ([{"devices": "all", "mig-enabled": True}, {"devices": [0]}], False),
        ([{"devices": "all"}], False),
        (["devices", "mig-enabled"], False),
        ([], False),
        ({"version": "v1", "all-1g.5gb": [{"devices": "all", "mig-enabled": True}]}, True),
    ],
)
def test_layouts_show_whose_file_it_is_wherever_they_stand(tree: Tree, *, found: bool) -> None:
    entry = ConfigEntry("config.yaml", value("text"), value(tree))
    assert is_mig_entry(entry) is found
    # A list is for no program by itself.
    assert is_mig_config(value(tree)) is (found and isinstance(tree, dict))


def test_flags_of_another_program_are_not_the_plugins() -> None:
    assert not is_plugin_config(value({"version": "v1", "flags": {"verbose": True}, "devices": []}))
