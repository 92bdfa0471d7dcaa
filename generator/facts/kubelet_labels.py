"""Labels that a node may give to itself, out of those domains that Kubernetes keeps.

Sources: kubernetes/kubernetes cmd/kubelet/app/options/options.go (ValidateKubeletFlags) and
staging/src/k8s.io/kubelet/pkg/apis/well_known_labels.go; plugin/pkg/admission/noderestriction/admission.go.
"""

_GUARDED = ("kubernetes.io", "k8s.io")
_OWN = ("kubelet.kubernetes.io", "node.kubernetes.io")
_ALLOWED = frozenset(
    {
        *("kubernetes.io/hostname", "kubernetes.io/os", "kubernetes.io/arch"),
        *("beta.kubernetes.io/os", "beta.kubernetes.io/arch", "beta.kubernetes.io/instance-type"),
        *("topology.kubernetes.io/region", "topology.kubernetes.io/zone"),
        *("failure-domain.beta.kubernetes.io/region", "failure-domain.beta.kubernetes.io/zone"),
    }
)


def is_node_own(key: str) -> bool:
    """Say whether a node may give itself a label of that key; a kubelet that is told another one does not start."""
    domain, slash, _ = key.partition("/")
    return not slash or key in _ALLOWED or not _is_of(domain, _GUARDED) or _is_of(domain, _OWN)


def _is_of(domain: str, domains: tuple[str, ...]) -> bool:
    return any(domain == one or domain.endswith(f".{one}") for one in domains)
