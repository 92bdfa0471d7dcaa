import pytest

from tests.lint.examples import judged, told

VLLM, SGLANG = "vllm/vllm-openai:v0.11.0", "lmsysorg/sglang:latest"
TGI = "ghcr.io/huggingface/text-generation-inference:3"


def pod(image: str, words: str) -> str:
    return f"""apiVersion: v1
kind: Pod
metadata: {{name: llm}}
spec:
  containers:
    - name: main
      image: {image}
      {words}
      resources: {{limits: {{nvidia.com/gpu: 16}}}}
"""


def found(text: str) -> list[tuple[str, str]]:
    return [(one.message, one.fix) for one in judged(text).findings if one.code == "WRK239"]


@pytest.mark.parametrize(
    ("image", "words", "message", "sizes"),
    [
        (
            VLLM,
            "args: [--model=casperhansen/llama-3-8b-instruct-awq, --tensor-parallel-size=3]",
            "vLLM cannot part casperhansen/llama-3-8b-instruct-awq among 3 cards: it has 32 attention heads",
            "1, 2, 4, 8, 16",
        ),
        (
            "own/image",
            "command: [sh, -c, 'vllm serve Qwen/Qwen2.5-0.5B-Instruct --tensor-parallel-size 4']",
            "vLLM cannot part Qwen/Qwen2.5-0.5B-Instruct among 4 cards: it has 14 attention heads",
            "1, 2, 14",
        ),
        (
            SGLANG,
            "args: [--model-path, microsoft/phi-4, --tp, '4']",
            "SGLang cannot part microsoft/phi-4 among 4 cards: it has 10 heads of keys and values",
            "1, 2, 5, 10",
        ),
        (
            TGI,
            "args: [--model-id=Qwen/Qwen2.5-7B-Instruct, --num-shard=8]",
            "text-generation-inference cannot part Qwen/Qwen2.5-7B-Instruct among 8 cards: it has 28 attention heads",
            "1, 2, 4, 7, 14",
        ),
    ],
)
def test_heads_that_cannot_be_shared_out(image: str, words: str, message: str, sizes: str) -> None:
    assert found(pod(image, words)) == [(message, f"Write one of {sizes}.")]


def test_text_generation_inference_takes_both_as_variables() -> None:
    env = "env: [{name: MODEL_ID, value: Qwen/Qwen2.5-7B-Instruct}, {name: NUM_SHARD, value: '8'}]"
    assert told(pod(TGI, env), "WRK239")


@pytest.mark.parametrize(
    ("image", "words"),
    [
        (VLLM, "args: [--model=meta-llama/Llama-3.1-8B-Instruct, --tensor-parallel-size=4]"),
        # Heads of keys and values are given to several cards.
        (VLLM, "args: [--model=meta-llama/Llama-3.1-8B-Instruct, --tensor-parallel-size=16]"),
        # text-generation-inference does not look at those.
        (TGI, "args: [--model-id=microsoft/phi-4, --num-shard=4]"),
        (VLLM, "args: [--model=own/model, --tensor-parallel-size=3]"),
        (VLLM, "args: [--tensor-parallel-size=3]"),
        (VLLM, "args: [--model=openai/whisper-large-v3, --tensor-parallel-size=3]"),
        ("own/image", "command: [sh, -c, 'vllm serve Qwen/Qwen3-8B -tp 3 || vllm serve Qwen/Qwen3-8B -tp 2']"),
        ("own/image", "command: [sh, -c, 'vllm serve Qwen/Qwen3-8B -tp 3; vllm serve own/other']"),
        ("own/image", "command: [torchrun, --nproc-per-node=3, train.py, --model=Qwen/Qwen3-8B]"),
        (VLLM, "args: [--model=Qwen/Qwen3-8B, --tensor-parallel-size=0]"),
    ],
)
def test_what_can_be_parted_or_is_not_known(image: str, words: str) -> None:
    assert found(pod(image, words)) == []
