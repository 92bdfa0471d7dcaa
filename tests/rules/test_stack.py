import pytest

from generator.model.distribution import Installer
from generator.model.gpu import OpenModules
from generator.model.plan import Plan
from generator.model.profile import Component, Driver, KubernetesVersion, Monitoring, NfdSource, ServiceMonitor, Toolkit
from generator.rules import (
    component_setting,
    discovery_off,
    driver_branch,
    driver_for_host_toolkit,
    install_not_allowed,
    install_risky,
    kernel_modules,
    kubernetes_version,
    service_monitor,
    standalone_components,
    standalone_installs,
)
from tests.rules.plans import L4, OPERATOR, PLUGIN, STACK, V100, a_plan, a_pool, faults
from tests.support.plans import compile_text

ALONE = "pools: [{name: cards, gpus: [{model: RTX 3090}]}]\n"


def driven(driver: Driver, release_version: str = "v26.7.0") -> Plan:
    release = OPERATOR._replace(version=release_version)
    return a_plan(a_pool(gpu=V100))._replace(stack=STACK._replace(driver=driver), release=release)


def test_the_charts_default_driver_counts_where_the_operator_installs_it() -> None:
    assert [one.at for one in faults(driver_branch.RULE, driven(Driver(Installer.OPERATOR)))] == [
        ("pools", 0, "gpus", 0, "model")
    ]
    assert faults(driver_branch.RULE, driven(Driver(Installer.OPERATOR), "v26.3.3")) == []


def test_a_stated_driver_counts_before_the_default() -> None:
    assert faults(driver_branch.RULE, driven(Driver(Installer.OPERATOR, "580.126.20"))) == []
    assert faults(driver_branch.RULE, driven(Driver(Installer.OPERATOR, "580"))) == []
    (fault,) = faults(driver_branch.RULE, driven(Driver(Installer.HOST, "590.48.01"), "v26.3.3"))
    assert fault.at == ("install", "driver", "version")
    assert fault.message == "driver 590.48.01 does not support the V100: R580 is its last branch"


def test_a_host_driver_that_is_not_named_is_not_judged() -> None:
    assert faults(driver_branch.RULE, driven(Driver(Installer.HOST))) == []


def test_cards_that_are_still_supported_take_any_driver() -> None:
    assert faults(driver_branch.RULE, a_plan(a_pool(gpu=L4))) == []


def modules(kind: str | None, need: OpenModules) -> list[str]:
    driver = Driver(Installer.OPERATOR, kernel_module_type=kind)
    plan = a_plan(a_pool(gpu=L4._replace(open_modules=need)))._replace(stack=STACK._replace(driver=driver))
    return [one.message for one in faults(kernel_modules.RULE, plan)]


def test_each_kind_of_modules_has_cards_that_it_does_not_drive() -> None:
    assert modules("proprietary", OpenModules.REQUIRED) == [
        "proprietary kernel modules on a L4 (Ada Lovelace), which needs the open ones"
    ]
    assert modules("open", OpenModules.IMPOSSIBLE) == [
        "open kernel modules on a L4 (Ada Lovelace), which works with the proprietary ones alone"
    ]


def test_auto_and_cards_that_take_both_are_fine() -> None:
    assert [modules(kind, need) for kind in ("auto", None) for need in OpenModules] == [[]] * 6
    assert modules("open", OpenModules.POSSIBLE) == []
    assert modules("proprietary", OpenModules.POSSIBLE) == []


def installed(distribution: str, driver: Installer, toolkit: Installer) -> Plan:
    stack = STACK._replace(driver=Driver(driver), toolkit=Toolkit(toolkit))
    return a_plan()._replace(distribution=distribution, stack=stack)


def test_talos_takes_no_driver_from_the_operator() -> None:
    plan = installed("talos", Installer.OPERATOR, Installer.HOST)
    assert [one.at for one in faults(install_not_allowed.RULE, plan)] == [("install", "driver", "from")]
    assert faults(install_risky.RULE, plan) == []


def test_the_operators_toolkit_is_a_risk_on_k3s_and_rke2_and_usual_on_kubeadm() -> None:
    for distribution in ("k3s", "rke2"):
        plan = installed(distribution, Installer.HOST, Installer.OPERATOR)
        assert [one.at for one in faults(install_risky.RULE, plan)] == [("install", "toolkit", "from")]
        assert faults(install_not_allowed.RULE, plan) == []
    assert faults(install_risky.RULE, installed("kubeadm", Installer.OPERATOR, Installer.OPERATOR)) == []


