import pytest

from generator.compile import compile_profile
from generator.model.code_text import CodeText
from generator.model.compiled import Compiled
from generator.model.finding import Excepted, Finding, Severity
from generator.model.profile import RuleException
from generator.rules._example import example_profile
from generator.rules._exceptions import EXCEPTION_TEXTS, part

RULES = {"AAA101": Severity.ERROR, "AAA102": Severity.WARNING, "AAA103": Severity.INFO}
MARK = "# <- here"
MESSAGES = {
    "EXC101": "no rule on profiles has the code MPS999",
    "EXC102": "MPS101 is an error, which cannot be switched off",
    "EXC103": "MPS104 finds nothing in this profile",
}


def compiled(snippet: str) -> Compiled:
    return compile_profile(example_profile(snippet).encode(), "example.yaml")


def found(code: str) -> Finding:
    return Finding(code, RULES[code], "m", "w", "f")


def off(*codes: str) -> tuple[RuleException, ...]:
    return tuple(RuleException(code, f"because of {code}") for code in codes)


def test_warnings_and_infos_are_taken_out_with_their_reason() -> None:
    findings = (found("AAA102"), found("AAA103"), found("AAA102"))
    parted = part(findings, off("AAA102", "AAA103"), RULES)
    assert (parted.told, parted.unused) == ((), ())
    assert parted.off == tuple(Excepted(one, f"because of {one.code}") for one in findings)


def test_what_is_not_named_stays() -> None:
    parted = part((found("AAA102"), found("AAA103")), off("AAA102"), RULES)
    assert [one.code for one in parted.told] == ["AAA103"]


def test_an_error_stays_and_its_exception_is_one_too() -> None:
    parted = part((found("AAA101"),), off("AAA102", "AAA101"), RULES)
    assert [(one.code, one.at) for one in parted.told] == [("AAA101", ()), ("EXC102", ("exceptions", 1, "rule"))]
    assert parted.off == ()
    assert [one.at for one in parted.unused] == [("exceptions", 0, "rule")]


def test_an_unknown_rule_is_told_with_the_nearest_that_can_be_switched_off() -> None:
    [finding] = part((), off("AAA1O2"), RULES).told
    assert (finding.code, finding.severity) == ("EXC101", Severity.ERROR)
    assert finding.fix == "Did you mean AAA102 or AAA103? `gpuslice explain` lists the codes."
    assert part((), off("QQQ999"), RULES).told[0].fix == "`gpuslice explain` lists the codes."


def test_no_exceptions_change_nothing() -> None:
    findings = (found("AAA101"), found("AAA103"))
    assert part(findings, (), RULES) == (findings, (), ())


@pytest.mark.parametrize("text", EXCEPTION_TEXTS, ids=lambda text: text.code)
def test_the_bad_example_is_found_where_it_is_marked(text: CodeText) -> None:
    [marked] = [number for number, line in enumerate(text.bad.splitlines(), 1) if line.endswith(MARK)]
    [finding] = [one for one in compiled(text.bad).findings if one.code.startswith("EXC")]
    assert finding.position is not None
    assert (finding.code, finding.severity, finding.message) == (text.code, text.severity, MESSAGES[text.code])
    assert finding.position.line == marked


@pytest.mark.parametrize("text", EXCEPTION_TEXTS, ids=lambda text: text.code)
def test_the_good_example_is_clean(text: CodeText) -> None:
    result = compiled(text.good)
    assert [one.code for one in result.findings if one.code.startswith(("EXC", "MPS104"))] == []
    assert [(one.finding.code, one.reason) for one in result.excepted] == [
        ("MPS104", "Nodes never change their pool here.")
    ]
    assert result.plan is not None


POOLS = "pools:\n- {name: shared, nodes: {names: [gpu-1]}, gpus: [{model: L4}], mps: {replicas: 4}}\n"


def test_what_is_off_has_its_place_and_no_part_in_the_findings() -> None:
    bad = next(text for text in EXCEPTION_TEXTS if text.code == "EXC101").good
    [one] = compiled(bad).excepted
    assert (one.finding.file, one.finding.position is not None) == ("example.yaml", True)


def test_an_exception_is_not_called_useless_beside_an_error() -> None:
    broken = "exceptions: [{rule: MPS104, reason: r}]\npools:\n- {name: a, gpus: [{model: RTX 9999}]}\n"
    assert [one.code for one in compiled(broken).findings] == ["GPU001"]
    misspelt = "exceptions: [{rule: MPS104, reason: r}]\npolicy: {oneShare: true}\n"
    assert [one.code for one in compiled(misspelt).findings] == ["PRO001"]


def test_an_exception_is_found_where_it_stands_though_an_earlier_one_is_broken() -> None:
    text = "exceptions:\n- {rule: mps104, reason: r}\n- {rule: MPS999, reason: r}\n"
    found = [(one.code, one.position.line if one.position else 0) for one in compiled(text).findings]
    assert found == [("PRO005", 2), ("EXC101", 3)]


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        ("{rule: MPS104}", "PRO002"),
        ('{rule: MPS104, reason: ""}', "PRO005"),
        ("{rule: 104, reason: r}", "PRO003"),
        ("{rule: MPS104, reason: r, until: 2030}", "PRO001"),
    ],
)
def test_the_shape_of_an_exception(entry: str, code: str) -> None:
    assert [one.code for one in compiled(f"exceptions: [{entry}]\n").findings] == [code]


def test_a_rule_is_switched_off_once() -> None:
    twice = "exceptions: [{rule: MPS104, reason: a}, {rule: MPS104, reason: b}]\n"
    [finding] = compiled(twice).findings
    assert (finding.code, finding.at) == ("PRO008", ("exceptions", 1, "rule"))
    assert finding.fix == "Keep one of them: a rule is switched off once, for one reason."
