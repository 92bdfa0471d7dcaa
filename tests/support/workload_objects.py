"""Objects with pod templates as people have them: several containers, arguments, variables, lists of every kind."""

import json
from collections.abc import Mapping

from tests.support.bundles import Object, at

TEMPLATES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "Deployment": ("apps/v1", ("spec", "template")),
    "StatefulSet": ("apps/v1", ("spec", "template")),
    "DaemonSet": ("apps/v1", ("spec", "template")),
    "Job": ("batch/v1", ("spec", "template")),
    "CronJob": ("batch/v1", ("spec", "jobTemplate", "spec", "template")),
    "Pod": ("v1", ()),
}
"""API version, and where the pod's template stands, by kind."""
LABELS: Object = {"app": "server"}
POD: Object = {
    "restartPolicy": "Always",
    "serviceAccountName": "server",
    "nodeSelector": {"disk": "fast"},
    "affinity": {"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [
        {"topologyKey": "kubernetes.io/hostname", "labelSelector": {"matchLabels": {"app": "other"}}}]}},
    "tolerations": [{"key": "spot", "operator": "Exists"}],
    "imagePullSecrets": [{"name": "mirror"}],
    "volumes": [{"name": "models", "emptyDir": {}}],
    "initContainers": [{"name": "fetch", "image": "example.com/fetch:1", "args": ["--once"],
                        "env": [{"name": "HOME", "value": "/models"}]}],
    "containers": [
        {"name": "proxy", "image": "example.com/proxy:1", "args": ["--listen", ":80"],
         "env": [{"name": "LEVEL", "value": "debug"}], "resources": {"limits": {"memory": "1Gi"}}},
        {"name": "main", "image": "example.com/main:1", "command": ["serve"],
         "args": ["model", "--gpu-memory-utilization", "0.9", "--port=80"],
         "env": [{"name": "HOME", "value": "/models"},
                 {"name": "OLLAMA_MAX_LOADED_MODELS",
                  "valueFrom": {"configMapKeyRef": {"name": "settings", "key": "models"}}}],
         "envFrom": [{"configMapRef": {"name": "settings"}}],
         "ports": [{"containerPort": 80}],
         "volumeMounts": [{"name": "models", "mountPath": "/models"}],
         "resources": {"limits": {"memory": "8Gi", "nvidia.com/gpu": 1},
                       "requests": {"cpu": 2, "nvidia.com/gpu": 1}}},
    ],
}  # fmt: skip
"""A pod's spec that says what people say."""
_SPECS: Mapping[str, Object] = {
    "Deployment": {"replicas": 1, "selector": {"matchLabels": LABELS}},
    "StatefulSet": {"serviceName": "server", "selector": {"matchLabels": LABELS}},
    "DaemonSet": {"selector": {"matchLabels": LABELS}},
    "Job": {"backoffLimit": 0},
    "CronJob": {"schedule": "0 3 * * *", "jobTemplate": {"spec": {}}},
}


def an_object(kind: str, name: str = "server", *, pod: Object = POD, namespace: str | None = None) -> Object:
    """Return an object of a kind with that pod."""
    api_version, place = TEMPLATES[kind]
    metadata: Object = {"name": name} if namespace is None else {"name": name, "namespace": namespace}
    found: Object = {"apiVersion": api_version, "kind": kind, "metadata": metadata}
    spec: Object = json.loads(json.dumps(pod))
    if kind in ("Job", "CronJob"):
        spec["restartPolicy"] = "Never"
    if not place:
        return {**found, "spec": spec}
    found["spec"] = json.loads(json.dumps(_SPECS[kind]))
    holder = at(found, *place[:-1])
    assert isinstance(holder, dict)
    holder["template"] = {"metadata": {"labels": LABELS}, "spec": spec}
    return found


def a_bare_pod(container: str) -> Object:
    """Return the least that a pod's spec can say."""
    return {"containers": [{"name": container, "image": "example.com/main:1"}]}


def pod_of(found: Object) -> Object:
    """Return the spec of an object's pods."""
    spec = at(found, *TEMPLATES[str(found["kind"])][1], "spec")
    assert isinstance(spec, dict)
    return spec


def container_of(pod: Object, name: str) -> Object:
    """Return a container of a pod by its name."""
    containers = pod["containers"]
    assert isinstance(containers, list)
    (found,) = [one for one in containers if isinstance(one, dict) and one["name"] == name]
    return found
