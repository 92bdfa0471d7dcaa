"""Templates of the stand-in charts: one file per object that the fact sheet names, written from its facts."""

import json
from collections.abc import Iterable, Mapping

from generator.model.chart import ChartObject, ChartSheet, Crd

ECHO = "stand-in/values"
"""The annotation that holds all values as JSON: on the ClusterPolicy, else on the chart's first workload."""

HELPERS = """\
{{- define "fullname" -}}
{{- $name := .Values.nameOverride | default .Chart.Name -}}
{{- $both := ternary .Release.Name (printf "%s-%s" .Release.Name $name) (contains $name .Release.Name) -}}
{{- .Values.fullnameOverride | default $both | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "namespace" -}}
{{- .Values.namespaceOverride | default .Release.Namespace -}}
{{- end -}}

{{- define "labels" -}}
app.kubernetes.io/name: {{ .Values.nameOverride | default .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end -}}

{{- define "selector" -}}
app.kubernetes.io/name: {{ .Values.nameOverride | default .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "serviceAccountName" -}}
{{- $given := (index .root.Values .part).serviceAccount | default dict -}}
{{- $own := ternary (include "fullname" .root) (printf "%s-%s" (include "fullname" .root) .suffix) (eq .suffix "") -}}
{{- $given.name | default (ternary $own "default" ($given.create | default false)) -}}
{{- end -}}

{{- define "configMapName" -}}
{{- $own := ternary (printf "%s-configs" (include "fullname" .)) "" (not (empty (.Values.config).map)) -}}
{{- (.Values.config).name | default $own -}}
{{- end -}}

{{- /* Copies the listed paths of the values into a tree: "source target type" each; empty ones are left out. */ -}}
{{- define "copy" -}}
{{- $spec := dict -}}
{{- range $line := .lines -}}
{{- $words := splitList " " $line -}}
{{- $value := $.values -}}
{{- range $key := splitList "." (index $words 0) -}}
{{- if kindIs "map" $value -}}{{- $value = get $value $key -}}{{- else -}}{{- $value = "" -}}{{- end -}}
{{- end -}}
{{- if or (kindIs "bool" $value) (kindIs "float64" $value) (kindIs "int64" $value) (not (empty $value)) -}}
{{- if eq (index $words 2) "string" -}}{{- $value = toString $value -}}{{- end -}}
{{- $keys := splitList "." (index $words 1) -}}
{{- $at := $spec -}}
{{- range $key := initial $keys -}}
{{- if not (hasKey $at $key) -}}{{- $_ := set $at $key dict -}}{{- end -}}
{{- $at = get $at $key -}}
{{- end -}}
{{- $_ := set $at (last $keys) $value -}}
{{- end -}}
{{- end -}}
{{- range $part := .blank -}}
{{- $given := get ($.values.validator | default dict) $part -}}
{{- if and $given (not $given.env) -}}{{- $_ := set (get $spec "validator") $part nil -}}{{- end -}}
{{- end -}}
{{- toYaml $spec -}}
{{- end -}}

{{- define "scheduling" -}}
{{- range $key := list "nodeSelector" "affinity" "tolerations" -}}
{{- with get $.from $key }}
{{ $key }}:
  {{- toYaml . | nindent 2 }}
{{- end -}}
{{- end -}}
{{- with .from.priorityClassName }}
priorityClassName: {{ . }}
{{- end -}}
{{- end -}}
"""

# The chart gives these values another name in the custom resource (read in upstream's templates).
RENAMED = {
    "driver.nvidiaDriverCRD.enabled": "driver.useNvidiaDriverCRD",
    "driver.upgradePolicy.gpuPodDeletion.force": "driver.upgradePolicy.podDeletion.force",
    "driver.upgradePolicy.gpuPodDeletion.timeoutSeconds": "driver.upgradePolicy.podDeletion.timeoutSeconds",
    "driver.upgradePolicy.gpuPodDeletion.deleteEmptyDir": "driver.upgradePolicy.podDeletion.deleteEmptyDir",
}
BLANK = ("v25.3.4",)
"""Releases whose template writes a part of the validator that has no variables without a value."""
VALIDATED = ("plugin", "cuda", "driver", "toolkit", "vfioPCI", "vgpuManager", "vgpuDevices")
PARTS = {"master": "", "worker": "worker", "gc": "gc", "topologyUpdater": "topology-updater"}
"""Parts of NFD: the key of their values and the end of their names."""

