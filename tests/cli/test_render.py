import os
import subprocess
import sys
from pathlib import Path

import pytest

from generator.cli import unchanged
from generator.cli.render import RenderOptions, command
from generator.files import render_record
from tests.cli.fakes import Call, Outcome, spawn

TABLE = (
    "{cluster}: Kubernetes 1.35 (k3s), gpu-operator v26.7.0 in gpu-operator\n"
    "\n"
    "POOL   NODES x GPUS       MODE          EACH NODE ADVERTISES     MEMORY PER UNIT        REACHED BY\n"
    "media  1 x 1 rtx-3080-ti  time-slicing  8 nvidia.com/gpu.shared  8 share 12 GiB (none)  default entry\n"
    "\n"
    "next: kustomize build --enable-helm {folder} | less\n"
    '      then "Apply" in {folder}/README.md\n'
)


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    """A profile with a warning."""
    path = tmp_path / "profiles" / "home.yaml"
    path.parent.mkdir()
    path.write_text("cluster home\nwarning\n")
    return path


def _table(cluster: str, out: Path) -> str:
    return TABLE.format(cluster=cluster, folder=out / cluster)


def _files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("words", "options"),
    [
        (["homelab"], RenderOptions(("homelab",), False, Path("out"), False)),
        (["a.yaml", "b", "--check"], RenderOptions(("a.yaml", "b"), False, Path("out"), True)),
        (["--all", "-o", "/x y"], RenderOptions((), True, Path("/x y"), False)),
        (["--out", "d", "--", "-p"], RenderOptions(("-p",), False, Path("d"), False)),
    ],
)
def test_options(words: list[str], options: RenderOptions) -> None:
    params = command.make_context("render", list(words)).params
    assert RenderOptions(**{**params, "out": Path(params["out"])}) == options


