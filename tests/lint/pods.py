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