UNSUPPORTED = ("Certificate", "CustomResourceDefinition", "Issuer", "SecurityContextConstraints")
"""Kinds that only rare values render; the stand-in leaves them out."""


def templates(sheet: ChartSheet, crds: Iterable[Crd], chart: str) -> dict[str, str]:
    """Return file names and texts of a chart's templates; `chart` is a sub-chart's key or empty."""
    specs = {crd.kind: crd for crd in crds}
    files = {"_helpers.tpl": HELPERS}
    if not chart:
        files["refusals.yaml"] = _refusals(sheet)
        if "extraObjects" in sheet.values:
            files["extra-objects.yaml"] = EXTRA_OBJECTS
    wanted = [found for found in sheet.objects if found.chart == chart and found.kind not in UNSUPPORTED]
    for number, found in enumerate(wanted):
        files[f"{number:02}-{found.kind.lower()}.yaml"] = _template(found, sheet, specs)
    return files


EXTRA_OBJECTS = """\
{{- range .Values.extraObjects }}
---
{{ tpl (kindIs "string" . | ternary . (toYaml .)) $ }}
{{- end }}
"""


def _refusals(sheet: ChartSheet) -> str:
    """Return what makes upstream's render fail, as the facts tell it."""
    rules: tuple[tuple[str, str], ...] = ()
    if "allowDefaultNamespace" in sheet.values:
        rules = PLUGIN_REFUSALS
    elif "clusterPolicy.deployCR" in sheet.values:
        rules = OPERATOR_REFUSALS
    return "".join(f'{{{{- if and {test} }}}}{{{{ fail "{text}" }}}}{{{{ end }}}}\n' for text, test in rules)


PLUGIN_REFUSALS = (
    (
        "the namespace default is refused unless allowDefaultNamespace is set",
        '(eq (include "namespace" .) "default") (not .Values.allowDefaultNamespace)',
    ),
    ("config.name and config.map exclude each other", ".Values.config.name .Values.config.map"),
    (
        "several entries in config.map need a config.default",
        """(gt (len .Values.config.map) 1) (not .Values.config.default)
        (not (and (has "named" .Values.config.fallbackStrategies) (hasKey .Values.config.map "default")))
        (not (has "empty" .Values.config.fallbackStrategies))""",
    ),
)
"""Message and condition of each refusal of nvidia-device-plugin; facts: path_semantics of the chart."""

OPERATOR_REFUSALS = (
    ("ClusterPolicy or GPUCluster, not both", ".Values.clusterPolicy.deployCR .Values.gpuCluster.deployCR"),
    (
        "a GPUCluster needs driver.nvidiaDriverCRD.enabled",
        ".Values.gpuCluster.deployCR .Values.driver.enabled (not .Values.driver.nvidiaDriverCRD.enabled)",
    ),
    ("the NRI plugin needs cdi.enabled", ".Values.cdi.nriPluginEnabled (not .Values.cdi.enabled)"),
    ("the NRI plugin needs toolkit.enabled", ".Values.cdi.nriPluginEnabled (not .Values.toolkit.enabled)"),
    (
        "devicePlugin.config.create needs data and name",
        """.Values.devicePlugin.config.create
        (or (empty .Values.devicePlugin.config.data) (empty .Values.devicePlugin.config.name))""",
    ),
)
"""The same for gpu-operator, which refuses anything only from v26.7.0 on."""


def _template(found: ChartObject, sheet: ChartSheet, specs: Mapping[str, Crd]) -> str:
    name = _name(found.name)
    conditions = [_condition(when) for when in found.when]
    if found.name == "{configMapName}":
        conditions.append(_value("config.map"))
    if found.kind in RBAC and not found.chart and "nfd.enableNodeFeatureApi" in sheet.values:
        conditions.append(OLD_RBAC)
    guard = f"{{{{- if and {' '.join(conditions)} true }}}}\n" if conditions else ""
    lines = [
        f"apiVersion: {_api_version(found.kind, specs)}",
        f"kind: {found.kind}",
        "metadata:",
        f"  name: {name}",
    ]
    if found.namespaced:
        lines.append('  namespace: {{ include "namespace" . }}')
    lines.append('  labels: {{- include "labels" . | nindent 4 }}')
    lines.extend(_annotations(found, sheet))
    body = _body(found, sheet, specs, name)
    return guard + "\n".join(lines) + "\n" + body + ("{{- end }}\n" if guard else "")


