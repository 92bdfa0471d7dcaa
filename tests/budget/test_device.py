"""What a device has, also where little is known of it."""

from generator.budget.device import Device, DeviceMemory, device_of
from generator.model.plan import Part, PoolGpu
from generator.resolve import resolve
from tests.rules.plans import L4, V100, a_pool
from tests.support.profiles import decoded, laid_over


def test_a_card_has_its_memory_less_what_is_reserved_and_what_the_driver_keeps() -> None:
    pool = a_pool()._replace(gpus=(PoolGpu(L4, 1, 1000),))
    found = device_of(pool, Part("L4", 1, 23034 - 1000))
    assert found == Device("L4", False, DeviceMemory(23034, 1000, 461, estimated=False), 457, 48)
    assert (found.memory.usable_mib, found.memory.estimated) == (21573, False)


def test_a_card_of_unknown_memory_has_what_its_box_says() -> None:
    pool = a_pool()._replace(gpus=(PoolGpu(L4._replace(memory_mib=None), 1, 0),))
    assert device_of(pool, Part("L4", 1, None)).memory == DeviceMemory(24576, 0, 492, estimated=True)


def test_an_instance_has_what_is_published_of_it_and_the_context_of_its_card() -> None:
    text = "pools:\n- {name: p, gpus: [{model: L4}, {model: A100-SXM4-80GB}], mig: all-1g.10gb}\n"
    pool = resolve(decoded(laid_over(text))).plan.pools[0]
    (instance,) = (part for one in pool.resources for part in one.parts if part.device == "1g.10gb")
    found = device_of(pool, instance)
    assert found == Device("1g.10gb", True, DeviceMemory(9856, 0, 13, estimated=False), 338, 48)
    assert found.memory.estimated is False


def test_of_what_no_card_is_known_to_have_nothing_is_claimed() -> None:
    found = device_of(a_pool(gpu=V100), Part("L4", 1, None))
    assert found == Device("L4", True, DeviceMemory(0, 0, 13, estimated=True), 0, 0)
