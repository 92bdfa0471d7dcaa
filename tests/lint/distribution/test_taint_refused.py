import pytest

from tests.lint.examples import told

CODE = "DST208"


def k3s(taint: str) -> str:
    return f"node-label: [nvidia.com/gpu.present=true]\nnode-taint:\n  - {taint}\n"


def argument(flag: str) -> str:
    return f"node-label: [nvidia.com/gpu.present=true]\nkubelet-arg:\n  - {flag}\n"


def talos(taint: str) -> str:
    return f"machine:\n  nodeLabels: {{nvidia.com/gpu.present: 'true'}}\n  nodeTaints: {{nvidia.com/gpu: {taint}}}\n"


def kubeadm(effect: str, kind: str = "JoinConfiguration") -> str:
    return f"""\
apiVersion: kubeadm.k8s.io/v1beta4
kind: {kind}
nodeRegistration:
  taints:
    - {{key: nvidia.com/gpu, value: "true", {effect}}}
"""


def template(effect: str) -> str:
    return f"""\
apiVersion: bootstrap.cluster.x-k8s.io/v1beta1
kind: KubeadmConfigTemplate
metadata: {{name: gpus}}
spec:
  template:
    spec:
      joinConfiguration:
        nodeRegistration:
          kubeletExtraArgs: {{register-with-taints: "nvidia.com/gpu=true:{effect}"}}
"""


def kubelet(effect: str) -> str:
    return f"""\
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
registerWithTaints:
  - {{key: nvidia.com/gpu, value: "true", effect: {effect}}}
"""


def node(effect: str) -> str:
    return f"""\
apiVersion: v1
kind: Node
metadata: {{name: one}}
spec:
  taints: [{{key: nvidia.com/gpu, value: "true", effect: {effect}}}]
"""


def eksctl(taint: str) -> str:
    return f"""\
apiVersion: eksctl.io/v1alpha5
kind: ClusterConfig
metadata: {{name: one, region: eu-west-1}}
nodeGroups:
  - {{name: gpus, instanceType: g5.xlarge, taints: {{nvidia.com/gpu: {taint}}}}}
"""


def machines(effect: str, group: str = "machine.openshift.io") -> str:
    return f"""\
apiVersion: {group}/v1beta1
kind: MachineSet
metadata: {{name: gpu, namespace: openshift-machine-api}}
spec:
  template:
    spec:
      taints: [{{key: nvidia.com/gpu, value: "true", {effect}}}]
"""


@pytest.mark.parametrize(
    ("files", "line", "message"),
    [
        (k3s("nvidia.com/gpu=true:NoSchedul"), 3, "NoSchedul is no effect of a taint: K3s and RKE2 do not start"),
        (k3s("nvidia.com/gpu=true:noSchedule"), 3, "noSchedule is no effect"),
        (k3s("nvidia.com/gpu=true"), 3, "the taint nvidia.com/gpu=true has no effect"),
        (k3s("'nvidia.com/gpu=true:'"), 3, "nothing is no effect"),
        (k3s("nvidia.com/gpu=a=b:NoSchedule"), 3, "is no taint"),
        (k3s("nvidia.com/gpu:true:NoSchedule"), 3, "is no taint"),
        (argument("register-with-taints=nvidia.com/gpu=true:Never"), 3, "Never is no effect"),
        (argument("--register-with-taints=a=b:NoSchedule,nvidia.com/gpu=true:Never"), 3, "the kubelet does not start"),
        (talos("true:NoScheduled"), 3, "NoScheduled is no effect of a taint: the node never gets it"),
        (kubeadm("effect: NO_SCHEDULE"), 5, "NO_SCHEDULE is no effect of a taint: the kubelet does not start"),
        (kubeadm("effect: Evict", "InitConfiguration"), 5, "Evict is no effect"),
        (kubeadm("timeAdded: null"), 5, "the taint nvidia.com/gpu has no effect"),
        (template("NoRun"), 9, "NoRun is no effect"),
        (kubelet("noexecute"), 4, "noexecute is no effect"),
        (node("NoScheduling"), 5, "the API server refuses it"),
        (eksctl("'true:Schedule'"), 5, "eksctl refuses it"),
        (machines("effect: NoSchedul"), 7, "the API server refuses its nodes with it, and they get neither"),
    ],
)
def test_found(files: str, line: int, message: str) -> None:
    found = told(files, CODE)
    assert [number for number, _ in found] == [line]
    assert message in found[0][1]


@pytest.mark.parametrize(
    "files",
    [
        k3s("nvidia.com/gpu=true:NoSchedule"),
        k3s("nvidia.com/gpu:NoExecute"),
        k3s("nvidia.com/gpu=:PreferNoSchedule"),
        k3s("nvidia.com/gpu=true:${EFFECT}"),
        k3s("{{ taint }}"),
        k3s("{key: nvidia.com/gpu, effect: NoSchedule}"),
        argument("max-pods=200"),
        argument("register-with-taints=nvidia.com/gpu=true:NoSchedule"),
        talos("true:NoSchedule"),
        talos("NoSchedule"),
        kubeadm("effect: NoSchedule"),
        kubeadm("effect: '{{ effect }}'"),
        template("NoSchedule"),
        kubelet("NoExecute"),
        node("NoSchedule"),
        eksctl("'true:NoSchedule'"),
        eksctl("gpus"),
        machines("effect: NoSchedule"),
        machines("effect: '${EFFECT}'"),
        machines("timeAdded: null"),  # Which is told of the field.
        machines("effect: NoSchedul", "cluster.x-k8s.io"),
        "kind: JoinConfiguration\nnodeRegistration: nvidia.com/gpu\n",
        "apiVersion: kubeadm.k8s.io/v1beta4\nkind: JoinConfiguration\nnodeRegistration: {taints: [], name: gpu}\n",
    ],
)
def test_not_found(files: str) -> None:
    assert told(files, CODE) == []
