"""Which labels reach nodes how: by a rule in the cluster, or by a command that a person types."""

from generator.facts.charts import GPU_OPERATOR
from generator.facts.kubelet_labels import is_node_own
from generator.model.plan import CONFIG_LABEL, BindingKind, Plan, PoolPlan
from generator.model.profile import Labels, NfdSource
from generator.model.tree import Tree


def rule_group(plan: Plan) -> str:
    """Return the API group of NodeFeatureRules: OpenShift's own NFD has one of its own.

    Source: openshift/cluster-nfd-operator config/crd/bases/nfd.openshift.io_nodefeaturerules.yaml.
    """
    own = plan.distribution == "openshift" and plan.stack.node_feature_discovery is NfdSource.EXISTING
    return "nfd.openshift.io" if own else "nfd.k8s-sigs.io"


def registrable(labels: Labels) -> Labels:
    """Return the labels that a kubelet may give itself; with one that it may not, it does not start."""
    return tuple((key, value) for key, value in labels if is_node_own(key))


def rule_labels(pool: PoolPlan) -> Labels:
    """Return those of the pool's own labels that a NodeFeatureRule may set.

    NFD gives keys without a prefix its own prefix and refuses kubernetes.io (source: NFD pkg/apis/nfd/validate); a
    key with several values is a choice that differs from node to node.
    """
    return tuple((key, values[0]) for key, values in pool.node_labels if len(values) == 1 and _settable(key))


def hand_labels(pool: PoolPlan) -> Labels:
    """Return the labels that no rule sets: those of a pool without a rule, and keys that NFD does not take.

    Of a key with several values the first stands for all.
    """
    by_rule = pool.binding.kind in (BindingKind.NAME_RULE, BindingKind.GPU_RULE)
    done = dict(rule_labels(pool)) if by_rule else {}
    selected = dict(pool.node_selector)
    own = tuple(
        (key, values[0]) for key, values in pool.node_labels if key not in done and selected.get(key) != values[0]
    )
    return (*pool.binding.by_hand, *own)


def terms_by_name(names: tuple[str, ...]) -> list[Tree]:
    """Return node selector terms for nodes by name; the label kubernetes.io/hostname may differ from the name.

    A field takes one value only, so each node has a term (source: Kubernetes docs, Assigning Pods to Nodes).
    """
    return [{"matchFields": [{"key": "metadata.name", "operator": "In", "values": [name]}]} for name in names]


def selecting_labels(pool: PoolPlan) -> Labels:
    """Return the labels by which the pool's nodes are found, none where nothing tells them from others.

    Where a rule follows the GPU model the labels that it sets are theirs, and a nodeSelector need not be. Never by
    nvidia.com/gpu.product: that label changes as soon as the card is shared.
    """
    if pool.binding.kind is BindingKind.GPU_RULE:
        return pool.binding.labels
    return pool.node_selector or pool.binding.labels


def node_arguments(plan: Plan, pool: PoolPlan) -> str:
    """Return what `kubectl label node` takes to name the pool's nodes: names, or a selector."""
    if pool.node_names:
        return " ".join(pool.node_names)
    labels = ",".join(f"{key}={value}" for key, value in selecting_labels(pool))
    if not labels and pool.binding.kind is BindingKind.REST:
        return f"-l '{any_gpu(plan)},!{CONFIG_LABEL}'"
    return f"-l {labels or any_gpu(plan)}"


def selecting_term(pool: PoolPlan) -> Tree:
    """Return the node selector term by which the pool's nodes are found by their labels; None where nothing does."""
    found: list[Tree] = [{"key": key, "operator": "In", "values": [value]} for key, value in selecting_labels(pool)]
    if not found and pool.binding.kind is BindingKind.REST:
        found.append({"key": CONFIG_LABEL, "operator": "DoesNotExist"})
    return {"matchExpressions": found} if found else None


def any_gpu(plan: Plan) -> str:
    """Return a selector of every node with a GPU.

    The operator sets gpu.present; beside the standalone chart only a person does, where there is no NFD (sources:
    NVIDIA/gpu-operator controllers/nodelabeling_controller.go, NVIDIA/k8s-device-plugin internal/lm/resource.go).
    """
    if plan.release.chart == GPU_OPERATOR or plan.stack.node_feature_discovery is NfdSource.NONE:
        return "nvidia.com/gpu.present=true"
    return "nvidia.com/gpu.count" if plan.stack.gpu_feature_discovery else "feature.node.kubernetes.io/pci-10de.present"


def _settable(key: str) -> bool:
    prefix, slash, _ = key.partition("/")
    return bool(slash) and prefix != "kubernetes.io" and not prefix.endswith(".kubernetes.io")
