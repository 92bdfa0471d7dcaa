"""Profiles by chance that a person could have meant, made of the facts."""

from typing import NamedTuple

from hypothesis import strategies as st

from generator.facts.charts import GPU_OPERATOR
from generator.facts.distributions import DISTRIBUTION_IDS, find_distribution
from generator.facts.gpus import all_gpus
from generator.facts.mig import mig_family, uniform_names
from generator.facts.placement import maximal_layouts
from generator.model.gpu import Gpu
from generator.model.tree import Tree
from generator.model.workload import Framework
from tests.support.recount import base_counts, mapping, recount

Node = dict[str, Tree]

TRICKY = ("on", "no", "1e3", "010", "0x1f", "null", "true", "1.0", "1_000", "12e03", "6.0", "x", "")
"""Label values that YAML 1.1 or 1.2 would read as something else; the last two are harmless."""
TRICKY_NAMES = ("1e3", "010", "0x1f", "on", "12.30", "null", "gpu-1.example.com", "y")
"""Node names of that kind."""
TEXTS = (
    "Plain words.",
    "on",
    "a: b # c",
    "- x",
    "'single' and \"double\"",
    "{{ .Values.x }} and ${ y }",
    "über 日本",
    "*star &anchor !tag",
    "ends in a colon:",
    "two\nlines",
    "12:30:45",
    "~",
)
POOL_NAMES = ("cards", "e1", "x-1", "research", "a100", "infinity", "t")
GPUS = all_gpus()
CUTTABLE = tuple(gpu for gpu in GPUS if gpu.mig_family is not None and uniform_names(mig_family(gpu.mig_family)))
MIG_MODES = ("mig", "mig + time-slicing")
MODES = {
    "no mps": ("exclusive", "time-slicing", *MIG_MODES),
    "no mig": ("exclusive", "time-slicing", "mps"),
    "all": ("exclusive", "time-slicing", "mps", *MIG_MODES),
}


class Setting(NamedTuple):
    """What a pool must know of its cluster: `alike` asks for one MIG profile on all cards of a node."""

    chart: str
    new_plugin: bool
    alike: bool
    several: bool


def sometimes(draw: st.DrawFn, one_in: int = 4) -> bool:
    return draw(st.integers(1, one_in)) == one_in


@st.composite
def profiles(draw: st.DrawFn, chart: str, version: str) -> Node:
    """Draw a profile for a release of a chart that a person could have meant; most of them compile."""
    modes = MODES[draw(st.sampled_from(sorted(MODES)))]
    names = draw(st.lists(st.sampled_from(POOL_NAMES), min_size=1, max_size=4, unique=True))
    chosen = [draw(st.sampled_from(modes)) for _ in names]
    setting = Setting(
        chart=chart,
        new_plugin=version in ("v26.7.0", "v0.20.0"),
        alike=chart == GPU_OPERATOR and "mps" in chosen,
        several=len(names) > 1,
    )
    profile: Node = {
        "version": "v1alpha1",
        "cluster": {
            "name": draw(st.sampled_from(("lab", "a-1", "fleet"))),
            "kubernetes": f"1.{draw(st.integers(30, 36))}",
            "distribution": draw(st.sampled_from(DISTRIBUTION_IDS)),
        },
    }
    profile["install"] = draw(installs(chart, version, str(mapping(profile["cluster"])["distribution"]), chosen))
    if sometimes(draw, 8):
        profile["mig"] = {"strategy": draw(st.sampled_from(("none", "single", "mixed")))}
    pools = [draw(pools_of(name, mode, setting)) for name, mode in zip(names, chosen, strict=True)]
    profile["pools"] = list(pools)
    if sometimes(draw, 4):
        mapping(pools[0].setdefault("nodes", {}))["bind"] = "default"
    for pool, mode in zip(pools, chosen, strict=True):
        if mode in ("time-slicing", "mps", "mig + time-slicing"):
            pool["mps" if mode == "mps" else "timeSlicing"] = draw(sharings(list(base_counts(profile, pool, pools))))
    return profile | draw(extras(profile, chart))


