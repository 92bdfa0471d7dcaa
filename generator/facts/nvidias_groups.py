"""API groups and kinds that NVIDIA's software defines in clusters."""

GROUP = "nvidia.com"
KINDS = frozenset(
    {
        *("ClusterPolicy", "NVIDIADriver", "GPUCluster"),
        *("DynamoCheckpoint", "DynamoComponentDeployment", "DynamoGraphDeployment", "DynamoGraphDeploymentCandidate"),
        *("DynamoGraphDeploymentEngineGroup", "DynamoGraphDeploymentRequest", "DynamoGraphDeploymentRun"),
        *("DynamoGraphDeploymentScalingAdapter", "DynamoGraphPowerBudget", "DynamoModel", "DynamoWorkerMetadata"),
        *("PodSnapshot", "PodSnapshotContent"),
    }
)
"""Kinds of the group ``nvidia.com`` itself.

Sources: NVIDIA/gpu-operator deployments/gpu-operator/crds; ai-dynamo/dynamo deploy/operator/config/crd/bases, where
kinds are added often.
"""
GROUPS = frozenset(
    {
        "ais.nvidia.com",
        "aiperf.nvidia.com",
        "apps.nvidia.com",
        "configuration.net.nvidia.com",
        "cre.nvidia.com",
        "maintenance.nvidia.com",
        "mokka.nvidia.com",
        "nodewright.nvidia.com",
        "nv-ipam.nvidia.com",
        "resource.nvidia.com",
        "skyhook.nvidia.com",
        "spectrumx.nvidia.com",
    }
)
"""Groups below ``nvidia.com``.

Sources: NVIDIA/ais-k8s operator/api; NVIDIA/k8s-nim-operator api/apps; Mellanox/nic-configuration-operator,
maintenance-operator, nvidia-k8s-ipam and spectrum-x-operator api; NVIDIA/k8s-dra-driver-gpu api/nvidia.com/resource;
NVIDIA/nodewright operator/api, formerly skyhook; NVIDIA/k8s-test-infra (mokka); documentation of AIPerf and of NVIDIA's
cluster certification.
"""
FAMILIES = (".dgxc.nvidia.com", ".dpu.nvidia.com", ".resource.nvidia.com", ".opi.nvidia.com")
"""Endings that several groups have.

Sources: NVIDIA/NVSentinel (janitor, healthevents); NVIDIA/doca-platform api (provisioning, svc, operator,
controlplane); the first NVIDIA/k8s-dra-driver (gpu.resource, nas.gpu.resource); documentation of the OPI
bridge for DPUs.
"""


def is_defined(group: str, kind: str) -> bool:
    """Say whether software of NVIDIA's has this kind, or others of its group."""
    return (group == GROUP and kind in KINDS) or group in GROUPS or group.endswith(FAMILIES)
