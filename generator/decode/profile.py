"""From a document to a typed profile, or to everything that is wrong with it."""

from generator.decode.conform import surely_valid
from generator.decode.install import decode_cluster, decode_install
from generator.decode.pools import decode_pool
from generator.decode.rawtext import ProfileDocument, with_raw_text
from generator.decode.read import Mapping, as_mapping, mappings, paragraph, section, switch, text
from generator.decode.relations import relation_findings
from generator.decode.schema import profile_schema
from generator.decode.tenancy import decode_monitoring, decode_priority, decode_tenant
from generator.model.finding import Finding
from generator.model.profile import ClusterProfile, MigStrategy, Policy
from generator.model.tree import Tree


def decode_profile(document: ProfileDocument) -> tuple[ClusterProfile | None, tuple[Finding, ...]]:
    """Return the profile, or None and every fault of its shape.

    The findings name places in the tree (`at`); whoever holds the document turns them into lines.
    """
    tree = with_raw_text(document)
    findings = _shape_findings(tree, document)
    if findings:
        return None, findings
    profile = _decode(as_mapping(tree))
    findings = relation_findings(profile)
    return (None, findings) if findings else (profile, ())


def _shape_findings(tree: Tree, document: ProfileDocument) -> tuple[Finding, ...]:
    schema = profile_schema()
    if surely_valid(tree, schema, schema):
        return ()
    # Only what is wrong needs explaining, and only explaining needs the library.
    from generator.decode.explain import explain
    from generator.decode.faults import find_faults

    return explain(find_faults(tree, schema), document)


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
        monitoring=decode_monitoring(section(tree, "monitoring")),
        policy=Policy(switch(section(tree, "policy"), "oneSharePerContainer", default=False)),
        extra_values=tree.get("extraValues"),
    )
