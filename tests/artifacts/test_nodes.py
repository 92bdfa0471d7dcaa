"""Which labels a kubelet may give itself, and which are left for a person to type."""

import pytest

from generator.artifacts._nodes import hand_labels, node_arguments, registrable
from generator.facts.charts import DEVICE_PLUGIN
from generator.model.plan import Binding, BindingKind
from generator.model.profile import NfdSource
from tests.rules.plans import a_plan, a_pool

BY_HAND = a_pool()._replace(binding=Binding(BindingKind.COMMAND, (("nvidia.com/device-plugin.config", "shared"),)))


@pytest.mark.parametrize(
    ("key", "possible"),
    [
        ("rack", True),
        ("example.com/rack", True),
        ("example.com.k8s.io.test/rack", True),
        ("kubernetes.io/arch", True),
        ("topology.kubernetes.io/zone", True),
        ("kubernetes.io/rack", False),
        ("topology.kubernetes.io/rack", False),
        ("node-role.kubernetes.io/gpu", False),
        ("k8s.io/rack", False),
        ("example.k8s.io/rack", False),
        ("node.kubernetes.io/rack", True),
        ("example.node.kubernetes.io/rack", True),
        ("kubelet.kubernetes.io/rack", True),
        ("example.kubelet.kubernetes.io/rack", True),
        ("other-node.kubernetes.io/rack", False),
    ],
)
def test_a_kubelet_sets_any_label_but_kubernetes_own(key: str, possible: bool) -> None:
    """Kubernetes keeps kubernetes.io and k8s.io with all below them to itself, but for two prefixes and known keys."""
    assert registrable(((key, "a"), ("example.com/other", "b"))) == (
        ((key, "a"), ("example.com/other", "b")) if possible else (("example.com/other", "b"),)
    )


def test_without_a_rule_all_labels_of_a_pool_are_set_by_hand() -> None:
    pool = BY_HAND._replace(node_labels=(("example.com/rack", ("a",)), ("example.com/row", ("1", "2"))))
    by_hand = (("example.com/rack", "a"), ("example.com/row", "1"))
    assert hand_labels(pool) == (("nvidia.com/device-plugin.config", "shared"), *by_hand)
    named = pool._replace(binding=pool.binding._replace(kind=BindingKind.NAME_RULE))
    assert hand_labels(named) == (("example.com/row", "1"),)


def test_a_label_that_the_nodes_are_found_by_is_on_them_already() -> None:
    labels = (("example.com/rack", ("a",)), ("example.com/row", ("1",)))
    pool = BY_HAND._replace(node_labels=labels, node_selector=(("example.com/rack", "a"), ("example.com/row", "2")))
    assert hand_labels(pool)[1:] == (("example.com/row", "1"),)


def test_kubectl_is_given_all_labels_of_a_selector_at_once() -> None:
    pool = a_pool()._replace(node_selector=(("example.com/rack", "a"), ("example.com/row", "1")))
    assert node_arguments(a_plan(pool), pool) == "-l example.com/rack=a,example.com/row=1"


REST = Binding(BindingKind.REST, ())


@pytest.mark.parametrize(
    ("binding", "selector", "found"),
    [
        (REST, (), "-l 'nvidia.com/gpu.present=true,!nvidia.com/device-plugin.config'"),
        (REST, (("rack", "a"),), "-l rack=a"),
        (Binding(BindingKind.DEFAULT, ()), (), "-l nvidia.com/gpu.present=true"),
        (Binding(BindingKind.DEFAULT, ()), (("rack", "a"),), "-l rack=a"),
    ],
)
def test_nodes_without_a_label_are_those_of_the_default_pool(
    binding: Binding, selector: tuple[tuple[str, str], ...], found: str
) -> None:
    pool = a_pool()._replace(binding=binding, node_names=(), node_selector=selector)
    assert node_arguments(a_plan(pool), pool) == found


@pytest.mark.parametrize(
    ("discovery", "found"),
    [(NfdSource.NONE, "-l nvidia.com/gpu.present=true"), (NfdSource.BUNDLED, "-l nvidia.com/gpu.count")],
)
def test_beside_the_standalone_chart_a_label_of_discovery_tells_gpu_nodes(discovery: NfdSource, found: str) -> None:
    pool = a_pool()._replace(binding=Binding(BindingKind.DEFAULT, ()), node_names=(), node_selector=())
    plan = a_plan(pool)
    stack = plan.stack._replace(node_feature_discovery=discovery, gpu_feature_discovery=True)
    plan = plan._replace(release=plan.release._replace(chart=DEVICE_PLUGIN), stack=stack)
    assert node_arguments(plan, pool) == found
