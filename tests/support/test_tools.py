import os
import subprocess
from pathlib import Path
from typing import NoReturn

import pytest

from tests.support import tools as tools_module
from tests.support.go_build import BuildError, Say
from tests.support.test_programs import script
from tests.support.tool_table import HELM3, HELM4, KUBECONFORM, KUSTOMIZE, TOOLS, Tool
from tests.support.tools import Tools, find_on_path


def test_a_program_on_path_is_taken_when_its_version_will_do(tmp_path: Path) -> None:
    script(tmp_path / "old" / "kustomize", "echo v5.8.0")
    good = script(tmp_path / "good" / "kustomize", "echo v5.8.1")
    path = os.pathsep.join([str(tmp_path / "old"), str(tmp_path / "good")])
    assert find_on_path(KUSTOMIZE, path) == good
    assert find_on_path(KUSTOMIZE, str(tmp_path / "old")) is None


def test_one_helm_on_path_serves_only_its_own_major_version(tmp_path: Path) -> None:
    helm = script(tmp_path / "helm", '[ "$1 $2" = "version --short" ] && echo v3.22.0+g1234567')
    assert find_on_path(HELM3, str(tmp_path)) == helm
    assert find_on_path(HELM4, str(tmp_path)) is None


def test_a_development_build_does_not_tell_its_version_and_is_not_taken(tmp_path: Path) -> None:
    script(tmp_path / "kubeconform", "echo development")
    assert find_on_path(KUBECONFORM, str(tmp_path)) is None


def test_what_is_built_would_be_accepted_from_path() -> None:
    for tool in TOOLS:
        major, minor, patch = (int(part) for part in tool.pinned.removeprefix("v").split("."))
        assert tool.minimum <= (major, minor, patch) < tool.below


def test_a_tool_that_cannot_be_had_is_named_and_tried_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    tries: list[str] = []

    def fail(tool: Tool, _folder: Path, _say: Say) -> Path:
        tries.append(tool.name)
        raise BuildError("no network")

    def missing(reason: str) -> NoReturn:
        raise LookupError(reason)

    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(tools_module, "build", fail)
    tools = Tools(print, missing)
    for _ in range(2):
        with pytest.raises(LookupError, match=r"^kustomize >= 5\.8\.1 cannot be had: no network$"):
            _ = tools.kustomize
    assert tries == ["kustomize"]


@pytest.mark.tools
def test_every_tool_starts(tools: Tools) -> None:
    programs = {KUSTOMIZE: tools.kustomize, HELM3: tools.helm3, HELM4: tools.helm4, KUBECONFORM: tools.kubeconform}
    for tool, program in programs.items():
        assert subprocess.run([program, *tool.version_arguments], capture_output=True, check=False).returncode == 0


@pytest.mark.tools
@pytest.mark.parametrize("tool", [HELM3, HELM4], ids=["helm3", "helm4"])
def test_helm_renders_for_a_kubernetes_of_today(tools: Tools, tool: Tool, tmp_path: Path) -> None:
    """A Helm built without its release's flags takes the cluster for 1.20, and charts refuse to render."""
    (tmp_path / "templates").mkdir()
    (tmp_path / "Chart.yaml").write_text("apiVersion: v2\nname: probe\nversion: 0.1.0\nkubeVersion: '>= 1.30.0-0'\n")
    (tmp_path / "templates" / "seen.yaml").write_text("minor: {{ .Capabilities.KubeVersion.Minor }}\n")
    done = subprocess.run([tools.get(tool), "template", tmp_path], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "minor: " in done.stdout
