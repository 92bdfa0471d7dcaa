"""A Kustomize component per workload: what its pods have to say, merged into an object that people already have.

A strategic merge adds to mappings and to lists that have a key of their own (containers and env, by name); other lists
it replaces whole, and a JSON patch on a list that is not there fails (both tried with kustomize 5.8.1). So args and
tolerations are written only where the profile says what they are now, and an affinity where it says that there is
none. A patch by kind and name finds its object whether or not that names its namespace, but passes over one that is not
there, and a container of another name it would add. Hence the replacement, which copies the container's image onto
itself: the build fails where object or container is missing, or where there are two objects. What is patched comes
first in its list.
"""

from collections.abc import Iterator, Mapping

from generator.artifacts._ask import Ask, asks
from generator.artifacts._by_hand import by_hand, replaced_lists, wrapped
from generator.artifacts._concern import Manifest, header
from generator.artifacts._memory_limits import limits_in
from generator.artifacts._placement import tolerated
from generator.model.bundle import OutFile
from generator.model.framework import LimitForm
from generator.model.plan import Plan
from generator.model.tree import Path, Tree
from generator.yamltext.writer import write_yaml

_TEMPLATES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "Deployment": ("apps/v1", ("spec", "template", "spec")),
    "StatefulSet": ("apps/v1", ("spec", "template", "spec")),
    "DaemonSet": ("apps/v1", ("spec", "template", "spec")),
    "Job": ("batch/v1", ("spec", "template", "spec")),
    "CronJob": ("batch/v1", ("spec", "jobTemplate", "spec", "template", "spec")),
    "Pod": ("v1", ("spec",)),
}
"""API version, and where the pod's spec stands, by kind."""


def emit(plan: Plan, source: str, parts: tuple[Manifest, ...]) -> tuple[OutFile, ...]:  # noqa: ARG001
    """Return two files for each workload that asks for a resource and stands in an object that can be patched."""
    found = (ask for ask in asks(plan) if not ask.workload.unaccounted and not ask.is_ray_cluster)
    return tuple(file for ask in found for file in (_component(ask, source), _patch(plan, ask, source)))


def _component(ask: Ask, source: str) -> OutFile:
    target = ask.workload.target
    api_version, place = _TEMPLATES[target.kind]
    group = api_version.rpartition("/")[0]
    field = f"{'.'.join(place)}.containers.[name={target.container}].image"
    kind: dict[str, Tree] = {"group": group} if group else {}
    kind["kind"] = target.kind
    # Selectors take names as regular expressions, sources take them as they are.
    selected: Tree = {**kind, "name": (target.name or "").replace(".", r"\.")}
    tree: Tree = {
        "apiVersion": "kustomize.config.k8s.io/v1alpha1",
        "kind": "Component",
        "patches": [{"path": "patch.yaml", "target": selected}],
        "replacements": [
            {
                "source": {**kind, "name": target.name, "fieldPath": field},
                "targets": [{"select": selected, "fieldPaths": [field]}],
            }
        ],
    }
    comments: dict[Path, str] = {
        ("replacements",): "Changes nothing: the build fails where the object or its container is missing."
    }
    title = f"What {ask.title} needs: `components: [FOLDER]` in the kustomization that has its {target.kind}."
    return OutFile(
        f"workloads/{ask.folder}/kustomization.yaml",
        write_yaml(tree, header=(*header(source, title), "", *_one_namespace(ask)), comments=comments),
    )


def _one_namespace(ask: Ask) -> list[str]:
    where = f"the kustomization of namespace {ask.workload.namespace} alone"
    return wrapped(
        f"Where other namespaces have a {ask.workload.target.kind} {ask.workload.target.name} too, list it in {where}: "
        "a build with two of them ends with `multiple matches`."
    )


def _patch(plan: Plan, ask: Ask, source: str) -> OutFile:
    target = ask.workload.target
    api_version, place = _TEMPLATES[target.kind]
    container, below = _container(ask)
    tree: dict[str, Tree] = {"apiVersion": api_version, "kind": target.kind, "metadata": {"name": target.name}}
    here = tree
    for part in place:
        made: dict[str, Tree] = {}
        here[part] = made
        here = made
    here.update(_pod(ask))
    here["containers"] = [container]
    comments: dict[Path, str] = {(*place, "containers", 0, *path): "\n".join(lines) for path, lines in below.items()}
    title = f"What {ask.title} needs on cluster {plan.cluster}, merged into {target.kind} {target.name}."
    return OutFile(
        f"workloads/{ask.folder}/patch.yaml",
        write_yaml(tree, header=(*header(source, title), *_replaced(ask), *_left_over(ask)), comments=comments),
    )


