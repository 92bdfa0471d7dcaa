from generator.facts.discovery_labels import FAMILY, FAMILY_BEFORE, WORDS, family_before
from generator.facts.gpus import all_gpus


def test_every_gpu_has_a_family_that_there_is() -> None:
    assert {gpu.gfd_family for gpu in all_gpus()} <= set(WORDS[FAMILY])


def test_families_of_older_releases() -> None:
    found = {(gpu.gfd_family, family_before(gpu)) for gpu in all_gpus()}
    changed = {(family, before) for family, before in found if before}
    assert changed == {("ada-lovelace", "ampere"), ("blackwell", "undefined")}
    assert {before for _, before in changed} == set(FAMILY_BEFORE) <= set(WORDS[FAMILY])


def test_the_first_cards_of_a_family_are_of_it() -> None:
    by_id = {gpu.id: family_before(gpu) for gpu in all_gpus()}
    assert (by_id["b200"], by_id["h200-nvl"], by_id["l4"]) == ("undefined", None, "ampere")
