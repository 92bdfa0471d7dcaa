"""Fields that objects have, level by level: those in which GPUs are asked for, and with them those that install charts.

Sources beside those of Kubernetes' own kinds (kubernetes_types.py): kubernetes-sigs/kustomize api/types (Kustomization,
HelmChart, ConfigMapArgs); fluxcd/helm-controller api/v2 and the older v2beta1, v2beta2; argoproj/argo-cd
pkg/apis/application/v1alpha1/types.go; k3s-io/helm-controller pkg/apis/helm.cattle.io/v1/types.go.
"""

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from generator.ecosystem.claim_fields import CLAIM_FIELDS
from generator.ecosystem.compute_domain_fields import COMPUTE_DOMAIN_FIELDS
from generator.ecosystem.field_levels import FieldType, Level, fields
from generator.ecosystem.installer_fields import INSTALLER_FIELDS
from generator.ecosystem.kubernetes_types import own_kinds, own_levels, type_levels
from generator.ecosystem.kueue_fields import KUEUE_FIELDS
from generator.ecosystem.llmaz_fields import LLMAZ_FIELDS
from generator.ecosystem.measuring_fields import MEASURING_FIELDS
from generator.ecosystem.openshift_fields import OPENSHIFT_FIELDS
from generator.ecosystem.pool_fields import POOL_FIELDS
from generator.ecosystem.sent import is_sent
from generator.ecosystem.served_versions import OWN_KINDS
from generator.ecosystem.wrapper_types import VOWELS, typed_levels

_NOT_SENT = frozenset([("kustomize.config.k8s.io", "Kustomization")])
"""Files that no API server sees, so that nobody compares their metadata with anything."""
_OF_OPERATOR = {
    ("nvidia.com", kind): (Level((), title, fields(text="apiVersion kind", map="metadata spec status")),)
    for kind, title in (("ClusterPolicy", "a ClusterPolicy"), ("NVIDIADriver", "an NVIDIADriver"))
}
"""What stands around the specs, whose fields differ by release: generator/facts/custom_resources.py."""
_OF_OTHERS: Mapping[tuple[str, str], tuple[Level, ...]] = MappingProxyType(
    {
        **INSTALLER_FIELDS,
        **CLAIM_FIELDS,
        **COMPUTE_DOMAIN_FIELDS,
        **MEASURING_FIELDS,
        **OPENSHIFT_FIELDS,
        **POOL_FIELDS,
        **KUEUE_FIELDS,
        **LLMAZ_FIELDS,
        **_OF_OPERATOR,
    }
)


def known_kinds() -> tuple[tuple[str, str], ...]:
    """Return the kinds of which levels are known, each with its API group, or its apiVersion where versions differ."""
    return (*own_kinds(), *_OF_OTHERS)


@lru_cache(maxsize=1024)
def levels_of(version: str, kind: str) -> tuple[Level, ...]:
    """Return the levels of a kind, by its apiVersion; none of one that may have any field."""
    group = version.rpartition("/")[0]
    for key in ((version, kind), (group, kind)):
        if key in _OF_OTHERS:
            return _OF_OTHERS[key] if key in _NOT_SENT else _with_metadata(_OF_OTHERS[key])
    return own_levels(group, kind) or _with_metadata(typed_levels(version, kind)) or _of_any_kind(version, kind)


def _of_any_kind(version: str, kind: str) -> tuple[Level, ...]:
    """Return what is known of every object that an API server takes: that labels and annotations are text.

    Of Kubernetes' own kinds all fields beside them are known.
    """
    if not is_sent(version, kind):
        return ()
    title = f"{'an' if kind[:1] in VOWELS else 'a'} {kind}"
    root = Level((), title, fields(map="metadata"), is_open=True)
    if kind in OWN_KINDS.get(version.rpartition("/")[0], ()):
        return _with_metadata((root,))
    texts = fields(map="annotations labels")
    held = dict.fromkeys(texts, FieldType.TEXT)
    return (root, Level(("metadata",), f"the metadata of {title}", texts, held, is_open=True))


def _with_metadata(levels: tuple[Level, ...]) -> tuple[Level, ...]:
    """Return the levels and those of the metadata that stand beside a spec, of the object and of templates in it."""
    metadata = next(type_levels("ObjectMeta"))
    around = [one for one in levels if one.fields.get("metadata") is FieldType.MAP]
    beside = (((*one.path, "metadata"), f"the metadata of {one.title}") for one in around)
    return (*levels, *(metadata._replace(path=path, title=title) for path, title in beside))
