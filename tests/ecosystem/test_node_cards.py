from generator.ecosystem.gke import ACCELERATOR, ACCELERATORS
from generator.ecosystem.node_cards import CARDS_BY_LABEL
from generator.facts.gpus import all_gpus


def test_every_product_is_the_label_of_a_known_gpu() -> None:
    known = {gpu.label for gpu in all_gpus()}
    assert {product for of_key in CARDS_BY_LABEL.values() for product in of_key.values()} <= known


def test_accelerators_are_spelt_as_gke_does() -> None:
    spelt = {accelerator for some in ACCELERATORS.values() for accelerator in some}
    assert set(CARDS_BY_LABEL[ACCELERATOR]) <= spelt
