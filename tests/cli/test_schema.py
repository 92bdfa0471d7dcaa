from tests.cli.fakes import ROOT, Call


def test_prints_the_schema_as_it_is_shipped(call: Call) -> None:
    outcome = call("schema")
    assert (outcome.status, outcome.err) == (0, "")
    assert outcome.out == (ROOT / "schemas" / "cluster-profile.schema.json").read_text(encoding="utf-8")