@st.composite
def installs(draw: st.DrawFn, chart: str, version: str, distribution: str, modes: list[str]) -> Node:
    found: Node = {"chart": chart, "version": version if sometimes(draw, 2) else version.removeprefix("v")}
    facts = find_distribution(distribution)
    assert facts is not None
    if chart == GPU_OPERATOR:
        driver: Node = {"from": draw(st.sampled_from(facts.driver.allowed)).value}
        if driver["from"] == "operator":
            driver["version"] = "580.126.20"
        found["driver"] = driver
        found["toolkit"] = draw(st.sampled_from(facts.toolkit.allowed)).value
    sources = ("bundled", "bundled", "existing") if "mps" in modes else ("bundled", "existing", "none")
    found["nodeFeatureDiscovery"] = draw(st.sampled_from(sources))
    if modes.count("exclusive") == len(modes) and sometimes(draw):
        found["devicePlugin"] = "external"
    optional: Node = {
        "namespace": draw(st.sampled_from(("gpus", "kube-system", "1e3"))),
        "releaseName": draw(st.sampled_from(("nvidia", "gpu-operator", "0x1f"))),
        "cdi": draw(st.booleans()),
        "runtimeClass": {"name": draw(st.sampled_from(("nvidia", "no"))), "create": draw(st.booleans())},
        "priorityClassName": "system-node-critical",
        "imagePullSecrets": [draw(st.sampled_from(("mirror", "1e3", "on")))],
        "tolerations": [draw(tolerations())],
        "components": draw(components(chart)),
    }
    return found | {key: value for key, value in optional.items() if sometimes(draw)}


@st.composite
def tolerations(draw: st.DrawFn) -> Node:
    if sometimes(draw):
        return {"operator": "Exists"}
    value = draw(st.sampled_from(TRICKY))
    return {"key": "example.com/gpu", "operator": "Equal", "value": value, "effect": "NoSchedule"}


@st.composite
def components(draw: st.DrawFn, chart: str) -> Node:
    resources: Tree = {"requests": {"cpu": draw(st.sampled_from(("100m", "1", "0.5"))), "memory": "64Mi"}}
    found: Node = {"devicePlugin": {"resources": resources}}
    if chart == GPU_OPERATOR:
        env: Tree = {"DCGM_X": draw(st.sampled_from(("1", "yes", "0o17", "", "a: b")))}
        found["dcgmExporter"] = {"env": env, "args": [draw(st.sampled_from(("-f", "--x=1", "on")))]}
        found["nodeStatusExporter"] = {"enabled": draw(st.booleans())}
    return found


@st.composite
def pools_of(draw: st.DrawFn, name: str, mode: str, setting: Setting) -> Node:
    """Draw a pool of a mode, without its sharing, which depends on what the whole cluster does."""
    models = draw(
        st.lists(st.sampled_from(CUTTABLE if mode in MIG_MODES else GPUS), min_size=1, max_size=2, unique=True)
    )
    if (setting.alike and mode in MIG_MODES) or not sometimes(draw):
        models = models[:1]
    counts = [draw(st.integers(1, 4)) for _ in models]
    gpus: list[Tree] = [{"model": gpu.id, "count": count} for gpu, count in zip(models, counts, strict=True)]
    pool: Node = {"name": name, "gpus": gpus}
    nodes = draw(nodes_of(name, setting))
    if nodes:
        pool["nodes"] = nodes
    if mode in MIG_MODES:
        pool["mig"] = draw(
            migs([gpu for gpu, count in zip(models, counts, strict=True) for _ in range(count)], setting)
        )
    elif sometimes(draw):
        mapping(gpus[0])["reservedMemory"] = draw(st.sampled_from(("512MiB", "1.5GiB")))
    if sometimes(draw):
        mapping(gpus[0])["pricePerHour"] = draw(st.sampled_from(("2.50", "0", "1000", "0.000001")))
    optional: Node = {
        "description": draw(st.sampled_from(TEXTS)),
        "taints": [{"key": "gpu", "value": draw(st.sampled_from(TRICKY)), "effect": "NoSchedule"}],
        "nodeLabels": {
            "example.com/tier": draw(st.sampled_from(TRICKY)),
            "team": list(draw(st.lists(st.sampled_from(TRICKY), min_size=1, max_size=3, unique=True))),
        },
    }
    if setting.new_plugin:
        optional["allocationPolicy"] = draw(st.sampled_from(("packed", "distributed")))
    return pool | {key: value for key, value in optional.items() if sometimes(draw)}


