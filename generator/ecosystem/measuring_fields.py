"""Fields of what measures pods on GPUs, and of what adds and takes away pods by such measures.

Sources: kubernetes/api autoscaling/v2; prometheus-operator/prometheus-operator pkg/apis/monitoring/v1
(servicemonitor_types.go, podmonitor_types.go, types.go), of which the fields with other than whole objects are listed,
and prometheusrule_types.go, of which all are;
kedacore/keda apis/keda/v1alpha1 (scaledobject_types.go, scaletriggers_types.go: metadata holds texts alone).
"""

from collections.abc import Mapping
from types import MappingProxyType

from generator.ecosystem.field_levels import EACH, FieldType, Level, fields, words

_ENDPOINT = fields(
    text="interval path port proxyUrl scrapeTimeout",
    bool="enableHttp2 filterRunning followRedirects honorLabels honorTimestamps trackTimestampsStaleness",
    list="metricRelabelings relabelings",
    map="authorization basicAuth oauth2 params tlsConfig",
)
_OF_ENDPOINTS = (
    *("bearerTokenFile", "bearerTokenSecret", "noProxy", "portNumber", "proxyConnectHeader", "proxyFromEnvironment"),
    *("scheme", "targetPort"),
)
_OF_MONITORS = (
    *("attachMetadata", "bodySizeLimit", "convertClassicHistogramsToNHCB", "fallbackScrapeProtocol"),
    *("keepDroppedTargets", "labelLimit", "labelNameLengthLimit", "labelValueLengthLimit", "sampleLimit"),
    *("nativeHistogramBucketLimit", "nativeHistogramMinBucketFactor", "scrapeClass", "scrapeClassicHistograms"),
    *("scrapeNativeHistograms", "scrapeProtocols", "selectorMechanism", "serviceDiscoveryRole", "targetLimit"),
)
_PERIODS = ("interval", "scrapeTimeout")
_SAYS = fields(map="metadata spec")
_METRICS = "containerResource external object pods resource"


def _monitor(kind: str, endpoints: str) -> tuple[Level, ...]:
    return (
        Level((), f"a {kind}", {**fields(text="apiVersion kind"), **_SAYS}, is_open=True),
        Level(
            ("spec",),
            f"a {kind}'s spec",
            fields(text="jobLabel", list=f"{endpoints} podTargetLabels targetLabels", map="namespaceSelector selector"),
            needs=("selector",),
            is_open=True,
            others=_OF_MONITORS,
        ),
        Level(
            ("spec", endpoints, EACH), "an endpoint", _ENDPOINT, periods=_PERIODS, is_open=True, others=_OF_ENDPOINTS
        ),
        Level(("spec", "selector"), "a selector", fields(list="matchExpressions", map="matchLabels")),
        Level(
            ("spec", "namespaceSelector"),
            "a namespaceSelector",
            fields(bool="any", list="matchNames"),
            holds={"matchNames": FieldType.TEXT},
        ),
    )


_AUTOSCALER = (
    Level((), "a HorizontalPodAutoscaler", fields(text="apiVersion kind", map="metadata spec status")),
    Level(
        ("spec",),
        "a HorizontalPodAutoscaler's spec",
        fields(int="maxReplicas minReplicas", list="metrics", map="behavior scaleTargetRef"),
        needs=("scaleTargetRef", "maxReplicas"),
    ),
    Level(("spec", "scaleTargetRef"), "a scaleTargetRef", fields(text="apiVersion kind name"), needs=("kind", "name")),
    Level(
        ("spec", "metrics", EACH),
        "a metric",
        fields(text="type", map=_METRICS),
        words=words(type="ContainerResource External Object Pods Resource"),
        needs=("type",),
    ),
    Level(
        ("spec", "metrics", EACH, "resource"), "a resource metric", fields(text="name", map="target"), needs=("name",)
    ),
    Level(
        ("spec", "metrics", EACH, "containerResource"),
        "a resource metric of a container",
        fields(text="container name", map="target"),
        needs=("container", "name"),
    ),
    Level(("spec", "metrics", EACH, "pods"), "a metric of pods", fields(map="metric target")),
    Level(("spec", "metrics", EACH, "external"), "an external metric", fields(map="metric target")),
    Level(("spec", "metrics", EACH, "object"), "a metric of an object", fields(map="describedObject metric target")),
    *(
        Level(
            ("spec", "metrics", EACH, of, "target"),
            "a metric's target",
            fields(text="type", int="averageUtilization", any="averageValue value"),
            words=words(type="AverageValue Utilization Value"),
            needs=("type",),
        )
        for of in _METRICS.split()
    ),
)
_SCALED = (
    Level(
        ("spec", "triggers", EACH),
        "a trigger",
        fields(text="metricType name type", bool="useCachedMetrics", map="authenticationRef", any="metadata"),
        holds={"metadata": FieldType.TEXT},
        needs=("type", "metadata"),
        is_open=True,
    ),
)
_RULES = (
    Level((), "a PrometheusRule", fields(text="apiVersion kind", map="metadata spec status")),
    Level(("spec",), "a PrometheusRule's spec", fields(list="groups")),
    Level(
        ("spec", "groups", EACH),
        "a group of rules",
        fields(text="interval name partial_response_strategy query_offset", int="limit", list="rules", map="labels"),
        holds={"labels": FieldType.TEXT},
        needs=("name",),
        periods=("interval", "query_offset"),
    ),
    Level(
        ("spec", "groups", EACH, "rules", EACH),
        "a rule of Prometheus",
        {
            **fields(text="alert for keep_firing_for record", map="annotations labels"),
            "expr": FieldType.INT_OR_TEXT,
        },
        holds={"annotations": FieldType.TEXT, "labels": FieldType.TEXT},
        needs=("expr",),
        periods=("for", "keep_firing_for"),
    ),
)
MEASURING_FIELDS: Mapping[tuple[str, str], tuple[Level, ...]] = MappingProxyType(
    {
        ("autoscaling/v2", "HorizontalPodAutoscaler"): _AUTOSCALER,
        ("keda.sh", "ScaledObject"): _SCALED,
        ("monitoring.coreos.com", "PodMonitor"): _monitor("PodMonitor", "podMetricsEndpoints"),
        ("monitoring.coreos.com", "PrometheusRule"): _RULES,
        ("monitoring.coreos.com", "ServiceMonitor"): _monitor("ServiceMonitor", "endpoints"),
    }
)
"""The levels by API group or, where versions differ, by the whole apiVersion, and by kind."""
