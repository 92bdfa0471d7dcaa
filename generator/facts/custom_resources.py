"""Fields of the operator's custom resources, release by release."""

from collections.abc import Mapping
from functools import cache

from generator.facts.charts import GPU_OPERATOR, load_crds
from generator.model.chart import CrdField

KINDS: tuple[str, ...] = ("ClusterPolicy", "GPUCluster", "NVIDIADriver")
"""The operator's own kinds; the API group is nvidia.com."""


@cache
def crd_fields(kind: str, release: str) -> Mapping[str, CrdField]:
    """Return the fields of a kind by path, such as ``spec.toolkit.env[].name``; none where a release lacks the kind."""
    return {
        field.path: field
        for crd in load_crds(GPU_OPERATOR, release)
        if crd.kind == kind
        for version in crd.versions
        if version.storage
        for field in version.fields
    }
