"""Expressions by which patches choose objects: for all of a name, and in good time."""

import pytest

from generator.ecosystem.kustomize import selects


@pytest.mark.parametrize(
    ("pattern", "names", "expected"),
    [
        ("web", ("web",), True),
        ("web", ("web-2",), False),
        ("web.*", ("db", "web-2"), True),
        ("web|db", ("db",), True),
        (".*", (), False),
        ("web-[0-9]+", ("web-x",), False),
    ],
)
def test_an_expression_is_for_all_of_a_word(pattern: str, names: tuple[str, ...], expected: bool) -> None:
    """As kustomize does, which puts ^ and $ around it."""
    assert selects(pattern, names) is expected


@pytest.mark.parametrize(
    "pattern", ["[", "(a|a)*(a+)+b", "a*a*a*a*b", "a?" * 7, "a?a*a*a*b", "a" * 201, "[[:alpha:]]+", r"(a)\1"]
)
def test_what_may_take_for_ever_or_mean_something_else_is_not_said(pattern: str) -> None:
    """Go's expressions never go back; Python's do."""
    assert selects(pattern, ("a" * 40,)) is None


def test_a_name_that_kubernetes_would_not_have_is_met_by_nothing() -> None:
    """It is longer than any, and an expression would take its time with it."""
    assert selects("a*", ("a" * 254,)) is False
