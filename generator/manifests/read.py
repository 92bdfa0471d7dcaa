"""Files to `Manifests`: which documents have to do with GPUs, and what they say."""

import re
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from generator.ecosystem.device_makers import DEVICE_MAKERS
from generator.ecosystem.pod_fields import MAKE_PODS
from generator.ecosystem.quota_kinds import COUNTING, KUEUE
from generator.ecosystem.served_versions import DEVICES_GROUP
from generator.facts.gpu_words import speaks_of_gpus
from generator.manifests import argo, flux, k3s, kustomize, nodes, plain
from generator.manifests.ansible import collect_tasks
from generator.manifests.built import collect_overlaid
from generator.manifests.charts import chart_named
from generator.manifests.collector import Collector, User
from generator.manifests.config_maps import collect_config_map, collect_secret
from generator.manifests.held import applied_maps, may_hold, objects_in, parted
from generator.manifests.idle import collect_template
from generator.manifests.inner import MAX_BYTES
from generator.manifests.installers import collect_installer
from generator.manifests.joins import finish
from generator.manifests.named import group_of, in_namespace, is_without_kind, kind_of, name_of, namespace_of
from generator.manifests.operators_own import collect_operators_own, collect_others_of_group
from generator.manifests.others import collect_blocks, collect_makers_of_pods, collect_others
from generator.manifests.patches import collect_patches
from generator.manifests.pools import collect_pools
from generator.manifests.program_configs import collect_configuration, collect_discovery, collect_served
from generator.manifests.source import AS_GIVEN, Instead, Load, SourceFile
from generator.manifests.workloads import collect_loose, collect_workload, says_gpu
from generator.model.finding import Finding
from generator.model.manifest import Context, Manifests
from generator.model.manifest_objects import KubeObject
from generator.model.manifest_value import Place, Value
from generator.model.tree import words
from generator.yamltext.problems import RECOVERABLE
from generator.yamltext.reader import read_documents

Collect = Callable[[Value, Collector], None]

_WORDS = (
    *(b"nvidia", b"gpu", b"timeslicing", b"device-plugin", b"deviceplugin", b"dcgm", b"cuda", b"accelerator"),
    *(b"10de", b"migstrategy", b"migmanager", b"driver:", b"toolkit:", b"operator:", b"gfd:"),
    *(b"priorityclass", b"runtimeclass", b"resourcequota", b"limitrange", b"helmcharts", b"configmapgenerator"),
    *(b"chart.yaml", b"node-label", b"nodelabel", b"kind: node", b"nfd-worker", b"node-feature-discovery"),
    *(b"pod-security.kubernetes.io", b"gridd.conf", b"kubernetes.podspec-", b"knativeserving"),
    *(f"{one.domain}/".encode() for one in DEVICE_MAKERS),
)
_IN_NAMES = ("nvidia", "gpu", "device-plugin")
_find_mig = re.compile(rb"\bmig(?:\b|\d|_)").search
"""Without one of these words a file cannot matter; most files of a repository have none, and parsing is what costs.

They are looked for one by one, since that takes a fifth of the time of one expression for all.
"""
_OF_KUEUE = ("Cohort", "Topology", "WorkloadPriorityClass")
"""Kinds of Kueue whose names other groups have too."""
_QUEUES = b"kueue.x-k8s.io/v"
"""In the apiVersion of queues, which need not say what the workloads are that wait in them."""
_MAX_HELD = 4
"""So many objects may stand in one another."""
_is_object = re.compile(rb"(?m)^apiVersion:").search
_selects_nodes = re.compile(rb"nodeSelector|nodeAffinity").search
_YAML = (".yaml", ".yml")
_ADMISSION = b"ExtendedResourceToleration"
_TOLD_WORDS = (
    *(b"nvidia", b"gpu", b"timeslicing", b"device-plugin", b"deviceplugin", b"dcgm", b"cuda_mps", b"10de"),
    *(b"migstrategy", b"migmanager", b"toolkit:", b"gfd:"),
)
"""Words without which a file that is no YAML is passed over: `operator:` and the like stand in tolerations anywhere."""
_has_alias = re.compile(rb"(?m)^[^#\n]*[\s\[{,:-]\*\w").search
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
"""How UTF-16 begins, in which no word is found: the reader says that it is."""
_ALWAYS = ("Chart.yaml", "kustomization.yaml", "kustomization.yml", "Kustomization")
"""Files that say something of others, whatever words they hold."""
_VALUES = "values"
"""In the names of files that are looked at where the caller names a chart."""
_is_template = re.compile(rb"^[^#\n]*\{\{|^[ \t]*\$\{\w+\}[ \t]*\r?$", re.MULTILINE).search
"""Actions of Helm or Jinja, and a line that envsubst puts whole lines in place of."""

