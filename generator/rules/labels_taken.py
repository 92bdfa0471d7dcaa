"""A pool's own label under a key that somebody else writes."""

from collections.abc import Iterator

from generator.model.doubt import BINDING
from generator.model.finding import Severity
from generator.model.plan import CONFIG_LABEL, MIG_LABEL, Plan
from generator.model.rule import Fault, Rule

_KUBELETS = ("kubernetes.io/arch", "kubernetes.io/hostname", "kubernetes.io/os")


def _check(plan: Plan) -> Iterator[Fault]:
    owners = _owners(plan)
    for pool in plan.pools:
        for key, _ in pool.node_labels:
            if key in owners:
                yield Fault((*pool.origin, "nodeLabels", key), f"{key} is set by {owners[key]}", on_key=True)


def _owners(plan: Plan) -> dict[str, str]:
    owners = dict.fromkeys(_KUBELETS, "the kubelet")
    if plan.plugin_config is not None:
        owners[CONFIG_LABEL] = "the bundle, by pool"
    if plan.mig_config is not None:
        owners[MIG_LABEL] = "the bundle, by pool"
        owners[f"{MIG_LABEL}.state"] = "the MIG manager"
    return owners


RULE = Rule(
    "NOD105",
    "Node label that somebody else sets",
    Severity.ERROR,
    why="A label has one value: a second writer takes the node's configuration away, or its name, by which pods and "
    "volumes find it.",
    fix="Take the label out, or choose another key.",
    source="NVIDIA/k8s-device-plugin cmd/config-manager/main.go, NVIDIA/mig-parted deployments/container, "
    "Kubernetes docs, well-known labels",
    bad="""\
pools:
  - name: shared
    nodes: {names: [gpu-1]}
    gpus: [{model: L4}]
    timeSlicing: {replicas: 4}
    nodeLabels:
      nvidia.com/device-plugin.config: mine  # <- here
""",
    good="""\
pools:
  - name: shared
    nodes: {names: [gpu-1]}
    gpus: [{model: L4}]
    timeSlicing: {replicas: 4}
    nodeLabels:
      example.com/config: mine
""",
    check=_check,
    needs=(*BINDING, "pools[*].mig"),
)
