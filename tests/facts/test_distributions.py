"""What a distribution means for driver, toolkit, runtime and labels."""

from pathlib import Path

import pytest
import yaml

import generator.facts
from generator.facts.datafile import Fields
from generator.facts.distributions import DISTRIBUTION_IDS, _toolkit_env, find_distribution
from generator.model.distribution import Distribution, Fact, Installer, ToolkitEnv
from generator.model.tree import Tree

FILES = Path(generator.facts.__file__).parent / "distributions"


def distribution(distribution_id: str) -> Distribution:
    found = find_distribution(distribution_id)
    assert found is not None
    return found


ALL = [distribution(distribution_id) for distribution_id in DISTRIBUTION_IDS]


def test_ids_and_files_are_the_same() -> None:
    assert sorted(path.stem for path in FILES.iterdir()) == list(DISTRIBUTION_IDS)
    assert list(DISTRIBUTION_IDS) == sorted(set(DISTRIBUTION_IDS))


def fact(raw: dict[str, Tree]) -> Fact:
    return Fact(str(raw["text"]), str(raw["source"]), bool(raw.get("inferred")))


@pytest.mark.parametrize("distribution_id", DISTRIBUTION_IDS)
def test_a_distribution_is_read_as_it_stands_in_its_file(distribution_id: str) -> None:
    one = distribution(distribution_id)
    raw = yaml.load((FILES / f"{distribution_id}.yaml").read_bytes(), Loader=yaml.CSafeLoader)
    assert one.id == distribution_id
    assert (one.title, one.driver_install_dir) == (raw["title"], raw.get("driver_install_dir"))
    for choice, said in ((one.driver, raw["driver"]), (one.toolkit, raw["toolkit"])):
        assert choice.default.value == said["default"]
        assert [installer.value for installer in choice.allowed] == said["allowed"]
        assert choice.risk == (fact(said["risk"]) if "risk" in said else None)
        assert choice.config_risk == (fact(said["config_risk"]) if "config_risk" in said else None)
        assert choice.basis == fact(said["basis"])
    for env, said in zip(one.toolkit_env, raw.get("toolkit_env", ()), strict=True):
        assert (dict(env.variables), env.basis) == (said["variables"], fact(said["basis"]))
    releases = [".".join(map(str, release)) for release in one.runtime_class.shipped_since]
    assert releases == raw["runtime_class"].get("shipped_since", [])
    assert one.runtime_class.needed is raw["runtime_class"]["needed"]
    assert one.runtime_class.basis == fact(raw["runtime_class"]["basis"])
    assert one.node_labelling._asdict() == raw["node_labelling"] | {"basis": fact(raw["node_labelling"]["basis"])}
    assert one.notes == tuple(fact(note) for note in raw.get("notes", ()))


def test_variables_of_the_toolkit_may_hold_from_a_kubernetes_on() -> None:
    said: Tree = {"since": "1.32", "variables": {"A": "/b"}, "basis": {"text": "a", "source": "b", "inferred": True}}
    assert _toolkit_env(Fields(said, "here")) == ToolkitEnv((1, 32), (("A", "/b"),), Fact("a", "b", inferred=True))


@pytest.mark.parametrize("name", ["", "K3s", "../gpus/a10", "minikube"])
def test_no_other_name_is_a_distribution(name: str) -> None:
    assert find_distribution(name) is None


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.id)
def test_the_default_is_allowed_and_choices_are_unlike(one: Distribution) -> None:
    for choice in (one.driver, one.toolkit):
        assert choice.default in choice.allowed
        assert len(set(choice.allowed)) == len(choice.allowed)
        assert choice.risk is None or len(choice.allowed) > 1


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.id)
def test_the_operators_toolkit_is_told_absolute_paths(one: Distribution) -> None:
    if one.toolkit_env:
        assert Installer.OPERATOR in one.toolkit.allowed
    assert [env.since for env in one.toolkit_env] == sorted((env.since for env in one.toolkit_env), reverse=True)
    for env in one.toolkit_env:
        assert all(value.removeprefix("file=").startswith("/") for _, value in env.variables)


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.id)
def test_labels_of_a_node_are_all_in_the_text(one: Distribution) -> None:
    text = one.node_labelling.text((("pool", "research"), ("team", "a")))
    assert text.index("pool") < text.index("research") < text.index("team")
    assert "{" not in text


def test_only_other_is_not_modelled() -> None:
    assert [one.id for one in ALL if not one.modelled] == ["other"]


def test_k3s_and_rke2_warn_of_the_operators_toolkit_and_bring_a_runtime_class() -> None:
    for one in (distribution("k3s"), distribution("rke2")):
        assert one.toolkit.default is Installer.HOST
        assert one.toolkit.risk is not None
        assert one.toolkit.config_risk is not None
        assert "gpu-operator/issues/992" in one.toolkit.config_risk.source
        assert dict(one.toolkit_env[0].variables) == {"CONTAINERD_SOCKET": "/run/k3s/containerd/containerd.sock"}
        assert one.runtime_class.shipped_since
        assert one.runtime_class.needed
        text = one.node_labelling.text((("pool", "research"), ("nvidia.com/mig.config", "all-balanced")))
        assert text == "node-label:\n  - pool=research\n  - nvidia.com/mig.config=all-balanced\n"


def test_talos_has_everything_on_the_host() -> None:
    talos = distribution("talos")
    assert talos.driver.allowed == (Installer.HOST,)
    assert talos.toolkit.default is Installer.HOST
    assert talos.driver_install_dir == "/usr/local"
    assert talos.node_labelling.text((("pool", "a"),)) == 'machine:\n  nodeLabels:\n    pool: "a"\n'
    assert not talos.node_labelling.only_at_registration


def test_kubeadm_and_openshift_leave_it_to_the_operator() -> None:
    for one in (distribution("kubeadm"), distribution("openshift")):
        assert one.driver.default is Installer.OPERATOR
        assert one.toolkit.default is Installer.OPERATOR
        assert one.toolkit_env == ()
