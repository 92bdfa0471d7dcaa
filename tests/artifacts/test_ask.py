"""What a workload's pods say: names of resources, files and kinds."""

import pytest

from generator.artifacts._ask import Ask, asks
from generator.facts.mig import all_mig_families
from generator.model.mig import MigFamily, parse_mig_name
from tests.support.plans import OPERATOR, plan_of

STANDALONE = "install: {chart: nvidia-device-plugin, version: v0.20.0}\n"
CARD = "pools: [{name: cards, gpus: [{model: RTX 3090}], timeSlicing: {replicas: 4, renameByDefault: true}}]\n"


def found(says: str, pools: str = CARD, distribution: str = "kubeadm") -> tuple[Ask, ...]:
    return asks(plan_of(f"{pools}workloads: [{says}]\n", install=STANDALONE, distribution=distribution))


def one(more: str = "") -> Ask:
    return found(f"{{name: w, namespace: n, memory: 1GiB{more}}}")[0]


def test_without_workloads_nothing_is_asked() -> None:
    assert asks(plan_of(CARD)) == ()


def test_units_are_asked_for_by_resource() -> None:
    assert one().units == {"nvidia.com/gpu.shared": 1}
    assert one(", pool: cards, unaccounted: true").units == {}


def test_names_of_all_other_resources_and_former_ones_are_known() -> None:
    assert one().other_names == ("nvidia.com/gpu",)
    cut = (
        "pools:\n- {name: cut, nodes: {names: [a]}, gpus: [{model: A100-SXM4-40GB}], mig: all-1g.5gb}\n"
        "- {name: whole, nodes: {names: [b]}, gpus: [{model: L4}]}\n"
    )
    whole, slice_ = found(
        "{name: a, namespace: n, memory: 1GiB, pool: whole}, {name: b, namespace: n, memory: 1GiB, pool: cut}", cut
    )
    # The profiles of an A100 of 40 GB (NVIDIA's MIG user guide), and no other card's.
    profiles = ("1g.5gb", "1g.5gb.me", "1g.10gb", "2g.10gb", "3g.20gb", "4g.20gb", "7g.40gb")
    names = {"nvidia.com/gpu", *(f"nvidia.com/mig-{name}" for name in profiles)}
    names |= {f"{name}.shared" for name in names}
    assert whole.other_names == tuple(sorted(names - {"nvidia.com/gpu"}))
    assert slice_.other_names == tuple(sorted(names - {"nvidia.com/mig-1g.5gb"}))


def test_names_that_a_card_may_have_been_cut_into_are_known_of_all_its_families() -> None:
    (some,) = found("{name: a, namespace: n, memory: 1GiB}", "pools: [{name: one, gpus: [{model: GB200}]}]\n")
    # A tray's cards are told apart by their driver alone: 186 GB or 189 GB.
    assert {"nvidia.com/mig-7g.186gb", "nvidia.com/mig-7g.189gb.shared"} <= set(some.other_names)


@pytest.mark.parametrize("family", all_mig_families(), ids=lambda family: family.id)
def test_a_family_with_a_variant_has_the_plain_profile(family: MigFamily) -> None:
    parts = [parse_mig_name(name) for name in family.profile_names]
    assert {f"{one.compute_slices}g.{one.memory_gb}gb" for one in parts if one} <= set(family.profile_names)


def test_the_runtime_class_is_that_of_the_cluster() -> None:
    (there,) = found("{name: w, namespace: n, memory: 1GiB}", distribution="k3s")
    (not_needed,) = found("{name: w, namespace: n, memory: 1GiB}", distribution="eks")
    assert (there.runtime_class, not_needed.runtime_class) == ("nvidia", None)


@pytest.mark.parametrize(
    ("unaccounted", "name"),
    [(True, "nvidia"), (False, None)],
)
def test_with_cdi_only_those_past_the_plugin_need_the_operators_runtime_class(
    unaccounted: bool, name: str | None
) -> None:
    says = f"{{name: w, namespace: n, pool: cards, memory: 1GiB, unaccounted: {str(unaccounted).lower()}}}"
    plan = plan_of(f"{CARD}workloads: [{says}]\n", install=OPERATOR.replace("toolkit: host", "toolkit: operator"))
    assert plan.stack.runtime_class is None
    assert asks(plan)[0].runtime_class == name


def test_folders_are_called_by_namespace_and_name() -> None:
    assert (one().folder, one().title) == ("n-w", "n/w")
    alike = found(
        "{name: c, namespace: a-b, memory: 1GiB}, {name: b-c, namespace: a, memory: 1GiB}, "
        "{name: d, namespace: a, memory: 1GiB}"
    )
    assert [ask.folder for ask in alike] == ["a-b.c", "a.b-c", "a-d"]


@pytest.mark.parametrize(
    ("says", "is_one"),
    [
        (", framework: ray", True),
        (", framework: pytorch", False),
        ("", False),
        (", framework: ray, target: {container: worker}", False),
        (", framework: ray, target: {kind: StatefulSet}", False),
        (", framework: ray, target: {name: other}", False),
        (", framework: ray, target: {args: []}", False),
        (", framework: ray, target: {affinity: false}", False),
    ],
)
def test_ray_is_a_ray_cluster_unless_its_object_is_described(says: str, is_one: bool) -> None:
    assert one(says).is_ray_cluster is is_one


def test_limits_come_from_all_devices_that_its_pods_may_meet() -> None:
    two = (
        "pools:\n- {name: small, nodes: {names: [a]}, gpus: [{model: RTX 3080 Ti}], timeSlicing: {replicas: 2}}\n"
        "- {name: large, nodes: {names: [b]}, gpus: [{model: RTX 3090}], timeSlicing: {replicas: 2}}\n"
        "- {name: other, nodes: {names: [c]}, gpus: [{model: L40S}], timeSlicing: {replicas: 2}}\n"
    )
    says = "{name: w, namespace: n, allocates: 3GiB, framework: jax, pool: small"
    ((alone,), (both,)) = (found(f"{says}{more}}}", two)[0].limits for more in ("", ", fallback: [large]"))
    # 3072 / 12288 and 3072 / 24576; the L40S is nobody's here.
    assert (alone.value, both.value) == ("0.25", "0.125")
