"""NodeFeatureRules that label a pool's nodes, by node name or by the GPU's PCI id.

Source for features and values: kubernetes-sigs/node-feature-discovery docs, customization guide; PCI ids are
four lower-case hexadecimal digits there.
"""

from generator.artifacts._concern import Concern, Objects, metadata
from generator.artifacts._nodes import rule_group, rule_labels
from generator.model.gpu import Gpu
from generator.model.plan import Binding, BindingKind, Plan, PoolPlan
from generator.model.tree import Tree


def _objects(plan: Plan) -> Objects:
    return tuple(
        {
            "apiVersion": f"{rule_group(plan)}/v1alpha1",
            "kind": "NodeFeatureRule",
            "metadata": metadata(plan, f"gpuslice-{pool.name}"),
            "spec": {"rules": [_rule(pool)]},
        }
        for pool in plan.pools
        if pool.binding.kind in (BindingKind.NAME_RULE, BindingKind.GPU_RULE)
    )


def _rule(pool: PoolPlan) -> Tree:
    labels: dict[str, Tree] = dict((*pool.binding.labels, *rule_labels(pool)))
    return {"name": f"gpuslice {pool.name}", "labels": labels, "matchFeatures": [_match(pool.binding)]}


def _match(binding: Binding) -> Tree:
    if binding.gpu is None:
        return {"feature": "system.name", "matchExpressions": {"nodename": _one_of(list(binding.node_names))}}
    return {"feature": "pci.device", "matchExpressions": _card(binding.gpu)}


def _card(gpu: Gpu) -> Tree:
    found: dict[str, Tree] = {
        "vendor": _one_of(["10de"]),
        "device": _one_of([f"{one:04x}" for one in gpu.pci_device_ids]),
    }
    if gpu.pci_subsystem_ids:
        found["subsystem_device"] = _one_of([f"{one:04x}" for one in gpu.pci_subsystem_ids])
    return found


def _one_of(values: list[str]) -> Tree:
    return {"op": "In", "value": list(values)}


CONCERN = Concern("node-rules", "Rules by which nodes get the labels of their pool.", _objects, component=False)
