"""What JupyterHub's chart and its KubeSpawner take of GPUs, and what people write instead.

Sources: jupyterhub/zero-to-jupyterhub-k8s jupyterhub/values.schema.yaml (singleuser takes no further properties) and
jupyterhub/files/hub/jupyterhub_config.py; jupyterhub/kubespawner kubespawner/spawner.py (the traits; _apply_overrides
sets what stands in `kubespawner_override` as attributes, whether or not there is such a trait; _load_profile reads
nothing else of a profile or a choice but its options).
"""

from collections.abc import Mapping
from types import MappingProxyType

CHART = "jupyterhub"
SINGLEUSER = frozenset(
    {
        *("allowPrivilegeEscalation", "cloudMetadata", "cmd", "cpu", "defaultUrl", "events", "extraAnnotations"),
        *("extraContainers", "extraEnv", "extraFiles", "extraLabels", "extraNodeAffinity", "extraPodAffinity"),
        *("extraPodAntiAffinity", "extraPodConfig", "extraResource", "extraTolerations", "fsGid", "image"),
        *("initContainers", "lifecycleHooks", "memory", "networkPolicy", "networkTools", "nodeSelector"),
        *("podNameTemplate", "profileList", "serviceAccountName", "startTimeout", "storage", "uid"),
    }
)
"""All that `singleuser` takes."""
BESIDE = frozenset({"hub", "proxy", "ingress", "cull", "scheduling", "prePuller"})
"""Keys that stand beside `singleuser`."""
EXTRA_RESOURCE = frozenset({"limits", "guarantees"})
"""All that `singleuser.extraResource` takes."""

_RUNTIME = "extraPodConfig: {runtimeClassName: ...}"
NO_SINGLEUSER: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("resources", "resource", "extraResources", "gpu", "gpus", "limits"), "extraResource"),
        **dict.fromkeys(("extra_resource_limits", "extraResourceLimits"), "extraResource.limits"),
        **dict.fromkeys(("extra_resource_guarantees", "extraResourceGuarantees"), "extraResource.guarantees"),
        **dict.fromkeys(("tolerations", "extra_tolerations"), "extraTolerations"),
        **dict.fromkeys(("affinity", "nodeAffinity", "node_affinity_required"), "extraNodeAffinity"),
        **dict.fromkeys(("runtimeClassName", "runtimeClass", "runtime_class_name"), _RUNTIME),
        **dict.fromkeys(("extra_pod_config", "podConfig"), "extraPodConfig"),
        "node_selector": "nodeSelector",
        "profile_list": "profileList",
        "profiles": "profileList",
    }
)
"""What people write in `singleuser`, and what it is called there."""

_LIMITS, _GUARANTEES = "extra_resource_limits", "extra_resource_guarantees"
_POD = "extra_pod_config: {runtimeClassName: ...}"
NO_TRAIT: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("resources", "resource", "limits", "resource_limits", "resourceLimits"), _LIMITS),
        **dict.fromkeys(("extraResource", "extraResources", "extra_resource", "extra_resources"), _LIMITS),
        **dict.fromkeys(("extraResourceLimits", "extra_resource_limit", "extra_limits"), _LIMITS),
        **dict.fromkeys(("gpu", "gpus", "gpu_limit", "gpu_limits", "gpu_guarantee", "num_gpus"), _LIMITS),
        **dict.fromkeys(("resource_guarantees", "extraResourceGuarantees", "requests"), _GUARANTEES),
        **dict.fromkeys(("nodeSelector", "node_selectors"), "node_selector"),
        **dict.fromkeys(("extraTolerations", "extra_tolerations", "toleration"), "tolerations"),
        **dict.fromkeys(("affinity", "nodeAffinity", "node_affinity", "extraNodeAffinity"), "node_affinity_required"),
        **dict.fromkeys(("runtimeClassName", "runtimeClass", "runtime_class_name", "runtime_class"), _POD),
        **dict.fromkeys(("extraPodConfig", "pod_config"), "extra_pod_config"),
        **dict.fromkeys(("extraEnv", "extra_env", "env"), "environment"),
    }
)
"""What people write in `kubespawner_override`, and what KubeSpawner calls it."""
TRAITS = frozenset(
    {
        *("extra_resource_limits", "extra_resource_guarantees", "extra_pod_config", "extra_container_config"),
        *("node_selector", "tolerations", "node_affinity_required", "node_affinity_preferred", "environment"),
        *("cpu_limit", "cpu_guarantee", "mem_limit", "mem_guarantee", "image", "volumes", "volume_mounts"),
    }
)
"""Traits that people write beside `kubespawner_override`, where nothing reads them."""
