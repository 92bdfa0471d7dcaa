from pathlib import Path

import pytest

from tests.support import go_build
from tests.support.go_build import BuildError, binary_name, build, built_path
from tests.support.test_programs import script
from tests.support.tool_table import HELM4, KUBECONFORM, KUSTOMIZE

GO = """
case "$1" in
    version) echo "go version go1.30.1 linux/amd64" ;;
    install) env >"$LOG"; echo "$@" >>"$LOG"; printf built >"$GOBIN/kustomize" ;;
esac
"""


def test_a_binary_is_named_as_go_install_names_it() -> None:
    assert binary_name(KUSTOMIZE) == "kustomize"  # .../kustomize/v5
    assert binary_name(HELM4) == "helm"  # helm.sh/helm/v4/cmd/helm
    assert binary_name(KUBECONFORM) == "kubeconform"


def test_a_tool_is_built_once_with_the_go_on_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script(tmp_path / "bin" / "go", GO)
    log = tmp_path / "log"
    for name, value in (("LOG", str(log)), ("GOOS", "plan9"), ("GOFLAGS", "-mod=vendor")):
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    said: list[str] = []
    folder = tmp_path / "tools"
    built = build(KUSTOMIZE, folder, said.append)
    assert built == folder / "bin" / "kustomize-v5.8.1" / "kustomize" == built_path(KUSTOMIZE, folder)
    assert built.read_text() == "built"
    assert said == ["building kustomize v5.8.1 (about 25 s, once) ..."]
    lines = log.read_text().splitlines()
    assert "install -trimpath -ldflags=-s -w sigs.k8s.io/kustomize/kustomize/v5@v5.8.1" in lines
    assert {"GOTOOLCHAIN=local", "GOFLAGS=", "CGO_ENABLED=0"} <= set(lines)
    assert not any(line.startswith("GOOS=") for line in lines)
    log.unlink()
    assert build(KUSTOMIZE, folder, said.append) == built
    assert not log.exists()
    assert sorted(path.name for path in folder.iterdir()) == ["bin", "build.lock"]


def test_a_failed_build_says_why_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    body = '[ "$1" = version ] && echo go1.30.0 && exit 0; echo "dial tcp: no such host" >&2; exit 1'
    script(tmp_path / "bin" / "go", body)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    with pytest.raises(BuildError, match=r"^`go install` failed: dial tcp: no such host$"):
        build(KUSTOMIZE, tmp_path / "tools", print)
    assert not (tmp_path / "tools" / "bin").exists()


def test_without_a_go_that_will_do_one_is_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script(tmp_path / "bin" / "go", "echo go1.20.14")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    monkeypatch.setenv("LOG", str(tmp_path / "log"))

    def fetch(own: Path, _folder: Path) -> None:
        script(own / "go" / "bin" / "go", GO)

    monkeypatch.setattr(go_build, "_fetch_go", fetch)
    said: list[str] = []
    folder = tmp_path / "tools"
    assert build(KUSTOMIZE, folder, said.append).read_text() == "built"
    assert said[0].startswith("fetching a Go toolchain")
    lines = (tmp_path / "log").read_text().splitlines()
    assert {f"GOPATH={folder / 'gopath'}", f"GOCACHE={folder / 'gocache'}"} <= set(lines)
