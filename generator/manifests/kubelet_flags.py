"""What node configurations have a kubelet register its node with: labels by its flags, and taints.

Sources: https://docs.k3s.io/cli/agent (node-taint, kubelet-arg); kubernetes/kubernetes cmd/kubeadm/app/apis/kubeadm/
v1beta3 and v1beta4 (NodeRegistrationOptions: kubeletExtraArgs is a mapping, later a list of name and value), and
staging/src/k8s.io/kubelet/config/v1beta1 (registerWithTaints); siderolabs/talos pkg/machinery/config/types/v1alpha1
(machine.nodeTaints, machine.kubelet.extraArgs); of Cluster API bootstrap/kubeadm/api (KubeadmConfig).
"""

from collections.abc import Iterable

from generator.manifests.collector import Collector
from generator.manifests.named import kind_of
from generator.model.manifest_objects import Labelled, Tainted
from generator.model.manifest_value import Value
from generator.model.tree import Path

_JOINED: tuple[Path, ...] = (("joinConfiguration",), ("initConfiguration",))
_WITHIN: dict[str, tuple[Path, ...]] = {
    "JoinConfiguration": ((),),
    "InitConfiguration": ((),),
    "KubeadmConfig": tuple(("spec", *one) for one in _JOINED),
    "KubeadmConfigTemplate": tuple(("spec", "template", "spec", *one) for one in _JOINED),
}
_LABELS, _TAINTS = "node-labels", "register-with-taints"
KUBELET = "the kubelet's flags"


def collect_registration(value: Value, out: Collector) -> None:
    """Take what an object of kubeadm or of Cluster API, or the kubelet's configuration, says of its node."""
    if kind_of(value) == "KubeletConfiguration":
        _take_taints("KubeletConfiguration", value.elements("registerWithTaints"), out)
    for path in _WITHIN.get(kind_of(value), ()):
        options = value.get(*path, "nodeRegistration")
        if options is not None:
            _take_taints("kubeadm configuration", options.elements("taints"), out)
            _take_flags(_flags(options, "kubeletExtraArgs"), out)


def collect_machine_registration(value: Value, out: Collector) -> None:
    """Take the same from a Talos machine configuration or a K3s or RKE2 configuration file."""
    _take_taints("K3s configuration", value.elements("node-taint"), out)
    given = [one for one in value.elements("kubelet-arg") if isinstance(one.tree, str)]
    _take_flags([(str(one.tree).partition("=")[0], _behind(one)) for one in given], out)
    talos = [Value(f"{key}={one.tree}", one.place) for key, one in value.entries("machine", "nodeTaints")]
    _take_taints("Talos machine configuration", [one for one in talos if ":" in str(one.tree)], out)
    kubelet = value.get("machine", "kubelet")
    if kubelet is not None:
        _take_flags(_flags(kubelet, "extraArgs"), out)


def _flags(value: Value, key: str) -> list[tuple[str, Value]]:
    listed = [(one.text("name") or "", one.get("value")) for one in value.elements(key)]
    return [*value.entries(key), *((name, found) for name, found in listed if found is not None)]


def _behind(flag: Value) -> Value:
    return Value(str(flag.tree).partition("=")[2], flag.place)


def _take_flags(flags: list[tuple[str, Value]], out: Collector) -> None:
    for name, value in flags:
        parts = value.tree.split(",") if isinstance(value.tree, str) else []
        found = [Value(one.strip(), value.place) for one in parts if one.strip()]
        if name.lstrip("-") == _TAINTS:
            _take_taints(KUBELET, found, out)
        labels = [str(one.tree).partition("=") for one in found] if name.lstrip("-") == _LABELS else []
        if labels:
            pairs = tuple((key, Value(text, value.place)) for key, _, text in labels)
            out.labelled.append(Labelled(KUBELET, None, pairs, False, value.place))


def _take_taints(what: str, taints: Iterable[Value], out: Collector) -> None:
    found = tuple(taints)
    if found:
        out.tainted.append(Tainted(what, found))