def _pod(ask: Ask) -> dict[str, Tree]:
    """Return the fields of the pod's spec that merge, and those that it is said not to have."""
    target, placement = ask.workload.target, ask.placement
    found: dict[str, Tree] = {}
    if ask.runtime_class is not None:
        found["runtimeClassName"] = ask.runtime_class
    if ask.workload.priority is not None:
        found["priorityClassName"] = ask.workload.priority
    if placement.node_selector:
        found["nodeSelector"] = dict(placement.node_selector)
    if not target.affinity and placement.affinity is not None:
        found["affinity"] = placement.affinity
    if target.tolerations is not None:
        found["tolerations"] = tolerated(target.tolerations, placement.tolerations)
    return found


def _container(ask: Ask) -> tuple[dict[str, Tree], dict[Path, list[str]]]:
    """Return the container's patch, and comments on paths in it."""
    target = ask.workload.target
    found: dict[str, Tree] = {"name": target.container}
    comments: dict[Path, list[str]] = {}
    limits = limits_in(ask.limits, LimitForm.ARG)
    if target.args is not None and limits:
        kept = _without(target.args, tuple(one.setting.name for one in limits))
        found["args"] = [*kept, *(one.text for one in limits)]
        comments.update((("args", len(kept) + number), wrapped(one.comment)) for number, one in enumerate(limits))
    variables = [one for one in limits_in(ask.limits, LimitForm.ENV) if one.setting.merges]
    if variables:
        # A value beside somebody's valueFrom would be refused.
        found["env"] = [{"name": one.setting.name, "value": one.text, "valueFrom": None} for one in variables]
        comments.update((("env", number), wrapped(one.comment)) for number, one in enumerate(variables))
    found["resources"] = _resources(ask)
    comments["resources",] = wrapped(
        "Names with null are taken out: all that this cluster's cards can be advertised as. Other names stay; a pod "
        "that asks for one that no node advertises waits for ever."
    )
    return found, comments


def _resources(ask: Ask) -> Tree:
    """Return the units as limits and as requests, which for extended resources have to be equal."""
    units: Tree = {**ask.units, **dict.fromkeys(ask.other_names)}
    return {"limits": units, "requests": units}


def _without(args: tuple[str, ...], flags: tuple[str, ...]) -> list[str]:
    """Return arguments less the flags that are written anew, and less the value where that is the next argument."""
    kept: list[str] = []
    value_follows = False
    for one in args:
        name, equals, _ = one.partition("=")
        if value_follows and not one.startswith("-"):
            value_follows = False
        elif name.replace("_", "-") in flags:
            value_follows = not equals
        else:
            value_follows = False
            kept.append(one)
    return kept


def _replaced(ask: Ask) -> Iterator[str]:
    """Yield, as lines of the header, which lists of the object are lost."""
    lists = replaced_lists(ask)
    if lists:
        text = f"The object's own lists give way to those that the profile repeats in `target`: {', '.join(lists)}"
        yield ""
        yield from wrapped(f"{text}. Keep both equal: when the object's change, change the profile and render again.")


def _left_over(ask: Ask) -> tuple[str, ...]:
    """Return, as lines of the header, what has to be added by hand, and which limit cannot be."""
    lines: list[str] = []
    if ask.no_limit is not None:
        lines += ["", *wrapped(f"No memory limit is here: {ask.no_limit.text}")]
    left = by_hand(ask)
    for number, edit in enumerate((*left.limits, *left.placing)):
        where = "in the program" if edit.where == "code" else f"by hand, `{edit.where}`"
        opening = "Or " if 0 < number < len(left.limits) else ""
        text = f"{opening}{where}: {edit.why}"
        lines += ["", *wrapped(text[0].upper() + text[1:]), *(f"  {line}" for line in edit.lines)]
    return tuple(lines)
