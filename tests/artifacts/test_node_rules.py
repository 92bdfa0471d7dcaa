"""By what a NodeFeatureRule knows a card."""

from generator.artifacts.node_rules import CONCERN
from generator.facts.gpus import find_gpu
from generator.model.gpu import Gpu
from generator.model.plan import Binding, BindingKind
from generator.model.tree import Tree
from tests.rules.plans import a_plan, a_pool
from tests.support.bundles import at


def features(model: str) -> Tree:
    gpu = find_gpu(model)
    assert isinstance(gpu, Gpu)
    binding = Binding(BindingKind.GPU_RULE, (("nvidia.com/device-plugin.config", "a"),), gpu=gpu)
    (found,) = CONCERN.objects(a_plan(a_pool("a")._replace(binding=binding)))
    return at(found, "spec", "rules", 0, "matchFeatures")


def test_a_card_is_known_by_vendor_and_device() -> None:
    expressions = {"vendor": {"op": "In", "value": ["10de"]}, "device": {"op": "In", "value": ["27b8"]}}
    assert features("L4") == [{"feature": "pci.device", "matchExpressions": expressions}]


def test_cards_that_share_a_pci_id_are_told_apart_by_their_subsystem() -> None:
    for model, subsystem in (("A2", "157e"), ("A16", "14a9")):
        assert at(features(model), 0, "matchExpressions") == {
            "vendor": {"op": "In", "value": ["10de"]},
            "device": {"op": "In", "value": ["25b6"]},
            "subsystem_device": {"op": "In", "value": [subsystem]},
        }
