"""The cluster and the installation, decoded."""

import pytest

from generator.model.distribution import Installer
from generator.model.profile import Component, Driver, Install, NfdSource, PluginSource, Toolkit
from generator.model.taints import Toleration
from tests.support.profiles import decoded, laid_over


def install_of(text: str) -> Install:
    return decoded(laid_over(f"install: {{chart: gpu-operator, version: 26.7.0{text}}}\n")).install


def test_what_is_not_said_is_none_or_the_schemas_default() -> None:
    install = install_of("")
    assert install == Install(chart="gpu-operator", version="26.7.0")
    assert (install.node_feature_discovery, install.device_plugin) == (NfdSource.BUNDLED, PluginSource.CHART)
    assert install.driver.owner is None
    assert install.cdi is None


@pytest.mark.parametrize("written", ["host", "{from: host}"])
def test_driver_and_toolkit_take_one_word(written: str) -> None:
    install = install_of(f", driver: {written}, toolkit: {written}")
    assert install.driver == Driver(owner=Installer.HOST)
    assert install.toolkit == Toolkit(owner=Installer.HOST)


def test_a_driver_branch_is_text_even_as_a_number() -> None:
    assert install_of(", driver: {from: operator, version: 580}").driver.version == "580"


def test_components_keep_their_order_and_quantities_their_characters() -> None:
    install = install_of(
        ", components: {gfd: {resources: {limits: {cpu: 0.50}}}, dcgm: {enabled: false, env: {A: '1'}}}"
    )
    assert install.components == (
        Component("gfd", resources={"limits": {"cpu": "0.50"}}),
        Component("dcgm", enabled=False, env=(("A", "1"),)),
    )


def test_tolerations() -> None:
    install = install_of(", tolerations: [{key: gpu, operator: Exists}, {key: a, value: b, effect: NoSchedule}]")
    assert install.tolerations == (
        Toleration("gpu", "Exists"),
        Toleration("a", None, "b", "NoSchedule"),
    )
