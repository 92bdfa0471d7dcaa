"""The project's own README: what it prints is run in a copy of the project, and what it shows comes out."""

import shutil
from pathlib import Path

import pytest

from tests.controlplane.commands import BLOCK, Account, command_lines, other_fences, printed_commands, run_block
from tests.e2e.bundles import Bench
from tests.support.claims import Proved
from tests.support.go_build import ROOT

pytestmark = pytest.mark.e2e
README = (ROOT / "README.md").read_text(encoding="utf-8")
NOT_COPIED = (".git", ".tools", ".venv", ".hypothesis", "dist", "__pycache__", ".*_cache")
NOT_RUN = {
    "make test": "it is what `make check` runs before this",
    "pipx install .": "pipx fetches what the package needs; the wheel that it would make is installed without",
}
"""Commands that are not run here, and why."""
FORMS = {
    "gpuslice render PROFILE… [--all] [--out DIR] [--check]": (
        "gpuslice render profiles/homelab.yaml profiles/workstation.yaml --out elsewhere",
        "gpuslice render profiles/homelab.yaml --out elsewhere --check",
        "gpuslice render --all",
    ),
    r"gpuslice check PROFILE… [--format text\|json\|sarif\|github]": (
        "gpuslice check profiles/homelab.yaml",
        *(f"gpuslice check profiles/homelab.yaml --format {name}" for name in ("text", "json", "sarif", "github")),
    ),
    "gpuslice lint PATH… [--gpu MODEL] [--chart NAME@VERSION]": (
        "gpuslice lint out",
        "gpuslice lint out/homelab/values --gpu 'RTX 3080 Ti' --chart nvidia-device-plugin@v0.20.0",
    ),
    "gpuslice import PATH… [--gpu MODEL:COUNT] [-o FILE]": (
        "gpuslice import out/homelab --gpu 'RTX 3080 Ti:1' --kubernetes 1.35 --distribution k3s -o imported.yaml",
        "gpuslice check imported.yaml",
    ),
    "gpuslice advise REQUEST": ("gpuslice advise request.yaml -o advised.yaml", "gpuslice check advised.yaml"),
    "gpuslice fit MODEL --on GPU [--share N] [--mig PROFILE]": (
        "gpuslice fit llama3.1:8b --on 'RTX 3090'",
        "gpuslice fit llama3.1:8b --on 'RTX 3090' --share 2",
        "gpuslice fit llama3.1:8b --on A100-SXM4-80GB --mig 1g.10gb",
    ),
    "gpuslice gpus [GPU…]": ("gpuslice gpus", "gpuslice gpus A30 'RTX 3080 Ti'"),
    "gpuslice explain [CODE…]": ("gpuslice explain", "gpuslice explain MIG003 NOD104"),
    "gpuslice show PROFILE [--workloads] [--before PROFILE]": (
        "gpuslice show profiles/homelab.yaml",
        "gpuslice show profiles/homelab.yaml --workloads",
        "gpuslice show profiles/homelab.yaml --before profiles/homelab.yaml",
    ),
    "gpuslice init [--from nodes.json]": ("gpuslice init --help", "gpuslice init --from nodes.json -o first.yaml"),
    "schema [advise]": ("gpuslice schema", "gpuslice schema advise"),
    "completion": ("gpuslice completion bash", "gpuslice completion zsh", "gpuslice completion fish"),
}
"""A command's form as the table has it, and commands with its words filled in."""
GIVEN = {
    "request.yaml": """\
version: v1alpha1
cluster: {name: small, kubernetes: "1.35", distribution: kubeadm}
gpus: [{model: A100-SXM4-80GB, count: 2, nodes: 1}]
workloads: [{name: inference, count: 3, memory: 18GiB, isolation: untrusted}]
""",
    "nodes.json": """\
{"apiVersion": "v1", "kind": "List", "items": [{"apiVersion": "v1", "kind": "Node", "metadata": {"name": "gpu-1",
"labels": {"nvidia.com/gpu.product": "NVIDIA-GeForce-RTX-3090", "nvidia.com/gpu.count": "4"}},
"status": {"nodeInfo": {"kubeletVersion": "v1.35.2+k3s1"}}}]}
""",
    "gpu/sharing.yaml": """\
apiVersion: v1
kind: ConfigMap
metadata: {name: sharing, namespace: gpu-operator}
data:
  any: |
    sharing:
      timeSlicing:
        resources:
          - name: nvidia.com/gpu
            replicas: 1
""",
}
"""Files that the filled in commands read, and the one that the page's lint is of."""
FAULTY = """\
version: v1alpha1
cluster:
  name: fleet
  kubernetes: "1.36"
  distribution: kubeadm
install:
  chart: gpu-operator
  version: v26.7.0
  driver: {from: host}
pools:
  - name: cut
    gpus: [{model: A100-SXM4-80GB}]
    mig:
"""


