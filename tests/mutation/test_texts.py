"""Texts for people are told from data by where they stand, not by what they look like."""

import ast

import pytest

from tests.mutation.texts import is_text, meaning

SOURCE = """\
def check(plan, names):
    for pool in plan.pools:
        if len(names) > 1:
            yield Fault(("pools", pool.name), f"{pool.name} has {'two of ' + listed(names)}", "Name one.")
    reason = "said by the profile"
    yield Setting(("driver", "version"), "v26.7.0", reason)
    return {"alert": "Missing", "annotations": {"summary": "Units are missing"}}
"""


def span(part: str) -> tuple[int, int, int, int]:
    """Return where the one node with that text stands."""
    found = [node for node in ast.walk(ast.parse(SOURCE)) if ast.get_source_segment(SOURCE, node) == part]
    node = next(one for one in found if isinstance(one, ast.expr | ast.stmt))
    return node.lineno, node.col_offset, node.end_lineno or 0, node.end_col_offset or 0


@pytest.mark.parametrize(
    ("operator", "before", "after", "text"),
    [
        ("string", '"Name one."', '"XXName one.XX"', True),
        ("string", "'two of '", "'XXtwo of XX'", True),
        ("string", '"said by the profile"', '"XXsaid by the profileXX"', True),
        ("string", '"Units are missing"', '"XXUnits are missingXX"', True),
        ("string", '"Missing"', '"XXMissingXX"', False),
        ("string", '"summary"', '"XXsummaryXX"', False),
        ("string", '"pools"', '"XXpoolsXX"', False),
        ("string", '"v26.7.0"', '"XXv26.7.0XX"', False),
        ("assignment", 'reason = "said by the profile"', "reason = None", True),
        ("arg_removal", "listed(names)", "listed(None)", False),
        ("swap_op", "'two of ' + listed(names)", "'two of ' - listed(names)", False),
        ("swap_op", "len(names) > 1", "len(names) >= 1", False),
        ("arg_removal", 'Setting(("driver", "version"), "v26.7.0", reason)', 'Setting(None, "v26.7.0", reason)', False),
        (
            "arg_removal",
            'Setting(("driver", "version"), "v26.7.0", reason)',
            'Setting(("driver", "version"), "v26.7.0", None)',
            True,
        ),
    ],
)
def test_only_a_text_as_a_whole_or_a_literal_in_one_is_text(operator: str, before: str, after: str, text: bool) -> None:
    assert SOURCE.count(before) == 1
    changed = SOURCE.replace(before, after)
    assert is_text(meaning(SOURCE), operator, span(before), changed) is text
