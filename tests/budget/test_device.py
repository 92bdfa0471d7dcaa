"""What a device has, also where little is known of it."""

import pytest

from generator.budget.device import Device, DeviceMemory, device_of
from generator.model.plan import Part, PoolGpu
from generator.resolve import resolve
from tests.rules.plans import L4, V100, a_pool
from tests.support.profiles import decoded, laid_over


def test_a_card_has_its_memory_less_what_is_reserved_and_what_the_driver_keeps() -> None:
    pool = a_pool()._replace(gpus=(PoolGpu(L4, 1, 1000),))
    found = device_of(pool, Part("L4", 1, 23034 - 1000))
    assert found == Device("L4", False, DeviceMemory(23034, 1000, 461, estimated=False), 457, 48)
    assert (found.memory.usable_mib, found.memory.whole_mib, found.memory.most_mib) == (21573, 23034, 22034)


def test_a_card_of_unknown_memory_has_what_its_box_says() -> None:
    pool = a_pool()._replace(gpus=(PoolGpu(L4._replace(memory_mib=None), 1, 0),))
    assert device_of(pool, Part("L4", 1, None)).memory == DeviceMemory(24576, 0, 492, estimated=True)


def test_an_instance_has_what_is_published_of_it_and_the_context_of_its_card() -> None:
    text = "pools:\n- {name: p, gpus: [{model: L4}, {model: A100-SXM4-80GB}], mig: all-1g.10gb}\n"
    pool = resolve(decoded(laid_over(text))).plan.pools[0]
    (instance,) = (part for one in pool.resources for part in one.parts if part.device == "1g.10gb")
    found = device_of(pool, instance)
    assert found == Device("1g.10gb", True, DeviceMemory(9856, 0, 13, estimated=False), 338, 48)


def test_an_instance_of_unknown_memory_has_two_bounds() -> None:
    """1g.24gb is a profile of the boards with 189 GiB alone: 24576 x 0.88 = 21626.88."""
    text = "pools:\n- {name: p, gpus: [{model: GB200}], mig: [{migDevices: {1g.24gb: 7}}]}\n"
    pool = resolve(decoded(laid_over(text))).plan.pools[0]
    (instance,) = pool.resources[0].parts
    found = device_of(pool, instance)
    assert found == Device("1g.24gb", True, DeviceMemory(21626, 0, 13, True, 2950), 555, 48)
    assert (found.memory.usable_mib, found.memory.most_mib) == (21613, 24576)


def test_what_no_card_of_the_pool_has_is_no_device() -> None:
    with pytest.raises(ValueError, match="no card of pool shared is L4 or is cut into it"):
        device_of(a_pool(gpu=V100), Part("L4", 1, None))
