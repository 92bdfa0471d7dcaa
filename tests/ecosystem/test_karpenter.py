from generator.ecosystem.karpenter import CARDS, DOMAINS, MACHINES, labels_of_family


def test_every_family_has_its_labels() -> None:
    for family in MACHINES:
        labels = labels_of_family(family)
        for domain in DOMAINS:
            category, generation = labels[f"{domain}instance-category"], labels[f"{domain}instance-generation"]
            assert family.startswith(f"{category}{generation}")
            assert category.isalpha()
            assert labels[f"{domain}instance-family"] == family
        assert labels["kubernetes.io/arch"] == labels["beta.kubernetes.io/arch"]


def test_what_a_family_is() -> None:
    labels = labels_of_family("gr6f")
    assert (labels["karpenter.k8s.aws/instance-category"], labels["kubernetes.io/arch"]) == ("gr", "amd64")
    assert labels["karpenter.k8s.aws/instance-gpu-name"] == "l4"
    assert "karpenter.k8s.aws/instance-gpu-name" not in labels_of_family("p6e-gb200")
    assert [family for family, one in MACHINES.items() if one.architecture == "arm64"] == ["p6e-gb200", "g5g"]
    assert labels_of_family("m5") == {}
    assert all(one == one.lower() and " " not in one for one in CARDS)