_YTT = b"#@"
_is_of_ytt = re.compile(rb"^[ \t]*#@ *(load|def|if|for|data|yaml|overlay|ytt)\b|:[ \t]+#@ +\w", re.MULTILINE).search
"""Code of ytt, which stands in comments and puts values where the YAML has none."""

_BY_KIND: Mapping[str, Collect] = MappingProxyType(
    {
        "Application": argo.collect_application,
        "ApplicationSet": argo.collect_application_set,
        "Assign": plain.collect_whole,
        "ClusterAutoscaler": plain.collect_whole,
        "ClusterPolicy": plain.collect_policy,
        "Component": kustomize.collect_kustomization,
        "ConfigMap": collect_config_map,
        "EC2NodeClass": plain.collect_whole,
        "Kustomization": kustomize.collect_kustomization,
        "HelmChartInflationGenerator": kustomize.collect_generator,
        "HelmRepository": plain.collect_whole,
        "KnativeServing": plain.collect_whole,
        "ClusterQueue": plain.collect_whole,
        "LimitRange": plain.collect_whole,
        "LocalQueue": plain.collect_whole,
        "ModifySet": plain.collect_whole,
        "MutatingAdmissionPolicy": plain.collect_whole,
        "MutatingPolicy": plain.collect_whole,
        "Namespace": plain.collect_whole,
        "Node": nodes.collect_node,
        "NodeFeatureDiscovery": collect_discovery,
        "NodeFeatureRule": nodes.collect_node_feature_rule,
        "HorizontalPodAutoscaler": plain.collect_whole,
        "OCIRepository": flux.collect_chart_source,
        "OperatorGroup": plain.collect_whole,
        "PodMonitor": plain.collect_whole,
        "Policy": plain.collect_whole,
        "PriorityClass": plain.collect_whole,
        "PrometheusRule": plain.collect_whole,
        "DeviceClass": plain.collect_whole,
        "ResourceClaim": plain.collect_whole,
        "ResourceClaimTemplate": plain.collect_whole,
        "ResourceFlavor": plain.collect_whole,
        "ResourceQuota": plain.collect_quota,
        "RuntimeClass": plain.collect_whole,
        "ScaledObject": plain.collect_whole,
        "Secret": collect_secret,
        "ServiceMonitor": plain.collect_whole,
        "Subscription": plain.collect_whole,
        "VMRule": plain.collect_whole,
    }
)


class Read(NamedTuple):
    """What was read, and which files could not be: those alone have findings here.

    `templates` are files that hold template actions, so that they are no YAML yet.
    """

    manifests: Manifests
    findings: tuple[Finding, ...]
    templates: tuple[str, ...]
    files: int


def read_manifests(files: Iterable[SourceFile], context: Context, load: Load, instead: Instead = AS_GIVEN) -> Read:
    """Read all files; one that is broken is reported and does not stop the others.

    Of files that may not matter the names alone are kept: `load` gives those once more that turn out to.
    """
    out = Collector(context, load)
    findings: list[Finding] = []
    doubtful: list[Finding] = []
    templates: list[str] = []
    passed: SourceFile | None = None
    selecting: list[str] = []
    number = broken = 0
    for file in (one for one in files if one.name not in instead.without):
        number += 1
        out.names[file.name] = None
        if "templates/" in file.name:
            collect_template(file.name, file.data, out)
        is_values = context.chart is not None and _VALUES in file.name.rpartition("/")[2]
        if file.name in instead.documents or is_values or _is_read(file):
            broken += not _read(file, out, findings if _is_told(file) else doubtful, templates, instead)
        elif _QUEUES in file.data:
            broken += not _read(file, out, doubtful, [])
        else:
            passed = file
            if _is_object(file.data) is None:
                out.aside[file.name] = None
            if _selects_nodes(file.data):
                selecting.append(file.name)
        out.names_admission |= _ADMISSION in file.data
    # Whoever gives one file wants to know of that one.
    findings += doubtful if number == 1 else ()
    # A broken file changes nothing of the others.
    out.is_only_file = number - broken == 1
    # Whoever gives one file and names a chart says what it is for, whatever its words.
    if passed is not None and out.is_only_file and (context.chart or context.driver_chart):
        _read(passed, out, findings, templates)
    _take_applied(out)
    if any(one.taints for one in (*out.nodes, *out.pools)):
        for name in selecting:
            _read_bound(SourceFile(name, load(name) or b""), out)
    return Read(finish(out), tuple(findings), tuple(templates), number)


