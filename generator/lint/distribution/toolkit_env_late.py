"""Paths for the toolkit in the one release of the operator that reads them too late."""

from collections.abc import Iterator

from generator.lint.common.distribution import mounts_defaults, toolkits, unheeded_paths
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for toolkit in toolkits(manifests):
        found = unheeded_paths(toolkit) if mounts_defaults(toolkit, manifests) else ()
        if not found:
            continue
        # The socket decides whether the toolkit starts at all.
        first = next((one for one in found if one.name.endswith("_SOCKET")), found[0])
        yield ManifestFault(
            toolkit.env[first.name].place,
            f"gpu-operator v25.3.3 does not mount what {' and '.join(one.name for one in found)} "
            f"{'name' if len(found) > 1 else 'names'}: the toolkit gets {first.default} of the host",
        )


RULE = ManifestRule(
    "DST205",
    "Paths that this release of the operator does not mount",
    Severity.ERROR,
    why="Release v25.3.3 decides which configuration and which socket of the host the toolkit gets before it reads "
    "toolkit.env, so it always mounts the defaults. The releases before and after it read toolkit.env first.",
    fix="Take v25.3.4 of the operator, or v25.3.2.",
    source="NVIDIA/gpu-operator v25.3.3 controllers/object_controls.go (TransformToolkit calls transformForRuntime, "
    "then sets config.Toolkit.Env), against v25.3.2 and v25.3.4; issue 1694",
    bad="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  chart: {spec: {chart: gpu-operator, version: v25.3.3}}
  values:
    toolkit:
      env:
        - name: CONTAINERD_CONFIG
          value: /var/lib/rancher/k3s/agent/etc/containerd/config.toml
        - name: CONTAINERD_SOCKET
          value: /run/k3s/containerd/containerd.sock  # <- here
""",
    good="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  chart: {spec: {chart: gpu-operator, version: v25.3.4}}
  values:
    toolkit:
      env:
        - name: CONTAINERD_CONFIG
          value: /var/lib/rancher/k3s/agent/etc/containerd/config.toml
        - name: CONTAINERD_SOCKET
          value: /run/k3s/containerd/containerd.sock
""",
    check=_check,
)
