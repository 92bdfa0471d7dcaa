"""Decodes what is to run on the GPUs."""

from generator.decode.install import decode_toleration
from generator.decode.read import Mapping, as_text, mappings, mib, section, switch, text, texts, whole
from generator.model.workload import Framework, Isolation, Target, Workload


def decode_workload(tree: Mapping) -> Workload:
    """Return a workload; memory in MiB, rounded up."""
    isolation, framework = text(tree, "isolation"), text(tree, "framework")
    return Workload(
        name=as_text(tree["name"]),
        namespace=as_text(tree["namespace"]),
        memory_mib=mib(as_text(tree["memory"] if "memory" in tree else tree["allocates"])),
        context_included="memory" in tree,
        pool=text(tree, "pool"),
        resource=text(tree, "resource"),
        replicas=whole(tree, "replicas") or 1,
        units=whole(tree, "units"),
        processes=whole(tree, "processes") or 1,
        isolation=None if isolation is None else Isolation(isolation),
        priority=text(tree, "priority"),
        framework=None if framework is None else Framework(framework),
        fallback=texts(tree, "fallback"),
        unaccounted=switch(tree, "unaccounted", default=False),
        target=_target(section(tree, "target")),
    )


def _target(tree: Mapping) -> Target:
    return Target(
        kind=text(tree, "kind") or "Deployment",
        name=text(tree, "name"),
        container=text(tree, "container"),
        args=texts(tree, "args") if "args" in tree else None,
        tolerations=tuple(decode_toleration(one) for one in mappings(tree, "tolerations"))
        if "tolerations" in tree
        else None,
        affinity=switch(tree, "affinity", default=True),
    )