TEMPLATE = "/var/lib/rancher/k3s/agent/etc/containerd/config.toml.tmpl"


@pytest.mark.parametrize(
    ("more", "place"),
    [
        (f"toolkit: {{from: operator, containerdConfig: {TEMPLATE}}}", ("toolkit", "containerdConfig")),
        (
            f"toolkit: operator, components: {{toolkit: {{env: {{CONTAINERD_CONFIG: {TEMPLATE}}}}}}}",
            ("components", "toolkit", "env", "CONTAINERD_CONFIG"),
        ),
    ],
)
@pytest.mark.parametrize("distribution", ["k3s", "rke2"])
def test_what_the_toolkit_is_told_of_containerd_is_told_as_a_risk_where_the_values_have_it(
    distribution: str, more: str, place: tuple[str, ...]
) -> None:
    install = f"install: {{chart: gpu-operator, version: v26.7.0, driver: {{from: host}}, {more}}}\n"
    found = compile_text(ALONE, install=install, distribution=distribution)
    (values,) = [one.text for one in found.files if one.path == "values/gpu-operator.yaml"]
    assert f"value: {TEMPLATE}\n" in values
    _, told = sorted((one for one in found.findings if one.code == "DST102"), key=lambda one: len(one.at))
    assert (told.at, told.on_key) == (("install", *place), True)
    assert told.message.startswith(f"the toolkit is pointed at {TEMPLATE}, which is risky on ")
    assert "after a reboot" in told.message


@pytest.mark.parametrize("distribution", ["k3s", "rke2"])
def test_nothing_is_told_of_a_file_that_the_values_leave_out(distribution: str) -> None:
    (fault,) = faults(install_risky.RULE, installed(distribution, Installer.HOST, Installer.OPERATOR))
    assert "reboot" not in fault.message
    host = installed(distribution, Installer.HOST, Installer.HOST)
    told = host.stack._replace(toolkit=Toolkit(Installer.HOST, containerd_config=TEMPLATE))
    assert faults(install_risky.RULE, host._replace(stack=told)) == []


@pytest.mark.parametrize(("name", "variable"), [("toolkit", "LOG_LEVEL"), ("operator", "CONTAINERD_CONFIG")])
def test_only_that_variable_of_the_toolkit_names_a_file_of_containerd(name: str, variable: str) -> None:
    plan = installed("k3s", Installer.HOST, Installer.OPERATOR)
    stack = plan.stack._replace(components=(Component(name, env=((variable, TEMPLATE),)),))
    assert len(faults(install_risky.RULE, plan._replace(stack=stack))) == 1


@pytest.mark.parametrize("distribution", ["k3s", "rke2", "k0s", "eks"])
def test_no_cure_for_driver_and_toolkit_sends_back_to_the_other(distribution: str) -> None:
    both = faults(install_risky.RULE, installed(distribution, Installer.OPERATOR, Installer.OPERATOR))
    cure = next(one.fix for one in both if one.at == ("install", "toolkit", "from"))
    assert cure == (
        "Write `toolkit: {from: host}`, and with it `driver: {from: host}`, or keep both from the operator and this "
        "warning."
    )
    (apart,) = faults(driver_for_host_toolkit.RULE, installed(distribution, Installer.OPERATOR, Installer.HOST))
    assert apart.fix is not None
    assert apart.fix.endswith("; or write `driver: {from: host}` and install the driver on the nodes.")


def test_where_the_operators_toolkit_is_usual_either_side_will_do() -> None:
    (apart,) = faults(driver_for_host_toolkit.RULE, installed("kubeadm", Installer.OPERATOR, Installer.HOST))
    assert apart.fix is None
    for driver, toolkit in ((Installer.OPERATOR, Installer.OPERATOR), (Installer.HOST, Installer.HOST)):
        assert faults(driver_for_host_toolkit.RULE, installed("kubeadm", driver, toolkit)) == []
    alone = installed("kubeadm", Installer.OPERATOR, Installer.HOST)._replace(release=PLUGIN)
    assert faults(driver_for_host_toolkit.RULE, alone) == []


def test_a_distribution_that_is_not_modelled_is_not_judged() -> None:
    plan = installed("other", Installer.OPERATOR, Installer.OPERATOR)
    assert faults(install_risky.RULE, plan) == []
    assert faults(install_not_allowed.RULE, plan) == []


