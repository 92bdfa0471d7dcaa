import pytest

from generator.model.plan import Part, PoolPlan, Promise, Resource
from generator.model.profile import NodeCount
from generator.report.table import gib_text, memory_text, nodes_text, plan_table
from tests.report.samples import fleet, homelab, plan, pool


def test_homelab_table() -> None:
    assert plan_table(homelab()) == (
        "homelab: Kubernetes 1.35 (k3s), gpu-operator v26.7.0 in gpu-operator\n"
        "\n"
        "POOL   NODES x GPUS       MODE          EACH NODE ADVERTISES     MEMORY PER UNIT        REACHED BY\n"
        "media  1 x 1 rtx-3080-ti  time-slicing  8 nvidia.com/gpu.shared  8 share 12 GiB (none)  default entry\n"
    )


FLEET = """\
a100-mig-fleet: Kubernetes 1.35 (k3s), gpu-operator v26.7.0 in gpu-operator

POOL       NODES x GPUS            MODE          EACH NODE ADVERTISES       MEMORY PER UNIT        @REACHED BY
research   4-6 x 8 a100-sxm4-80gb  time-slicing  24 nvidia.com/gpu          3 share 80 GiB (none)  @labels set by hand
inference  2 x 8 a100-sxm4-80gb    mig           4 nvidia.com/mig-3g.40gb   39.2 GiB (hardware)    @rule on node names
                                                 28 nvidia.com/mig-1g.10gb  9.5 GiB (hardware)
bench      any x 1 rtx-3090        mps           12 nvidia.com/gpu          5.7 GiB or 5.9 GiB     @default entry
               + 2 rtx-4090                                                 (per process)
"""


def test_fleet_table_keeps_units_beside_their_memory() -> None:
    assert plan_table(fleet()) == FLEET.replace("@", "")


NARROWER = """\
POOL                  NODES x GPUS    MODE          EACH NODE ADVERTISES       MEMORY PER UNIT        REACHED BY
research-and-reports  4-6 x 8         time-slicing  24 nvidia.com/gpu          3 share 80 GiB (none)  labels set by
                      a100-sxm4-80gb                                                                  hand
inference             2 x 8           mig           4 nvidia.com/mig-3g.40gb   39.2 GiB (hardware)    rule on node
                      a100-sxm4-80gb                28 nvidia.com/mig-1g.10gb  9.5 GiB (hardware)     names
"""
NARROWEST = """\
POOL                        NODES x GPUS    MODE          EACH NODE ADVERTISES       MEMORY PER UNIT  REACHED BY
research-reports-and-trial  4-6 x 8         time-slicing  24 nvidia.com/gpu          3 share 80 GiB   labels set
                            a100-sxm4-80gb                                           (none)           by hand
inference                   2 x 8           mig           4 nvidia.com/mig-3g.40gb   39.2 GiB         rule on node
                            a100-sxm4-80gb                                           (hardware)       names
                                                          28 nvidia.com/mig-1g.10gb  9.5 GiB
                                                                                     (hardware)
"""


@pytest.mark.parametrize(
    ("name", "expected"), [("research-and-reports", NARROWER), ("research-reports-and-trial", NARROWEST)]
)
def test_wide_table_is_laid_out_narrower(name: str, expected: str) -> None:
    research, inference, _ = fleet().pools
    text = plan_table(plan("c", (research._replace(name=name), inference)))
    assert text.partition("\n\n")[2] == expected


def test_table_fits_120_columns_and_is_ascii() -> None:
    for text in (plan_table(homelab()), plan_table(fleet())):
        assert text.isascii()
        assert max(len(line) for line in text.splitlines()) <= 120


def test_columns_start_at_the_same_place_in_every_row() -> None:
    header, *rows = plan_table(fleet()).splitlines()[2:]
    start = header.index("EACH NODE")
    assert [row[start - 2 : start] for row in rows] == ["  "] * 5
    assert rows[2][start:].startswith("28 nvidia.com/mig-1g.10gb")


def test_pool_without_resources_says_so() -> None:
    text = plan_table(plan("dra", (pool("only", homelab().pools[0].gpus, ()),)))
    expected = "only any x 1 rtx-3080-ti exclusive nothing - default entry"
    assert " ".join(text.split("\n")[-2].split()) == expected


def test_hostile_names_are_escaped() -> None:
    text = plan_table(plan("x\x1b[31m", (pool("a\nb", homelab().pools[0].gpus, ()),)))
    assert "\x1b" not in text
    assert "x\\x1b[31m: " in text
    assert "a\\nb" in text


@pytest.mark.parametrize(
    ("mib", "text"),
    [(81920, "80 GiB"), (81559, "79.6 GiB"), (1024, "1 GiB"), (1023, "0.9 GiB"), (40192, "39.2 GiB"), (0, "0 GiB")],
)
def test_gib_is_rounded_down(mib: int, text: str) -> None:
    assert gib_text(mib) == text


@pytest.mark.parametrize(
    ("promise", "replicas", "text"),
    [
        (Promise.NONE, 3, "3 share 24 GiB (none)"),
        (Promise.PER_PROCESS, 3, "24 GiB (per process)"),
        (Promise.HARDWARE, 1, "24 GiB (hardware)"),
    ],
)
def test_memory_and_promise(promise: Promise, replicas: int, text: str) -> None:
    assert memory_text(Resource("r", "r", replicas, promise, (Part("x", 1, 24576),))) == text


def test_memory_nobody_publishes_is_unknown() -> None:
    assert memory_text(Resource("r", "r", 1, Promise.HARDWARE, (Part("x", 1, None),))) == "unknown (hardware)"


def _nodes(names: tuple[str, ...], count: NodeCount | None) -> PoolPlan:
    return pool("p", (), ())._replace(node_names=names, node_count=count)


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        (_nodes((), None), "any"),
        (_nodes(("a", "b"), None), "2"),
        (_nodes((), NodeCount(4, 4)), "4"),
        (_nodes((), NodeCount(2, 8)), "2-8"),
    ],
)
def test_number_of_nodes(subject: PoolPlan, text: str) -> None:
    assert nodes_text(subject) == text
