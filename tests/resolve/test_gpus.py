"""What is said of a pool's cards beside their model."""

from tests.support.plans import pool_of


def test_number_reserved_memory_and_price_of_each_model_are_kept() -> None:
    said = "{model: L4, count: 8, reservedMemory: 1.5GiB, pricePerHour: 0.80}, {model: RTX 3090}"
    cards = pool_of(f"pools: [{{name: a, gpus: [{said}]}}]").gpus
    assert [(one.gpu.id, one.per_node, one.reserved_mib, one.price_micros) for one in cards] == [
        ("l4", 8, 1536, 800_000),
        ("rtx-3090", 1, 0, None),
    ]
