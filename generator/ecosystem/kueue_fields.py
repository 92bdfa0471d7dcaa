"""Fields of Kueue's queues, flavors, cohorts, topologies and priorities of workloads.

Sources: kubernetes-sigs/kueue config/components/crd/bases of every release, v0.3.0 to v0.19.2: a field that one of them
has is known, and what is needed all of them need. What the definitions leave to rules of their own, such as the effects
of taints, is from the same files and pkg/webhooks. v1beta1 of Topology was served from v0.11.0 to v0.11.2 with fields
of a status, by mistake, and no object of it could be used: these are not known.
"""

from collections.abc import Mapping
from types import MappingProxyType

from generator.ecosystem.field_levels import EACH, FieldType, Level, fields, words
from generator.ecosystem.quota_kinds import KUEUE

_POLICIES = "Never LowerPriority"
_STOPS = words(stopPolicy="None Hold HoldAndDrain")
_EFFECTS = words(effect="NoSchedule PreferNoSchedule NoExecute")


def _root(title: str, *needs: str, more: Mapping[str, FieldType] | None = None) -> Level:
    """Return the level of an object itself; `more` stands there in the place of a spec."""
    own = fields(map="spec status") if more is None else more
    return Level((), title, {**fields(text="apiVersion kind", map="metadata"), **own}, needs=needs)


def _groups(kind: str) -> tuple[Level, ...]:
    """Return the resource groups, which ClusterQueues and Cohorts have alike."""
    group = ("spec", "resourceGroups", EACH)
    flavor = (*group, "flavors", EACH)
    return (
        Level(
            group,
            f"a resource group of a {kind}",
            fields(list="coveredResources flavors"),
            holds={"coveredResources": FieldType.TEXT, "flavors": FieldType.MAP},
            needs=("coveredResources", "flavors"),
        ),
        Level(
            flavor,
            f"a flavor of a {kind}",
            fields(text="name", list="resources"),
            holds={"resources": FieldType.MAP},
            needs=("name", "resources"),
            names=("name",),
        ),
        Level(
            (*flavor, "resources", EACH),
            f"a quota of a {kind}",
            fields(text="name", amount="borrowingLimit lendingLimit nominalQuota"),
            needs=("name", "nominalQuota"),
        ),
    )


def _sharing(kind: str) -> Level:
    return Level(("spec", "fairSharing"), f"the fairSharing of a {kind}", fields(amount="weight"))


def _cluster_queue(*, older: bool) -> tuple[Level, ...]:
    return (
        _root("a ClusterQueue"),
        Level(
            ("spec",),
            "a ClusterQueue's spec",
            fields(
                text=f"{'cohort' if older else 'cohortName'} queueingStrategy stopPolicy",
                list=f"resourceGroups{' admissionChecks' * older}",
                map="admissionChecksStrategy admissionScope fairSharing flavorFungibility namespaceSelector preemption"
                + " concurrentAdmissionPolicy" * (not older),
            ),
            holds={"resourceGroups": FieldType.MAP, **({"admissionChecks": FieldType.TEXT} if older else {})},
            words={**_STOPS, **words(queueingStrategy="StrictFIFO BestEffortFIFO")},
            names=("cohort" if older else "cohortName",),
        ),
        Level(
            ("spec", "admissionChecksStrategy"),
            "an admissionChecksStrategy",
            fields(list="admissionChecks"),
            holds={"admissionChecks": FieldType.MAP},
            needs=() if older else ("admissionChecks",),
        ),
        Level(
            ("spec", "admissionChecksStrategy", "admissionChecks", EACH),
            "an admission check of a ClusterQueue",
            fields(text="name", list="onFlavors"),
            holds={"onFlavors": FieldType.TEXT},
            needs=("name",),
        ),
        Level(
            ("spec", "admissionScope"),
            "an admissionScope",
            fields(text="admissionMode"),
            words={} if older else words(admissionMode="UsageBasedAdmissionFairSharing NoAdmissionFairSharing"),
            needs=("admissionMode",),
        ),
        _sharing("ClusterQueue"),
        Level(
            ("spec", "flavorFungibility"),
            "a flavorFungibility",
            fields(text="preference whenCanBorrow whenCanPreempt"),
            words=words(
                preference="BorrowingOverPreemption PreemptionOverBorrowing",
                whenCanBorrow=f"MayStopSearch TryNextFlavor{' Borrow' * older}",
                whenCanPreempt=f"MayStopSearch TryNextFlavor{' Preempt' * older}",
            ),
        ),
        *_selector(),
        Level(
            ("spec", "preemption"),
            "a ClusterQueue's preemption",
            fields(text="reclaimWithinCohort withinClusterQueue", map="borrowWithinCohort"),
            words=words(
                reclaimWithinCohort=f"{_POLICIES} Any", withinClusterQueue=f"{_POLICIES} LowerOrNewerEqualPriority"
            ),
        ),
        Level(
            ("spec", "preemption", "borrowWithinCohort"),
            "a borrowWithinCohort",
            fields(text="policy", int="maxPriorityThreshold"),
            words=words(policy=_POLICIES),
        ),
        *_groups("ClusterQueue"),
    )


