import pytest

from generator.model.finding import Severity
from tests.lint.clusters import release
from tests.lint.examples import judged, told
from tests.lint.pods import gpu_node, pod

ASKS = "{limits: {nvidia.com/gpu: 1}}"
CLASS = "apiVersion: node.k8s.io/v1\nkind: RuntimeClass\nmetadata: {name: gpu-runtime}\nhandler: nvidia\n"
K3S_NODE = gpu_node().replace("status: {", "status: {nodeInfo: {kubeletVersion: v1.35.1+k3s1}, ")
OFF = '{cdi: {enabled: false}, toolkit: {env: [{name: CONTAINERD_SET_AS_DEFAULT, value: "false"}]}}'
KYVERNO = """\
apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata: {name: nvidia}
spec: {rules: [{mutate: {patchesJson6902: "- {op: add, path: /spec/runtimeClassName, value: nvidia}"}}]}
"""


def plugin(values: str) -> str:
    return release(values, chart="nvidia-device-plugin", version="0.20.0")


def k3s(values: str) -> str:
    return f"""\
apiVersion: helm.cattle.io/v1
kind: HelmChart
metadata: {{name: nvidia-device-plugin, namespace: kube-system}}
spec:
  chart: nvidia-device-plugin
  valuesContent: |
    {values}
"""


def daemon_set(strategy: str = "envvar", runtime: str = "runtimeClassName: nvidia") -> str:
    return f"""\
apiVersion: apps/v1
kind: DaemonSet
metadata: {{name: plugin}}
spec:
  template:
    spec:
      {runtime}
      containers:
        - name: plugin
          image: nvcr.io/nvidia/k8s-device-plugin:v0.20.0
          env: [{{name: DEVICE_LIST_STRATEGY, value: {strategy}}}]
"""


def found(*others: str, text: str = "") -> list[tuple[int, Severity]]:
    files = {f"{number}.yaml": other for number, other in enumerate(others)} | {"pod.yaml": text or pod(ASKS)}
    findings = [one for one in judged(files).findings if one.code == "WRK215"]
    return [(one.position.line if one.position else 0, one.severity) for one in findings]


@pytest.mark.parametrize(
    "others",
    [
        (k3s("runtimeClassName: nvidia"),),
        (plugin("{runtimeClassName: nvidia}"), K3S_NODE),
        (daemon_set(), K3S_NODE),
        (release(OFF),),
        (release(OFF.replace("CONTAINERD", "NVIDIA_RUNTIME")),),
        (release(OFF, version="v25.3.4"),),
        (release(OFF.replace("cdi: {enabled: false}, ", ""), version="v25.3.4"),),
    ],
)
def test_where_the_default_runtime_is_another(others: tuple[str, ...]) -> None:
    assert found(*others) == [(9, Severity.WARNING)]


@pytest.mark.parametrize("others", [(plugin("{runtimeClassName: nvidia}"),), (daemon_set(),), (CLASS,)])
def test_where_it_may_be_nvidia_s_own_all_the_same(others: tuple[str, ...]) -> None:
    assert found(*others) == [(9, Severity.INFO)]


def test_the_message_and_the_class_to_name() -> None:
    files = {"a.yaml": k3s("runtimeClassName: nvidia-cuda"), "b.yaml": pod(ASKS)}
    message = (
        "no runtimeClassName, while the device plugin runs with one on K3s or RKE2: if nvidia is not the default "
        "runtime, no GPU is in the container"
    )
    assert told(files, "WRK215") == [(9, message)]
    (fix,) = [one.fix for one in judged(files).findings if one.code == "WRK215"]
    assert fix.startswith("Write `runtimeClassName: nvidia-cuda` in the pod's spec")


def test_a_pod_of_two_gpu_containers_is_told_once() -> None:
    two = pod(ASKS) + f"  - {{name: other, image: cuda, resources: {ASKS}}}\n"
    assert len(found(k3s("runtimeClassName: nvidia"), text=two)) == 1


@pytest.mark.parametrize(
    ("others", "text"),
    [
        ((k3s("runtimeClassName: nvidia"),), pod(ASKS, "runtimeClassName: nvidia")),
        ((k3s("runtimeClassName: nvidia"),), pod(ASKS, "runtimeClassName: '${CLASS}'")),
        (
            (k3s("runtimeClassName: nvidia"),),
            pod("{limits: {cpu: 1}}", "nodeSelector: {nvidia.com/gpu.present: 'true'}"),
        ),
        ((k3s("runtimeClassName: nvidia"), KYVERNO), pod(ASKS)),
        ((k3s("{runtimeClassName: nvidia, deviceListStrategy: cdi-cri}"),), pod(ASKS)),
        ((k3s("{runtimeClassName: nvidia, deviceListStrategy: [envvar, cdi-annotations]}"),), pod(ASKS)),
        ((k3s("{runtimeClassName: null}"),), pod(ASKS)),
        ((k3s("{gfd: {enabled: true}}"),), pod(ASKS)),
        ((k3s("runtimeClassName: nvidia"), release("{}")), pod(ASKS)),
        ((release("{}"), CLASS), pod(ASKS)),
        (
            (release("{cdi: {enabled: true}, toolkit: {env: [{name: CONTAINERD_SET_AS_DEFAULT, value: 'false'}]}}"),),
            pod(ASKS),
        ),
        ((release(OFF.replace('"false"', '"true"')),), pod(ASKS)),
        ((release(OFF.replace("toolkit: {", "toolkit: {enabled: false, ")),), pod(ASKS)),
        ((daemon_set("cdi-annotations"), K3S_NODE), pod(ASKS)),
        ((daemon_set(runtime="hostIPC: false"), K3S_NODE, CLASS), pod(ASKS)),
        ((CLASS.replace("handler: nvidia", "handler: kata"),), pod(ASKS)),
        ((K3S_NODE,), pod(ASKS)),
        ((), pod(ASKS)),
    ],
)
def test_where_none_is_needed_or_nothing_is_known(others: tuple[str, ...], text: str) -> None:
    assert found(*others, text=text) == []
