"""A complete manifest per workload, which runs as it stands; applied by hand, so no root has them."""

from collections.abc import Mapping

from generator.artifacts._ask import Ask, asks
from generator.artifacts._by_hand import wrapped
from generator.artifacts._concern import Manifest, header, metadata
from generator.artifacts._memory_limits import Limit, limits_in
from generator.artifacts._ray_cluster import WORKERS, count_of_gpus, ray_cluster_spec
from generator.artifacts._setting import tolerations
from generator.facts.frameworks import framework_facts
from generator.model.bundle import OutFile
from generator.model.framework import FrameworkFacts, LimitForm
from generator.model.plan import Plan
from generator.model.tree import Path, Tree
from generator.yamltext.writer import write_yaml

_NAME_LABEL = "app.kubernetes.io/name"
_PLACE = "{limit}"
_ENDLESS = "what runs here does not end by itself"
_WHY_DEPLOYMENT: Mapping[str, str] = {
    "DaemonSet": "its pods are as many as nodes, these as many as the profile says",
    "Job": _ENDLESS,
    "CronJob": _ENDLESS,
    "Pod": "it keeps as many pods as the profile says",
}
_PAST_PLUGIN = (
    "Past the device plugin: all cards of the node, and no unit that the scheduler counts. A toolkit may be told to "
    "refuse it to containers that are not privileged."
)


def emit(plan: Plan, source: str, parts: tuple[Manifest, ...]) -> tuple[OutFile, ...]:  # noqa: ARG001
    """Return a file for each workload."""
    return tuple(_example(plan, ask, source) for ask in asks(plan))


def _example(plan: Plan, ask: Ask, source: str) -> OutFile:
    facts = framework_facts(ask.workload.framework)
    container, reasons = _container(ask, facts)
    kind = _kind(ask)
    tree: dict[str, Tree] = {
        "apiVersion": "ray.io/v1" if ask.is_ray_cluster else "apps/v1",
        "kind": kind,
        "metadata": metadata(plan, ask.workload.name, ask.workload.namespace),
    }
    if ask.is_ray_cluster:
        container["name"] = "ray-worker"
        place: Path = ("spec", *WORKERS, "template", "spec")
        tree["spec"] = ray_cluster_spec(ask, _pod(ask), container)
        comments: dict[Path, str] = {("spec", *WORKERS, "rayStartParams"): "\n".join(wrapped(count_of_gpus(ask)))}
    else:
        place = ("spec", "template", "spec")
        tree["spec"] = _replicated(ask, _pod(ask), container)
        comments = _comments(kind)
    comments |= {(*place, "containers", 0, *path): "\n".join(wrapped(text)) for path, text in reasons.items()}
    title = f"{ask.title} as it can run on cluster {plan.cluster}; namespace {ask.workload.namespace} must be there."
    return OutFile(
        f"examples/{ask.folder}.yaml",
        write_yaml(
            tree, header=(*header(source, title), "", *_there_already(ask), *_remarks(ask, facts)), comments=comments
        ),
    )


def _kind(ask: Ask) -> str:
    if ask.is_ray_cluster:
        return "RayCluster"
    return "StatefulSet" if ask.workload.target.kind == "StatefulSet" else "Deployment"


def _there_already(ask: Ask) -> list[str]:
    """Return what happens where the workload runs, and why the kind is another, as lines of the header."""
    workload, kind = ask.workload, _kind(ask)
    refused = "" if ask.is_ray_cluster else "refused, since its selector cannot be changed, or "
    where = f"Where namespace {workload.namespace} has a {kind} {workload.name} already"
    component = not workload.unaccounted and not ask.is_ray_cluster
    instead = f": what runs already gets the component workloads/{ask.folder}" if component else ""
    text = f"{where}, this is {refused}written over it{instead}."
    reason = _WHY_DEPLOYMENT.get(workload.target.kind)
    if component and reason:
        text += f" A Deployment, though the profile has a {workload.target.kind}: {reason}."
    return wrapped(text)


