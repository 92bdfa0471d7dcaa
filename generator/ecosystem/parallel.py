"""Programs that part a model among cards, one process to a card: how that is said, and what else is then about.

Sources: vllm-project/vllm vllm/config/parallel.py (more processes than cards in one node are refused unless Ray or
`--nnodes` spreads them; older releases turn to Ray, which waits for cards) and vllm/executor/ray_utils.py
(initialize_ray_cluster: Ray is started in the container where no other is found, and has that container's cards alone;
with fewer than are wanted it is refused, or waited for in vain); ray-project/ray python/ray/_private/worker.py (init:
RAY_ADDRESS, then what `ray start` left in the container); sgl-project/sglang python/sglang/srt/server_args.py (`--tp`,
`--nnodes`); huggingface/text-generation-inference launcher/src/main.rs (`--num-shard`, each with its CUDA device);
vllm/v1/engine/utils.py (CoreEngineProcManager: all groups of data parallelism are started here unless it is said how
many); NVIDIA/TensorRT-LLM tensorrt_llm/llmapi/llm.py (fewer cards than parts are refused) and
tensorrt_llm/commands/serve.py; pytorch/pytorch torch/distributed/run.py (`--nproc-per-node`: processes of one node,
each of which takes the card of its local rank); huggingface/accelerate src/accelerate/commands/launch.py and
utils/launch.py (`--num_processes` becomes `--nproc-per-node` with `--multi_gpu`, or where several cards are seen;
without several machines it is the number of one); deepspeedai/DeepSpeed deepspeed/launcher/runner.py (`--num_gpus`: the
first so many cards of each host).
"""

import re
from typing import NamedTuple


class Parallel(NamedTuple):
    """A program: by which words of its image or command it is known, its flag, and its variable if it has one.

    `of_each_pod` says that the flag counts the processes of one pod, however many pods work as one. `further` are flags
    by whose numbers the cards are multiplied; the last of them counts groups that work by themselves, which may be in
    other pods where `apart` is found. Nothing is known of a command line without `only_with`, or with `unless`.
    """

    name: str
    known: re.Pattern[str]
    flag: re.Pattern[str]
    variable: str | None = None
    of_each_pod: bool = False
    further: tuple[re.Pattern[str], ...] = ()
    apart: re.Pattern[str] | None = None
    only_with: re.Pattern[str] | None = None
    unless: re.Pattern[str] | None = None


_VALUE = r"[\s=\\\"',]{1,9}(\d{1,4})(?![\w.])"
_WORD = r"[\s=]{1,3}['\"]?((?i:all|auto|max|gpus?|cuda|none|true))(?![\w./-])"
_SIZES = ("tensor", "pipeline", "data")
_OF_VLLM = tuple(re.compile(rf"(?:--{name}[-_]parallel[-_]size|(?<!\S)-{name[0]}p){_VALUE}") for name in _SIZES)
_OF_SGLANG = tuple(re.compile(rf"(?:--{name}-parallel-size|--{name[0]}p-size|--{name[0]}p){_VALUE}") for name in _SIZES)
_FLAGS = r"(?:(?:-\S+|\\)\s+(?:(?!\S*\.py\s)[^-\s\\]\S*\s+)?){0,60}?"
"""Flags of a launcher, before the script that it starts."""
PROGRAMS = (
    Parallel(
        "vLLM",
        re.compile(r"(^|/)vllm(-openai|-\w{1,20})?(:|@|$)|\bvllm\s+serve\b|\bvllm\.entrypoints\b"),
        _OF_VLLM[0],
        further=_OF_VLLM[1:],
        apart=re.compile(r"--data[-_]parallel[-_](?!size[\s=\\\"',])|(?<!\S)-dp[a-z]|VLLM_DP"),
    ),
    Parallel(
        "SGLang",
        re.compile(r"(^|/)sglang(:|@|$)|\bsglang\.launch_server\b|\bsglang\s+serve\b"),
        _OF_SGLANG[0],
        further=_OF_SGLANG[1:],
        apart=re.compile(r"dp-attention"),
    ),
    Parallel(
        "text-generation-inference",
        re.compile(r"(^|/)text-generation-inference(:|@|$)|\btext-generation-launcher\b"),
        re.compile(rf"--num-shard{_VALUE}"),
        "NUM_SHARD",
    ),
    Parallel(
        "TensorRT-LLM",
        re.compile(r"\btrtllm-serve\b"),
        re.compile(rf"--(?:tp|tensor_parallel)_size{_VALUE}"),
        further=(re.compile(rf"--(?:pp|pipeline_parallel)_size{_VALUE}"),),
        unless=re.compile(r"mpirun|mpiexec|\bsrun\b|trtllm-llmapi-launch|--extra_llm_api_options|--config\b|disagg"),
    ),
    Parallel(
        "torchrun",
        re.compile(r"\btorchrun\b|\btorch\.distributed\.(?:run|launch)\b"),
        re.compile(rf"--nproc[-_]per[-_]node{_VALUE}"),
        of_each_pod=True,
    ),
    Parallel(
        "accelerate",
        re.compile(rf"\baccelerate(?:\s+launch|\.commands\.launch)\s+{_FLAGS}--num[-_]processes\b"),
        re.compile(rf"--num[-_]processes{_VALUE}"),
        of_each_pod=True,
        only_with=re.compile(r"--multi[-_]gpu|--use[-_](?:deepspeed|fsdp)"),
        unless=re.compile(
            r"--(?:num[-_]machines|machine[-_]rank|config[-_]file|main[-_]process[-_]ip|same[-_]network|cpu|use[-_]cpu)"
        ),
    ),
    Parallel(
        "deepspeed",
        re.compile(rf"(?:^|[\s;&/(])deepspeed\s+{_FLAGS}--num_gpus\b"),
        re.compile(rf"--num_gpus{_VALUE}"),
        of_each_pod=True,
        unless=re.compile(r"hostfile|--num_nodes|--include|--exclude|--no_ssh"),
    ),
)


