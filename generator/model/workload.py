"""What is to run on the GPUs, as the profile's author wrote it."""

from enum import Enum
from typing import NamedTuple

from generator.model.taints import Toleration


class Isolation(Enum):
    """What a workload wants to be kept from."""

    TRUSTED = "trusted"
    """It may share a GPU with others of this kind."""
    UNTRUSTED = "untrusted"
    """Nothing else may reach its memory or bring it down."""
    LATENCY_BOUND = "latency-bound"
    """Nothing else may slow it down."""


class Framework(Enum):
    """What computes in a workload, and by which its GPU memory can be limited."""

    VLLM = "vllm"
    OLLAMA = "ollama"
    LLAMA_CPP = "llama-cpp"
    ONNX_RUNTIME = "onnxruntime"
    PYTORCH = "pytorch"
    TENSORFLOW = "tensorflow"
    JAX = "jax"
    TRITON = "triton"
    RAY = "ray"
    WHISPER = "whisper"
    FFMPEG = "ffmpeg"
    OTHER = "other"


class Target(NamedTuple):
    """The object that a workload's component patches; None is left to a default.

    `args` and `tolerations` are those that it has now, None where the profile does not say; `affinity` is False where
    it is said to have none.
    """

    kind: str = "Deployment"
    name: str | None = None
    container: str | None = None
    args: tuple[str, ...] | None = None
    tolerations: tuple[Toleration, ...] | None = None
    affinity: bool = True


class Workload(NamedTuple):
    """What is to run: `replicas` pods with `units` of a resource each, and `processes` processes on the GPU in each.

    `memory_mib` is the peak of one process; its CUDA context comes on top unless `context_included`.
    """

    name: str
    namespace: str
    memory_mib: int
    context_included: bool = True
    pool: str | None = None
    resource: str | None = None
    replicas: int = 1
    units: int | None = None
    processes: int = 1
    isolation: Isolation | None = None
    priority: str | None = None
    framework: Framework | None = None
    fallback: tuple[str, ...] = ()
    unaccounted: bool = False
    target: Target = Target()
