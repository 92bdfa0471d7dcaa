"""`gpuslice lint` with the real rules, on files that a test writes."""

import json
import subprocess
import sys
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest

from generator.cli import lint
from generator.cli.main import run
from generator.cli.manifest_input import ManifestInput
from generator.lint.plugin.plugin_replicas import RULE
from tests.cli.fakes import ROOT, Outcome, spawn

LINE = next(number for number, line in enumerate(RULE.bad.splitlines(), 1) if "replicas: 1" in line)
WARNING = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  chart: {spec: {chart: gpu-operator, version: v26.7.0}}
  values: {toolkitt: {enabled: false}}
"""
"""A key that the chart does not have: Helm takes it without a word."""
APART = "kind: Deployment\nspec: {replicas: 1}\n"
"""Nothing of GPUs."""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> "Call":
    return Call(capsys)


class Call:
    """Runs `lint` in this process."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *words: str) -> Outcome:
        self._capsys.readouterr()
        status = run(["lint", *words])
        return Outcome(status, *self._capsys.readouterr())

    def codes(self, *words: str) -> list[tuple[str, str, int | None]]:
        """Return file, code and line of each finding."""
        found = json.loads(self(*words, "--format", "json").out)["findings"]
        return [(one["file"], one["code"], one["line"]) for one in found]


def write(**files: str) -> None:
    for name, text in files.items():
        path = Path(name.replace("__", "/") + ".yaml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def test_sound_files_are_clean(call: Call) -> None:
    write(a=RULE.good, b=APART)
    assert call("a.yaml", "b.yaml") == Outcome(0, "2 files: no findings\n", "")


def test_a_finding_shows_place_line_reason_and_cure(call: Call) -> None:
    write(a=RULE.bad)
    outcome = call("a.yaml")
    lines = outcome.out.splitlines()
    assert (outcome.status, outcome.err) == (1, "")
    assert lines[0].startswith(f"a.yaml:{LINE}:23: error[PLG201] ")
    assert lines[1:3] == [
        f"{LINE:>4} |             replicas: 1  # <- here",
        "     |                       ^",
    ]
    assert lines[3].startswith("    why: ")
    assert any(line.startswith("    fix: ") for line in lines)
    assert lines[-1] == "1 file: 1 error"


def test_files_and_folders_in_the_order_of_their_names(call: Call) -> None:
    write(z=RULE.bad, d__b=RULE.bad, d__a=RULE.good, d__e__c=RULE.bad, d__e__f=APART)
    expected = [(name, "PLG201", LINE) for name in ("d/b.yaml", "d/e/c.yaml", "z.yaml")]
    assert call.codes("z.yaml", "d") == expected
    assert call.codes(".") == expected
    assert call("z.yaml", "d", "./d/b.yaml").out.endswith("\n5 files: 3 errors\n")


def test_one_file_explains_another(call: Call) -> None:
    text = "version: v1\\nsharing: {timeSlicing: {resources: [{name: nvidia.com/gpu, replicas: 2}]}}"
    keys = f'apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: sharing}}\ndata: {{any: "{text}"}}\n'
    write(values="devicePlugin: {config: {name: sharing, default: none-such}}\n", keys=keys)
    alone = call.codes("values.yaml", "--chart", "gpu-operator@v26.7.0")
    both = call.codes("values.yaml", "keys.yaml", "--chart", "gpu-operator@v26.7.0")
    assert ("values.yaml", "REF202", 1) not in alone
    assert ("values.yaml", "REF202", 1) in both


def test_what_cannot_be_read_is_told_and_does_not_stop_the_others(call: Call) -> None:
    write(a=RULE.bad, c="apiVersion: nvidia.com/v1\nspec: [\n", d__x=APART)
    Path("d", "broken.yaml").symlink_to("nowhere")
    found = call.codes("a.yaml", "none.yaml", "c.yaml", "d")
    assert found == [
        ("a.yaml", "PLG201", LINE),
        ("c.yaml", "YAML007", 2),
        ("d/broken.yaml", "FILE001", None),
        ("none.yaml", "FILE001", None),
    ]
    assert call("d", "--fail-on", "warning").status == 0


def test_a_file_that_is_not_there_is_a_wrong_use(call: Call) -> None:
    write(a=RULE.bad)
    assert call("none.yaml").status == 2
    assert call("a.yaml", "none.yaml").status == 2
    assert call("a.yaml").status == 1


def test_a_folder_without_manifests_says_so(call: Call) -> None:
    Path("empty").mkdir()
    outcome = call("empty")
    assert outcome.status == 0
    assert outcome.out.startswith("empty: info[LNT002] no file below empty ends in .yaml, .yml or .json")
    assert outcome.out.endswith("\n0 files: 1 note\n")


def test_a_template_is_not_looked_at(call: Call) -> None:
    write(t="apiVersion: nvidia.com/v1\n{{- if .Values.a }}\nspec: {}\n{{ end }}\n")
    outcome = call("t.yaml")
    assert outcome.status == 0
    assert "t.yaml: info[LNT001] " in outcome.out


def feed(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(data)))


