"""What a process takes on a GPU besides weights and cache: CUDA context, work space, what the driver keeps.

A context grows with the number of multiprocessors, about 3 MiB for each (555 MiB on 188 of an RTX PRO 6000, 107 MiB on
34 of an RTX 4060 Ti, https://github.com/ggml-org/llama.cpp/pull/23604; 256 MiB on 82 of an RTX 3090).
"""

from typing import NamedTuple


class Overhead(NamedTuple):
    """An amount in MiB; `assumed` where it was not measured on that architecture's GPUs."""

    memory_mib: int
    assumed: bool
    source: str


_OLLAMA = "what Ollama keeps free on a CUDA GPU, 479199232 bytes: https://github.com/ollama/ollama/issues/10588"

_CONTEXTS = {
    "Volta": Overhead(320, False, "Titan V: https://github.com/pytorch/pytorch/issues/28394"),
    "Ampere": Overhead(
        338,
        True,
        "256 MiB on an RTX 3090 (https://github.com/invoke-ai/InvokeAI/issues/9413), scaled from its 82 "
        "multiprocessors to the 108 of an A100",
    ),
    "Blackwell": Overhead(555, False, "RTX PRO 6000: https://github.com/ggml-org/llama.cpp/pull/23604"),
}

GRAPHS_MIB = 512
"""CUDA graphs of vLLM; assumed. 0.1 to 2.4 GiB were seen (https://github.com/vllm-project/vllm/issues/7553 and
https://github.com/wtdcode/vllm-backport/issues/34); `--enforce-eager` spares them. Up to v0.20 they come
on top of vLLM's fraction; v0.21.0 and newer count an estimate of them within it, as vllm/v1/worker/gpu_worker.py logs
(https://github.com/noonghunna/club-3090/issues/127)."""

SEQUENCES = 256
"""Sequences for which vLLM tries out its sampler when it starts (its default `max_num_seqs`)."""
SAMPLER_COPIES = 10
"""Copies of their logits in 32 bits that are alive then; fitted to 1.26 GiB with a vocabulary of 128256
(https://github.com/vllm-project/vllm/pull/10511) and 1.42 GiB with 152064 (https://github.com/vllm-project/vllm/issues/13882)."""

VLLM_FRACTION, VLLM_NEWER_FRACTION = 0.9, 0.92
"""The part of a device that vLLM takes unless `--gpu-memory-utilization` says otherwise: 0.9 in the documentation of
v0.6.4, 0.92 in `vllm serve --help=all` of v0.29.0 (both vllm/config/cache.py); in which release between it rose was not
found. It is compared with what is free when it starts, and if less is, vLLM ends
(vllm/v1/worker/utils.py, request_memory)."""

MICRO_BATCH = 512
"""Tokens that llama.cpp and Ollama compute at once (`n_ubatch`, logged in https://github.com/ggml-org/llama.cpp/pull/6122)."""
WINDOW_PAD = 256
"""llama.cpp rounds the cache of sliding-window layers up to this many tokens
(src/llama-kv-cache-iswa.cpp, shown in https://github.com/ikawrakow/ik_llama.cpp/issues/1607)."""

_KEPT_PERCENT = 2
_KEPT_OF_INSTANCE = Overhead(13, True, "nvidia-smi: 13 of 19968 MiB (https://github.com/XuehaiPan/nvitop/pull/8)")


def cuda_context(architecture: str) -> Overhead:
    """Return what the CUDA context of one process takes on an architecture."""
    return _CONTEXTS.get(architecture, Overhead(457, True, _OLLAMA))


def kept_by_driver(total_mib: int, *, is_instance: bool = False) -> Overhead:
    """Return what no process gets of a device: of a card an upper estimate, of a MIG instance what is used on an idle
    one, whose published memory leaves out what the GPU as a whole keeps.

    nvidia-smi's total of 24576 MiB leaves 23.56 to 23.69 GiB, 97887 leaves 97247 MiB (llama.cpp pull request 23604).
    """
    if is_instance:
        return _KEPT_OF_INSTANCE
    source = "2 %; seen: 1.3 to 1.9 % of 24 GiB (https://github.com/vllm-project/vllm/pull/14447), 0.7 % of 96 GiB"
    return Overhead(-(-total_mib * _KEPT_PERCENT // 100), True, source)
