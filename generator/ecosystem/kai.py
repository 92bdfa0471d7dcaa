"""KAI Scheduler: by which annotations of a pod it shares GPUs, and what its admission webhook refuses.

Sources: kai-scheduler/KAI-Scheduler pkg/common/constants/constants.go (names),
pkg/binder/plugins/gpusharing/gpu-request/gpu_request_validator.go (ValidateGpuRequests),
pkg/admission/webhook/v1alpha2/podhooks/pod_validator.go (only pods that name the scheduler are looked at).
"""

import re

SCHEDULER = "kai-scheduler"
"""The scheduler's name where nobody gave it another."""
FRACTION = "gpu-fraction"
MEMORY = "gpu-memory"
DEVICES = "gpu-fraction-num-devices"
MPS = "mps"
SHARING = (FRACTION, MEMORY, DEVICES)
"""Annotations that speak of shares of a GPU; `mps` says something only beside one of them."""
WHOLE = "nvidia.com/gpu"
"""The resource that cannot stand beside a share, in any container."""
QUEUE_LABEL = "kai.scheduler/queue"
"""The label by which a pod or what makes it is put into a queue."""
_MEANT = {
    **dict.fromkeys(("gpufraction", "gpufractions", "gpushare"), FRACTION),
    **dict.fromkeys(("gpumemory", "gpumem", "gpumemorymib", "gpumemorymb"), MEMORY),
    **dict.fromkeys(("gpufractionnumdevices", "gpufractionsnumdevices"), DEVICES),
}
_OF_KAI = re.compile(r"(?:[\w.-]*\.)?(?:nvidia\.com|kai[\w.-]*|run\.?ai[\w.-]*)/")
"""Domains that people put before its annotations, none of which has one."""


def meant_by(key: str) -> str | None:
    """Return the annotation that a key which is none is plainly meant for: nvidia.com/gpu.memory is gpu-memory."""
    domain = key[: key.rfind("/") + 1]
    if key in SHARING or (domain and _OF_KAI.fullmatch(domain) is None):
        return None
    return _MEANT.get(re.sub(r"[^a-z]", "", key.removeprefix(domain).lower()))
