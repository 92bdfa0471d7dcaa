"""A default runtime that the toolkit is asked for and does not set, since CDI is on."""

from collections.abc import Iterator

from generator.lint.common.distribution import toolkits
from generator.lint.common.runtime import leaves_default
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule

_NAMES = ("CONTAINERD_SET_AS_DEFAULT", "DOCKER_SET_AS_DEFAULT")


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for toolkit in toolkits(manifests):
        for name in _NAMES:
            if toolkit.text(name).lower() in ("true", "1", "t") and leaves_default(toolkit):
                message = f"{name} has no effect: with CDI on the operator says NVIDIA_RUNTIME_SET_AS_DEFAULT=false"
                yield ManifestFault(toolkit.env[name].place, message)


RULE = ManifestRule(
    "DST207",
    "Default runtime that is not set",
    Severity.WARNING,
    why="Since v25.10 CDI is on by default, and the operator then sets NVIDIA_RUNTIME_SET_AS_DEFAULT to false, which "
    "the toolkit reads before the variable of the one runtime. Pods that ask for a GPU get it by CDI all the same, but "
    "those that rely on NVIDIA_VISIBLE_DEVICES alone need `runtimeClassName: nvidia`.",
    fix="Leave the variable out, or write NVIDIA_RUNTIME_SET_AS_DEFAULT where every pod is to run with nvidia.",
    source="NVIDIA/gpu-operator controllers/object_controls.go, transformToolkitCtrForCDI (v25.10.1 to v26.7.0); "
    "NVIDIA/nvidia-container-toolkit cmd/nvidia-ctk-installer/container/runtime/runtime.go (set-as-default)",
    bad="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  chart: {spec: {chart: gpu-operator, version: v26.7.0}}
  values:
    toolkit:
      env:
        - name: CONTAINERD_SET_AS_DEFAULT
          value: "true"  # <- here
""",
    good="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  chart: {spec: {chart: gpu-operator, version: v26.7.0}}
  values:
    toolkit:
      env:
        - name: NVIDIA_RUNTIME_SET_AS_DEFAULT
          value: "true"
""",
    check=_check,
)