def _read_bound(file: SourceFile, out: Collector) -> None:
    """Take the pods of a file without a word of GPUs: they may select GPU nodes all the same."""
    for index, document in enumerate(read_documents(file.data, file.name, MAX_BYTES, lenient=True)[0]):
        value = Value(document.data, Place(file.name, index))
        for one in value.elements("items") if value.has("items") else (value,):
            collect_workload(in_namespace(one, out.context.namespace), out)


def _is_read(file: SourceFile) -> bool:
    """Say whether a file is read at once, for its name or its words."""
    return file.name.endswith(_ALWAYS) or _about_gpus(file) or file.data.startswith(_UTF_16)


def _about_gpus(file: SourceFile) -> bool:
    """Say whether a file may matter by its words, or by how it or its folder is called."""
    lower = file.data.lower()
    if any(word in lower for word in _WORDS) or (b"mig" in lower and _find_mig(lower) is not None):
        return True
    called = file.name.lower().split("/")[-2:]
    return any(word in part for part in called for word in _IN_NAMES)


def _is_about_gpus_at(fault: Finding, file: SourceFile) -> bool:
    """Say whether a fault that leaves its document readable is in one that may matter: a stream has others, too."""
    if fault.position is None or b"\n---" not in file.data:
        return True
    lines = file.data.splitlines()
    bounds = [-1, *(index for index, line in enumerate(lines) if line.startswith(b"---")), len(lines)]
    after = next(index for index, line in enumerate(bounds) if line >= fault.position.line)
    document = b"\n".join(lines[max(bounds[after - 1], 0) : bounds[after]])
    return _about_gpus(file._replace(data=document))


def _is_told(file: SourceFile) -> bool:
    """Say whether people want to know that a file is broken: an editor's settings or a CI's steps are no manifests."""
    base = file.name.rpartition("/")[2]
    if base.startswith(".") or (base.endswith(".json") and b'"apiVersion"' not in file.data):
        return False
    lower = file.data.replace(b"\0", b"").lower()
    is_named = base in _ALWAYS or any(word in lower for word in _TOLD_WORDS)
    return is_named or (b"mig" in lower and _find_mig(lower) is not None)


def _read(
    file: SourceFile,
    out: Collector,
    findings: list[Finding],
    templates: list[str],
    instead: Instead = AS_GIVEN,
) -> bool:
    """Take the documents of a file; false where it has none that can be read."""
    documents, faults = read_documents(file.data, file.name, MAX_BYTES, lenient=True)
    if (faults and _is_template(file.data)) or (_YTT in file.data and _is_of_ytt(file.data)):
        templates.append(file.name)
        return False
    findings.extend(one for one in faults if one.code not in RECOVERABLE or _is_about_gpus_at(one, file))
    aliases, holds = _has_alias(file.data) is not None, may_hold(file.data, (one.data for one in documents))
    for index, document in enumerate(documents):
        if aliases:
            out.repeated[file.name, index] = document.repeated()
        for one in instead.of(Value(document.data, Place(file.name, index))):
            _take(one, out, holds=holds)
    return bool(documents)


def _take(given: Value, out: Collector, *, holds: bool = False) -> None:
    kind = kind_of(given)
    items = given.get("items") if kind.endswith("List") else None
    if items is not None:
        # What stands in a list is taken for what it is: kustomizations change that, unlike what others hold.
        for item in items.elements():
            _take(item, out, holds=holds)
        return
    if holds:
        whole = given
        given, inner = parted(given)
        if inner:
            out.wholes[whole.place.plain] = whole
        for one in inner:
            _take_held(one, out, 1)
    if kind:
        out.held.setdefault(given.place.file, []).append((kind, name_of(given)))
        collect_overlaid(given, out)
        collect_patches(given, out)
        _take_kind(kind, given, out)
    elif kustomize.is_kustomization(given):
        kustomize.collect_kustomization(given, out)
        collect_patches(given, out)
    elif isinstance(given.tree, list):
        out.lists.setdefault(given.place.file, []).append(given)
        collect_tasks(given, out)
    elif isinstance(given.tree, dict):
        _take_bare(given, out)


