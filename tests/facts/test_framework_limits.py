"""What a setting leaves out of a process, and parts of a device, worked out by hand."""

import pytest

from generator.facts.framework_limits import fraction_of, limit_terms
from generator.facts.frameworks import framework_facts
from generator.model.profile import Framework

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
