"""Framework limits from declared memory: the numbers are worked out by hand beside each case."""

import pytest

from generator.artifacts._memory_limits import _limit, limit_missing, limits_in, memory_limits
from generator.budget import DeviceBudget, budgets
from generator.facts.frameworks import framework_facts
from generator.model.framework import LimitForm
from generator.model.plan import WorkloadPlan
from generator.model.workload import Framework
from tests.support.plans import plan_of

CARD = "pools: [{name: cards, gpus: [{model: RTX 3080 Ti}], timeSlicing: {replicas: 4}}]\n"
"""12288 MiB of Ampere, of which the driver keeps 246; a context takes 338."""
TWO = """\
pools:
- {name: small, nodes: {names: [a]}, gpus: [{model: RTX 3080 Ti}], timeSlicing: {replicas: 2}}
- {name: large, nodes: {names: [b]}, gpus: [{model: RTX 3090}], timeSlicing: {replicas: 2}}
"""
CUT = "pools: [{name: cut, gpus: [{model: A100-SXM4-80GB}], mig: all-2g.20gb}]\n"
MPS = "pools: [{name: shared, gpus: [{model: L4}], mps: {replicas: 4}}]\n"


def planned(pools: str, says: str) -> tuple[WorkloadPlan, tuple[DeviceBudget, ...]]:
    install = "install: {chart: nvidia-device-plugin, version: v0.20.0}\n"
    plan = plan_of(f"{pools}workloads: [{{name: w, namespace: n, {says}}}]\n", install=install)
    return plan.workloads[0], budgets(plan)


def found(pools: str, says: str) -> dict[str, str]:
    return {one.setting.name: one.value for one in memory_limits(*planned(pools, says))}


@pytest.mark.parametrize(
    ("pools", "says", "limits"),
    [
        # (8600 - 338 - 512) / 12288 = 0.6307
        (CARD, "memory: 8600MiB, framework: vllm", {"--gpu-memory-utilization": "0.63"}),
        # (4096 - 512) / 12288 = 0.29166: what vLLM allocates itself is without the context, the graphs are in it.
        (CARD, "allocates: 4GiB, framework: vllm", {"--gpu-memory-utilization": "0.291"}),
        # (4096 - 338) MiB in bytes
        (CARD, "memory: 4GiB, framework: onnxruntime", {"gpu_mem_limit": "3940548608"}),
        (CARD, "allocates: 2GiB, framework: onnxruntime", {"gpu_mem_limit": "2147483648"}),
        (
            CARD,
            "memory: 4GiB, framework: tensorflow",
            {"TF_FORCE_GPU_ALLOW_GROWTH": "true", "set_logical_device_configuration": "3758"},
        ),
        # (12288 - 338) / 19968 = 0.5984: of the instance, not of the card.
        (CUT, "memory: 12GiB, framework: jax", {"XLA_PYTHON_CLIENT_MEM_FRACTION": "0.598"}),
        # 3000 / 23034 = 0.1302: of the card, of which each client has a quarter.
        (MPS, "allocates: 3000MiB, framework: jax", {"XLA_PYTHON_CLIENT_MEM_FRACTION": "0.13"}),
        (CARD, "memory: 4GiB, framework: whisper", {}),
        (CARD, "memory: 4GiB", {}),
    ],
)
def test_the_value_is_what_a_process_has_less_what_the_setting_does_not_count(
    pools: str, says: str, limits: dict[str, str]
) -> None:
    assert found(pools, says) == limits


def test_both_ways_of_pytorch_say_the_same() -> None:
    # (3000 - 338) / 12288 = 0.2166
    assert found(CARD, "memory: 3000MiB, framework: pytorch") == {
        "set_per_process_memory_fraction": "0.216",
        "PYTORCH_CUDA_ALLOC_CONF": "0.216",
    }
    texts = [one.text for one in memory_limits(*planned(CARD, "memory: 3000MiB, framework: pytorch"))]
    assert texts == ["torch.cuda.set_per_process_memory_fraction(0.216)", "per_process_memory_fraction:0.216"]


def test_of_unlike_cards_the_largest_counts_so_that_no_card_gives_more_than_declared() -> None:
    # (4096 - 338) / 24576 = 0.1529, and on the smaller card that is 1879 MiB.
    says = "pool: small, fallback: [large], memory: 4GiB, framework: jax"
    assert found(TWO, says) == {"XLA_PYTHON_CLIENT_MEM_FRACTION": "0.152"}


def test_the_arithmetic_is_told() -> None:
    (limit,) = memory_limits(*planned(CARD, "memory: 8600MiB, framework: vllm"))
    assert limit.reason == (
        "8600 MiB per process declared - 338 MiB CUDA context - 512 MiB CUDA graphs = 7750 MiB, of the 12288 MiB of "
        "one GeForce RTX 3080 Ti, rounded down."
    )
    assert limit.comment == f"{limit.reason} {limit.setting.says}"
    (plain,) = memory_limits(*planned(CARD, "allocates: 2GiB, framework: onnxruntime"))
    assert plain.reason == "2048 MiB per process declared."


@pytest.mark.parametrize(
    ("memory", "limits"),
    [
        # Below 12.288 MiB of 12288 a thousandth is not reached.
        (338, []),
        (338 + 12, []),
        (338 + 13, ["0.001", "0.001"]),
        (338 + 12288, ["1.0", "1.0"]),
        (99999, ["1.0", "1.0"]),
    ],
)
def test_too_little_gives_no_limit_and_too_much_no_more_than_all(memory: int, limits: list[str]) -> None:
    workload, devices = planned(CARD, "memory: 3000MiB, framework: pytorch")
    changed = workload._replace(memory_mib=memory)
    assert [one.value for one in memory_limits(changed, devices)] == limits
    assert (limit_missing(changed, devices) is None) is bool(limits)


