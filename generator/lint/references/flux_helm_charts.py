"""A folder with a chart of NVIDIA's that kustomize has to render, given to Flux, which does not let it."""

from collections.abc import Iterator

from generator.ecosystem.kustomize import FLUX_GROUP
from generator.model.finding import Severity
from generator.model.manifest import Form, Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule

_FIX = (
    "Install the chart by a HelmRelease with these values, or commit what `kustomize build --enable-helm` prints of "
    "this folder."
)


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    folders = {use.place.file.rpartition("/")[0] for use in manifests.charts if use.form is Form.KUSTOMIZE}
    for one in manifests.of_kind("Kustomization", f"{FLUX_GROUP}/") if folders else ():
        said = one.value.get("spec", "path")
        path = said.tree if said is not None else None
        if said is None or not isinstance(path, str):
            continue
        folder = path.removeprefix(".").strip("/")
        # Paths begin at the root of a repository, of which these files may be a part.
        if folder in folders or (folder and any(there.endswith(f"/{folder}") for there in folders)):
            message = f"Flux does not build {path}: kustomize-controller refuses the helmCharts of its kustomization"
            yield ManifestFault(said.place, message, _FIX)


RULE = ManifestRule(
    "REF235",
    "helmCharts for Flux",
    Severity.ERROR,
    why="kustomize renders charts only where it is told `--enable-helm`, and Flux's kustomize-controller never tells "
    "it to: the Kustomization fails with `must specify --enable-helm`, and nothing below its path is applied. Argo CD "
    "has a setting for it.",
    fix=_FIX,
    source="fluxcd/pkg kustomize/kustomize_generator.go (Build: plugins disabled, no Helm); kubernetes-sigs/kustomize "
    "api/builtins/HelmChartInflationGenerator.go",
    bad="""\
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: gpu-operator, namespace: flux-system}
spec:
  interval: 10m
  path: ./  # <- here
  prune: true
  sourceRef: {kind: GitRepository, name: flux-system}
---
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
helmCharts:
  - name: gpu-operator
    repo: https://helm.ngc.nvidia.com/nvidia
    version: v26.7.0
    releaseName: gpu-operator
    namespace: gpu-operator
""",
    good="""\
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: gpu-operator, namespace: flux-system}
spec:
  interval: 10m
  path: ./
  prune: true
  sourceRef: {kind: GitRepository, name: flux-system}
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  interval: 1h
  chart:
    spec:
      chart: gpu-operator
      version: v26.7.0
      sourceRef: {kind: HelmRepository, name: nvidia}
""",
    check=_check,
)
