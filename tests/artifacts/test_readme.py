"""What the README of a bundle says of things that must be there before its commands are run."""

import pytest

from tests.support.bundles import bundle_of

ALONE = "pools: [{name: cards, gpus: [{model: RTX 3090}]}]\n"
OPERATOR = "install: {chart: gpu-operator, version: v26.7.0, driver: {from: host}, toolkit: host}\n"
STANDALONE = "install: {chart: nvidia-device-plugin, version: v0.20.0}\n"


@pytest.mark.parametrize(
    ("install", "distribution", "owner"),
    [
        (STANDALONE, "k3s", "That RuntimeClass must be in the cluster already"),
        (STANDALONE, "kubeadm", "This bundle brings that RuntimeClass"),
        (OPERATOR, "kubeadm", "The operator makes that RuntimeClass"),
    ],
)
def test_who_brings_the_runtime_class_is_said_and_what_its_absence_means(
    install: str, distribution: str, owner: str
) -> None:
    bundle = bundle_of(ALONE, install=install, distribution=distribution)
    assert f"\n{owner}; pods that name a missing one are refused.\n" in bundle.files["README.md"]
    assert bool(bundle.of_kind("RuntimeClass")) == owner.startswith("This bundle")


def test_where_no_class_is_needed_none_is_spoken_of() -> None:
    text = bundle_of(ALONE, install=STANDALONE, distribution="eks").files["README.md"]
    assert "RuntimeClass" not in text
