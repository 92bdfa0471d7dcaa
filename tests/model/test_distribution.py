"""Lines that give a node its labels."""

from generator.model.distribution import Fact, NodeLabelling

FACT = Fact("It does.", "a guide", inferred=False)
LABELS = (("pool", "research"), ("nvidia.com/mig.config", "all-balanced"))


def test_labels_on_one_line() -> None:
    how = NodeLabelling("kubelet", '--node-labels="', "{key}={value}", ",", '"', only_at_registration=True, basis=FACT)
    assert how.text(LABELS) == '--node-labels="pool=research,nvidia.com/mig.config=all-balanced"'


def test_a_value_that_looks_like_a_place_holder_stays_as_it_is() -> None:
    how = NodeLabelling("file", "", "{key}={value}", ",", "", only_at_registration=True, basis=FACT)
    assert how.text((("{value}", "{key}"),)) == "{value}={key}"