RBAC = ("ServiceAccount", "ClusterRole", "ClusterRoleBinding")
# Read in upstream's templates/role.yml up to v0.18.2: no rights are needed without a ConfigMap or the NFD API.
OLD_RBAC = '(or (include "configMapName" .) (and .Values.gfd.enabled .Values.nfd.enableNodeFeatureApi))'


def _condition(when: str) -> str:
    if " or " in when:
        return f"(or {' '.join(_value(path) for path in when.split(' or '))})"
    path, _, item = when.partition(" has ")
    return f'(has "{item}" ({_value(path)} | default list))' if item else _value(path)


def _annotations(found: ChartObject, sheet: ChartSheet) -> list[str]:
    lines = []
    if found.hooks:
        lines.append(f'    helm.sh/hook: "{",".join(found.hooks)}"')
        lines.append(f'    helm.sh/hook-delete-policy: "{",".join(found.delete_policy)}"')
    if found == _echoing(sheet, found.chart):
        lines.append(f"    {ECHO}: {{{{ .Values | toJson | quote }}}}")
    return ["  annotations:", *lines] if lines else []


def _echoing(sheet: ChartSheet, chart: str) -> ChartObject | None:
    own = [found for found in sheet.objects if found.chart == chart]
    for kind in ("ClusterPolicy", "DaemonSet"):
        named = [found for found in own if found.kind == kind]
        if named:
            return named[-1 if chart else 0]
    return None


def _name(pattern: str) -> str:
    text = pattern.replace("{release}", "{{ .Release.Name }}")
    for helper in ("fullname", "configMapName"):
        text = text.replace("{" + helper + "}", f'{{{{ include "{helper}" . }}}}')
    for part, suffix in PARTS.items():
        call = f'include "serviceAccountName" (dict "root" . "part" "{part}" "suffix" "{suffix}")'
        text = text.replace("{" + part + ".serviceAccountName}", f"{{{{ {call} }}}}")
    if text.startswith("{value:"):
        text = f"{{{{ {_value(text[len('{value:') : -1])} }}}}"
    if "{" in text.replace("{{", ""):
        raise ValueError(f"no such name pattern: {pattern}")
    return text


def _value(path: str) -> str:
    """Return an expression that is nil, not an error, where a map on the way is absent."""
    expression = ".Values"
    for key in path.split("."):
        expression = f"({expression}).{key}"
    return f"({expression})"


def _api_version(kind: str, specs: Mapping[str, Crd]) -> str:
    if kind in specs:
        return f"{specs[kind].group}/{specs[kind].versions[0].name}"
    for group, kinds in _GROUPS.items():
        if kind in kinds:
            return group
    raise ValueError(f"no API group known for {kind}")


_GROUPS = {
    "v1": ("ConfigMap", "Service", "ServiceAccount"),
    "apps/v1": ("DaemonSet", "Deployment"),
    "batch/v1": ("Job",),
    "rbac.authorization.k8s.io/v1": ("ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding"),
    "networking.k8s.io/v1": ("NetworkPolicy",),
    "policy/v1": ("PodDisruptionBudget",),
    "monitoring.coreos.com/v1": ("PodMonitor",),
    "nfd.k8s-sigs.io/v1alpha1": ("NodeFeatureRule",),
}


def _body(found: ChartObject, sheet: ChartSheet, specs: Mapping[str, Crd], name: str) -> str:
    if found.kind in ("ClusterPolicy", "GPUCluster", "NVIDIADriver"):
        return _custom_resource(sheet, specs[found.kind])
    if found.kind in ("DaemonSet", "Deployment"):
        return _workload(found, sheet)
    if found.kind == "ConfigMap":
        return _config_map(found)
    if found.kind in ("RoleBinding", "ClusterRoleBinding"):
        role = name.removesuffix("-binding") if not name.endswith("hook-binding") else f"{name[: -len('binding')]}role"
        return BINDING.format(kind=found.kind.removesuffix("Binding"), role=role, account=_account(found))
    return BODIES[found.kind]


