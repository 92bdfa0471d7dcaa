"""Manifests as long as people write them, 20 to 120 lines each: pods that ask for GPUs, with nothing wrong."""

from pathlib import Path

_POD = """\
apiVersion: v1
kind: Pod
metadata:
  name: app-{n}
  namespace: team-{team}
  labels:
    app.kubernetes.io/name: app-{n}
spec:
"""
_JOB = """\
apiVersion: batch/v1
kind: Job
metadata:
  name: app-{n}
  namespace: team-{team}
spec:
  backoffLimit: 2
  ttlSecondsAfterFinished: 3600
  template:
    metadata:
      labels:
        app.kubernetes.io/name: app-{n}
    spec:
"""
_CRON_JOB = """\
apiVersion: batch/v1
kind: CronJob
metadata:
  name: app-{n}
  namespace: team-{team}
spec:
  schedule: "30 2 * * *"
  concurrencyPolicy: Forbid
  jobTemplate:
    spec:
      backoffLimit: 2
      template:
        metadata:
          labels:
            app.kubernetes.io/name: app-{n}
        spec:
"""
_SERVED = """\
apiVersion: apps/v1
kind: {kind}
metadata:
  name: app-{n}
  namespace: team-{team}
  labels:
    app.kubernetes.io/name: app-{n}
    app.kubernetes.io/part-of: team-{team}
spec:
{own}  selector:
    matchLabels:
      app.kubernetes.io/name: app-{n}
  template:
    metadata:
      labels:
        app.kubernetes.io/name: app-{n}
    spec:
"""
_MAIN = """\
- name: main
  image: registry.example.com/app-{n}:1.{n}.0
  imagePullPolicy: IfNotPresent
  command: ["python", "-m", "app"]
  args:
    - --model
    - /models/app-{n}
  resources:
    requests:
      cpu: "2"
      memory: 8Gi
    limits:
      memory: 16Gi
      nvidia.com/gpu: {gpus}
"""
_ENV = """\
  env:
    - name: LOG_LEVEL
      value: info
    - name: POD_NAME
      valueFrom:
        fieldRef:
          fieldPath: metadata.name
    - name: TOKEN
      valueFrom:
        secretKeyRef:
          name: tokens
          key: app-{n}
"""
_PROBES = """\
  ports:
    - name: http
      containerPort: 8000
      protocol: TCP
  readinessProbe:
    httpGet:
      path: /health
      port: http
    initialDelaySeconds: 30
    periodSeconds: 10
  livenessProbe:
    httpGet:
      path: /health
      port: http
    failureThreshold: 6
"""
_SECURITY = """\
  securityContext:
    allowPrivilegeEscalation: false
    capabilities:
      drop: ["ALL"]
"""
_MOUNTS = """\
  volumeMounts:
    - name: models
      mountPath: /models
      readOnly: true
    - name: shm
      mountPath: /dev/shm
"""
_SIDE = """\
- name: proxy
  image: registry.example.com/proxy:2.1
  env:
    - name: UPSTREAM
      value: http://127.0.0.1:8000
  ports:
    - containerPort: 8443
  resources:
    limits:
      cpu: 200m
      memory: 128Mi
"""
_PLACED = """\
tolerations:
  - key: nvidia.com/gpu
    operator: Exists
    effect: NoSchedule
affinity:
  nodeAffinity:
    requiredDuringSchedulingIgnoredDuringExecution:
      nodeSelectorTerms:
        - matchExpressions:
            - key: nvidia.com/gpu.present
              operator: In
              values: ["true"]
  podAntiAffinity:
    preferredDuringSchedulingIgnoredDuringExecution:
      - weight: 100
        podAffinityTerm:
          topologyKey: kubernetes.io/hostname
          labelSelector:
            matchLabels:
              app.kubernetes.io/name: app-{n}
"""
_VOLUMES = """\
volumes:
  - name: models
    persistentVolumeClaim:
      claimName: models
  - name: shm
    emptyDir:
      medium: Memory
      sizeLimit: 8Gi
"""
_SERVED_KINDS = (
    ("Deployment", "  replicas: 2\n  strategy:\n    type: Recreate\n"),
    ("StatefulSet", "  replicas: 2\n  serviceName: app-{n}\n"),
    ("DaemonSet", "  updateStrategy:\n    type: RollingUpdate\n"),
)
_PARTS = (_ENV, _PROBES, _SECURITY, _MOUNTS, _SIDE)
"""What follows the main container, in this order."""


def rich_repository(folder: Path, files: int) -> None:
    """Write that many manifests: half are Deployments and the like with all parts, the others have fewer of them."""
    for number in range(files):
        path = folder / f"{number // 100:03}" / f"{number:05}-app.yaml"
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_text(rich_text(number), encoding="utf-8")


def rich_text(number: int) -> str:
    """Return a manifest; the number says which kind it has, and how much of everything."""
    served = number % 2 == 0
    level = 5 if served else number // 2 % 5
    head, margin, ending = _head(number)
    containers = "".join((_MAIN, *_PARTS[:level]))
    volumes = _VOLUMES if level > _PARTS.index(_MOUNTS) else ""
    spec = f"{ending}containers:\n{_moved(containers, 2)}{volumes}{_PLACED if level > 2 else ''}"
    text = head + _moved(spec, margin)
    return text.format(n=number, team=number % 20, gpus=number % 4 + 1)


def _head(number: int) -> tuple[str, int, str]:
    """Return what stands around a pod's spec, how far in that stands, and what it says of its end."""
    if number % 2 == 0:
        kind, own = _SERVED_KINDS[number // 2 % 3]
        return _SERVED.replace("{kind}", kind).replace("{own}", own), 6, ""
    return ((_POD, 2, ""), (_JOB, 6, "restartPolicy: Never\n"), (_CRON_JOB, 10, "restartPolicy: OnFailure\n"))[
        number // 2 % 3
    ]


def _moved(text: str, columns: int) -> str:
    """Return lines further in."""
    return "".join(f"{' ' * columns}{line}" for line in text.splitlines(keepends=True))
