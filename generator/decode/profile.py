"""From a document to a typed profile, or to everything that is wrong with it."""

from typing import TYPE_CHECKING

from generator.decode.conform import surely_valid
from generator.decode.decoded import Decoded
from generator.decode.install import decode_cluster, decode_install
from generator.decode.pools import decode_pool
from generator.decode.rawtext import ProfileDocument, with_raw_text
from generator.decode.read import Mapping, as_mapping, mappings, paragraph, section, switch, text
from generator.decode.relations import relation_findings
from generator.decode.schema import profile_schema
from generator.decode.tenancy import decode_exception, decode_monitoring, decode_priority, decode_tenant
from generator.decode.workloads import decode_workload
from generator.model.profile import ClusterProfile, MigStrategy, Policy
from generator.model.tree import Tree

if TYPE_CHECKING:
    from generator.decode.faults import Fault


def decode_profile(document: ProfileDocument) -> Decoded:
    """Return the profile with every fault of its shape; what is faulty is left out of it.

    The findings name places in the tree (`at`); whoever holds the document turns them into lines.
    """
    tree = with_raw_text(document)
    schema = profile_schema()
    if not surely_valid(tree, schema, schema):
        # Only what is wrong needs explaining, and only explaining needs the library.
        from generator.decode.faults import find_faults

        if faults := find_faults(tree, schema):
            return _decoded_in_part(tree, faults, document)
    return _related(_decode(as_mapping(tree)), Decoded(None))


def _decoded_in_part(tree: Tree, faults: "tuple[Fault, ...]", document: ProfileDocument) -> Decoded:
    from generator.decode.explain import explain
    from generator.decode.prune import prune

    findings = explain(faults, document)
    pruned = prune(tree, faults)
    if pruned is None:
        return Decoded(None, findings)
    profile = _decode(as_mapping(pruned.tree))
    return _related(profile, Decoded(None, findings, pruned.doubts, pruned.left_out))


def _related(profile: ClusterProfile, so_far: Decoded) -> Decoded:
    """Add what is wrong between the fields; none of that keeps the profile from being looked at further."""
    found = relation_findings(profile)
    if not found and not so_far.findings:
        return Decoded(profile)
    known = so_far._replace(profile=profile)
    # Their messages name entries of lists by number.
    told = known.certain(one for one in found if known.original_path(one.at) == one.at)
    return known._replace(
        findings=(*so_far.findings, *told),
        doubts=so_far.doubts | {known.original_path(one.at) for one in found},
    )


def _decode(tree: Mapping) -> ClusterProfile:
    strategy = text(section(tree, "mig"), "strategy")
    return ClusterProfile(
        cluster=decode_cluster(section(tree, "cluster")),
        install=decode_install(section(tree, "install")),
        pools=tuple(decode_pool(pool) for pool in mappings(tree, "pools")),
        description=paragraph(tree, "description"),
        mig_strategy=None if strategy is None else MigStrategy(strategy),
        priorities=tuple(decode_priority(entry) for entry in mappings(tree, "priorities")),
        tenants=tuple(decode_tenant(entry) for entry in mappings(tree, "tenants")),
        workloads=tuple(decode_workload(entry) for entry in mappings(tree, "workloads")),
        monitoring=decode_monitoring(section(tree, "monitoring")),
        policy=Policy(switch(section(tree, "policy"), "oneSharePerContainer", default=False)),
        exceptions=tuple(decode_exception(entry) for entry in mappings(tree, "exceptions")),
        extra_values=tree.get("extraValues"),
    )
