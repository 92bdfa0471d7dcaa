"""Fields that are read by their characters."""

import pytest

from generator.decode.rawtext import with_raw_text
from generator.model.tree import Tree
from tests.support.profiles import document


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("cluster: {kubernetes: 1.30}\n", {"cluster": {"kubernetes": "1.30"}}),
        ("install: {driver: {version: 580}}\n", {"install": {"driver": {"version": "580"}}}),
        (
            "install: {components: {gfd: {resources: {limits: {cpu: 0.50, memory: 1}}}}}\n",
            {"install": {"components": {"gfd": {"resources": {"limits": {"cpu": "0.50", "memory": "1"}}}}}},
        ),
        (
            "pools: [{gpus: [{count: 1}, {pricePerHour: 2.50}]}]\n",
            {"pools": [{"gpus": [{"count": 1}, {"pricePerHour": "2.50"}]}]},
        ),
        (
            "pools: [{gpus: [{computeCapability: 12.0, pciDeviceId: 2684}, {pciDeviceId: 0x1E30}]}]\n",
            {"pools": [{"gpus": [{"computeCapability": "12.0", "pciDeviceId": "2684"}, {"pciDeviceId": "0x1E30"}]}]},
        ),
        ("cluster: {kubernetes: true}\n", {"cluster": {"kubernetes": True}}),
        ("cluster: [1.30]\n", {"cluster": [1.3]}),
        ("pools: [{name: 1.30}]\n", {"pools": [{"name": 1.3}]}),
    ],
)
def test_numbers_become_the_text_that_was_typed_where_they_are_text(text: str, data: Tree) -> None:
    assert with_raw_text(document(text)) == data
