from pathlib import Path

import pytest

from tests.support import go_build
from tests.support.go_build import ROOT, BuildError, binary_name, build, built_path, sources_digest
from tests.support.test_programs import script
from tests.support.tool_table import HELM4, KUBECONFORM, KUSTOMIZE, MIG_PARSER, PLUGIN_PARSERS

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


OWN_GO = """
case "$1" in
    version) echo "go version go1.30.1 linux/amd64" ;;
    build) pwd >"$LOG"; env >>"$LOG"; echo "$@" >>"$LOG"; while [ "$1" != -o ]; do shift; done; printf built >"$2" ;;
esac
"""


def test_a_program_of_ours_is_built_from_its_folder_and_replaces_older_builds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script(tmp_path / "bin" / "go", OWN_GO)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    monkeypatch.setenv("LOG", str(tmp_path / "log"))
    program = PLUGIN_PARSERS[0]._replace(ldflags="-X stamp=1")
    folder = tmp_path / "tools"
    older = folder / "bin" / f"{program.name}-{program.pinned}-0123456789ab"
    other = folder / "bin" / f"{program.name}-v0.1.0-0123456789ab"
    for path in (older, other):
        path.mkdir(parents=True)
    built = build(program, folder, print)
    name = f"plugin-parser-v0.17.4-{sources_digest(program)}"
    assert built == folder / "bin" / name / "plugin-parser"
    assert built.read_text() == "built"
    assert (older.exists(), other.exists()) == (False, True)
    lines = (tmp_path / "log").read_text().splitlines()
    assert lines[0] == str(ROOT / program.folder)
    assert "CGO_ENABLED=0" in lines
    assert lines[-1].startswith("build -modfile=v0.17.4.mod -tags=plugin_v0_17 -ldflags=-s -w -X stamp=1 -trimpath")


def test_a_program_of_ours_is_known_by_its_sources(tmp_path: Path) -> None:
    program = MIG_PARSER._replace(folder="own", beside=("shared",))
    for name in ("own/main.go", "own/go.mod", "shared/lines.go"):
        script(tmp_path / name, name)
    digests = [sources_digest(program, tmp_path)]
    script(tmp_path / "shared" / "lines.go", "other")
    digests.append(sources_digest(program, tmp_path))
    (tmp_path / "own" / "main.go").rename(tmp_path / "own" / "start.go")
    digests += [sources_digest(program, tmp_path), sources_digest(program._replace(tags="x"), tmp_path)]
    assert len(set(digests)) == 4
    assert sources_digest(program, tmp_path) == digests[2]