def _selector() -> tuple[Level, ...]:
    path = ("spec", "namespaceSelector")
    return (
        Level(
            path,
            "a namespaceSelector",
            fields(list="matchExpressions", map="matchLabels"),
            holds={"matchExpressions": FieldType.MAP, "matchLabels": FieldType.TEXT},
        ),
        Level(
            (*path, "matchExpressions", EACH),
            "an expression of a namespaceSelector",
            fields(text="key operator", list="values"),
            holds={"values": FieldType.TEXT},
            words=words(operator="In NotIn Exists DoesNotExist"),
            needs=("key", "operator"),
        ),
    )


_MIGRATION = ("spec", "concurrentAdmissionPolicy", "migration")
_CONCURRENT = (
    Level(
        _MIGRATION[:-1],
        "a concurrentAdmissionPolicy",
        fields(map="migration"),
        needs=("migration",),
    ),
    Level(
        _MIGRATION,
        "the migration of a concurrentAdmissionPolicy",
        fields(text="mode", map="constraints"),
        words=words(mode="TryPreferredFlavors RetainFirstAdmission"),
        needs=("mode",),
    ),
    Level(
        (*_MIGRATION, "constraints"),
        "the constraints of a migration",
        # The second was there in candidates of v0.18 alone.
        fields(text="lastAcceptableFlavorName minPreferredFlavorName"),
    ),
)
_LOCAL_QUEUE = (
    _root("a LocalQueue"),
    Level(
        ("spec",),
        "a LocalQueue's spec",
        fields(text="clusterQueue stopPolicy", map="fairSharing"),
        words=_STOPS,
        names=("clusterQueue",),
    ),
    _sharing("LocalQueue"),
)
_FLAVOR = (
    _root("a ResourceFlavor", more=fields(map="spec")),
    Level(
        ("spec",),
        "a ResourceFlavor's spec",
        fields(text="topologyName", list="nodeTaints tolerations", map="nodeLabels"),
        holds={"nodeLabels": FieldType.TEXT, "nodeTaints": FieldType.MAP, "tolerations": FieldType.MAP},
        names=("topologyName",),
    ),
    Level(
        ("spec", "nodeTaints", EACH),
        "a taint of a ResourceFlavor",
        fields(text="effect key timeAdded value"),
        words=_EFFECTS,
        needs=("key", "effect"),
    ),
    Level(
        ("spec", "tolerations", EACH),
        "a toleration of a ResourceFlavor",
        fields(text="effect key operator value", int="tolerationSeconds"),
        words={**_EFFECTS, **words(operator="Equal Exists")},
    ),
)
_TOPOLOGY = (
    _root("a Topology", more=fields(map="spec")),
    Level(
        ("spec",),
        "a Topology's spec",
        fields(list="levels"),
        holds={"levels": FieldType.MAP},
        needs=("levels",),
    ),
    Level(("spec", "levels", EACH), "a level of a Topology", fields(text="nodeLabel"), needs=("nodeLabel",)),
)
_PRIORITY = (_root("a WorkloadPriorityClass", "value", more=fields(text="description", int="value")),)


def _cohort(parent: str) -> tuple[Level, ...]:
    return (
        _root("a Cohort"),
        Level(
            ("spec",),
            "a Cohort's spec",
            fields(text=parent, list="resourceGroups", map="fairSharing"),
            holds={"resourceGroups": FieldType.MAP},
            names=(parent,),
        ),
        _sharing("Cohort"),
        *_groups("Cohort"),
    )


KUEUE_FIELDS: Mapping[tuple[str, str], tuple[Level, ...]] = MappingProxyType(
    {
        (f"{KUEUE}/v1alpha1", "Cohort"): _cohort("parent"),
        # A candidate of v0.9 had a status.
        (f"{KUEUE}/v1alpha1", "Topology"): (_root("a Topology"), *_TOPOLOGY[1:]),
        (f"{KUEUE}/v1beta1", "ClusterQueue"): _cluster_queue(older=True),
        (f"{KUEUE}/v1beta2", "ClusterQueue"): (*_cluster_queue(older=False), *_CONCURRENT),
        **{
            (f"{KUEUE}/{version}", kind): levels
            for version in ("v1beta1", "v1beta2")
            for kind, levels in (
                ("Cohort", _cohort("parentName")),
                ("LocalQueue", _LOCAL_QUEUE),
                ("ResourceFlavor", _FLAVOR),
                ("Topology", _TOPOLOGY),
                ("WorkloadPriorityClass", _PRIORITY),
            )
        },
    }
)
"""The levels by the whole apiVersion, since versions differ, and by kind."""
