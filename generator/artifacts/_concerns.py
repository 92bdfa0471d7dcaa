"""The concerns in the order in which they are written, and their files. A new one is a module and a line here."""

from typing import NamedTuple

from generator.artifacts import (
    admission_policy,
    alerts,
    mig_config,
    namespaces,
    node_rules,
    plugin_config,
    priority_classes,
    quotas,
    release_namespace,
    runtime_class,
)
from generator.artifacts._concern import Concern, header
from generator.model.plan import Plan
from generator.yamltext.writer import write_documents

CONCERNS: tuple[Concern, ...] = (
    release_namespace.CONCERN,
    plugin_config.CONCERN,
    mig_config.CONCERN,
    node_rules.CONCERN,
    runtime_class.CONCERN,
    namespaces.CONCERN,
    priority_classes.CONCERN,
    quotas.CONCERN,
    admission_policy.CONCERN,
    alerts.CONCERN,
)


class Manifest(NamedTuple):
    """The text of one concern's objects, the same bytes wherever it stands."""

    concern: Concern
    text: str


def manifests(plan: Plan, source: str) -> tuple[Manifest, ...]:
    """Return the manifests of all concerns that have anything to say about this Plan."""
    found = ((concern, concern.objects(plan)) for concern in CONCERNS)
    return tuple(
        Manifest(concern, write_documents(objects, header=header(source, concern.title)))
        for concern, objects in found
        if objects
    )
