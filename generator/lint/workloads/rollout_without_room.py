"""A Deployment whose update waits for a GPU that its own old pod holds."""

import re
from collections.abc import Iterator

from generator.lint.common.nodes import gpu_nodes, supply
from generator.lint.common.quota_scopes import Allowances
from generator.lint.common.workloads import PodAsk, pod_asks, thousandths
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value

_PERCENT = re.compile(r"(\d{1,3})%")
_BY_DEFAULT, _ALL = 25, 100
"""Percent of the pods that may be missing during an update where nothing is said; of a part of a pod none is."""
_DEPLOYMENT = "Deployment"


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    supplies = [found for node in gpu_nodes(manifests) if (found := supply(node))]
    allowances = Allowances(manifests)
    # What the Nodes advertise may be from before this configuration, and pools make further nodes.
    if manifests.pools or manifests.plugin_configs or manifests.mig_configs:
        supplies = []
    for ask in pod_asks(manifests) if supplies or allowances.any else ():
        amount = max(one.thousandths for one in ask.counted)
        replicas = ask.workload.replicas
        if ask.workload.kind != _DEPLOYMENT or ask.workload.in_part or amount <= 0 or not replicas:
            continue
        limit = allowances.least(ask.workload, ask.resource)
        most = None if limit is None else thousandths(limit)
        if sum(one.get(ask.resource, 0) // amount for one in supplies) == replicas:
            yield from _of(ask, replicas, f"the Nodes here have {ask.resource} for {replicas} of them")
        elif limit is not None and most is not None and most // amount == replicas:
            has = f"the quota of namespace {ask.workload.namespace} allows {ask.resource} for {replicas} of them"
            yield from _of(ask, replicas, f"{has} ({limit.tree})")


def _of(ask: PodAsk, replicas: int, room: str) -> Iterator[ManifestFault]:
    whole = ask.workload.whole
    if whole is None:
        return
    strategy = whole.get("spec", "strategy")
    rolling = None if strategy is None else strategy.get("rollingUpdate")
    said = None if strategy is None else strategy.get("type")
    if (said is not None and said.tree != "RollingUpdate") or _gives_way(rolling, replicas):
        return
    at = ask.counted[-1].ask.amount.quantity if said is None else said
    message = (
        f"an update of {ask.workload.name} starts a pod more before an old one goes, and {room}: it waits without an "
        "end"
    )
    yield ManifestFault(at.place, message, severity=None if said is not None else Severity.INFO)


def _gives_way(rolling: Value | None, replicas: int) -> bool:
    """Say whether an old pod may go before the new one is ready, or that cannot be told.

    Where none may be there in addition and none may be missing, Kubernetes lets one be missing.
    """
    missing = None if rolling is None else rolling.get("maxUnavailable")
    more = None if rolling is None else rolling.get("maxSurge")
    if more is not None and more.tree in (0, "0", "0%"):
        return True
    if missing is None:
        return replicas * _BY_DEFAULT >= _ALL
    if isinstance(missing.tree, int):
        return missing.tree > 0
    percent = _PERCENT.fullmatch(str(missing.tree))
    return percent is None or replicas * int(percent[1]) >= _ALL


RULE = ManifestRule(
    "WRK230",
    "Update that waits for the GPU of the pod it replaces",
    Severity.WARNING,
    why="A Deployment updates by starting a new pod first and ending an old one once it is ready. Where the old pods "
    "hold every GPU that there is or that a quota allows, the new one does not start and the old ones stay, until "
    "somebody deletes one.",
    fix="Write `strategy: {type: Recreate}`, or `strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 1}}`.",
    source="kubernetes/kubernetes pkg/controller/deployment/util/deployment_util.go (ResolveFenceposts; 25 % of each "
    "by default, maxUnavailable rounded down), pkg/controller/deployment/rolling.go",
    bad="""\
apiVersion: v1
kind: Node
metadata: {name: gpu-1}
status: {allocatable: {nvidia.com/gpu: "1"}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: llm, namespace: ai}
spec:
  replicas: 1
  strategy:
    type: RollingUpdate  # <- here
  selector: {matchLabels: {app: llm}}
  template:
    metadata: {labels: {app: llm}}
    spec:
      containers:
        - name: main
          image: vllm/vllm-openai:v0.11.0
          resources: {limits: {nvidia.com/gpu: 1}}
""",
    good="""\
apiVersion: v1
kind: Node
metadata: {name: gpu-1}
status: {allocatable: {nvidia.com/gpu: "1"}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: llm, namespace: ai}
spec:
  replicas: 1
  strategy:
    type: Recreate
  selector: {matchLabels: {app: llm}}
  template:
    metadata: {labels: {app: llm}}
    spec:
      containers:
        - name: main
          image: vllm/vllm-openai:v0.11.0
          resources: {limits: {nvidia.com/gpu: 1}}
""",
    check=_check,
)
