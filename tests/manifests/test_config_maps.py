import pytest

from tests.manifests.reading import manifests


def config_map(text: str) -> str:
    return f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: nvidia}}\ndata:\n  any: |\n    {text}\n"


@pytest.mark.parametrize(
    "text",
    [
        "sharing: {timeSlicing: {}}",
        "Sharing: {timeslicing: {}}",
        "timeslicing: {}",
        "sharing:\n    mps:\n    resources: []",
        "flags: {migStrategy: none}",
        "version: v1beta1\n    flags: {}",
        "sharing: [",
        "timeSlicing:\n    \t- a",
    ],
)
def test_what_is_meant_for_the_device_plugin(text: str) -> None:
    found = manifests(config_map(text))
    assert ([one.name for one in found.plugin_configs], found.mig_configs) == (["nvidia"], ())


@pytest.mark.parametrize(
    "text",
    ["mig-configs: {}", "Mig-Configs: {}", "migConfigs: {}", "mig-config: {}", "mig_configs: {}", "mig-configs: ["],
)
def test_what_is_meant_for_mig_parted(text: str) -> None:
    found = manifests(config_map(text))
    assert ([one.name for one in found.mig_configs], found.plugin_configs) == (["nvidia"], ())


@pytest.mark.parametrize(
    "text", ["sharing: true", "mps: {root: /run}", "version: v1", "anything: [", "version: v2\n    flags: {}"]
)
def test_what_may_be_anybodys(text: str) -> None:
    found = manifests(config_map(text))
    assert (found.plugin_configs, found.mig_configs) == ((), ())


POLICY = "---\napiVersion: nvidia.com/v1\nkind: ClusterPolicy\nmetadata: {name: policy}\nspec: "


def chart(name: str, values: str) -> str:
    head = f"---\napiVersion: helm.cattle.io/v1\nkind: HelmChart\nmetadata: {{name: {name}}}\nspec:\n  chart: {name}\n"
    return f"{head}  valuesContent: '{values}'\n"


@pytest.mark.parametrize(
    "named",
    [
        POLICY + "{devicePlugin: {config: {name: nvidia}}}",
        chart("gpu-operator", "devicePlugin: {config: {name: nvidia}}"),
        chart("nvidia-device-plugin", "config: {name: nvidia}"),
    ],
)
def test_a_config_map_that_somebody_names_for_the_plugin_is_the_plugins_whatever_it_holds(named: str) -> None:
    assert [one.name for one in manifests(config_map("shring: {}") + named).plugin_configs] == ["nvidia"]


def test_a_config_map_that_somebody_names_for_mig_parted_is_mig_parteds() -> None:
    named = POLICY + "{migManager: {config: {name: nvidia}}}"
    assert [one.name for one in manifests(config_map("migs: {}") + named).mig_configs] == ["nvidia"]


@pytest.mark.parametrize(
    ("metadata", "found"),
    [("{name: a}", False), ("{name: a, uid: b}", True), ("{name: a, ownerReferences: [{kind: ClusterPolicy}]}", True)],
)
def test_what_was_read_from_a_cluster_shows_it(metadata: str, found: bool) -> None:
    text = config_map("sharing: {timeSlicing: {}}").replace("{name: nvidia}", metadata)
    assert [one.of_cluster for one in manifests(text).config_maps] == [found]