def test_the_standalone_chart_installs_neither_and_only_one_rule_says_so() -> None:
    plan = installed("talos", Installer.OPERATOR, Installer.OPERATOR)._replace(release=PLUGIN)
    assert [one.at[1] for one in faults(standalone_installs.RULE, plan)] == ["driver", "toolkit"]
    assert faults(install_not_allowed.RULE, plan) == []


def at_kubernetes(minor: int, version: str) -> int:
    plan = a_plan()._replace(kubernetes=KubernetesVersion(1, minor), release=OPERATOR._replace(version=version))
    return len(faults(kubernetes_version.RULE, plan))


def test_both_ends_of_the_validated_range_are_in_it() -> None:
    assert [at_kubernetes(minor, "v26.7.0") for minor in (31, 32, 36, 37)] == [1, 0, 0, 1]
    assert [at_kubernetes(minor, "v25.3.4") for minor in (28, 29, 33, 34)] == [1, 0, 0, 1]
    assert [at_kubernetes(minor, "v25.10.1") for minor in (29, 30, 34, 35)] == [1, 0, 0, 1]


def test_nobody_validated_the_standalone_chart() -> None:
    plan = a_plan()._replace(kubernetes=KubernetesVersion(1, 20), release=PLUGIN)
    assert faults(kubernetes_version.RULE, plan) == []


def with_components(chart_is_plugin: bool, *components: Component) -> Plan:
    plan = a_plan()._replace(stack=STACK._replace(components=components))
    return plan._replace(release=PLUGIN) if chart_is_plugin else plan


def test_every_setting_is_asked_of_the_fact_sheet() -> None:
    gdrcopy = Component("gdrcopy", enabled=True, version="v2.6", resources={"limits": {"cpu": "1"}})
    plan = with_components(False, gdrcopy)
    assert [one.at for one in faults(component_setting.RULE, plan)] == [
        ("install", "components", "gdrcopy", "resources")
    ]


def test_a_release_that_lacks_a_component_is_noticed() -> None:
    kata = Component("kataSandboxDevicePlugin", enabled=False)
    new = with_components(False, kata)
    old = new._replace(release=OPERATOR._replace(version="v25.3.4"))
    assert faults(component_setting.RULE, new) == []
    assert len(faults(component_setting.RULE, old)) == 1


def test_the_standalone_chart_takes_few_settings() -> None:
    plugin = Component("devicePlugin", repository="r", image="i", version="v0.20.0", resources={}, args=("--x",))
    gfd = Component("gfd", enabled=False, resources={})
    plan = with_components(True, plugin, gfd, Component("dcgm", enabled=False))
    assert [one.at[2:] for one in faults(component_setting.RULE, plan)] == [
        ("devicePlugin", "args"),
        ("gfd", "resources"),
    ]
    assert [one.at[2:] for one in faults(standalone_components.RULE, plan)] == [("dcgm",)]


def test_the_operator_cannot_find_gpus_without_discovery() -> None:
    plan = a_plan(a_pool()._replace(node_names=("gpu-1",)))
    plan = plan._replace(stack=STACK._replace(node_feature_discovery=NfdSource.NONE))
    (fault,) = faults(discovery_off.RULE, plan)
    assert "feature.node.kubernetes.io/pci-10de.present=true" in fault.message


def test_the_standalone_chart_is_told_which_nodes_where_the_pools_say_so() -> None:
    stack = STACK._replace(node_feature_discovery=NfdSource.NONE)
    known = a_plan(a_pool()._replace(node_names=("gpu-1",)))._replace(stack=stack, release=PLUGIN)
    unknown = a_plan()._replace(stack=stack, release=PLUGIN)
    assert faults(discovery_off.RULE, known) == []
    assert len(faults(discovery_off.RULE, unknown)) == 1


def test_a_service_monitor_that_is_switched_off_needs_no_exporter() -> None:
    off = Monitoring(service_monitor=ServiceMonitor(enabled=False))
    wanted = Monitoring(service_monitor=ServiceMonitor())
    assert faults(service_monitor.RULE, a_plan()._replace(release=PLUGIN, monitoring=off)) == []
    assert len(faults(service_monitor.RULE, a_plan()._replace(release=PLUGIN, monitoring=wanted))) == 1
    assert faults(service_monitor.RULE, a_plan()._replace(monitoring=wanted)) == []
