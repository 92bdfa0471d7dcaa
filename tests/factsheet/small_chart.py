"""A small chart of our own with every construct that the fact sheet tool has to understand."""

import io
import tarfile
from pathlib import Path

FILES = {
    "Chart.yaml": """
apiVersion: v2
name: gpu-operator
version: v9.9.9
appVersion: main-latest
kubeVersion: ">= 1.30.0-0"
dependencies:
- {name: helper, alias: aid, version: 0.1.0, repository: "oci://registry.invalid/charts", condition: "aid.enabled"}
""",
    "values.yaml": """
agent:
  enabled: true
  repository: registry.invalid/team
  image: agent
  version: v1.2.3
  unread: 1
  settings: {}
  metrics: {interval: 15s}
  limits: {cpu: "1"}
config: {create: false, name: "", data: {}}
strategy: single
maybe: null
aid:
  threads: 4
""",
    "crds/policies.yaml": """
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: clusterpolicies.demo.invalid}
spec:
  group: demo.invalid
  scope: Cluster
  names: {kind: ClusterPolicy, plural: clusterpolicies, singular: clusterpolicy, listKind: ClusterPolicyList}
  versions:
  - name: v1
    served: true
    storage: true
    subresources: {status: {}}
    schema:
      openAPIV3Schema:
        type: object
        required: [spec]
        properties:
          apiVersion: {type: string}
          kind: {type: string}
          metadata: {type: object}
          spec:
            type: object
            description: prose that no fact sheet repeats
            properties:
              strategy: {type: string, enum: [single, mixed]}
              agent:
                type: object
                required: [metrics]
                properties:
                  version: {type: string}
                  metrics:
                    type: object
                    properties:
                      interval: {type: string, default: 30s, minLength: 1}
                      labels: {type: object, additionalProperties: {type: string}}
                      rules:
                        type: array
                        items: {type: object, properties: {port: {x-kubernetes-int-or-string: true}}}
""",
    "templates/_helpers.tpl": """
{{- define "demo.fullname" -}}{{ .Release.Name }}{{- end -}}
{{- define "demo.policy-name" -}}
the-policy
{{- end -}}
{{- /* .Values.only.in.a.comment */ -}}
{{- define "demo.labels" -}}{{ toYaml .Values.extraLabels }}{{- end -}}
""",
    "templates/policy.yaml": """
apiVersion: demo.invalid/v1
kind: ClusterPolicy
metadata:
  name: {{ include "demo.policy-name" . }}
spec:
  strategy: {{ .Values.strategy }}
  agent:
    version: {{ .Values.agent.version | quote }}
    metrics: {{ toYaml .Values.agent.metrics | nindent 6 }}
""",
    "templates/workload.yaml": """
{{- $name := printf "%s-agent" (include "demo.fullname" .) }}
{{- if and .Values.agent.enabled (not .Values.agent.hidden) }}
apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: {{ $name }}
  namespace: {{ .Release.Namespace }}
spec:
  image: {{ .Values.agent.repository }}/{{ .Values.agent.image }}
  resources: {{ toYaml .Values.agent.limits | nindent 4 }}
  {{- with .Values.agent.settings }}
  settings: {{ toYaml . }}
  {{- end }}
  {{- if typeIs "bool" .Values.maybe }}
  maybe: {{ .Values.maybe }}
  {{- end }}
{{- end }}
---
{{- if and .Values.config.create (not (empty .Values.config.data)) }}
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Values.config.name }}
data: {{ toYaml .Values.config.data | nindent 2 }}
{{- end }}
---
apiVersion: batch/v1
kind: Job
metadata:
  name: demo-cleanup
  annotations:
    "helm.sh/hook": pre-delete,pre-upgrade
    helm.sh/hook-delete-policy: hook-succeeded
spec: {}
""",
}
HELPER = {
    "Chart.yaml": "apiVersion: v2\nname: helper\nversion: 0.1.0\n",
    "values.yaml": "threads: 1\nverbose: false\n",
    "templates/work.yaml": """
{{- if or .Values.verbose .Values.loud }}
apiVersion: v1
kind: Service
metadata:
  name: {{ .Release.Name }}-helper
spec: {threads: {{ .Values.threads }}, secrets: {{ toYaml .Values.global.pullSecrets }}}
{{- end }}
""",
}


def write_chart(folder: Path) -> Path:
    """Write the chart, its sub-chart packed, and return its folder."""
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (folder / "charts").mkdir()
    with tarfile.open(folder / "charts" / "helper-0.1.0.tgz", "w:gz") as archive:
        for name, text in HELPER.items():
            member = tarfile.TarInfo(f"helper/{name}")
            member.size = len(text.encode())
            archive.addfile(member, io.BytesIO(text.encode()))
    return folder
