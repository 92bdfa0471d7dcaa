"""KAI Scheduler: by which annotations of a pod it shares GPUs, and what its admission webhook refuses.

Sources: kai-scheduler/KAI-Scheduler pkg/common/constants/constants.go (names),
pkg/binder/plugins/gpusharing/gpu-request/gpu_request_validator.go (ValidateGpuRequests),
pkg/admission/webhook/v1alpha2/podhooks/pod_validator.go (only pods that name the scheduler are looked at).
"""

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
