"""Labels that a node may give to itself, out of those domains that Kubernetes keeps.

Sources: kubernetes/kubernetes cmd/kubelet/app/options/options.go (ValidateKubeletFlags) and
staging/src/k8s.io/kubelet/pkg/apis/well_known_labels.go; plugin/pkg/admission/noderestriction/admission.go.
"""

GUARDED_DOMAINS = ("kubernetes.io", "k8s.io")
ALLOWED_DOMAINS = ("kubelet.kubernetes.io", "node.kubernetes.io")
ALLOWED = frozenset(
    {
        *("kubernetes.io/hostname", "kubernetes.io/os", "kubernetes.io/arch", "kubernetes.io/instance-type"),
        *("beta.kubernetes.io/os", "beta.kubernetes.io/arch", "beta.kubernetes.io/instance-type"),
        *("topology.kubernetes.io/region", "topology.kubernetes.io/zone"),
        *("failure-domain.beta.kubernetes.io/region", "failure-domain.beta.kubernetes.io/zone"),
        *("failure-domain.kubernetes.io/region", "failure-domain.kubernetes.io/zone"),
    }
)
