"""A field that a custom resource of the operator's does not have."""

from collections.abc import Iterator

from generator.facts.charts import GPU_OPERATOR, chart_versions, load_chart
from generator.facts.custom_resources import crd_fields
from generator.facts.former_values import former_value
from generator.lint.common.custom_resources import Fault, FieldFault, Resource, field_faults, resources
from generator.lint.common.value_hints import nested_hint
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.tree import Path, path_text

_FEW = 12


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for resource in resources(manifests):
        for one in field_faults(resource):
            if one.fault is Fault.UNKNOWN:
                yield _told(resource, one)


def _told(resource: Resource, one: FieldFault) -> ManifestFault:
    name = path_text(("spec", *one.path))
    having = [
        release for release in chart_versions(GPU_OPERATOR) if _pattern(one) in crd_fields(resource.kind, release)
    ]
    message = f"{resource.kind} has no field {name}"
    fix: str | None = None
    severity: Severity | None = None
    if having:
        message += f" in {GPU_OPERATOR} {resource.releases[-1]}: {having[-1]} has it"
        fix = "Leave it out, or take a release of the operator that has it."
    elif former_value(GPU_OPERATOR, one.path) is not None:
        message += " any more"
        severity = Severity.WARNING
    else:
        fix = _hint(resource, one.path)
    return ManifestFault(one.value.place, message, fix, on_key=True, severity=severity)


def _pattern(one: FieldFault) -> str:
    text = "spec" if "." not in str(one.path[-1]) else "dotted"
    for part in one.path:
        text += "[]" if isinstance(part, int) else f".{part}"
    return text


def _hint(resource: Resource, path: Path) -> str | None:
    fields = crd_fields(resource.kind, resource.releases[-1])
    if f"spec.{path_text(path)}" in fields:
        return nested_hint(str(path[-1]))
    nearest = _nearest(str(path[-1]), f"spec.{path_text(path[:-1])}".rstrip("."), tuple(fields))
    if nearest is not None:
        return nearest
    last = f".{path[-1]}"
    elsewhere = [known for known in fields if known.endswith(last) and "[]" not in known and "*" not in known]
    if len(elsewhere) == 1:
        return f"Did you mean {elsewhere[0]}?"
    if path[-1] == "nodeSelector":
        return (
            "The operator's components go to every node that it finds a GPU on; to keep them off a node, label it: "
            "`kubectl label node NODE nvidia.com/gpu.deploy.operands=false`."
        )
    chart = load_chart(GPU_OPERATOR, resource.releases[-1])
    if resource.kind == "ClusterPolicy" and chart.lookup(path) is not None:
        return f"It is a value of the chart {GPU_OPERATOR}, and no field of a ClusterPolicy."
    return _siblings(f"spec.{path_text(path[:-1])}".rstrip("."), tuple(fields))


def _siblings(above: str, fields: tuple[str, ...]) -> str | None:
    """Say which fields there are beside one that is none, where they are few."""
    names = sorted(known.rpartition(".")[2] for known in fields if known.rpartition(".")[0] == above)
    return f"Leave it out; {above} has {', '.join(names)}." if 0 < len(names) <= _FEW else None


def _nearest(name: str, above: str, fields: tuple[str, ...]) -> str | None:
    import difflib  # 3 ms, wanted only once something is wrong

    siblings = {known.rpartition(".")[2] for known in fields if known.rpartition(".")[0] == above}
    close = difflib.get_close_matches(name, sorted(siblings), n=1, cutoff=0.7)
    if not close and f"daemonsets.{name}" in {known.removeprefix("spec.") for known in fields}:
        return f"Did you mean spec.daemonsets.{name}?"
    return f"Did you mean {above}.{close[0]}?" if close else None


RULE = ManifestRule(
    "POL201",
    "Field that the custom resource does not have",
    Severity.ERROR,
    why="The schema is closed. kubectl, Flux and Argo CD refuse an object with an unknown field; where validation is "
    "off, the API server drops the field without a word.",
    fix="Compare with the CRD of this release: `kubectl explain clusterpolicy.spec --recursive`.",
    source="NVIDIA/gpu-operator deployments/gpu-operator/crds (v25.3.4 to v26.7.0)",
    bad="""\
apiVersion: nvidia.com/v1
kind: ClusterPolicy
metadata: {name: cluster-policy}
spec:
  driver:
    enabled: true
    use_ocp_driver_toolkit: true  # <- here
  devicePlugin:
    nodeSelector:  # <- here
      gpu: "true"
""",
    good="""\
apiVersion: nvidia.com/v1
kind: ClusterPolicy
metadata: {name: cluster-policy}
spec:
  operator:
    use_ocp_driver_toolkit: true
  devicePlugin:
    mps: {root: /srv/mps}
""",
    check=_check,
)
