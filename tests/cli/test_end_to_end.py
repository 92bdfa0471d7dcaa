"""The command as people meet it: real profiles, the real compiler, processes of their own."""

import json
from pathlib import Path

import pytest

from tests.cli.fakes import spawn

INIT = ("init", "--name", "home", "--gpu", "RTX 3090", "--distribution", "k3s", "--kubernetes", "1.35")
TABLE = (
    "home: Kubernetes 1.35 (k3s), gpu-operator v26.7.0 in gpu-operator\n"
    "\n"
    "POOL  NODES x GPUS      MODE          EACH NODE ADVERTISES  MEMORY PER UNIT        REACHED BY\n"
    "gpu   any x 1 rtx-3090  time-slicing  4 nvidia.com/gpu      4 share 24 GiB (none)  default entry\n"
)
NEXT = '\nnext: kustomize build --enable-helm out/home | less\n      then "Apply" in out/home/README.md\n'


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with one profile, made by `init`."""
    assert spawn(*INIT, cwd=tmp_path).status == 0
    return tmp_path


def test_from_init_to_bundle_and_back(project: Path) -> None:
    assert spawn("check", "home", cwd=project).status == 0
    first = spawn("render", "home", cwd=project)
    assert (first.status, first.out) == (0, TABLE + NEXT)
    again = spawn("render", "home", cwd=project)
    assert (again.status, again.out) == (0, TABLE + NEXT)
    assert "out/home: created 0, updated 0, unchanged" in again.err
    assert spawn("render", "--all", "--check", cwd=project).status == 0
    assert (project / "out" / "home" / "kustomization.yaml").is_file()
    assert "## Apply" in (project / "out" / "home" / "README.md").read_text()


def test_drift_is_found(project: Path) -> None:
    spawn("render", "home", cwd=project)
    with (project / "out" / "home" / "kustomization.yaml").open("a") as file:
        file.write("namespace: mine\n")
    outcome = spawn("render", "home", "--check", cwd=project)
    assert outcome.status == 1
    assert "-namespace: mine\n" in outcome.out


def test_show(project: Path) -> None:
    outcome = spawn("show", "home", cwd=project)
    assert outcome.status == 0
    assert outcome.out.startswith(f"{TABLE}\npool gpu\n")


def test_finding_points_into_the_profile(project: Path) -> None:
    profile = project / "profiles" / "home.yaml"
    lines = profile.read_text().splitlines()
    number = next(number for number, line in enumerate(lines, 1) if "replicas: 4" in line)
    lines[number - 1] = "    timeSlicing: {replicas: four}"
    profile.write_text("\n".join(lines) + "\n")
    text = spawn("check", "home", cwd=project)
    assert text.status == 1
    assert text.out.startswith(f"profiles/home.yaml:{number}:29: error[")
    assert f"{number} |     timeSlicing: {{replicas: four}}\n" in text.out
    found = json.loads(spawn("check", "home", "--format", "json", cwd=project).out)["findings"][0]
    assert (found["file"], found["line"], found["column"]) == ("profiles/home.yaml", number, 29)


@pytest.mark.parametrize(
    "content", [b"", b"\x00\xff\xfe", b"- 1\n", b"a: [\n", b"&a [*a]\n", b"\xef\xbb\xbfversion: 1\n"]
)
def test_whatever_a_file_holds_is_a_finding(content: bytes, project: Path) -> None:
    (project / "profiles" / "home.yaml").write_bytes(content)
    for words in (("check", "home"), ("render", "home"), ("show", "home")):
        assert spawn(*words, cwd=project).status == 1
    assert not (project / "out").exists()


def test_init_refuses_what_would_not_compile(tmp_path: Path) -> None:
    outcome = spawn("init", "--name", "No Label", *INIT[3:], cwd=tmp_path)
    assert (outcome.status, outcome.out) == (1, "")
    assert list(tmp_path.iterdir()) == []
