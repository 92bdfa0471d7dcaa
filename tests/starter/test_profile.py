"""The profile that people begin with."""

import pytest

from generator.facts.distributions import DISTRIBUTION_IDS
from generator.model.distribution import Installer
from generator.model.plan import Mode
from generator.model.profile import Sharing
from generator.starter import InitAnswers, driver_owners, starter_profile
from tests.support.profiles import decoded, located_findings

HOME = InitAnswers("homelab", "gpu-operator", "RTX 3090", "k3s", "1.35")


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("chart", ["gpu-operator", "nvidia-device-plugin"])
@pytest.mark.parametrize("distribution", DISTRIBUTION_IDS)
def test_every_choice_makes_a_right_profile(mode: Mode, chart: str, distribution: str) -> None:
    profile = decoded(starter_profile(HOME._replace(mode=mode, chart=chart, distribution=distribution)))
    assert (profile.install.chart, profile.cluster.distribution) == (chart, distribution)
    (pool,) = profile.pools
    shared = Sharing(4)
    assert pool.time_slicing == (shared if mode in (Mode.TIME_SLICING, Mode.MIG_TIME_SLICING) else None)
    assert pool.mps == (shared if mode is Mode.MPS else None)
    assert pool.mig == ("all-balanced" if mode in (Mode.MIG, Mode.MIG_TIME_SLICING) else None)


def test_the_answers_are_in_it() -> None:
    answers = InitAnswers("rack", "gpu-operator", "A100-SXM4-80GB", "kubeadm", "1.30", Mode.MPS, 6, per_node=8)
    profile = decoded(starter_profile(answers))
    assert profile.cluster.name == "rack"
    assert str(profile.cluster.kubernetes) == "1.30"
    assert (profile.pools[0].gpus[0].model, profile.pools[0].gpus[0].per_node) == ("A100-SXM4-80GB", 8)
    assert profile.pools[0].mps == Sharing(6)


def test_the_newest_chart_and_the_usual_driver_unless_said() -> None:
    assert decoded(starter_profile(HOME)).install.version == "v26.7.0"
    assert decoded(starter_profile(HOME._replace(chart="nvidia-device-plugin"))).install.version == "v0.20.0"
    assert decoded(starter_profile(HOME._replace(chart_version="v25.10.1"))).install.version == "v25.10.1"
    assert decoded(starter_profile(HOME._replace(distribution="kubeadm"))).install.driver.owner is Installer.OPERATOR
    assert decoded(starter_profile(HOME._replace(distribution="talos"))).install.driver.owner is Installer.HOST
    assert decoded(starter_profile(HOME._replace(driver=Installer.OPERATOR))).install.driver.owner is Installer.OPERATOR


@pytest.mark.parametrize(
    ("schema", "first"),
    [
        ("../schemas/x.json", "# yaml-language-server: $schema=../schemas/x.json"),
        ("", "# How the GPUs of this cluster are shared. All fields: `gpuslice schema`"),
    ],
)
def test_it_begins_with_the_schema_for_editors_and_is_short(schema: str, first: str) -> None:
    lines = starter_profile(HOME._replace(schema=schema)).splitlines()
    assert lines[0] == first
    assert len(lines) <= 25
    assert max(map(len, lines)) <= 110


@pytest.mark.parametrize("name", ["on", "1e3", "true", "a: b", "a # b", 'a"b', "a\nb: c", "ünicode", "-", ""])
def test_no_answer_changes_the_rest_of_the_profile(name: str) -> None:
    assert decoded(starter_profile(HOME._replace(model="T4"))).pools[0].gpus[0].model == "T4"
    found = located_findings(starter_profile(HOME._replace(name=name)))
    assert {finding.at for finding in found} <= {("cluster", "name")}


def test_the_usual_owner_of_the_driver_comes_first_and_is_allowed() -> None:
    assert driver_owners("gpu-operator", "kubeadm") == (Installer.OPERATOR, Installer.HOST)
    assert driver_owners("gpu-operator", "talos") == (Installer.HOST,)
    assert driver_owners("nvidia-device-plugin", "kubeadm") == (Installer.HOST,)
