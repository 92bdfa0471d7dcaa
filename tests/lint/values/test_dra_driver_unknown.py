"""Values that the chart of NVIDIA's DRA driver does not know, in every form in which it gets them."""

import pytest

from tests.lint.clusters import release
from tests.lint.examples import judged, told

CHART, LATER = "nvidia-dra-driver-gpu", "dra-driver-nvidia-gpu"
TWICE = "gpuResourcesEnabledOverride: true"


def dra(values: str, version: str = "25.8.1", chart: str = CHART) -> str:
    return release(f"{{{TWICE}, {values}}}", chart, f'"{version}"', "dra")


def weighed(stream: str, *options: str) -> list[tuple[str, str, str]]:
    findings = judged(stream, options).findings
    return [(one.severity.value, one.message, one.fix) for one in findings if one.code == "VAL232"]


@pytest.mark.parametrize(
    ("values", "name", "fix"),
    [
        ("resources-computeDomains: {enabled: false}", "resources-computeDomains", "resources.computeDomains?"),
        ("computeDomains: {enabled: false}", "computeDomains", "resources.computeDomains?"),
        ("gpus: {securityContext: {a: 1}}", "gpus", "kubeletPlugin.containers.gpus?"),
        ("tolerations: [a]", "tolerations", "controller.tolerations or kubeletPlugin.tolerations or webhook.toler"),
        ("nvidiadriverroot: /", "nvidiadriverroot", "nvidiaDriverRoot?"),
        ("webhook: {tls: {certManger: {issuerType: a}}}", "webhook.tls.certManger", "webhook.tls.certManager?"),
        ("kubeletPlugin: {containers: {computeDomain: {env: [a]}}}", "computeDomain", "containers.computeDomains?"),
        (
            "kubeletPlugin: {resources: {limits: {cpu: 1}}}",
            "kubeletPlugin.resources",
            "computeDomains.resources or kube",
        ),
        ("resources.gpus.enabled: true", '"resources.gpus.enabled"', "write `resources: {gpus: {enabled: ...}}`."),
        ("TimeSlicingSettings: true", "TimeSlicingSettings", "featureGates.TimeSlicingSettings?"),
        (f"{CHART}: {{image: {{tag: a}}}}", CHART, "up to the top: only a chart that depends on"),
        ("migStrategy: single", "migStrategy", "Compare with the chart's values.yaml"),
    ],
)
def test_what_nobody_reads_and_what_was_meant(values: str, name: str, fix: str) -> None:
    ((severity, message, cure),) = weighed(dra(values))
    assert severity == "error"
    assert message.startswith("the chart has no value ")
    assert message.endswith(f"{name}: nobody reads it")
    assert fix in cure


@pytest.mark.parametrize(
    ("values", "version", "severity", "since"),
    [
        ("featureGates: {MPSSupport: true}", "25.3.2", "error", "25.8"),
        ("featureGates: {}", "25.3.2", "info", "25.8"),
        ("webhook: {enabled: false}", "25.3.0", "info", "25.8"),
        ("controller: {replicas: 2}", "25.12.0", "error", "0.4"),
        ("kubeletPlugin: {metrics: {enabled: true}}", "25.8.0", "error", "0.4"),
        ("resources: {computeDomains: {imex: {mode: hostManaged}}}", "0.4.1", "error", "0.5"),
    ],
)
def test_what_came_later(values: str, version: str, severity: str, since: str) -> None:
    ((found, message, fix),) = weighed(dra(values, version))
    assert found == severity
    assert message.endswith(f"which came with {since}: nobody reads it")
    assert fix == f"Install {since} or later, or leave the value out."


@pytest.mark.parametrize(
    ("values", "version", "severity"),
    [("webhok: {}", "25.8.1", "warning"), ("webhok: {a: 1}", "*", "error"), ("webhok: {a: 1}", "0.6.0", "info")],
)
def test_how_sure_it_is(values: str, version: str, severity: str) -> None:
    assert [one[0] for one in weighed(dra(values, version))] == [severity]


