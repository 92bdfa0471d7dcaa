"""`gpuslice import`, with files that a test writes."""

import subprocess
import sys
from pathlib import Path

import pytest

from generator.cli.main import run
from tests.cli.fakes import ROOT, Outcome, spawn

VALUES = """\
driver:
  enabled: false
devicePlugin:
  config: {name: shares, default: any}
  env: []
dcgmExporter:
  serviceMonitor: {enabled: false}
"""
SHARES = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: shares, namespace: gpu-operator}
data:
  any: |
    version: v1
    sharing:
      timeSlicing:
        resources:
        - name: nvidia.com/gpu
          replicas: 4
"""
SAID = ("--chart", "gpu-operator@v26.7.0", "--gpu", "RTX 3090:2", "--kubernetes", "1.35", "--name", "home")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "values.yaml").write_text(VALUES, encoding="utf-8")
    (tmp_path / "shares.yaml").write_text(SHARES, encoding="utf-8")
    return tmp_path


def call(capsys: pytest.CaptureFixture[str], *words: str) -> Outcome:
    capsys.readouterr()
    status = run(["import", *words])
    return Outcome(status, *capsys.readouterr())


def test_the_profile_says_where_each_line_comes_from(capsys: pytest.CaptureFixture[str]) -> None:
    done = call(capsys, "values.yaml", "shares.yaml", *SAID, "--distribution", "kubeadm")
    assert (done.status, done.err) == (0, "")
    assert (
        done.out
        == """\
# Imported from what was installed before; each line says where it came from. Read it, then: gpuslice check
version: v1alpha1
cluster:
  name: home
  kubernetes: "1.35"
  distribution: kubeadm
install:
  chart: gpu-operator    # values.yaml:1
  version: v26.7.0
  driver:
    from: host    # values.yaml:2
  toolkit: {from: operator}
pools:
  - name: any    # shares.yaml:5
    gpus: [{model: GeForce RTX 3090, count: 2}]
    timeSlicing: {replicas: 4, failRequestsGreaterThanOne: false}    # shares.yaml:11
"""
    )


def test_what_no_file_tells_is_a_gap_that_check_refuses(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    done = call(capsys, "shares.yaml", "-o", "home.yaml")
    assert done.status == 1
    assert "which GPU the nodes of pool any have" in done.err
    assert "--gpu MODEL" in done.err
    assert "--kubernetes 1.35" in done.err
    assert "--chart NAME@VERSION" in done.err
    text = (here / "home.yaml").read_text(encoding="utf-8")
    gaps = [number for number, line in enumerate(text.splitlines(), 1) if "SAY WHICH" in line]
    checked = run(["check", "home.yaml"])
    told = capsys.readouterr()
    assert checked == 1
    assert all(f"home.yaml:{number}:" in told.out + told.err for number in gaps)
    assert len(gaps) == 2


def test_sharing_that_is_elsewhere_is_a_gap_that_check_refuses(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(capsys, "values.yaml", *SAID, "-o", "home.yaml").status == 1
    assert run(["check", "home.yaml"]) == 1
    told = capsys.readouterr().out
    assert "timeSlicing.replicas" in told
    assert "Write for example `replicas: 4`" in told


@pytest.mark.parametrize("command", ["import", "lint"])
def test_values_as_helm_prints_them_for_people_are_read(
    here: Path, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "printed.yaml").write_text(f"USER-SUPPLIED VALUES:\n{VALUES}", encoding="utf-8")
    run([command, "printed.yaml", "shares.yaml", *SAID[:2]])
    shown = capsys.readouterr()
    assert "USER-SUPPLIED" not in shown.out + shown.err


def test_a_gpu_of_nobody_is_told_with_the_names_that_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    words = ("values.yaml", "shares.yaml", *SAID)
    done = call(capsys, *words, "--gpu", "dsk=T4")
    assert "warning[IMP013] --gpu dsk=...: no node or pool is called so" in done.err
    assert "There are: any." in done.err
    assert "IMP013" not in call(capsys, *words, "--gpu", "any=T4").err


def test_an_existing_file_is_left_alone_unless_forced(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("values.yaml", "shares.yaml", *SAID, "-o", "home.yaml")
    assert call(capsys, *words).status == 0
    (here / "home.yaml").write_text("mine\n", encoding="utf-8")
    again = call(capsys, *words)
    assert again.status == 1
    assert "FILE006" in again.err
    assert (here / "home.yaml").read_text(encoding="utf-8") == "mine\n"
    assert call(capsys, *words, "--force").status == 0
    assert (here / "home.yaml").read_text(encoding="utf-8").startswith("# Imported")


def test_a_running_release_comes_by_a_pipe(here: Path) -> None:
    command = [sys.executable, "-m", "generator", "import", "-", *SAID, "--namespace", "gpu", "--release-name", "cards"]
    done = subprocess.run(
        command, cwd=here, input=VALUES, capture_output=True, text=True, check=False, env={"PYTHONPATH": str(ROOT)}
    )
    assert "releaseName: cards" in done.stdout
    assert "namespace: gpu" in done.stdout
    assert "nodeFeatureDiscovery" not in done.stdout, "the chart's own NFD stays"
    assert "# -:2" in done.stdout
    # The ConfigMap that the release names is not in the pipe.
    assert done.returncode == 1
    assert "error[IMP009]" in done.stderr
    assert "kubectl get configmap shares -n gpu -o yaml" in done.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--gpu", "RTX 9999"], "there is no GPU 'RTX 9999'"),
        (["--chart", "nginx"], "'nginx' is none of"),
        (["--chart", "nvidia-dra-driver-gpu"], "'nvidia-dra-driver-gpu' is none of gpu-operator, nvidia-device-plugin"),
        (["--kubernetes", "new"], "'new' is no release"),
        (["--distribution", "arch"], "'arch' is none of"),
        (["--name", "My Home"], "lower-case letters"),
    ],
)
def test_an_option_that_makes_no_sense_is_2(words: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    done = call(capsys, "values.yaml", *words)
    assert (done.status, done.out) == (2, "")
    assert said in done.err


def test_nothing_to_import_is_said(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "web.yaml").write_text("kind: Deployment\n", encoding="utf-8")
    done = call(capsys, "web.yaml")
    assert (done.status, done.out) == (1, "")
    assert "IMP011" in done.err


def test_of_a_file_that_is_not_there_only_that_is_said(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "web.yaml").write_text("kind: Deployment\n", encoding="utf-8")
    done = call(capsys, "web.yaml", "missing.yaml")
    assert (done.status, done.out) == (2, "")
    assert "missing.yaml: error[FILE001]" in done.err
    assert "IMP011" not in done.err


def test_render_does_not_load_the_importer(here: Path) -> None:
    source = (
        "import sys\nfrom generator.cli.main import run\nrun(['render', 'nothing.yaml'])\n"
        "print([name for name in sys.modules if name.startswith(('generator.importing', 'generator.manifests'))])"
    )
    done = subprocess.run(
        [sys.executable, "-c", source],
        cwd=here,
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(ROOT)},
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_help_is_short(here: Path) -> None:
    done = spawn("import", "--help", cwd=here)
    assert done.status == 0
    assert "helm get values" in done.out