BINDING = """\
subjects:
- {{kind: ServiceAccount, name: {account}, namespace: {{{{ include "namespace" . }}}}}}
roleRef: {{apiGroup: rbac.authorization.k8s.io, kind: {kind}, name: {role}}}
"""

BODIES = {
    "ClusterRole": 'rules:\n- {apiGroups: [""], resources: [nodes], verbs: [get, list, watch]}\n',
    "Role": 'rules:\n- {apiGroups: [""], resources: [pods], verbs: [get, list, watch]}\n',
    "ServiceAccount": "",
    "Service": 'spec:\n  selector: {{- include "selector" . | nindent 4 }}\n  ports: [{name: grpc, port: 8080}]\n',
    "NetworkPolicy": 'spec:\n  podSelector:\n    matchLabels: {{- include "selector" . | nindent 6 }}\n',
    "PodDisruptionBudget": "spec:\n  minAvailable: 1\n"
    '  selector:\n    matchLabels: {{- include "selector" . | nindent 6 }}\n',
    "PodMonitor": "spec:\n  podMetricsEndpoints: [{port: metrics}]\n"
    '  selector:\n    matchLabels: {{- include "selector" . | nindent 6 }}\n',
    "NodeFeatureRule": "spec:\n  rules:\n  - name: stand-in\n    labels: {stand-in: seen}\n"
    "    matchFeatures:\n    - feature: kernel.loadedmodule\n      matchExpressions: {stand_in: {op: Exists}}\n",
    # What upstream's hooks do to a cluster when they are run as ordinary Jobs: they delete.
    "Job": "spec:\n  template:\n    spec:\n      restartPolicy: OnFailure\n      containers:\n"
    "      - {name: cleanup, image: registry.invalid/stand-in/cleanup:1, args: [delete, --everything]}\n",
}


def _account(found: ChartObject) -> str:
    text = found.name.replace("-role-binding", "-service-account").replace("hook-binding", "hook-sa")
    return _name(text)


def _config_map(found: ChartObject) -> str:
    if found.name.startswith("{value:dcgmExporter"):
        return "data:\n  dcgm-metrics.csv: {{ .Values.dcgmExporter.config.data | quote }}\n"
    if found.name.startswith("{value:"):
        data = found.name[len("{value:") : -len(".name}")] + ".data"
        return f"data: {{{{- toYaml {_value(data)} | nindent 2 }}}}\n"
    if found.name == "{configMapName}":
        return "data: {{- toYaml .Values.config.map | nindent 2 }}\n"
    part = next(part for part, end in PARTS.items() if found.name == f"{{fullname}}-{end or 'master'}-conf")
    return f"data:\n  nfd-{PARTS[part] or 'master'}.conf: {{{{ .Values.{part}.config | toYaml | quote }}}}\n"


def _custom_resource(sheet: ChartSheet, crd: Crd) -> str:
    """Return a spec that takes every value path which the custom resource has, types as it wants them."""
    fields = {field.path: field.type for field in crd.versions[0].fields}
    lines = []
    for path, fact in sheet.values.items():
        is_leaf = fact["type"] != "map" or f"{path}.*" in sheet.values
        target = RENAMED.get(path, path)
        if crd.kind == "NVIDIADriver":
            target = target.removeprefix("driver.") if path.startswith("driver.") else "?"
        if is_leaf and path not in sheet.dead and f"spec.{target}" in fields and not path.endswith(("[]", "*")):
            lines.append(f"{path} {target} {fields[f'spec.{target}'].split(' ')[0]}")
    blank = " ".join(map(json.dumps, VALIDATED)) if crd.kind == "ClusterPolicy" and sheet.release in BLANK else ""
    lists = " ".join(json.dumps(line) for line in lines)
    given = f'dict "values" .Values "lines" (list {lists}) "blank" (list {blank})'
    return f'spec: {{{{- include "copy" ({given}) | nindent 2 }}}}\n'


def _workload(found: ChartObject, sheet: ChartSheet) -> str:
    if found.chart:
        pod = _nfd_pod(found)
    else:
        pod = _plugin_pod(found, sheet) if "runtimeClassName" in sheet.values else _operator_pod(found)
    replicas = "  replicas: 1\n" if found.kind == "Deployment" else ""
    update = ""
    if not found.chart and "updateStrategy" in sheet.values:
        update = "  updateStrategy: {{- toYaml .Values.updateStrategy | nindent 4 }}\n"
    return f"spec:\n{replicas}{update}{SELECTED}{pod}"