def test_standard_input(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    feed(monkeypatch, RULE.bad.encode())
    assert call.codes("-") == [("-", "PLG201", LINE)]
    write(a=RULE.bad)
    feed(monkeypatch, RULE.bad.encode())
    assert call.codes("a.yaml", "-") == [("-", "PLG201", LINE), ("a.yaml", "PLG201", LINE)]


@pytest.mark.parametrize(("data", "code"), [(b"", "LNT002"), (b"nvidia: [", "YAML007"), (bytes(9 << 20), None)])
def test_standard_input_that_is_no_manifest(
    data: bytes, code: str | None, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed(monkeypatch, data)
    assert [one[1] for one in call.codes("-")] == ([code] if code else [])


def test_standard_input_of_a_real_pipe(here: Path) -> None:
    words = [sys.executable, "-m", "generator", "lint", "-"]
    env = {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(words, input=RULE.bad.encode(), capture_output=True, env=env, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (1, b"")
    assert done.stdout.startswith(f"-:{LINE}:23: error[PLG201] ".encode())
    assert spawn("lint", "-", cwd=here).out.startswith("-: info[LNT002] standard input is empty")


@pytest.mark.parametrize(
    ("text", "fail_on", "status"),
    [
        (RULE.bad, "error", 1),
        (RULE.bad, "info", 1),
        (WARNING, "warning", 1),
        (WARNING, "info", 1),
        (RULE.good, "info", 0),
    ],
)
def test_fail_on(text: str, fail_on: str, status: int, call: Call) -> None:
    write(a=text)
    assert call("a.yaml", "--fail-on", fail_on).status == status


def test_notes_alone_fail_only_where_that_is_asked(call: Call) -> None:
    Path("empty").mkdir()
    assert [call("empty", "--fail-on", level).status for level in ("error", "warning", "info")] == [0, 0, 1]


def test_json_sarif_and_annotations(call: Call) -> None:
    write(a=RULE.bad)
    document = json.loads(call("a.yaml", "--format", "json").out)
    assert document["summary"] == {"error": 1, "warning": 0, "info": 0}
    assert document["findings"][0]["line"] == LINE
    log = json.loads(call("a.yaml", "--format", "sarif").out)["runs"][0]
    assert [rule["id"] for rule in log["tool"]["driver"]["rules"]] == ["PLG201"]
    region = log["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": LINE, "startColumn": 23}
    annotation = call("a.yaml", "--format", "github")
    assert annotation.status == 1
    assert annotation.out.startswith(f"::error file=a.yaml,line={LINE},col=23,title=gpuslice PLG201::")


def test_names_with_odd_bytes_are_told_in_every_format(call: Call) -> None:
    Path("a\udcff\x1b[2J\n.yaml").write_text(RULE.bad)
    for form in ("text", "json", "sarif", "github"):
        outcome = call(".", "--format", form)
        assert outcome.status == 1
        assert "\x1b" not in outcome.out
        outcome.out.encode("utf-8")
    assert call(".").out.startswith(f"a\\xff\\x1b[2J\\n.yaml:{LINE}:23: error[PLG201] ")


def test_a_baseline_takes_what_is_known_and_tells_what_is_gone(call: Call) -> None:
    write(d__a=RULE.bad, d__b=RULE.good)
    written = call("d", "--write-baseline", "known.json")
    assert (written.status, written.out) == (0, "2 files: no findings, 1 known\n")
    assert written.err == "wrote known.json: 1 finding\n"
    again = call("d", "--baseline", "known.json", "--fail-on", "info")
    assert (again.status, again.out) == (0, "2 files: no findings, 1 known\n")
    assert again.err == "known.json: 1 known finding left out\n"
    write(d__b=RULE.bad)
    assert call.codes("./d", "--baseline", "known.json") == [("d/b.yaml", "PLG201", LINE)]
    write(d__a=RULE.good, d__b=RULE.good)
    gone = call("d", "--baseline", "known.json")
    assert (gone.status, gone.out) == (0, "2 files: no findings\n")
    assert "known.json: no longer found: 1 x PLG201 in d/a.yaml: " in gone.err
    assert call("d/b.yaml", "--baseline", "known.json").err == ""


def test_a_baseline_that_cannot_be_read(call: Call) -> None:
    write(a=RULE.bad)
    Path("known.json").write_text("[]")
    for name in ("known.json", "none.json"):
        outcome = call("a.yaml", "--baseline", name)
        assert (outcome.status, outcome.out) == (2, "")
        assert f"baseline {name}" in outcome.err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--gpu", "H10"), "Invalid value for '--gpu': there is no GPU 'H10'. Did you mean h100"),
        (("--gpu", "node-1=nothing-like-it"), "Invalid value for '--gpu': there is no GPU 'nothing-like-it'. A card"),
        (("--chart", "gpu-operator@v24.6.9"), "there is no gpu-operator v24.6.9: 24.6.2 is the last of 24.6"),
        (("--chart", "gpu-operater"), "Invalid value for '--chart': 'gpu-operater' is none of gpu-operator, "),
        (("--kubernetes", "latest"), "Invalid value for '--kubernetes': 'latest' is no release such as 1.35"),
        (("--format", "xml"), "Invalid value for '--format'"),
        (("--fail-on", "never"), "Invalid value for '--fail-on'"),
        (("--nonsense",), "No such option"),
    ],
)
def test_a_command_line_that_makes_no_sense(words: tuple[str, ...], told: str, call: Call) -> None:
    write(a=RULE.bad)
    outcome = call("a.yaml", *words)
    assert (outcome.status, outcome.out) == (2, "")
    assert told in outcome.err


def test_no_path_is_a_usage_error(call: Call) -> None:
    outcome = call()
    assert (outcome.status, outcome.out) == (2, "")
    assert "Missing argument 'PATH...'" in outcome.err


def test_a_bug_of_ours_is_no_finding(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(options: lint.LintOptions) -> int:
        raise IndexError(options.paths[0])

    monkeypatch.setattr(lint, "execute", broken)
    outcome = call("a.yaml")
    assert (outcome.status, outcome.out) == (3, "")
    assert "this is a bug in gpuslice, not in your" in outcome.err
    assert "Traceback" not in outcome.err


def test_help(call: Call) -> None:
    outcome = call("--help")
    assert (outcome.status, outcome.err) == (0, "")
    first = " ".join(outcome.out.split("\n\n")[1].split())
    assert first == "Say what is wrong with manifests about GPUs, and where; exit 1 if that is so."
    for option in ("--gpu", "--chart", "--kubernetes", "--namespace", "--baseline", "--write-baseline"):
        assert f"\n  {option} " in outcome.out


def test_options_reach_the_rules(call: Call) -> None:
    write(values="devicePlugin: {enabled: yes-please}\ntoolkitt: {}\n")
    assert call.codes("values.yaml") == []
    assert [one[2] for one in call.codes("values.yaml", "--chart", "gpu-operator")] == [1, 2]


def test_a_file_is_read_again_for_places_and_may_be_gone(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    write(a=RULE.bad)
    monkeypatch.setattr(ManifestInput, "again", lambda self, name: None)
    assert call.codes("a.yaml") == [("a.yaml", "PLG201", None)]
    at = "data.any.sharing.timeSlicing.resources[0].replicas"
    assert call("a.yaml").out.startswith(f"a.yaml: {at}: error[PLG201] ")
