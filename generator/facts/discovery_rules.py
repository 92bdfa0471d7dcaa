"""What a NodeFeatureRule may say, and which features Node Feature Discovery finds.

Sources: kubernetes-sigs/node-feature-discovery v0.10.0 to v0.19.0: api/nfd/v1alpha1/types.go and its CRD (fields, the
operators), pkg/apis/nfd/nodefeaturerule/expression.go (how many values each takes), source/*/ (the features).
"""

from collections.abc import Mapping
from types import MappingProxyType

GROUPS = ("nfd.k8s-sigs.io", "nfd.openshift.io")
"""The API groups that have NodeFeatureRule: upstream's, and that of OpenShift's own operator."""
VERSION = "v1alpha1"
RULE_FIELDS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("name", "labelsTemplate", "varsTemplate"), "text"),
        **dict.fromkeys(("labels", "annotations", "vars", "extendedResources"), "a mapping"),
        **dict.fromkeys(("taints", "matchFeatures", "matchAny"), "a list"),
    }
)
TERM_FIELDS: Mapping[str, str] = MappingProxyType(
    {"feature": "text", "matchExpressions": "a mapping", "matchName": "a mapping"}
)
ANY_FIELDS: Mapping[str, str] = MappingProxyType({"matchFeatures": "a list"})
EXPRESSION_FIELDS: Mapping[str, str] = MappingProxyType({"op": "text", "value": "a list", "type": "text"})
"""Fields by what they take, level by level."""

WITHOUT_VALUE = ("Exists", "DoesNotExist", "IsTrue", "IsFalse")
WITH_SOME = ("In", "NotIn", "InRegexp")
WITH_ONE, WITH_TWO = ("Gt", "Ge", "Lt", "Le"), ("GtLt", "GeLe")
"""The operators by how many values they take."""
OPERATORS = (*WITH_SOME, *WITHOUT_VALUE, *WITH_ONE, *WITH_TWO)

FEATURES = frozenset(
    f"{domain}.{feature}"
    for domain, features in {
        "cpu": "cpuid cstate pstate rdt sgx se security sst topology coprocessor model",
        "kernel": "config loadedmodule enabledmodule selinux version kvm",
        "local": "label feature",
        "memory": "numa nv swap hugepages",
        "network": "device virtual",
        "pci": "device",
        "rule": "matched",
        "storage": "block",
        "system": "osrelease name dmiid",
        "usb": "device",
        "fake": "flag attribute instance",
    }.items()
    for feature in features.split()
)
PCI = "pci.device"
PCI_NUMBERS = frozenset(["class", "vendor", "device", "subsystem_vendor", "subsystem_device"])
"""Attributes of a PCI device that hold four hexadecimal digits as the kernel prints them: small letters, no 0x."""
PCI_ATTRIBUTES = PCI_NUMBERS | frozenset(["sriov_totalvfs", "iommu_group/type", "iommu/intel-iommu/version"])
VENDORS = frozenset(["10de", "8086", "1002", "1022"])
"""NVIDIA, Intel, AMD: numbers of vendors, which are no class of PCI devices; source: the PCI ID database (pci.ids)."""
TAINT_EFFECTS = ("NoSchedule", "PreferNoSchedule", "NoExecute")