def _replicated(ask: Ask, pod: dict[str, Tree], container: dict[str, Tree]) -> dict[str, Tree]:
    labels: Tree = {_NAME_LABEL: ask.workload.name}
    return {
        "replicas": ask.workload.replicas,
        **_governed(ask),
        "selector": {"matchLabels": labels},
        "template": {"metadata": {"labels": labels}, "spec": {**pod, "containers": [container]}},
    }


def _comments(kind: str) -> dict[Path, str]:
    if kind == "StatefulSet":
        return {("spec", "serviceName"): "A headless Service of this name gives the pods names in DNS; none is needed."}
    return {("spec", "strategy"): "A new pod needs units of its own, so an old one goes first."}


def _governed(ask: Ask) -> dict[str, Tree]:
    """Return what tells how pods follow each other; a StatefulSet's old pod goes first anyway."""
    if _kind(ask) == "StatefulSet":
        return {"serviceName": ask.workload.name}
    return {"strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 0, "maxUnavailable": 1}}}


def _pod(ask: Ask) -> dict[str, Tree]:
    placement = ask.placement
    found: dict[str, Tree] = {}
    if ask.runtime_class is not None:
        found["runtimeClassName"] = ask.runtime_class
    if ask.workload.priority is not None:
        found["priorityClassName"] = ask.workload.priority
    if placement.node_selector:
        found["nodeSelector"] = dict(placement.node_selector)
    if placement.affinity is not None:
        found["affinity"] = placement.affinity
    found["tolerations"] = tolerations(placement.tolerations)
    return found


def _container(ask: Ask, facts: FrameworkFacts) -> tuple[dict[str, Tree], Mapping[Path, str]]:
    """Return the container, and by path in it the reasons for memory limits."""
    run = facts.run
    found: dict[str, Tree] = {"name": ask.workload.name, "image": run.image}
    reasons: dict[Path, str] = {}
    if run.command:
        found["command"] = list(run.command)
    limits = limits_in(ask.limits, LimitForm.ARG)
    code = _code(ask, facts)
    args = [one.replace(_PLACE, code.text if code else run.unlimited) for one in run.args]
    if args or limits:
        found["args"] = [*args, *(one.text for one in limits)]
    reasons.update((("args", len(args) + number), one.comment) for number, one in enumerate(limits))
    if code is not None:
        reasons["args",] = code.comment
    env, more = _env(ask, facts)
    if env:
        found["env"] = env
        reasons |= {("env", *path): text for path, text in more.items()}
    if run.port is not None:
        found["ports"] = [{"containerPort": run.port}]
    if ask.units:
        found["resources"] = {"limits": ask.units}
    return found, reasons


def _code(ask: Ask, facts: FrameworkFacts) -> Limit | None:
    """Return the limit that stands in the example's own code."""
    found = limits_in(ask.limits, LimitForm.CODE)
    return found[0] if found and any(_PLACE in one for one in facts.run.args) else None


def _env(ask: Ask, facts: FrameworkFacts) -> tuple[list[Tree], Mapping[Path, str]]:
    found: list[Tree] = [{"name": name, "value": value} for name, value in facts.run.env]
    reasons: dict[Path, str] = {}
    if ask.workload.unaccounted:
        reasons[len(found),] = _PAST_PLUGIN
        found.append({"name": "NVIDIA_VISIBLE_DEVICES", "value": "all"})
    for one in limits_in(ask.limits, LimitForm.ENV):
        if one.setting.merges:
            reasons[len(found),] = one.comment
            found.append({"name": one.setting.name, "value": one.text})
    return found, reasons


def _remarks(ask: Ask, facts: FrameworkFacts) -> tuple[str, ...]:
    """Return what has to be known of the framework, as lines of the header."""
    lines = [line for text in (facts.run.needs, *facts.notes) if text for line in wrapped(text)]
    if ask.no_limit is not None:
        lines += wrapped(f"No memory limit is here: {ask.no_limit.text}")
    placed = _code(ask, facts)
    for one in limits_in(ask.limits, LimitForm.CODE):
        if one is not placed:
            lines += [*wrapped(f"In the program: {one.comment}"), f"  {one.text}"]
    return ("", *lines) if lines else ()