@pytest.mark.parametrize(
    ("memory", "limits"),
    [
        # 12288 - 246 = 12042 MiB are usable; what is left is kept free, from 1024 MiB on by llama-server.
        ("4GiB", {"OLLAMA_GPU_OVERHEAD": 7946 * 1024 * 1024, "LLAMA_ARG_FIT_TARGET": 7946}),
        ("11018MiB", {"OLLAMA_GPU_OVERHEAD": 1024 * 1024 * 1024, "LLAMA_ARG_FIT_TARGET": 1024}),
        ("11019MiB", {"OLLAMA_GPU_OVERHEAD": 1023 * 1024 * 1024}),
        ("12041MiB", {"OLLAMA_GPU_OVERHEAD": 1024 * 1024}),
        ("12042MiB", {}),
    ],
)
def test_what_nobody_declared_is_kept_free(memory: str, limits: dict[str, int]) -> None:
    values = found(CARD, f"memory: {memory}, framework: ollama")
    assert values == {"OLLAMA_MAX_LOADED_MODELS": "1"} | {name: str(value) for name, value in limits.items()}


def test_nothing_is_kept_free_where_nothing_is_left() -> None:
    workload, devices = planned(CARD, "memory: 4GiB, framework: llama-cpp")
    (full,) = (one._replace(worst=(one.worst[0]._replace(pods=3),)) for one in devices)
    assert full.over_mib == 3 * 4096 - 12042
    assert memory_limits(workload, (full,)) == ()


def test_a_mebibyte_beside_the_context_is_the_least() -> None:
    workload, devices = planned(CARD, "memory: 4GiB, framework: onnxruntime")
    (least,) = memory_limits(workload._replace(memory_mib=339), devices)
    assert least.value == str(1024 * 1024)
    assert memory_limits(workload._replace(memory_mib=338), devices) == ()


def test_the_tightest_device_says_what_is_kept_free() -> None:
    says = "pool: large, fallback: [small], memory: 4GiB, framework: llama-cpp"
    workload, devices = planned(TWO, says)
    assert memory_limits(workload, devices) == memory_limits(workload, tuple(reversed(devices)))
    # Neither the first pool nor the last by its name.
    named = tuple(one._replace(pool=f"{number}") for number, one in enumerate(devices))
    for turned in (named, tuple(one._replace(pool=f"{9 - number}") for number, one in enumerate(devices))):
        assert [one.value for one in memory_limits(workload, turned)] == ["7946"]
    (limit,) = memory_limits(workload, devices)
    assert limit.value == "7946"
    assert limit.reason == (
        "7946 MiB of one GeForce RTX 3080 Ti are left when all declared pods that may meet there are there: "
        "12042 MiB usable - 4096 MiB."
    )


@pytest.mark.parametrize(("number", "text"), [(1, "1 process"), (3, "3 processes")])
def test_ollama_loads_as_many_models_as_processes_are_declared(number: int, text: str) -> None:
    limit = memory_limits(*planned(CARD, f"memory: 1GiB, processes: {number}, framework: ollama"))[0]
    assert (limit.value, limit.reason) == (str(number), f"{text} per pod declared.")


def test_a_setting_that_counts_the_context_gets_it() -> None:
    setting = framework_facts(Framework.ONNX_RUNTIME).settings[0]._replace(counts_context=True)
    reasons = {
        "memory: 4GiB": "4096 MiB per process declared.",
        "allocates: 4GiB": "4096 MiB per process declared + 338 MiB CUDA context = 4434 MiB.",
    }
    for says, reason in reasons.items():
        limit = _limit(planned(CARD, says)[0], setting, planned(CARD, says)[1])
        assert limit is not None
        assert limit.reason == reason
        assert limit.value == str((4434 if "+" in reason else 4096) * 1024 * 1024)


def test_who_meets_no_device_has_no_limit() -> None:
    workload, _ = planned(CARD, "memory: 4GiB, framework: vllm")
    assert memory_limits(workload, ()) == ()
    assert limit_missing(workload, ()) is None


def test_settings_are_told_apart_by_where_they_are_written() -> None:
    limits = memory_limits(*planned(CARD, "memory: 4GiB, framework: tensorflow"))
    assert [one.setting.name for one in limits_in(limits, LimitForm.ENV)] == ["TF_FORCE_GPU_ALLOW_GROWTH"]
    assert [one.setting.name for one in limits_in(limits, LimitForm.CODE)] == ["set_logical_device_configuration"]
    assert limits_in(limits, LimitForm.ARG) == ()
    assert limits[0].comment == limits[0].setting.says


def test_a_part_of_a_device_of_unknown_memory_is_one_of_the_most_that_it_may_be() -> None:
    """(10240 - 555) / 23552 = 0.4112: of what can be counted on, 20725 MiB, it would be more than is declared."""
    pools = "pools: [{name: cut, gpus: [{model: B200 SXM 180GB}], mig: all-1g.23gb}]\n"
    assert found(pools, "memory: 10GiB, framework: jax") == {"XLA_PYTHON_CLIENT_MEM_FRACTION": "0.411"}


def test_what_is_not_proven_to_be_left_is_not_kept_free() -> None:
    workload, devices = planned(CARD, "memory: 2GiB, framework: ollama")
    free = [one.setting.name for one in memory_limits(workload, devices)]
    short = [one.setting.name for one in memory_limits(workload, [one._replace(proven=False) for one in devices])]
    assert [name for name in free if name not in short] == ["OLLAMA_GPU_OVERHEAD", "LLAMA_ARG_FIT_TARGET"]