def test_every_command_runs_as_printed(benches: dict[str, Bench], tmp_path: Path, proved: Proved) -> None:
    project = copy_of_the_project(tmp_path)
    bench = benches["helm4"]
    environment = {"PATH": f"{bench.folder}:/usr/local/bin:/usr/bin:/bin", "HOME": str(tmp_path), "LC_ALL": "C.UTF-8"}
    account = Account()

    def run(command: str) -> str:
        said = run_block(command, project, {**environment, **bench.network})
        account.note(command)
        return said

    shown, profile, mistake, linted = other_fences(README)
    (project / "gpu").mkdir()
    for name, text in GIVEN.items():
        (project / name).write_text(text, encoding="utf-8")
    (project / "profiles" / "workstation.yaml").write_text(inside(profile), encoding="utf-8")
    for form, filled in FORMS.items():
        assert f"`{form}`" in README
        for command in filled:
            run(command)
        account.note(form)
    for command in printed_commands(README):
        if command.split("  ")[0] not in NOT_RUN and command not in FORMS:
            said = run(command)
            assert not command.startswith("make render ") or inside(shown) in said
    assert run(".venv/bin/gpuslice --version") == run("gpuslice --version")
    left = [one for one in account.left_out(README) if one.split("  ")[0] not in NOT_RUN]
    assert left == []
    fault = FAULTY + inside(mistake).splitlines()[1].partition(" |")[2].removeprefix(" ") + "\n"
    (project / "profiles" / "fleet.yaml").write_text(fault, encoding="utf-8")
    assert inside(mistake) in run("gpuslice check profiles/fleet.yaml || test $? = 1")
    assert inside(linted) in run("gpuslice lint gpu || test $? = 1")
    proved(
        f"README.md: {account.ran_of(README)} commands ran, its table, its profile and its mistake are as shown; "
        + "; ".join(f"not run: {command}, {reason}" for command, reason in NOT_RUN.items())
    )


def test_the_installed_package_renders_the_same(tmp_path: Path, proved: Proved) -> None:
    """What `pipx install .` does, but for the packages that it would fetch: those of .venv serve."""
    project = copy_of_the_project(tmp_path)
    python, target = ROOT / ".venv/bin/python", tmp_path / "installed"
    environment = {"PATH": f"{target}/bin:/usr/bin:/bin", "HOME": str(tmp_path), "PYTHONPATH": str(target)}
    run_block(f"{python} -m hatchling build -t wheel -d wheel", project, environment)
    install = f"{python} -m pip install --quiet --no-deps --no-index --disable-pip-version-check --target {target}"
    run_block(f"{install} wheel/*.whl", project, environment)
    shutil.copy(ROOT / "profiles/homelab.yaml", tmp_path)
    run_block("gpuslice render homelab.yaml", tmp_path, environment)
    names = [path.name for path in (tmp_path / "out/homelab").iterdir() if path.is_file() and path.name != ".render"]
    for name in names:
        assert (tmp_path / "out/homelab" / name).read_bytes() == (ROOT / "out/homelab" / name).read_bytes(), name
    proved(f"the wheel, installed without this folder, renders homelab to the same {len(names)} files at its top")


def copy_of_the_project(folder: Path) -> Path:
    """Return a copy of the project without what is built, beside the same .venv."""
    project = folder / "project"
    shutil.copytree(ROOT, project, ignore=shutil.ignore_patterns(*NOT_COPIED))
    (project / ".venv").symlink_to(ROOT / ".venv")
    return project


def inside(fence: str) -> str:
    """Return the lines of a fenced block."""
    return fence.partition("\n")[2].rpartition("```\n")[0]


def test_all_blocks_are_known() -> None:
    """A block that is neither commands nor one of the four shown things has to be given a test."""
    assert sum(len(command_lines(str(match[1]))) for match in BLOCK.finditer(README)) >= 2
    assert [one.partition("\n")[0] for one in other_fences(README)] == ["```", "```yaml", "```", "```"]
