"""The operator's custom resources, also where their kind or apiVersion is misspelt, and others of NVIDIA's groups."""

from generator.facts.charts import GPU_OPERATOR, chart_versions
from generator.facts.custom_resources import GROUP, KINDS, crd_fields
from generator.manifests.collector import Collector
from generator.manifests.named import group_of, kind_of, name_of, namespace_of
from generator.model.manifest import ClusterPolicy
from generator.model.manifest_objects import KubeObject
from generator.model.manifest_value import Value

_POLICY = "ClusterPolicy"
_MAKER = "nvidia"
_DEFINITION = "CustomResourceDefinition"
_ENOUGH = 2
_ALIKE = 0.85


def collect_operators_own(value: Value, out: Collector) -> bool:
    """Take one of the operator's custom resources under the kind that is meant; false for what is none."""
    kind = _meant_kind(value)
    if kind is None:
        return False
    spec = value.get("spec")
    if kind != _POLICY:
        out.objects.append(KubeObject(kind, name_of(value), namespace_of(value), value))
    elif spec is not None:
        out.policies.append(ClusterPolicy(name_of(value), GPU_OPERATOR, spec, value))
    return True


def collect_others_of_group(value: Value, out: Collector) -> None:
    """Take an object of one of NVIDIA's groups, or what defines a kind of such a group; others may take it as well."""
    group = value.text("spec", "group") if kind_of(value) == _DEFINITION else group_of(value)
    if group == GROUP or (group or "").endswith(f".{GROUP}"):
        out.objects.append(KubeObject(kind_of(value), name_of(value), namespace_of(value), value))


def _meant_kind(value: Value) -> str | None:
    kind = kind_of(value)
    group = group_of(value)
    if group == GROUP:
        return kind if kind in KINDS else _near(kind)
    same = next((one for one in KINDS if one.lower() == kind.lower()), None)
    if same is None:
        return None
    # Other makers have a ClusterPolicy too, such as Kyverno.
    of_maker = _MAKER in (value.text("apiVersion") or "").lower()
    return same if of_maker or _has_fields_of(same, value) else None


def _near(kind: str) -> str | None:
    from difflib import get_close_matches  # 3 ms, and hardly ever wanted

    by_name = {one.lower(): one for one in KINDS}
    close = get_close_matches(kind.lower().replace("-", "").replace("_", ""), by_name, n=1, cutoff=_ALIKE)
    return by_name[close[0]] if close else None


def _has_fields_of(kind: str, value: Value) -> bool:
    fields = crd_fields(kind, chart_versions(GPU_OPERATOR)[-1])
    keys = [key for key, _ in value.entries("spec")]
    known = sum(1 for key in keys if f"spec.{key}" in fields)
    return known >= _ENOUGH and 2 * known > len(keys)
