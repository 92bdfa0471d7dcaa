"""How OpenShift's Operator Lifecycle Manager offers gpu-operator.

Sources: NVIDIA/gpu-operator bundle/ at each tag from v1.6.1 to v26.7.0 (annotations.yaml: package and channels;
gpu-operator-certified.clusterserviceversion.yaml: name, installModes); NVIDIA's installation guide for OpenShift
(catalogue and namespaces); operator-framework/api crds/ and pkg/operators (versions of the kinds, fields).
"""

PACKAGE = "gpu-operator-certified"
CATALOGUE = "certified-operators"
MARKETPLACE = "redhat-marketplace"
"""Offers the package too, with ``-rhmp`` behind its name."""
CATALOGUES = (CATALOGUE, "redhat-operators", "community-operators", MARKETPLACE)
"""Those that OpenShift brings, all of them in one namespace."""
CATALOGUE_NAMESPACE = "openshift-marketplace"
FOR_ALL = "openshift-operators"
"""Where OpenShift has an OperatorGroup for all namespaces."""
CHANNELS = (
    *("stable", "v1.7", "v1.8", "v1.9.0", "v1.10", "v1.11", "v22.9", "v23.3", "v23.6", "v23.9"),
    *("v24.3", "v24.6", "v24.9", "v25.3", "v25.10", "v26.3", "v26.7"),
)
VERSIONS = {
    "Subscription": ("operators.coreos.com/v1alpha1",),
    "OperatorGroup": ("operators.coreos.com/v1", "operators.coreos.com/v1alpha2"),
}
GROUP = "operators.coreos.com"
SPEC_FIELDS = {
    "Subscription": frozenset(
        {"channel", "config", "installPlanApproval", "name", "source", "sourceNamespace", "startingCSV"}
    ),
    "OperatorGroup": frozenset(
        {"selector", "serviceAccountName", "staticProvidedAPIs", "targetNamespaces", "upgradeStrategy"}
    ),
}
APPROVALS = ("Automatic", "Manual")