@pytest.mark.parametrize(
    "values",
    [
        "controller: {replicas: 2}, featureGates: {}",
        "global: {a: 1}, x-any: {a: 1}, _own: {a: 1}",
        "kubeletPlugin: {nodeSelector: {any: a}, updateStrategy: {rollingUpdate: {maxSurge: 1}}, affinity: {a: {}}}",
        "image: '{{ .image }}', '${KEY}': 1",
        "maskNvidiaDriverParams: true, webhook: {serviceAccount: {annotations: {a: b}}}",
    ],
)
def test_what_some_release_reads_and_what_is_for_oneself(values: str) -> None:
    assert weighed(dra(values, "*")) == []


def test_releases_before_the_charts_name_are_not_known() -> None:
    assert weighed(dra("webhok: {a: 1}", "25.2.0")) == []


@pytest.mark.parametrize("written", ["'false'", '"no"', "'Off'"])
def test_texts_that_mean_false_switch_on(written: str) -> None:
    ((_, message, fix),) = weighed(dra(f"webhook: {{enabled: {written}}}"))
    assert message == f'webhook.enabled is the text "{written[1:-1]}", and any text counts as true there'
    assert fix == "Write `enabled: false`, without quotes."
    assert weighed(dra("webhook: {enabled: 'true'}")) == []
    assert weighed(dra(f"controller: {{leaderElection: {{enabled: {written}}}}}", "0.4.0", LATER)) == []


@pytest.mark.parametrize("written", ["true", "a", "[]", "0"])
def test_a_section_takes_a_mapping_alone(written: str) -> None:
    ((_, message, _),) = weighed(dra(f"serviceAccount: {written}"))
    assert message.startswith("serviceAccount takes a mapping, this is ")
    assert weighed(dra("resources: {gpus: {enabled: false}}, kubeletPlugin: {containers: {gpus: []}}")) == []
    assert len(weighed(dra("kubeletPlugin: {containers: {gpus: []}}"))) == 1


HELM_CHART = """\
apiVersion: helm.cattle.io/v1
kind: HelmChart
metadata: {name: dra, namespace: kube-system}
spec: {chart: nvidia-dra-driver-gpu, targetNamespace: dra, valuesContent: "webhok: {a: 1}"}
"""
APPLICATION = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: dra, namespace: argocd}
spec:
  source:
    repoURL: https://helm.ngc.nvidia.com/nvidia
    chart: nvidia-dra-driver-gpu
    helm: {valuesObject: {webhok: {a: 1}}}
  destination: {namespace: dra}
"""
KUSTOMIZATION = """\
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
helmCharts: [{name: dra-driver-nvidia-gpu, valuesInline: {webhok: {a: 1}}}]
"""
HELMFILE = """\
repositories: [{name: nvidia, url: "https://helm.ngc.nvidia.com/nvidia"}]
releases: [{name: dra, chart: nvidia/nvidia-dra-driver-gpu, values: [{webhok: {a: 1}}]}]
"""
FLEET = "helm: {chart: nvidia-dra-driver-gpu, values: {webhok: {a: 1}}}\n"


@pytest.mark.parametrize("stream", [HELM_CHART, APPLICATION, KUSTOMIZATION, HELMFILE])
def test_every_form_is_read_once(stream: str) -> None:
    assert [one[1] for one in weighed(stream)] == ["the chart has no value webhok: nobody reads it"]


@pytest.mark.parametrize(
    "files",
    [
        {"fleet.yaml": FLEET},
        {"helmfile.yaml": HELMFILE.replace("{webhok: {a: 1}}", "dra.yaml"), "dra.yaml": "# nvidia\nwebhok: {a: 1}\n"},
        {
            "Chart.yaml": "name: infra\ndependencies: [{name: nvidia-dra-driver-gpu, alias: dra, condition: dra.on}]\n",
            "values.yaml": "dra: {on: true, webhok: {a: nvidia}}\n",
        },
    ],
)
def test_values_in_other_files_are_read_too(files: dict[str, str]) -> None:
    assert len(told(files, "VAL232")) == 1


def test_charts_in_folders_and_of_other_names_are_let_be() -> None:
    source = "sourceRef: {kind: GitRepository, name: infra}"
    text = dra("webhok: {a: 1}")
    assert weighed(text.replace(f"chart: {CHART},", f"chart: charts/{CHART}, {source},")) == []
    assert weighed(text.replace(f"chart: {CHART},", f"chart: ./{CHART},")) == []
    assert weighed(dra("webhok: {a: 1}", chart="amd-dra-driver-gpu")) == []


OWN = {
    "25.3.2": """\
