import pytest

from generator.facts.quantisations import QUANTISATIONS
from generator.fit.described import Shape, described_model, parameter_count
from generator.fit.need import weights


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("8B", 8 * 10**9),
        ("0.5b", 5 * 10**8),
        ("335M", 335 * 10**6),
        (" 7 B ", 7 * 10**9),
        ("70000", 70000),
        ("1k", 1000),
    ],
)
def test_counts_as_people_write_them(text: str, count: int) -> None:
    assert parameter_count(text) == count


@pytest.mark.parametrize("text", ["", "B", "-8B", "8GB", "1e9", "nan", "8x7B", "0", "0B", "9" * 25, "99999999B", "٨B8"])
def test_what_is_no_count_is_refused(text: str) -> None:
    assert parameter_count(text) is None


def test_a_model_needs_its_whole_shape() -> None:
    assert described_model(Shape("8B", 32, 8, 128)) is not None
    for name in Shape._fields:
        assert described_model(Shape("8B", 32, 8, 128)._replace(**{name: None})) is None
    assert described_model(Shape("8 GiB", 32, 8, 128)) is None


def test_every_format_has_an_average_for_it() -> None:
    model = described_model(Shape("8.03B", 32, 8, 128))
    assert model is not None
    sizes = {one.name: weights(model, one).memory_mib for one in QUANTISATIONS}
    assert sizes["Q4_K_M"] == pytest.approx(4686, abs=3)
    assert sizes["fp16"] == pytest.approx(15316, abs=2)
    assert sizes["fp16"] > sizes["fp8"] > sizes["awq"] > sizes["Q4_K_M"] > sizes["Q2_K"]