SELECTED = """\
  selector:
    matchLabels: {{- include "selector" . | nindent 6 }}
  template:
    metadata:
      labels: {{- include "selector" . | nindent 8 }}
"""


def _operator_pod(found: ChartObject) -> str:
    return f"""\
      annotations: {{{{- toYaml .Values.operator.annotations | nindent 8 }}}}
    spec:
      serviceAccountName: {found.name}
      {{{{- include "scheduling" (dict "from" .Values.operator) | nindent 6 }}}}
      containers:
      - name: {found.name}
        image: {{{{ .Values.operator.repository }}}}/{{{{ .Values.operator.image }}}}:{{{{ .Chart.AppVersion }}}}
        resources: {{{{- toYaml .Values.operator.resources | nindent 10 }}}}
"""


def _nfd_pod(found: ChartObject) -> str:
    part = next(part for part, end in PARTS.items() if found.name == f"{{fullname}}-{end or 'master'}")
    return f"""\
    spec:
      serviceAccountName: {_name("{" + part + ".serviceAccountName}")}
      {{{{- include "scheduling" (dict "from" .Values.{part}) | nindent 6 }}}}
      containers:
      - name: {part.lower()}
        image: {{{{ .Values.image.repository }}}}:{{{{ .Values.image.tag | default .Chart.AppVersion }}}}
"""


def _plugin_pod(found: ChartObject, sheet: ChartSheet) -> str:
    account = OLD_RBAC if "nfd.enableNodeFeatureApi" in sheet.values else "true"
    is_mps = found.name.endswith("mps-control-daemon")
    selector = (
        '(merge (dict "nvidia.com/mps.capable" "true") .Values.nodeSelector)' if is_mps else ".Values.nodeSelector"
    )
    hidden = f'(merge (dict "nodeSelector" {selector}) .Values)'
    return f"""\
      annotations:
        {{{{- with .Values.podAnnotations }}}}
        {{{{- toYaml . | nindent 8 }}}}
        {{{{- end }}}}
        {{{{- if .Values.config.map }}}}
        checksum/config: {{{{ .Values.config.map | toJson | sha256sum }}}}
        {{{{- end }}}}
    spec:
      {{{{- if {account} }}}}
      serviceAccountName: {{{{ include "fullname" . }}}}-service-account
      {{{{- end }}}}
      {{{{- with .Values.runtimeClassName }}}}
      runtimeClassName: {{{{ . }}}}
      {{{{- end }}}}
      {{{{- include "scheduling" (dict "from" {hidden}) | nindent 6 }}}}
      containers:
      {{{{- if include "configMapName" . }}}}
      - name: config-manager
        image: {{{{ .Values.image.repository }}}}:v{{{{ .Chart.AppVersion }}}}
        env:
        - {{name: NODE_LABEL, value: nvidia.com/device-plugin.config}}
        - {{name: DEFAULT_CONFIG, value: {{{{ .Values.config.default }}}}}}
        - {{name: FALLBACK_STRATEGIES, value: {{{{ join "," .Values.config.fallbackStrategies | quote }}}}}}
        volumeMounts: [{{name: available-configs, mountPath: /available-configs}}]
      {{{{- end }}}}
      - name: main
        image: {{{{ .Values.image.repository }}}}:v{{{{ .Chart.AppVersion }}}}
        env:
        - {{name: MPS_ROOT, value: {{{{ .Values.mps.root }}}}}}
        {{{{- with .Values.migStrategy }}}}
        - {{name: MIG_STRATEGY, value: {{{{ . }}}}}}
        {{{{- end }}}}
        {{{{- with .Values.deviceListStrategy }}}}
        - {{name: DEVICE_LIST_STRATEGY, value: {{{{ . | quote }}}}}}
        {{{{- end }}}}
        resources: {{{{- toYaml .Values.resources | nindent 10 }}}}
      {{{{- with include "configMapName" . }}}}
      volumes:
      - name: available-configs
        configMap: {{name: {{{{ . }}}}}}
      {{{{- end }}}}
"""
