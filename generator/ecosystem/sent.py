"""Which documents with an apiVersion and a kind an API server sees; others are files of some program.

Sources: each program's own documentation of its file. What begins with `config.kubernetes.io` and the like is read by
kustomize and kpt, `kubeadm.k8s.io`, `kubelet.config.k8s.io` and others by Kubernetes' own programs.
"""

import re

from generator.ecosystem.served_versions import OWN_KINDS

_OWN_WITHOUT_DOT = frozenset({*(group for group in OWN_KINDS if "." not in group), "extensions", "policy"})
_OF_PROGRAMS = frozenset(
    {
        *("kustomize.config.k8s.io", "config.kubernetes.io", "fn.kpt.dev", "kpt.dev", "kapp.k14s.io", "kbld.k14s.io"),
        *("vendir.k14s.io", "imgpkg.carvel.dev", "meta.pkg.crossplane.io", "mirror.openshift.io", "zarf.dev"),
        *("kubeadm.k8s.io", "kubelet.config.k8s.io", "kubeproxy.config.k8s.io", "kubescheduler.config.k8s.io"),
        *("apiserver.config.k8s.io", "audit.k8s.io", "client.authentication.k8s.io", "apiserver.k8s.io"),
        *("eksctl.io", "k0s.k0sproject.io", "k0sctl.k0sproject.io", "k3d.io", "kind.x-k8s.io"),
        *("clusterctl.cluster.x-k8s.io", "krew.googlecontainertools.github.com", "backstage.io", "score.dev"),
        *("garden.io", "devfile.io", "cli.kyverno.io", "chainsaw.kyverno.io", "kuttl.dev", "testing.kyverno.io"),
        *("kots.io", "kurl.sh", "troubleshoot.sh", "tilt.dev", "holodeck.nvidia.com", "aicr.nvidia.com"),
    }
)
"""Groups of files that look like objects, some of which may be applied too."""
_version = re.compile(r"(?:([a-z0-9.-]+)/)?v\d+(?:(?:alpha|beta)\d+)?").fullmatch


def is_sent(version: str, kind: str) -> bool:
    """Say whether a document of an apiVersion and a kind is for an API server, as far as that is known."""
    found = _version(version)
    if found is None:
        return False
    group = found[1] or ""
    if "." in group:
        return group not in _OF_PROGRAMS
    return group in _OWN_WITHOUT_DOT if group else kind in OWN_KINDS[""]
