"""Fields of OpenShift's own objects in which GPUs are counted or nodes made, and of its operator of feature discovery.

Sources: kubernetes-sigs/node-feature-discovery-operator and openshift/cluster-nfd-operator api/v1 and api/v2alpha1
(nodefeaturediscovery_types.go: the configurations are text); openshift/cluster-autoscaler-operator
pkg/apis/autoscaling/v1/clusterautoscaler_types.go (GPULimit); openshift/api machine/v1beta1 (types_machine.go,
MachineSpec, and the CRD of MachineSet), as machine-api-operator vendors it.
"""

from collections.abc import Mapping
from types import MappingProxyType

from generator.ecosystem.field_levels import EACH, Level, fields

_DISCOVERY = (
    Level(("spec",), "a NodeFeatureDiscovery's spec", fields(map="customConfig operand workerConfig"), is_open=True),
    Level(("spec", "workerConfig"), "a workerConfig", fields(text="configData")),
    Level(("spec", "customConfig"), "a customConfig", fields(text="configData"), is_open=True),
)
_GPU_LIMIT = Level(
    ("spec", "resourceLimits", "gpus", EACH),
    "a limit of GPUs",
    fields(text="type", int="max min"),
    needs=("type", "min", "max"),
)
_OF_MACHINE = ("spec", "template", "spec")
_MACHINES = (
    Level(
        _OF_MACHINE,
        "what a MachineSet says of its machines",
        fields(map="lifecycleHooks metadata providerSpec", list="taints", any="authoritativeAPI providerID"),
    ),
    Level(
        (*_OF_MACHINE, "taints", EACH), "a taint", fields(text="effect key timeAdded value"), needs=("key", "effect")
    ),
)
OPENSHIFT_FIELDS: Mapping[tuple[str, str], tuple[Level, ...]] = MappingProxyType(
    {
        ("autoscaling.openshift.io", "ClusterAutoscaler"): (_GPU_LIMIT,),
        ("machine.openshift.io", "MachineSet"): _MACHINES,
        ("nfd.kubernetes.io", "NodeFeatureDiscovery"): _DISCOVERY,
        ("nfd.openshift.io", "NodeFeatureDiscovery"): _DISCOVERY,
    }
)
"""The levels by API group and kind."""
