from tests.support.mutants import mutants

SOURCE = """
def fits(count: int, most: int, strict: bool = True) -> bool:
    return not strict or count + 2 <= most
"""


def test_each_operator_and_constant_is_changed_once() -> None:
    changes = {(mutant.before, mutant.after) for mutant in mutants(SOURCE)}
    assert changes == {
        ("True", "False"),
        ("not strict or count + 2 <= most", "not strict and count + 2 <= most"),
        ("not strict", "not not strict"),
        ("count + 2 <= most", "count + 2 < most"),
        ("count + 2", "count - 2"),
        ("2", "3"),
    }


def test_a_mutant_differs_from_the_module_in_its_one_line() -> None:
    for mutant in mutants(SOURCE):
        changed = [new for old, new in zip(SOURCE.split(), mutant.source.split(), strict=False) if old != new]
        assert changed
        assert mutant.line in (2, 3)
