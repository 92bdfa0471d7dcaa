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
        **dict.fromkeys(("extraPodSpec", "extra_pod_spec", "podSpec"), "extraPodConfig"),
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
OTHER_TRAITS = frozenset(
    {
        *("additional_profile_form_template_paths", "after_pod_created_hook", "allow_privilege_escalation", "args"),
        *("automount_service_account_token", "cmd", "common_labels", "component_label", "container_security_context"),
        *(
            "container_name",
            "default_url",
            "delete_grace_period",
            "delete_pvc",
            "delete_stopped_pods",
            "disable_user_config",
        ),
        *("dns_name_template", "enable_user_namespaces", "events_enabled", "extra_annotations", "extra_containers"),
        *("extra_labels", "fs_gid", "gid", "http_timeout", "image_pull_policy", "image_pull_secrets", "image_spec"),
        *(
            "init_containers",
            "lifecycle_hooks",
            "modify_pod_hook",
            "namespace",
            "notebook_dir",
            "pod_affinity_preferred",
        ),
        *("pod_affinity_required", "pod_anti_affinity_preferred", "pod_anti_affinity_required", "pod_name_template"),
        *("pod_security_context", "priority_class_name", "privileged", "profile_form_template", "profile_list"),
        *("pvc_name_template", "scheduler_name", "service_account", "services_enabled", "start_timeout"),
        *("storage_access_modes", "storage_capacity", "storage_class", "storage_extra_annotations"),
        *("storage_extra_labels", "storage_pvc_ensure", "storage_selector", "supplemental_gids", "uid"),
        *("user_namespace_annotations", "user_namespace_labels", "user_namespace_template", "working_dir"),
    }
)
"""Its other traits, and those of JupyterHub's own spawner, which a profile may set too."""
MAPPINGS = ("extra_resource_limits", "extra_resource_guarantees", "extra_pod_config", "extra_container_config")
"""Traits that take a mapping alone (traitlets' Dict)."""
RUNTIMES = ("runtimeClass", "runtime_class", "runtime", "runtimeclassname", "runtimeClassname")
"""What people write in `extra_pod_config` for runtimeClassName: it takes fields of a pod's spec alone."""
