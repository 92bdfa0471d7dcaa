"""A label that a node may not give to itself, as the kubelet and eksctl know it."""

from collections.abc import Iterator

from generator.facts.kubelet_labels import is_node_own
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_objects import Labelled
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value, is_filled_in_later

_KARPENTER = "karpenter.sh/"
_K3S, _TALOS = "K3s configuration", "Talos machine configuration of a worker"
_KUBELET = "the kubelet's flags"


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for one in manifests.labelled:
        then = _what_follows(one)
        if then is not None:
            for key, value in one.labels:
                if _is_refused(key):
                    yield _fault(key, value, then, on_key=one.what == _TALOS)
    for pool in manifests.pools:
        own, *labels = pool.labels
        # Karpenter refused them once, and sets them itself by now.
        for key, value in () if own[0].startswith(_KARPENTER) else labels:
            if _is_refused(key):
                yield _fault(key, value, "eksctl or the kubelet refuses it", on_key=True)


def _what_follows(one: Labelled) -> str | None:
    """Return what comes of such a label; None where whoever sets it may set any."""
    if one.what == _K3S:
        return "K3s and RKE2 do not start with it"
    if one.what == _KUBELET:
        return "the kubelet does not start with it"
    return "a worker's is refused, and Talos then sets none" if one.what == _TALOS else None


def _is_refused(key: str) -> bool:
    return not is_filled_in_later(key) and not is_node_own(key)


def _fault(key: str, value: Value, then: str, *, on_key: bool) -> ManifestFault:
    fix = f"Give it another domain, or set it from outside: `kubectl label node NODE {key}={value.tree}`."
    message = f"a node may not give itself the label {key}: {then}"
    return ManifestFault(value.place, message, fix, on_key=on_key)


RULE = ManifestRule(
    "DST206",
    "Label that a node may not give itself",
    Severity.ERROR,
    why="Of the domains kubernetes.io and k8s.io a kubelet may set few labels, so that no node makes itself one of "
    "another role. A kubelet that is told to set others ends at once; the role that `kubectl get nodes` shows can be "
    "set from outside alone.",
    fix="Label the node by kubectl, or give the label a domain of your own.",
    source="kubernetes/kubernetes cmd/kubelet/app/options/options.go (ValidateKubeletFlags), plugin/pkg/admission/"
    "noderestriction/admission.go (getModifiedLabels); eksctl-io/eksctl pkg/apis/eksctl.io/v1alpha5/validation.go "
    "(validateNodeGroupLabels)",
    bad="""\
# /etc/rancher/k3s/config.yaml
node-label:
  - nvidia.com/gpu.present=true
  - node-role.kubernetes.io/gpu=true  # <- here
""",
    good="""\
# /etc/rancher/k3s/config.yaml
node-label:
  - nvidia.com/gpu.present=true
  - node.kubernetes.io/role=gpu
""",
    check=_check,
)
