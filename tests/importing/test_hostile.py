"""Whatever manifests hold, an import answers: with a profile that can be read, and with findings, never a failure."""

from random import Random

import pytest

from generator.compile import compile_profile
from generator.importing.request import ImportResult, Request
from generator.importing.result import import_manifests
from generator.yamltext.reader import read_document, read_documents
from generator.yamltext.writer import write_documents
from tests.importing.given import cards, read
from tests.support.damage import KINDS, each_replaced, hostile_texts
from tests.test_any_manifest import Sample, samples, with_damaged_bytes, with_damaged_tree

CARDS = cards(("RTX 3090:2", "A100-SXM4-80GB:8"))
AT_MOST = 40
FULL = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu, namespace: gpu}
spec:
  chart: {spec: {chart: CHART, version: v26.7.0}}
  values:
    config: {name: c, default: a}
    devicePlugin: {config: {name: c, default: a}, env: [{name: A, value: b}], resources: {limits: {cpu: 1}}}
    migManager: {config: {name: m}}
    driver: {enabled: true, version: "580", imagePullSecrets: [s]}
    daemonsets: {tolerations: [{key: a, operator: Exists}], priorityClassName: p}
    dcgmExporter: {serviceMonitor: {enabled: true, additionalLabels: {a: b}}, args: [a]}
    toolkit: {env: [{name: CONTAINERD_SOCKET, value: /a}]}
    affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions:
      [{key: a, operator: In, values: [b]}]}]}}}
    image: {repository: a/b, tag: v0.20.0}
    nodeSelector: {a: b}
    nfd: {enabled: false, worker: {tolerations: [{key: a}], resources: {limits: {cpu: 1}}}}
    operator: {logging: {level: debug}}
"""
MORE = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: c}
data:
  a: |
    version: v1
    flags: {migStrategy: none, plugin: {deviceListStrategy: envvar}}
    sharing: {timeSlicing: {renameByDefault: true, resources: [{name: nvidia.com/gpu, replicas: 2}]}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: m}
data:
  config.yaml: |
    version: v1
    mig-configs:
      b: [{device-filter: "0x20B210DE", devices: [0, 1], mig-enabled: true, mig-devices: {1g.10gb: 7}}]
---
apiVersion: v1
kind: Node
metadata: {name: n, labels: {nvidia.com/gpu.product: Tesla-T4, nvidia.com/gpu.count: "2", nvidia.com/mig.config: b}}
status: {nodeInfo: {kubeletVersion: v1.35.1+k3s1}, allocatable: {nvidia.com/gpu: 1}}
---
apiVersion: nfd.k8s-sigs.io/v1alpha1
kind: NodeFeatureRule
metadata: {name: r}
spec:
  rules:
  - labels: {nvidia.com/device-plugin.config: a, x: y}
    matchFeatures:
    - {feature: pci.device, matchExpressions: {device: {op: In, value: ["20b2"]}}}
    - {feature: system.name, matchExpressions: {nodename: {op: In, value: [n]}}}
---
apiVersion: scheduling.k8s.io/v1
kind: PriorityClass
metadata: {name: high}
value: 100
---
apiVersion: v1
kind: ResourceQuota
metadata: {name: q, namespace: t}
spec: {hard: {requests.nvidia.com/gpu: "2"}}
---
apiVersion: v1
kind: Namespace
metadata: {name: t, labels: {a: b}}
"""


def answer(sample: Sample) -> ImportResult:
    """Import a sample; the profile must be readable and the compiler must have an answer to it."""
    result = import_manifests(read(sample.files), Request(CARDS, "any", "other"), sample.files.get)
    if result.text:
        document, faults = read_document(result.text.encode(), "profile.yaml", 8 << 20)
        assert (document is None, faults) == (False, ())
        compile_profile(result.text.encode(), "profile.yaml")
    return result


@pytest.mark.parametrize("start", range(60))
def test_any_tree_has_an_answer(start: int) -> None:
    chance = Random(start)  # noqa: S311
    answer(with_damaged_tree(chance.choice(samples()), chance, 3))


@pytest.mark.parametrize("start", range(20))
def test_any_bytes_have_an_answer(start: int) -> None:
    chance = Random(start)  # noqa: S311
    answer(with_damaged_bytes(chance.choice(samples()), chance, 3))


@pytest.mark.parametrize("name", hostile_texts())
def test_hostile_texts_have_an_answer(name: str) -> None:
    answer(Sample(name, {"given.yaml": hostile_texts()[name]}))


@pytest.mark.parametrize("chart", ["gpu-operator", "nvidia-device-plugin"])
@pytest.mark.parametrize("part", range(9))
def test_every_value_may_be_of_any_kind(chart: str, part: int) -> None:
    documents, _ = read_documents(f"{FULL}---\n{MORE}".replace("CHART", chart).encode(), "", lenient=True)
    trees = [document.data for document in documents]
    every = list(each_replaced(trees[part], KINDS)) if part < len(trees) else []
    # Another value in another place each time: all of them take minutes.
    for damaged in every[:: max(1, len(every) // AT_MOST)]:
        made = write_documents([*trees[:part], damaged, *trees[part + 1 :]]).encode()
        answer(Sample("one value", {"given.yaml": made}))
