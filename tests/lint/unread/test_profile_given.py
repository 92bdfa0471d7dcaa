from generator.lint.unread.profile_given import RULE
from tests.lint.examples import judged

PLAN = '{"format": "gpuslice.plan/v1", "pools": [{"gpu": "nvidia"}]}'


def codes(files: dict[str, str]) -> list[tuple[str, str]]:
    return [(one.code, one.severity.value) for one in judged(files).findings]


def test_a_profile_alone_is_for_another_command() -> None:
    (found,) = judged(RULE.bad).findings
    assert (found.code, found.severity.value, found.fix) == ("LNT004", "info", "Give it to `gpuslice check`.")


def test_beside_manifests_it_is_passed_over() -> None:
    assert codes({"p.yaml": RULE.bad, "a.yaml": RULE.good}) == []


def test_what_is_no_profile() -> None:
    assert codes({"plan.json": PLAN}) == []
    assert codes({"p.yaml": RULE.bad.replace("version: v1alpha1", "version: v1")}) == []
    assert codes({"p.yaml": RULE.bad.replace("pools:", "gpuPools:")}) == []