def _take_bare(given: Value, out: Collector) -> None:
    if is_without_kind(given) and any(map(speaks_of_gpus, words(given.tree))):
        out.without_kind.append(given)
    out.bare.setdefault(given.place.file, []).append(given)


def _take_held(given: Value, out: Collector, depth: int) -> None:
    """Take an object that stands within another document: no kustomization changes it, and it may hold others."""
    value, inner = parted(given)
    if inner:
        out.wholes[given.place.plain] = given
    _take_kind(kind_of(value), value, out)
    for one in inner if depth < _MAX_HELD else ():
        _take_held(one, out, depth + 1)


def _take_applied(out: Collector) -> None:
    """Take the objects of ConfigMaps that something applies."""
    for value in out.maps_of_objects:
        is_applied = name_of(value) in out.applied
        for key, text in value.entries("data"):
            objects = tuple(objects_in(text))
            if is_applied:
                for one in objects:
                    _take_held(one, out, 1)
            elif len(objects) == 1 and key.endswith(_YAML) and objects[0].text("apiVersion") == "v1":
                _take_pod_template(objects[0], value, out)


def _take_pod_template(pod: Value, holder: Value, out: Collector) -> None:
    """Take a Pod in a ConfigMap's file, after which Airflow and Spark make theirs."""
    spec = pod.get("spec")
    if kind_of(pod) == "Pod" and spec is not None:
        collect_loose(spec, holder, out)


def _take_kind(kind: str, given: Value, out: Collector) -> None:
    if kind in nodes.MAKE_NODES:
        nodes.collect_node_words(given, out)
        collect_pools(given, out)
    out.applied.update(applied_maps(given))
    value = in_namespace(given, out.context.namespace)
    if not collect_operators_own(value, out):
        collect_others_of_group(value, out)
        _take_object(kind, value, out)


def _is_of_known_group(kind: str, group: str) -> bool:
    """Say whether rules look at an object by its group and kind."""
    return (kind in _OF_KUEUE and group == KUEUE) or group == DEVICES_GROUP or (group, kind) in COUNTING


def _take_known_group(kind: str, value: Value, out: Collector) -> None:
    plain.collect_whole(value, out)
    if (group_of(value), kind) in COUNTING:
        plain.collect_unfamiliar(value, out)  # Of its other fields nothing is known.


def _take_object(kind: str, value: Value, out: Collector) -> None:
    if kind in _BY_KIND:
        _BY_KIND[kind](value, out)
    elif _is_of_known_group(kind, group_of(value)):
        _take_known_group(kind, value, out)
    elif kind == "Service" and value.text("apiVersion") == "v1":
        plain.collect_whole(value, out)  # Knative's, of the same name, has pods.
    elif kind == "HelmRelease":
        _take_helm_release(value, out)
    elif kind in ("HelmChart", "HelmChartConfig"):
        collect = k3s.collect_k3s_chart if group_of(value) == "helm.cattle.io" else flux.collect_chart_source
        collect(value, out)
    elif not collect_configuration(value, out) and not collect_installer(value, out):
        before = len(out.workloads)
        collect_served(value, out)
        collect_makers_of_pods(value, out)
        collect_workload(value, out)
        if before == len(out.workloads):
            plain.collect_quotas_within(value, out)
            if kind in MAKE_PODS and says_gpu(value):
                plain.collect_whole(value, out)  # Whose pods are not where they should be.
            elif kind not in MAKE_PODS:
                plain.collect_unfamiliar(value, out)
        collect_blocks(value, out)


def _take_helm_release(value: Value, out: Collector) -> None:
    """Take the release of one of NVIDIA's charts, or the GPUs that another chart's values ask for."""
    before = len(out.charts)
    flux.collect_helm_release(value, out)
    out.releases.append(KubeObject("HelmRelease", name_of(value), namespace_of(value), value))
    # What another object says of a release by a name of NVIDIA's charts, and a patch for one, are values for it.
    meant = chart_named(name_of(value)) or chart_named(value.text("spec", "chartRef", "name"))
    elsewhere = meant is not None and value.get("spec", "chart", "spec", "chart") is None
    if before == len(out.charts) and not elsewhere:
        chart = value.text("spec", "chart", "spec", "chart") or value.text("spec", "chartRef", "name")
        user = User("HelmRelease", name_of(value), namespace_of(value), chart)
        values = value.get("spec", "values")
        if values is not None:
            collect_others(values, user, out)
        out.releases_of_others.append((value, user))
