"""Pods and configurations in a few lines, for tests of rules on workloads."""


def pod(resources: str, spec: str = "", env: str = "") -> str:
    """A Pod of one container; the resources stand in line 9, one line of flow style each."""
    text = f"""\
apiVersion: v1
kind: Pod
metadata: {{name: main, namespace: team}}
spec:
  {spec or "restartPolicy: Never"}
  containers:
  - name: main
    image: cuda
    resources: {resources}
"""
    return f"{text}    env: {env}\n" if env else text


def sharing(block: str, strategy: str = "", default: str = "any") -> str:
    """Values of gpu-operator v26.7.0 whose one entry has this `sharing`."""
    return f"""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {{name: gpu-operator, namespace: gpu-operator}}
spec:
  chart: {{spec: {{chart: gpu-operator, version: v26.7.0}}}}
  values:
    {f"mig: {{strategy: {strategy}}}" if strategy else "driver: {}"}
    devicePlugin:
      config:
        create: true
        name: sharing
        default: "{default}"
        data:
          any: |
            version: v1
            sharing: {block}
"""


RENAMED = "{timeSlicing: {renameByDefault: true, resources: [{name: nvidia.com/gpu, replicas: 4}]}}"
SHARED = "{timeSlicing: {resources: [{name: nvidia.com/gpu, replicas: 4}]}}"


def gpu_node(
    spec: str = "{}", advertised: str = '{nvidia.com/gpu: "4"}', labels: str = "{}", name: str = "gpu-1"
) -> str:
    """A Node as it is read from a cluster, each part in one line of flow style."""
    return f"""\
apiVersion: v1
kind: Node
metadata: {{name: {name}, labels: {labels}}}
spec: {spec}
status: {{allocatable: {advertised}}}
"""


def several(*containers: str, init: tuple[str, ...] = ()) -> str:
    """A Pod of several containers, each given by what it has beside its name, from line 6 on, init containers last."""
    lines = [f"  - {{name: c{number}, {one}}}" for number, one in enumerate(containers)]
    inits = [f"  - {{name: i{number}, {one}}}" for number, one in enumerate(init)]
    head = "apiVersion: v1\nkind: Pod\nmetadata: {name: main, namespace: team}\nspec:\n  containers:\n"
    return head + "\n".join([*lines, *(["  initContainers:", *inits] if inits else [])]) + "\n"


def gpus(number: object) -> str:
    """The resources of a container that asks for GPUs, in flow style."""
    return f"resources: {{limits: {{nvidia.com/gpu: {number}}}}}"
