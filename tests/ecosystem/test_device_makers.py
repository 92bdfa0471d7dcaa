"""The domains of other makers' cards."""

import pytest

from generator.ecosystem.device_makers import DEVICE_MAKERS, is_of_other_maker


def test_each_domain_is_listed_once_in_order_and_has_a_source() -> None:
    domains = [one.domain for one in DEVICE_MAKERS]
    assert domains == sorted(set(domains))
    assert all("." in one.domain and one.source for one in DEVICE_MAKERS)


@pytest.mark.parametrize("resource", ["amd.com/gpu", "gpu.intel.com/i915", "huawei.com/Ascend910", "habana.ai/gaudi"])
def test_cards_of_other_makers(resource: str) -> None:
    assert is_of_other_maker(resource)


@pytest.mark.parametrize(
    "resource",
    [
        "nvidia.com/gpu",
        "cpu",
        "amd.com",
        "amd.com/",
        "gpu",
        "intel.com/sriov",
        "example.com/amd.com/gpu",
        "hugepages-2Mi",
    ],
)
def test_what_is_none(resource: str) -> None:
    assert not is_of_other_maker(resource)
