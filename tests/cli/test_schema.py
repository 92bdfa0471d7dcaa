import json

import pytest

from generator.advise.decode import request_schema
from generator.decode.schema import profile_schema
from tests.cli.fakes import ROOT, Call


@pytest.mark.parametrize(
    ("words", "file"),
    [
        ((), "cluster-profile.schema.json"),
        (("profile",), "cluster-profile.schema.json"),
        (("advise",), "advise-request.schema.json"),
    ],
)
def test_prints_a_schema_as_it_is_shipped(call: Call, words: tuple[str, ...], file: str) -> None:
    outcome = call("schema", *words)
    assert (outcome.status, outcome.err) == (0, "")
    assert outcome.out == (ROOT / "schemas" / file).read_text(encoding="utf-8")


def test_what_is_printed_is_what_files_are_checked_against(call: Call) -> None:
    assert json.loads(call("schema").out) == profile_schema()
    assert json.loads(call("schema", "advise").out) == request_schema()


def test_another_kind_is_a_usage_error_that_lists_the_kinds(call: Call) -> None:
    outcome = call("schema", "profiles")
    assert (outcome.status, outcome.out) == (2, "")
    assert "'profiles' is not one of 'profile', 'advise'" in outcome.err