@st.composite
def nodes_of(draw: st.DrawFn, name: str, setting: Setting) -> Node:
    kind = draw(st.sampled_from(("names", "names", "selector", "count") if setting.several else ("names", "count", "")))
    if kind == "names":
        tricky = draw(st.sampled_from(TRICKY_NAMES))
        return {"names": [f"{name}-{tricky}", *([] if setting.several else [tricky])]}
    if kind == "selector":
        return {"nodeSelector": {"example.com/pool": name}, "count": {"min": 1, "max": draw(st.integers(1, 9))}}
    return {"count": draw(st.integers(1, 9))} if kind else {}


@st.composite
def migs(draw: st.DrawFn, cards: list[Gpu], setting: Setting) -> Tree:
    """Draw NVIDIA's name of a layout, or a list of layouts by model and index, some cards left whole."""
    shared = set.intersection(*(set(uniform_names(mig_family(card.mig_family or ""))) for card in cards))
    if setting.alike:
        shared.discard("all-balanced")
    if setting.alike or (shared and sometimes(draw, 2)):
        return draw(st.sampled_from(sorted(shared)))
    items: list[Tree] = []
    models = tuple(dict.fromkeys(cards))
    for model in models:
        indices = [index for index, card in enumerate(cards) if card == model]
        item: Node = {"migDevices": draw(layouts(model))}
        if len(models) > 1:
            item["model"] = model.id
        if sometimes(draw, 2):
            some = draw(st.lists(st.sampled_from(indices), min_size=1, unique=True))
            item["devices"] = [*sorted(some)]
        items.append(item)
    return items


@st.composite
def layouts(draw: st.DrawFn, gpu: Gpu) -> Node:
    """Draw a layout that fits, or sometimes counts that nobody has looked at."""
    family = mig_family(gpu.mig_family or "")
    if sometimes(draw, 8):
        some = st.dictionaries(st.sampled_from(family.profile_names), st.integers(1, 7), min_size=1, max_size=3)
        return dict(draw(some))
    return dict(draw(st.sampled_from(maximal_layouts(family))).counts)


@st.composite
def sharings(draw: st.DrawFn, names: list[str]) -> Node:
    found: Node = {"replicas": draw(st.integers(2, 12))}
    if names and sometimes(draw):
        some = st.dictionaries(st.sampled_from(names), st.integers(2, 12), min_size=1, max_size=2)
        found = {"resources": dict(draw(some))}
    for key in ("renameByDefault", "failRequestsGreaterThanOne"):
        if sometimes(draw, 2):
            found[key] = draw(st.booleans())
    return found


@st.composite
def extras(draw: st.DrawFn, profile: Node, chart: str) -> Node:
    """Draw what stands beside the pools: tenants with quotas on what is advertised, classes, alerts, more values."""
    optional: Node = {
        "description": draw(st.sampled_from(TEXTS)),
        "tenants": draw(tenants(recount(profile))),
        "workloads": draw(workloads(recount(profile))),
        "priorities": [
            {"name": draw(st.sampled_from(("high", "1e3"))), "value": draw(st.integers(-5, 10**9)), "description": "~"}
        ],
        "monitoring": {"alerts": {"labels": {"release": draw(st.sampled_from(TRICKY))}}},
        "policy": {"oneSharePerContainer": True},
        "exceptions": [{"rule": "NOD104", "reason": draw(st.sampled_from(TEXTS))}],
        "extraValues": draw(st.sampled_from(EXTRA_VALUES[chart])),
    }
    if chart == GPU_OPERATOR and sometimes(draw, 2):
        mapping(optional["monitoring"])["serviceMonitor"] = {"interval": "15s", "labels": {"on": "yes"}}
    return {key: value for key, value in optional.items() if sometimes(draw, 3)}


