import pytest

from generator.model.plan import Binding, BindingKind, TenantPlan
from generator.model.profile import NodeCount, Priority
from generator.report.details import label_command, plan_details
from tests.report.samples import CONFIG_LABEL, fleet, homelab, plan


def test_homelab_details() -> None:
    assert plan_details(homelab()) == (
        "pool media\n"
        "  nodes       1\n"
        "  cards       1 x rtx-3080-ti\n"
        "  advertises  8 nvidia.com/gpu.shared = 1 x rtx-3080-ti, 8 shares of each, renamed from nvidia.com/gpu\n"
        "  reached by  default entry\n"
        "\n"
        "all nodes together\n"
        "  8 nvidia.com/gpu.shared\n"
    )


def test_fleet_details() -> None:
    assert plan_details(fleet()) == (
        "pool research\n"
        "  nodes       4-6: pool=research\n"
        "  cards       8 x a100-sxm4-80gb\n"
        "  advertises  24 nvidia.com/gpu = 8 x a100-sxm4-80gb, 3 shares of each\n"
        "  reached by  labels set by hand\n"
        "  label       nvidia.com/device-plugin.config=research\n"
        "  command     kubectl label nodes -l pool=research nvidia.com/device-plugin.config=research --overwrite\n"
        "  node label  workload-type=research or training\n"
        "  taint       gpu=true:NoSchedule\n"
        "\n"
        "pool inference\n"
        "  nodes       2: gpu-7, gpu-8\n"
        "  cards       8 x a100-sxm4-80gb\n"
        "  advertises  4 nvidia.com/mig-3g.40gb = 4 x 3g.40gb\n"
        "  advertises  28 nvidia.com/mig-1g.10gb = 28 x 1g.10gb\n"
        "  reached by  rule on node names\n"
        "  label       nvidia.com/device-plugin.config=inference\n"
        "\n"
        "pool bench\n"
        "  nodes       any\n"
        "  cards       1 x rtx-3090 + 2 x rtx-4090\n"
        "  advertises  12 nvidia.com/gpu = 1 x rtx-3090 + 2 x rtx-4090, 4 shares of each\n"
        "  kept free   1024 MiB of each rtx-3090\n"
        "  reached by  default entry\n"
        "\n"
        "all nodes together\n"
        "  96 or more nvidia.com/gpu\n"
        "  56 nvidia.com/mig-1g.10gb\n"
        "  8 nvidia.com/mig-3g.40gb; quotas: 8 of 8, each namespace finds its own\n"
        "\n"
        "namespace production\n"
        "  at most     8 nvidia.com/mig-3g.40gb\n"
    )


def test_growing_pool_gives_a_range() -> None:
    growing = homelab().pools[0]._replace(node_count=NodeCount(1, 3))
    assert "  8-24 nvidia.com/gpu.shared\n" in plan_details(plan("c", (growing,)))


def test_priorities_and_prices_where_they_are_said() -> None:
    (media,) = homelab().pools
    card = media.gpus[0]._replace(price_micros=400_000)
    tenants = (TenantPlan("ai", False, (), (("nvidia.com/gpu.shared", 6),)),)
    said = plan("c", (media._replace(gpus=(card,)),), tenants)._replace(
        priorities=(Priority("interactive", 100), Priority("batch", -1)), currency="EUR"
    )
    assert plan_details(said).endswith(
        "  reached by  default entry\n"
        "  price       0.05 EUR an hour for a nvidia.com/gpu.shared: 0.40 EUR / 8 shares\n"
        "\n"
        "all nodes together\n"
        "  8 nvidia.com/gpu.shared; quotas: 6 of 8, each namespace finds its own\n"
        "\n"
        "when all is taken\n"
        "  interactive (100) gets slots of pods without a class, batch\n"
        "  pods without a class (0) gets slots of batch\n"
        "  batch (-1) gets slots of nobody\n"
        "\n"
        "namespace ai\n"
        "  at most     6 nvidia.com/gpu.shared\n"
        "  price       0.30 EUR an hour for all of it\n"
    )


def test_what_has_no_price_stands_beside_what_has_one() -> None:
    (media,) = homelab().pools
    card = media.gpus[0]._replace(price_micros=400_000)
    (other,) = homelab().pools
    named = other.resources[0]._replace(name="nvidia.com/other")
    pools = (media._replace(gpus=(card,)), other._replace(name="other", resources=(named,)))
    tenants = (
        TenantPlan("both", False, (), (("nvidia.com/gpu.shared", 6), ("nvidia.com/other", 1))),
        TenantPlan("one", False, (), (("nvidia.com/other", 1),)),
    )
    both, one = plan_details(plan("c", pools, tenants)).split("\n\nnamespace ")[1:]
    assert both.endswith("  price       without a price: nvidia.com/other\n  price       0.30 an hour for the rest")
    assert one == "one\n  at most     1 nvidia.com/other\n  price       without a price: nvidia.com/other\n"


@pytest.mark.parametrize(
    ("binding", "command"),
    [
        (Binding(BindingKind.DEFAULT, ()), ""),
        (Binding(BindingKind.NAME_RULE, ((CONFIG_LABEL, "a"),), node_names=("n",)), ""),
        (
            Binding(BindingKind.COMMAND, ((CONFIG_LABEL, "a"),), node_names=("n1", "n2")),
            "kubectl label nodes n1 n2 nvidia.com/device-plugin.config=a --overwrite",
        ),
        (
            Binding(BindingKind.COMMAND, (("k", "v"), ("l", "$(id)")), node_selector=(("a", "b"), ("c", ""))),
            "kubectl label nodes -l a=b,c= k=v 'l=$(id)' --overwrite",
        ),
        (Binding(BindingKind.COMMAND, (("k", "v"),)), "kubectl label nodes NODE k=v --overwrite"),
    ],
)
def test_label_command(binding: Binding, command: str) -> None:
    assert label_command(binding) == command


def test_of_a_card_that_is_cut_nothing_is_kept_free() -> None:
    pool = next(one for one in fleet().pools if one.name == "bench")
    assert "kept free" in plan_details(plan("x", (pool,)))
    assert "kept free" not in plan_details(plan("x", (pool._replace(resources=()),)))