nvidiaDriverRoot: /
nvidiaCDIHookPath: ""
nameOverride: ""
fullnameOverride: ""
namespaceOverride: ""
selectorLabelsOverride: {}
gpuResourcesEnabledOverride: true
allowDefaultNamespace: false
imagePullSecrets: []
image: {repository: nvcr.io/nvidia/k8s-dra-driver-gpu, pullPolicy: IfNotPresent, tag: ""}
serviceAccount: {create: true, annotations: {}, name: ""}
resources: {gpus: {enabled: true}, computeDomains: {enabled: true}}
""",
    "25.8.1": """\
featureGates: {}
logVerbosity: "4"
webhook:
  enabled: false
  replicas: 1
  servicePort: 443
  containerPort: 443
  priorityClassName: system-cluster-critical
  strategy: {type: RollingUpdate, rollingUpdate: {maxUnavailable: 100%}}
  podAnnotations: {}
  podSecurityContext: {}
  nodeSelector: {}
  tolerations: []
  affinity: {}
  containers: {webhook: {securityContext: {privileged: false}, resources: {}}}
  serviceAccount: {create: true, name: ""}
  failurePolicy: Fail
  tls:
    mode: cert-manager
    certManager: {issuerType: selfsigned, issuerName: "", dnsNames: []}
    secret: {name: "", caBundle: ""}
""",
    "25.12.0": """\
resourceApiVersion: ""
controller:
  priorityClassName: system-node-critical
  podAnnotations: {}
  podSecurityContext: {}
  nodeSelector: {}
  tolerations: [{key: node-role.kubernetes.io/control-plane, operator: Exists, effect: NoSchedule}]
  containers: {computeDomain: {securityContext: {}, env: [], resources: {}}}
  affinity: {nodeAffinity: {}}
  networkPolicy: {enabled: false}
""",
    "0.4.1": """\
altProcDevices: ""
kubeletPlugin:
  metrics: {enabled: true, gpuHttpEndpoint: ":8080", computeDomainHttpEndpoint: ":8081", metricsPath: /metrics}
  priorityClassName: system-node-critical
  updateStrategy: {type: RollingUpdate, rollingUpdate: {maxUnavailable: 100%}}
  podAnnotations: {}
  podSecurityContext: {}
  nodeSelector: {}
  tolerations: [{key: nvidia.com/gpu, operator: Exists, effect: NoSchedule}]
  kubeletRegistrarDirectoryPath: /var/lib/kubelet/plugins_registry
  kubeletPluginsDirectoryPath: /var/lib/kubelet/plugins
  containers:
    init: {securityContext: {}, resources: {}}
    computeDomains: {env: [], securityContext: {privileged: true}, resources: {}, healthcheckPort: 51515}
    gpus: {env: [], securityContext: {privileged: true}, resources: {}, healthcheckPort: 51516}
  networkPolicy: {enabled: false}
""",
}
"""What each release's values.yaml has beyond those before it, the override apart; a part's values where it had most."""


@pytest.mark.parametrize("version", OWN)
@pytest.mark.parametrize("stated", [True, False])
def test_the_charts_own_values_are_all_known(version: str, *, stated: bool) -> None:
    versions = list(OWN)
    text = "".join(OWN[one] for one in versions[: versions.index(version) + 1])
    name = LATER if version.startswith("0") else CHART
    options = ("--chart", f"{name}@{version}") if stated else ()
    assert judged(text, options).findings == ()


def test_a_values_file_that_the_caller_names() -> None:
    text = "gpuResourcesEnabledOverride: true\nresources-computeDomains:\n  enabled: false\n"
    for options in ((), ("--chart", CHART), ("--chart", f"{CHART}@25.8.0"), ("--chart", LATER)):
        assert [line for line, _ in told(text, "VAL232", options)] == [2]
    assert told("webhok: {a: 1}\n", "VAL232") == []
    assert [line for line, _ in told("webhok: {a: 1}\n", "VAL232", ("--chart", CHART))] == [1]
    assert len(told("nvidiaDriverRoot: /\n", "VAL229", ("--chart", CHART))) == 1
