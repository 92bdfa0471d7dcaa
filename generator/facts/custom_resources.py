"""Fields of the operator's custom resources, release by release."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from generator.facts.charts import GPU_OPERATOR, load_crds
from generator.model.chart import CrdField

GROUP = "nvidia.com"
API_VERSIONS: Mapping[str, str] = MappingProxyType(
    {"ClusterPolicy": f"{GROUP}/v1", "GPUCluster": f"{GROUP}/v1alpha1", "NVIDIADriver": f"{GROUP}/v1alpha1"}
)
"""The apiVersion of each of the operator's own kinds, the same in every release that has it."""
KINDS: tuple[str, ...] = tuple(API_VERSIONS)


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
