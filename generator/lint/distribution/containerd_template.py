"""A toolkit that writes into the template of K3s' containerd configuration, or into what is made of it."""

from collections.abc import Iterator

from generator.lint.common.distribution import RANCHER, containerd_of, toolkits
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule

_CONFIG = "CONTAINERD_CONFIG"


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for toolkit in toolkits(manifests):
        path = toolkit.text(_CONFIG)
        if containerd_of(path) != RANCHER or not toolkit.text("CONTAINERD_SOCKET"):
            continue
        place = toolkit.env[_CONFIG].place
        if path.endswith(".tmpl"):
            yield ManifestFault(
                place,
                f"{path} is the template from which {RANCHER} makes containerd's configuration: the toolkit keeps a "
                "whole one that is there already, but where there is none its own takes the place of the rest",
            )
        else:
            yield ManifestFault(
                place,
                f"{RANCHER} makes {path} anew whenever it starts: what the toolkit writes there lasts until then",
            )


RULE = ManifestRule(
    "DST202",
    "Containerd configuration that K3s makes itself",
    # What it does to a node depends on the template that is there and on where the network's plugins lie.
    Severity.INFO,
    why="K3s and RKE2 look for NVIDIA's runtimes when they start and write them into containerd's configuration by "
    "themselves, also those under /usr/local/nvidia/toolkit. The toolkit begins with the file that is there, and where "
    "there is none with nothing: such a template lacks the paths of the network's plugins, and nodes with K3s' own "
    "network lost it or did not start after a reboot.",
    fix="Leave CONTAINERD_CONFIG out, keep CONTAINERD_SOCKET, and restart K3s once the toolkit has run.",
    source="NVIDIA/nvidia-container-toolkit pkg/config/engine/containerd/containerd.go (New) and "
    "pkg/config/toml/source-file.go (a missing file is an empty one); "
    "https://github.com/NVIDIA/gpu-operator/issues/473, https://github.com/NVIDIA/gpu-operator/issues/992, "
    "https://github.com/k3s-io/k3s/pull/11065, https://docs.k3s.io/advanced",
    bad="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  chart: {spec: {chart: gpu-operator, version: v26.7.0}}
  values:
    toolkit:
      env:
        - name: CONTAINERD_CONFIG
          value: /var/lib/rancher/k3s/agent/etc/containerd/config.toml.tmpl  # <- here
        - name: CONTAINERD_SOCKET
          value: /run/k3s/containerd/containerd.sock
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
        - name: CONTAINERD_SOCKET
          value: /run/k3s/containerd/containerd.sock
""",
    check=_check,
)
