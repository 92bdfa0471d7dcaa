"""What a library writes to the file descriptor of the standard output does not reach it."""

import os

import pytest

from generator.advise import highs
from generator.advise.programme import INFINITE, Goal, Programme, Row
from generator.advise.silence import silent_output


def test_what_is_written_meanwhile_is_thrown_away(capfd: pytest.CaptureFixture[str]) -> None:
    os.write(1, b"before ")
    with silent_output():
        os.write(1, b"meanwhile ")
    os.write(1, b"after")
    assert capfd.readouterr().out == "before after"


def test_a_fault_gives_the_output_back(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ZeroDivisionError), silent_output():
        raise ZeroDivisionError
    os.write(1, b"after")
    assert capfd.readouterr().out == "after"


def test_no_file_stays_open(capfd: pytest.CaptureFixture[str]) -> None:
    free = os.dup(1)
    os.close(free)
    with silent_output():
        pass
    again = os.dup(1)
    os.close(again)
    assert again == free


def test_a_closed_output_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def closed(_number: int) -> int:
        raise OSError("bad file descriptor")

    monkeypatch.setattr(os, "dup", closed)
    with silent_output():
        done = True
    assert done


def test_a_solver_that_greets_leaves_the_output_clean(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    loaded = highs._loaded

    def greeting(programme: Programme, held: list[Row]) -> object:
        # HiGHS 1.16 does, though it is told to write nothing.
        os.write(1, b"Running HiGHS\n")
        return loaded(programme, held)

    monkeypatch.setattr(highs, "_loaded", greeting)
    programme = Programme((10,), (Row(7, INFINITE, ((0, 1),)),))
    assert highs.solve(programme, (Goal("few", ((0, 1),)),), 60.0, (10,)).values == (7,)
    assert capfd.readouterr().out == ""