def in_words(flag: re.Pattern[str]) -> re.Pattern[str]:
    """Return a flag of these with a word in the place of its number: servers read a number alone, launchers do not."""
    name, number, rest = flag.pattern.partition(_VALUE)
    if not number or rest:
        raise ValueError(f"{flag.pattern} does not end with a number")
    return re.compile(f"(?:{name}){_WORD}")


LAUNCHER = "torchrun"
NODES = re.compile(r"--nnodes[\s=]{1,9}(\d{1,4})(?![\w.:])")
"""How torchrun is told of how many nodes it shall wait for, where it is one number and not a range such as 1:4."""
ALONE = re.compile(r"--standalone\b")


class OneCard(NamedTuple):
    """A server that takes one card unless its command line says how many: how it is started, and by which sizes.

    `own` are images that start it themselves, `starts` are words of a command. The cards are the product of the
    `sizes`, each a flag with its number; where `unclear` is found beside these, they cannot be told.
    """

    name: str
    own: re.Pattern[str] | None
    starts: re.Pattern[str]
    sizes: tuple[re.Pattern[str], ...]


ONE_CARD = (
    OneCard(
        "vLLM",
        re.compile(r"(^|/)vllm-openai(-rocm)?(:|@|$)"),
        re.compile(r"\bvllm\s+serve\b|\bvllm\.entrypoints\.(?:openai\.)?api_server\b"),
        _OF_VLLM,
    ),
    OneCard(
        "SGLang",
        None,
        re.compile(r"\bsglang\.launch_server\b|\bsglang\s+serve\b"),
        _OF_SGLANG,
    ),
)
"""Sources: vllm-project/vllm vllm/config/parallel.py (each size is 1 by default) and docker/Dockerfile (ENTRYPOINT);
sgl-project/sglang python/sglang/srt/server_args.py (tp_size, pp_size and dp_size are 1 by default)."""
UNCLEAR = re.compile(
    r"(?i)parallel|(?<![\w-])--?(?:tp|pp|ep|sp|cp|dcp|pcp|dp[a-z]?)(?![a-z])|dp-attention|num-gpus|gpu-id|--omni\b"
)
"""Other words about how work is shared out among cards: vllm-project/vllm-omni has a card for each stage."""
SERVED_BY_VLLM = ("huggingface", "vllm")
"""Formats that KServe gives to a vLLM; source: kserve/kserve config/runtimes/kserve-huggingfaceserver.yaml."""
SPREAD = re.compile(
    r"(?i)\bray\b|--nnodes|--headless|--distributed[-_]executor[-_]backend|--node-rank|leader|--config(?![\w-])|--dist-init|\bRAY_ADDRESS\b|\bMASTER_ADDR\b"
)
"""What says that the processes are spread over several pods, or that more is said in a file."""
BACKEND = re.compile(r"--distributed[-_]executor[-_]backend(?:=|\s{1,9})['\"]?(ray|mp)(?![\w-])")
"""By what vLLM starts its processes: Ray may have those of other pods, where something has made it know them."""
SPREADING_GROUPS = frozenset(
    {
        *("ray.io", "leaderworkerset.x-k8s.io", "nvidia.com", "llm-d.ai", "grove.io", "workloads.x-k8s.io"),
        *("orchestration.aibrix.ai", "ome.io"),
    }
)
"""Groups whose kinds make several pods that work as one."""
SPREADING_WORDS = frozenset({"worker", "workerSpec", "workerPodConfig", "workerTemplate", "podGroupSize"})
"""What kinds of others call the pods that work as one with a first; sources: kserve/kserve pkg/apis/serving
(InferenceService, ServingRuntime, LLMInferenceService), sgl-project/ome pkg/apis/ome, vllm-project/aibrix api."""