EXTRA_VALUES: dict[str, tuple[Node, ...]] = {
    GPU_OPERATOR: ({"operator": {"logging": {"level": "debug"}}}, {"driver": {"rdma": {"enabled": True}}}),
    "nvidia-device-plugin": ({"failOnInitError": False}, {"podAnnotations": {"example.com/x": "010"}}),
}


@st.composite
def tenants(draw: st.DrawFn, advertised: dict[str, dict[str, int]]) -> list[Tree]:
    names = sorted({name for pool in advertised.values() for name in pool})
    found: list[Tree] = []
    for namespace in draw(st.lists(st.sampled_from(("team-a", "1e3", "on")), min_size=1, max_size=3, unique=True)):
        tenant: Node = {"namespace": namespace}
        if names:
            quota = st.dictionaries(st.sampled_from(names), st.integers(0, 99), max_size=2)
            tenant["quota"] = dict(draw(quota))
        if sometimes(draw, 3):
            tenant |= {"create": True, "labels": {"team": draw(st.sampled_from(TRICKY))}}
            tenant["podSecurity"] = {"enforce": "baseline"}
        alone = [pool for pool, units in advertised.items() if len(units) == 1]
        if alone and sometimes(draw):
            tenant["poolQuota"] = {draw(st.sampled_from(alone)): draw(st.integers(0, 9))}
        found.append(tenant)
    return found


FRAMEWORKS = tuple(one.value for one in Framework)
KINDS = ("Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob", "Pod")


@st.composite
def workloads(draw: st.DrawFn, advertised: dict[str, dict[str, int]]) -> list[Tree]:
    """Draw what is to run on the pools, most of it small enough to fit."""
    found: list[Tree] = []
    for name in draw(st.lists(st.sampled_from(("chat", "1e3", "on", "x-1")), min_size=1, max_size=3, unique=True)):
        size = "allocates" if sometimes(draw) else "memory"
        one: Node = {"name": name, "namespace": draw(st.sampled_from(("team-a", "1e3", "on")))}
        one[size] = draw(st.sampled_from(("512MiB", "900MiB", "1.5GiB", "30GiB")))
        pool = draw(st.sampled_from(sorted(advertised)))
        unaccounted = sometimes(draw, 6)
        optional: Node = {
            "replicas": draw(st.integers(1, 12)),
            "processes": draw(st.integers(1, 3)),
            "isolation": draw(st.sampled_from(("trusted", "untrusted", "latency-bound"))),
            "priority": draw(st.sampled_from(("high", "1e3", "system-node-critical"))),
            "framework": draw(st.sampled_from(FRAMEWORKS)),
            "target": draw(targets()),
        }
        if not unaccounted:
            optional["units"] = draw(st.integers(1, 2))
            optional["resource"] = draw(st.sampled_from(sorted(advertised[pool]) or ["nvidia.com/gpu"]))
            optional["fallback"] = list[Tree](other for other in sorted(advertised) if other != pool)[:1]
        one |= {key: value for key, value in optional.items() if sometimes(draw, 3)}
        if unaccounted or sometimes(draw, 2) or "resource" in one or "fallback" in one:
            one |= {"pool": pool, "unaccounted": unaccounted}
        found.append(one)
    return found


@st.composite
def targets(draw: st.DrawFn) -> Node:
    """Draw the object that a component patches, with lists of its own."""
    optional: Node = {
        "kind": draw(st.sampled_from(KINDS)),
        "name": draw(st.sampled_from(("server", "1e3", "a.b"))),
        "container": draw(st.sampled_from(("main", "on", "0x1f"))),
        "args": list[Tree](draw(st.lists(st.sampled_from(("--x=1", "on", "1e3", "$(HOME)", "a: b")), max_size=3))),
        "tolerations": list[Tree](draw(st.lists(tolerations(), max_size=2))),
        "affinity": draw(st.booleans()),
    }
    return {key: value for key, value in optional.items() if sometimes(draw, 2)}