def test_render_writes_warns_and_ends_with_the_table(call: Call, profile: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert call("render", profile, "-o", out) == Outcome(
        0,
        _table("home", out),
        f"{profile}:2:1: warning[T002] an warning\n"
        "   2 | warning\n"
        "     | ^\n"
        f"{out}/home: created 2, updated 0, unchanged 0\n",
    )
    assert (out / "home" / "README.md").read_text() == "from home.yaml\n"
    assert (out / "home" / "values" / "x.yaml").read_text() == "cluster home\nwarning\n"


def test_unchanged_render_tells_the_same_without_the_compiler(
    call: Call, profile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    first = call("render", profile, "-o", out)
    monkeypatch.setitem(sys.modules, "generator.compile", None)
    second = call("render", profile, "-o", out)
    assert second == first._replace(
        err=first.err.replace("created 2, updated 0, unchanged 0", "created 0, updated 0, unchanged 2")
    )


@pytest.mark.parametrize("spoil", ["edit", "delete", "profile", "record"])
def test_what_changed_is_rendered_again(spoil: str, call: Call, profile: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    call("render", profile, "-o", out)
    readme = out / "home" / "README.md"
    if spoil == "edit":
        readme.write_text("mine\n")
    elif spoil == "delete":
        readme.unlink()
    elif spoil == "profile":
        profile.write_text("cluster home\nanother line\n")
    else:
        (out / "home" / ".render").write_bytes(b"\xff\x00")
    last = call("render", profile, "-o", out).err.splitlines()
    assert (
        last[-1 - (spoil == "edit") :]
        == {
            "edit": [f"{out}/home: created 0, updated 0, unchanged 1", "  edited by hand, replaced: README.md"],
            "delete": [f"{out}/home: created 1, updated 0, unchanged 1"],
            "profile": [f"{out}/home: created 0, updated 1, unchanged 1"],
            "record": [f"{out}/home: created 0, updated 0, unchanged 2"],
        }[spoil]
    )
    assert readme.read_text() == "from home.yaml\n"


def test_what_earlier_renders_left_is_looked_at_once_for_all_profiles(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    profiles = [tmp_path / f"{name}.yaml" for name in "abc"]
    for profile in profiles:
        profile.write_text(f"cluster {profile.stem}\n")
    call("render", *profiles, "-o", tmp_path / "out")
    looks: list[str] = []
    record_in, fingerprint = unchanged._record_in, render_record.generator_fingerprint

    def noted_record(folder: Path) -> str:
        looks.append(folder.name)
        return record_in(folder)

    def noted_fingerprint() -> str:
        looks.append("generator")
        return fingerprint()

    monkeypatch.setattr(unchanged, "_record_in", noted_record)
    monkeypatch.setattr(render_record, "generator_fingerprint", noted_fingerprint)
    second = call("render", *profiles, "-o", tmp_path / "out")
    assert second.err.count("created 0, updated 0, unchanged 2") == 3
    assert sorted(looks) == ["a", "b", "c", "generator"]


def test_files_of_others_are_named_and_kept(call: Call, profile: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    (out / "home").mkdir(parents=True)
    for number in range(12):
        (out / "home" / f"note{number:02}").write_text("mine")
    lines = call("render", profile, "-o", out).err.splitlines()[3:]
    assert lines == [
        f"{out}/home: created 2, updated 0, unchanged 0",
        *(f"  not ours, left alone: note{number:02}" for number in range(10)),
        "  not ours, left alone: 2 more",
    ]


def test_error_writes_nothing_and_is_1(call: Call, profile: Path, tmp_path: Path) -> None:
    profile.write_text("cluster home\nerror\nwarning\n")
    assert call("render", profile, "-o", tmp_path / "out") == Outcome(
        1,
        "",
        f"{profile}:2:1: error[T002] an error\n"
        "   2 | error\n"
        "     | ^\n"
        f"{profile}:3:1: warning[T003] an warning\n"
        "   3 | warning\n"
        "     | ^\n"
        "1 error, 1 warning, nothing written\n",
    )
    assert not (tmp_path / "out").exists()


def test_one_bad_profile_does_not_keep_the_others(call: Call, profile: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("cluster bad\nerror\n")
    outcome = call("render", bad, profile, "-o", tmp_path / "out")
    assert outcome.status == 1
    assert outcome.out == "\n" + _table("home", tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == [tmp_path / "out" / "home"]


def test_two_profiles_of_a_cluster_are_refused(call: Call, profile: Path, tmp_path: Path) -> None:
    twin = tmp_path / "twin.yaml"
    twin.write_text("cluster home\n")
    outcome = call("render", profile, twin, "-o", tmp_path / "out")
    assert outcome.status == 1
    assert f"{profile}: error[CLI001] the cluster home has another profile: {twin}\n" in outcome.err
    assert f"{twin}: error[CLI001] the cluster home has another profile: {profile}\n" in outcome.err
    assert not (tmp_path / "out").exists()


def test_two_profiles_of_a_cluster_are_refused_when_one_is_unchanged(call: Call, profile: Path, tmp_path: Path) -> None:
    call("render", profile, "-o", tmp_path / "out")
    before = _files(tmp_path / "out")
    twin = tmp_path / "twin.yaml"
    twin.write_text("cluster home\n")
    outcome = call("render", twin, profile, "-o", tmp_path / "out")
    assert (outcome.status, outcome.err.count("error[CLI001]")) == (1, 2)
    assert _files(tmp_path / "out") == before


def test_a_profile_named_twice_is_one(call: Call, profile: Path, tmp_path: Path) -> None:
    outcome = call("render", profile, tmp_path / "profiles" / ".." / "profiles" / "home.yaml", "-o", tmp_path / "out")
    assert (outcome.status, outcome.out) == (0, _table("home", tmp_path / "out"))


def test_check_of_a_bundle_as_rendered(call: Call, profile: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    call("render", profile, "-o", out)
    outcome = call("render", profile, "-o", out, "--check")
    assert (outcome.status, outcome.out) == (0, "")
    assert outcome.err.splitlines()[-1] == f"{out}/home is what its profile gives"


def test_check_shows_drift_and_writes_nothing(call: Call, profile: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    call("render", profile, "-o", out)
    (out / "home" / "README.md").write_text("mine\n")
    before = _files(out)
    outcome = call("render", profile, "-o", out, "--check")
    assert outcome.status == 1
    assert "-mine\n+from home.yaml\n" in outcome.out
    assert outcome.err.splitlines()[-1] == f"{out}/home is not what its profile gives: run `gpuslice render`"
    assert _files(out) == before


@pytest.fixture
def moved(call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with profiles/ and out/, in which the profile of the bundle `old` is gone."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "profiles").mkdir()
    for name in ("home", "old"):
        (tmp_path / "profiles" / f"{name}.yaml").write_text(f"cluster {name}\n")
    assert call("render", "--all").err.count("created 2") == 2
    assert call("render", "--all", "--check").status == 0
    (tmp_path / "profiles" / "old.yaml").unlink()
    return tmp_path


LEFTOVER = (
    'out/old has no profile any more: see "Uninstall" in its README.md if the cluster runs, then `rm -r out/old`\n'
)


def test_a_bundle_without_a_profile_is_drift_and_named_by_a_render(call: Call, moved: Path) -> None:
    checked = call("render", "--all", "--check")
    assert (checked.status, checked.err) == (1, f"out/home is what its profile gives\n{LEFTOVER}")
    rendered = call("render", "--all")
    assert (rendered.status, rendered.err) == (0, f"out/home: created 0, updated 0, unchanged 2\n{LEFTOVER}")
    assert (moved / "out" / "old" / "README.md").exists()


def test_the_command_that_is_told_cures_it(call: Call, moved: Path) -> None:
    told = call("render", "--all", "--check").err.splitlines()[-1]
    subprocess.run(told.split("`")[1], shell=True, check=True, cwd=moved)  # noqa: S602
    assert call("render", "--all", "--check") == (0, "", "out/home is what its profile gives\n")


def test_other_bundles_are_nobodys_business_without_all(call: Call, moved: Path) -> None:
    assert call("render", "home", "--check").status == 0


def test_a_profile_whose_cluster_is_unknown_may_lead_to_any_bundle(call: Call, moved: Path) -> None:
    (moved / "profiles" / "broken.yaml").write_text("error\n")
    checked = call("render", "--all", "--check")
    assert checked.status == 1
    assert "no profile any more" not in checked.err


def test_check_of_a_bundle_never_rendered(call: Call, profile: Path, tmp_path: Path) -> None:
    outcome = call("render", profile, "-o", tmp_path / "out", "--check")
    assert outcome.status == 1
    assert "missing: README.md\n" in outcome.out
    assert not (tmp_path / "out").exists()


def test_unusable_output_folder_is_a_finding(call: Call, profile: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file\n")
    outcome = call("render", profile, "-o", tmp_path / "out")
    assert (outcome.status, outcome.out) == (1, "")
    assert "error[FILE010]" in outcome.err


@pytest.mark.parametrize(("make", "code"), [("missing", "FILE001"), ("folder", "FILE003"), ("loop", "FILE002")])
def test_profile_that_cannot_be_read(make: str, code: str, call: Call, tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    if make == "folder":
        path.mkdir()
    elif make == "loop":
        path.symlink_to(path)
    outcome = call("render", path, "-o", tmp_path / "out")
    assert outcome.status == (2 if make == "missing" else 1)
    assert outcome.err.startswith(f"{path}: error[{code}] ")
    assert outcome.err.endswith("1 error, nothing written\n")


def test_hostile_names_do_not_reach_the_terminal(call: Call, tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"\x1b[2J\n\xff.yaml")
    path.write_text("cluster home\nwarning\n")
    outcome = call("render", path, "-o", tmp_path / "o\x1b")
    assert outcome.status == 0
    assert all(line.isprintable() for line in (outcome.out + outcome.err).splitlines())
    assert outcome.err.startswith(f"{tmp_path}/\\x1b[2J\\n\\xff.yaml:2:1: warning[T002] an warning\n")
    assert (tmp_path / "o\x1b" / "home" / "README.md").read_text() == "from \\x1b[2J\\n\\xff.yaml\n"


def test_path_with_a_zero_byte_is_a_finding(call: Call, tmp_path: Path) -> None:
    outcome = call("render", "a\0.yaml", "-o", tmp_path / "out")
    assert (outcome.status, outcome.out) == (1, "")
    assert outcome.err.startswith("a\\x00.yaml: error[FILE002] ")


def test_long_reports_are_told_again_though_not_kept(call: Call, profile: Path, tmp_path: Path) -> None:
    noise = "".join(f"{index * 7919 % 100003}-{index}\nwarning\n" for index in range(16000))
    profile.write_text(f"cluster home\n{noise}")
    first = call("render", profile, "-o", tmp_path / "out")
    assert len((tmp_path / "out" / "home" / ".render").read_bytes()) < 4096  # the digest alone
    second = call("render", profile, "-o", tmp_path / "out")
    assert second.out == first.out
    assert first.err.count("warning[") == second.err.count("warning[") == 16000


def test_nothing_named_is_a_usage_error(tmp_path: Path) -> None:
    assert spawn("render", cwd=tmp_path).status == 2
    assert spawn("render", "--all", cwd=tmp_path).err.endswith("Error: There is no *.yaml in profiles/.\n")
