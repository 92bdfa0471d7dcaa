import json
from pathlib import Path

import pytest

from tests.support.go_build import BuildError
from tests.support.go_module import GOSEC, module_folder
from tests.support.test_programs import script


def _go_that_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: dict[str, str]) -> None:
    (tmp_path / "answer").write_text(json.dumps(answer))
    body = f'[ "$1" = version ] && echo "go version go1.30.1 linux/amd64" && exit 0\ncat {tmp_path / "answer"}'
    script(tmp_path / "bin" / "go", body)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")


def test_the_folder_of_the_pinned_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _go_that_answers(tmp_path, monkeypatch, {"Dir": "/cache/gosec", "Sum": GOSEC.checksum})
    assert module_folder(GOSEC, tmp_path / "tools", print) == Path("/cache/gosec")


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ({"Error": "no such host"}, "no such host"),
        ({"Dir": "/cache/gosec", "Sum": "h1:other="}, "checksum h1:other="),
    ],
)
def test_anything_else_is_refused(
    answer: dict[str, str], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _go_that_answers(tmp_path, monkeypatch, answer)
    with pytest.raises(BuildError, match=told):
        module_folder(GOSEC, tmp_path / "tools", print)
