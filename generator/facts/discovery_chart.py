"""The chart of Node Feature Discovery alone, without one of NVIDIA's around it: what its values are called.

Source: kubernetes-sigs/node-feature-discovery deployment/helm/node-feature-discovery/values.yaml, and what its
templates read beside these, at every tag from v0.9.0 to v0.19.0. A key that one of them has is known.
"""

from collections.abc import Mapping
from types import MappingProxyType

DISCOVERY_CHART = "node-feature-discovery"
WORKER_FILE = "nfd-worker.conf"
"""The key of a ConfigMap that the worker reads; source: templates/nfd-worker-conf.yaml."""
_OF_PODS = (
    *("resources", "nodeSelector", "tolerations", "affinity", "annotations", "labels", "serviceAccount", "rbac"),
    *("podSecurityContext", "securityContext", "extraArgs", "extraEnvs", "hostNetwork", "hostUsers", "dnsPolicy"),
    *("initContainers", "networkPolicy", "port", "metricsPort", "healthPort", "revisionHistoryLimit"),
    *("livenessProbe", "readinessProbe", "startupProbe", "podDisruptionBudget", "priorityClassName"),
)
KEYS: Mapping[str, frozenset[str] | None] = MappingProxyType(
    {
        **dict.fromkeys(("image", "imagePullSecrets", "nameOverride", "fullnameOverride", "namespaceOverride")),
        **dict.fromkeys(("serviceAccount", "rbac", "nodeFeatureRule", "topologyGC", "tls", "featureGates", "global")),
        **dict.fromkeys(("enableNodeFeatureApi", "priorityClassName", "postDeleteCleanup", "checksumValuesOnly")),
        "prometheus": frozenset({"enable", "labels", "scrapeInterval"}),
        "master": frozenset(
            {
                *_OF_PODS,
                *("enable", "config", "instance", "extraLabelNs", "denyLabelNs", "replicaCount", "service"),
                *("featureRulesController", "featureApi", "crdController", "resourceLabels", "enableTaints"),
                *("deploymentAnnotations", "resyncPeriod", "nfdApiParallelism"),
            }
        ),
        "worker": frozenset(
            {
                *_OF_PODS,
                *("enable", "config", "configmapName", "mountUsrSrc", "daemonsetAnnotations", "updateStrategy"),
                "ownerRefs",
            }
        ),
        "topologyUpdater": frozenset(
            {
                *_OF_PODS,
                *("enable", "createCRDs", "config", "kubeletConfigPath", "kubeletPodResourcesSockPath"),
                *("kubeletStateDir", "updateInterval", "watchNamespace", "podSetFingerprint", "daemonsetAnnotations"),
            }
        ),
        "gc": frozenset(
            {*_OF_PODS, *("enable", "replicaCount", "interval", "deploymentAnnotations", "serviceAccountName")}
        ),
    }
)
"""Keys at the top, each with those below it; None where these are not held here."""
MEANT: Mapping[str, str] = MappingProxyType({"config": "worker.config", "tolerations": "worker.tolerations"})
IN_REPOSITORIES = ("kubernetes-sigs", "registry.k8s.io")
"""Words of the addresses at which its makers give it out."""
