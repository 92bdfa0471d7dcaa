from generator.model.finding import Excepted, Finding, Severity
from generator.report.github import findings_github
from tests.report.samples import too_many


def test_annotation() -> None:
    assert findings_github([too_many()]) == (
        "::error file=profiles/dgx-a.yaml,line=2,col=10,title=gpuslice MIG003::3 x 3g.40gb exceed H100-80GB: at most 2"
        "%0Awhy: mig-parted cannot apply the layout; the node ends `failed`."
        "%0Afix: Lower the count, or pick a smaller MIG profile.\n"
    )


def test_severities_and_no_place() -> None:
    bare = Finding("X001", Severity.WARNING, "m", "", "")
    assert findings_github([bare, bare._replace(severity=Severity.INFO)]) == (
        "::warning title=gpuslice X001::m\n::notice title=gpuslice X001::m\n"
    )


def test_text_cannot_start_a_command_of_its_own() -> None:
    finding = too_many()._replace(file="a,line=1::x\n::set-env", message="100%\r\n::error::x\rb", why="", fix="a\n  b")
    assert findings_github([finding]) == (
        "::error file=a%2Cline=1%3A%3Ax\\n%3A%3Aset-env,line=2,col=10,title=gpuslice MIG003::"
        "100%25%0A::error::x\\rb%0Afix: a%0A  b\n"
    )


def test_no_findings() -> None:
    assert findings_github([]) == ""


def test_what_is_switched_off_is_no_annotation() -> None:
    off = Excepted(too_many()._replace(file="::error::a", message="::error::m"), "::error::x\n::error::y")
    assert findings_github([too_many()._replace(why="", fix="")], [off]).splitlines()[1:] == [
        "switched off: MIG003 in ::error::a: ::error::m (reason: ::error::x\\n::error::y)"
    ]
