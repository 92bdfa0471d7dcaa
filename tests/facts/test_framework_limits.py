"""What a setting leaves out of a process, and parts of a device, worked out by hand."""

import pytest

from generator.facts.framework_limits import fraction_of, limit_terms, no_limit
from generator.facts.frameworks import framework_facts
from generator.model.plan import WorkloadPlan
from generator.model.workload import Framework
from tests.support.plans import plan_of

VLLM = framework_facts(Framework.VLLM).settings[0]
JAX = framework_facts(Framework.JAX).settings[0]


@pytest.mark.parametrize(
    ("memory_mib", "total_mib", "fraction"),
    [
        (7246, 16376, "0.442"),  # 0.44248
        (500, 1000, "0.5"),
        (50, 1000, "0.05"),
        (999, 1000, "0.999"),
        (1000, 1000, "1.0"),
        (2000, 1000, "1.0"),
        (1, 1001, None),
        (-5, 1000, None),
        (10, 0, "1.0"),
        (1, 1, "1.0"),
    ],
)
def test_a_part_is_in_thousandths_rounded_down(memory_mib: int, total_mib: int, fraction: str | None) -> None:
    assert fraction_of(memory_mib, total_mib) == fraction


def test_context_and_graphs_come_off_where_the_setting_does_not_count_them() -> None:
    assert limit_terms(VLLM, 457, context_included=True) == ((-457, "CUDA context"), (-512, "CUDA graphs"))
    assert limit_terms(VLLM, 457, context_included=False) == ((-512, "CUDA graphs"),)
    assert limit_terms(JAX, 457, context_included=False) == ()
    counting = JAX._replace(counts_context=True)
    assert limit_terms(counting, 457, context_included=False) == ((457, "CUDA context"),)
    assert limit_terms(counting, 457, context_included=True) == ()


def declared(memory_mib: int, *, allocates: bool = False) -> WorkloadPlan:
    says = f"{'allocates' if allocates else 'memory'}: {memory_mib}MiB"
    return plan_of(
        "pools: [{name: a, nodes: {names: [n-1]}, gpus: [{model: L4}], timeSlicing: {replicas: 2}}]\n"
        f"workloads: [{{name: w, namespace: n, {says}}}]\n"
    ).workloads[0]


@pytest.mark.parametrize(
    ("framework", "allocates", "least"),
    [
        # A thousandth of 23034 MiB is reached with 24; 24 + 457 + 512, without the context 24 + 512.
        (Framework.VLLM, False, 993),
        (Framework.VLLM, True, 536),
        (Framework.JAX, False, 481),
        (Framework.PYTORCH, False, 481),
        (Framework.TENSORFLOW, False, 458),
        (Framework("onnxruntime"), False, 458),
        (Framework.TRITON, False, 458),
    ],
)
def test_a_limit_is_missing_below_what_it_does_not_count(framework: Framework, allocates: bool, least: int) -> None:
    settings = framework_facts(framework).settings
    found = no_limit(declared(least - 1, allocates=allocates), settings, 457, 23034)
    assert found is not None
    assert found.least_mib == least
    assert found.unset
    assert no_limit(declared(least, allocates=allocates), settings, 457, 23034) is None


@pytest.mark.parametrize("framework", [Framework.OLLAMA, Framework.LLAMA_CPP, Framework.WHISPER, Framework.OTHER])
def test_what_is_not_limited_by_an_amount_misses_no_limit(framework: Framework) -> None:
    assert no_limit(declared(1), framework_facts(framework).settings, 457, 23034) is None


def test_why_there_is_no_limit() -> None:
    vllm, jax = (framework_facts(one).settings for one in (Framework.VLLM, Framework.JAX))
    found = [no_limit(declared(900), vllm, 457, 23034), no_limit(declared(470), jax, 457, 23034)]
    found += [no_limit(declared(458), jax, 457, 23034), no_limit(declared(5, allocates=True), jax, 457, 23034)]
    assert [one.text if one else "" for one in found] == [
        (
            "of 900 MiB nothing is left after 457 MiB of CUDA context and 512 MiB of CUDA graphs, so vLLM takes its "
            "own default of the whole device, 0.9 or in newer releases 0.92; a limit can be written from 993 MiB on."
        ),
        (
            "of 470 MiB 13 MiB are left after 457 MiB of CUDA context, less than a thousandth of the device's 23034 "
            "MiB, so JAX takes its own default of the whole device, 0.75; a limit can be written from 481 MiB on."
        ),
        (
            "of 458 MiB 1 MiB are left after 457 MiB of CUDA context, less than a thousandth of the device's 23034 "
            "MiB, so JAX takes its own default of the whole device, 0.75; a limit can be written from 481 MiB on."
        ),
        (
            "5 MiB are less than a thousandth of the device's 23034 MiB, so JAX takes its own default of the "
            "whole device, 0.75; a limit can be written from 24 MiB on."
        ),
    ]
