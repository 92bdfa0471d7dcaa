from generator.ecosystem.gke import ACCELERATOR, ACCELERATORS
from generator.ecosystem.karpenter import CARDS, DOMAINS, FAMILY, MACHINES, NAME
from generator.ecosystem.node_cards import CARDS_BY_LABEL, card_by_label, card_of_machine
from generator.facts.gpus import all_gpus


def test_every_product_is_the_label_of_a_known_gpu() -> None:
    known = {gpu.label for gpu in all_gpus()}
    assert {product for of_key in CARDS_BY_LABEL.values() for product in of_key.values()} <= known


def test_accelerators_are_spelt_as_gke_does() -> None:
    spelt = {accelerator for some in ACCELERATORS.values() for accelerator in some}
    assert set(CARDS_BY_LABEL[ACCELERATOR]) <= spelt


def test_families_and_names_are_those_of_karpenter() -> None:
    names = CARDS_BY_LABEL[f"{DOMAINS[0]}{NAME}"]
    assert set(names) <= set(CARDS)
    for family, product in CARDS_BY_LABEL[f"{DOMAINS[0]}{FAMILY}"].items():
        card = MACHINES[family].card
        assert card is not None
        assert card.upper().replace("A100", "A100-SXM4") in product.upper()
        assert card not in names or names[card][:9] == product[:9]


def test_a_machine_has_the_card_of_its_family() -> None:
    assert card_of_machine("g5.48xlarge") == "NVIDIA-A10G"
    assert card_of_machine("a2-ultragpu-2g") == "NVIDIA-A100-SXM4-80GB"
    assert [card_of_machine(one) for one in ("g5", "m5.large", "g4ad.xlarge", "g6f.large", "")] == [None] * 5


def test_a_family_is_told_by_labels_of_machines_alone() -> None:
    assert card_by_label("beta.kubernetes.io/instance-type", "p3dn.24xlarge") == "Tesla-V100-SXM2-32GB"
    assert card_by_label("karpenter.k8s.aws/instance-family", "p3dn.24xlarge") is None
    assert card_by_label("example.com/machine", "p3dn.24xlarge") is None
