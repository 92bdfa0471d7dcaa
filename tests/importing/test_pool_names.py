"""What pools may be called."""

import pytest

from generator.importing.pool_names import free_name, legal_name


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("any", "any"),
        ("config.yaml", "config"),
        ("p3.8xlarge", "p3-8xlarge"),
        ("A100", "a100"),
        ("on", "pool-on"),
        ("unshared", "pool-unshared"),
        ("40gb", "pool-40gb"),
        ("-", "pool"),
        ("x" * 80, "x" * 63),
    ],
)
def test_a_key_that_no_pool_can_have_is_changed_as_little_as_can_be(key: str, name: str) -> None:
    assert legal_name(key) == name


@pytest.mark.parametrize("letters", [1, 58, 59, 61, 63, 80])
def test_a_name_that_others_have_takes_a_number(letters: int) -> None:
    taken: set[str] = set()
    for _ in range(120):
        taken.add(free_name("a" * letters, taken))
    assert len(taken) == 120
    assert max(len(name) for name in taken) <= 63
    assert all(legal_name(name) == name for name in taken)
