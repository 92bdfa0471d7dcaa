"""A runtime class given to the toolkit, which the operator overwrites."""

from collections.abc import Iterator

from generator.facts.charts import GPU_OPERATOR
from generator.lint.common.distribution import reads_env_late
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value

_VARIABLE = "CONTAINERD_RUNTIME_CLASS"
_DEFAULT = "nvidia"


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for use in manifests.charts:
        if use.chart == GPU_OPERATOR and not reads_env_late(use):
            yield from _of_toolkit(use.value("toolkit"), use.value("operator", "runtimeClass"), "operator.runtimeClass")
    for policy in manifests.policies:
        field = "spec.operator.runtimeClass"
        yield from _of_toolkit(policy.spec.get("toolkit"), policy.spec.get("operator", "runtimeClass"), field)


def _of_toolkit(toolkit: Value | None, runtime_class: Value | None, field: str) -> Iterator[ManifestFault]:
    name = runtime_class.tree if runtime_class is not None else _DEFAULT
    for variable in toolkit.elements("env") if toolkit is not None else ():
        value = variable.get("value")
        if variable.text("name") == _VARIABLE and value is not None and value.tree != name:
            message = f"{_VARIABLE}={value.tree} has no effect: the operator sets it to {name}"
            yield ManifestFault(value.place, message, f"Set {field}: {value.tree}.")


RULE = ManifestRule(
    "DST204",
    "Runtime class that the operator overwrites",
    Severity.WARNING,
    why="The operator gives the toolkit the name from operator.runtimeClass, after whatever toolkit.env says.",
    fix="Set operator.runtimeClass.",
    source="NVIDIA/gpu-operator controllers/object_controls.go, transformToolkitCtrForRuntime",
    bad="""\
toolkit:
  env:
    - name: CONTAINERD_RUNTIME_CLASS
      value: nvidia-cdi  # <- here
operator: {upgradeCRD: true}
""",
    good="""\
toolkit:
  env:
    - name: CONTAINERD_RUNTIME_CLASS
      value: nvidia-cdi
operator: {runtimeClass: nvidia-cdi}
""",
    check=_check,
)
