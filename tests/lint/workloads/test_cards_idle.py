import pytest

from tests.lint.examples import judged, told

VLLM = "vllm/vllm-openai:v0.11.0"
UNSAID = "vLLM takes 1 card where nothing else is said, and its container gets 8: 7 stand idle"
GKE = "cloud.google.com/gke-gpu-sharing-strategy"
SHARING = """\
---
apiVersion: v1
kind: ConfigMap
metadata: {name: sharing}
data:
  any: |
    version: v1
    sharing: {timeSlicing: {resources: [{name: nvidia.com/gpu, replicas: 4}]}}
"""


def pod(image: str, words: str, cards: str = "nvidia.com/gpu: 8", more: str = "env: []") -> str:
    return f"""apiVersion: v1
kind: Pod
metadata: {{name: llm}}
spec:
  containers:
    - name: main
      image: {image}
      {words}
      resources:
        limits:
          {cards}
      {more}
"""


@pytest.mark.parametrize(
    ("image", "words", "message"),
    [
        (VLLM, "args: [--model, a]", UNSAID),
        ("own.registry/mirror/vllm-openai@sha256:1", "args: [--model, $(MODEL)]", UNSAID),
        (VLLM, "args: [a, --config-format, mistral, '--served-model-name=$(NAME)']", UNSAID),
        ("own/image", "command: [vllm, serve, a, --max-model-len=8]", UNSAID),
        ("own/image", "command: [python3, -m, vllm.entrypoints.openai.api_server]", UNSAID),
        ("own/image", "command: [sh, -c, 'cd /a && exec vllm serve $MODEL --port 8000 2>&1']", UNSAID),
        ("own/image", "command: [python3, -m, sglang.launch_server, --model-path=a]", UNSAID.replace("vLLM", "SGLang")),
        (
            VLLM,
            "args: [--model=a, --tensor-parallel-size=1, -dp=1]",
            "vLLM is told to take 1 card, and its container gets 8: 7 stand idle",
        ),
        (
            VLLM,
            "args: [--model=a, -tp, '2', --pipeline-parallel-size=2, --enable-prefix-caching]",
            "vLLM is told to take 4 cards, and its container gets 8: 4 stand idle",
        ),
        (
            "own/image",
            "command: [python3, -m, sglang.launch_server, --tp, '7']",
            "SGLang is told to take 7 cards, and its container gets 8: 1 stands idle",
        ),
    ],
)
def test_fewer_cards_are_used_than_the_container_gets(image: str, words: str, message: str) -> None:
    assert told(pod(image, words), "WRK242") == [(11, message)]


def test_a_variable_that_is_known_is_read() -> None:
    env = "env: [{name: ARGS, value: --tensor-parallel-size=8}]"
    assert told(pod("own/image", "command: [sh, -c, vllm serve a $ARGS]", more=env), "WRK242") == []
    env = "env: [{name: FILLED, value: --port=1}, {name: OTHER, valueFrom: {}}]"
    assert told(pod("own/image", "command: [sh, -c, 'vllm serve a ${FILLED}']", more=env), "WRK242") == [(11, UNSAID)]
    env = "env: [{name: SIZE, value: '8'}]"
    assert told(pod("own/image", "command: [sh, -c, 'vllm serve a -tp $SIZE']", more=env), "WRK242") == []


@pytest.mark.parametrize(
    ("image", "words"),
    [
        (VLLM, "args: [--model=a, --tensor-parallel-size=8]"),
        (VLLM, "args: [--model=a, -tp=2, -pp=2, -dp=2]"),
        (VLLM, "args: [--model=a, --tensor-parallel-size=16]"),
        (VLLM, "args: [--model=a, --tensor-parallel-size=2, --tensor-parallel-size=8]"),
        (VLLM, "args: [--model=a, --tensor-parallel-size=0]"),
        (VLLM, "args: [--model=a, --data-parallel-size-local=8]"),
        (VLLM, "args: [--model=a, -tp, $(TP)]"),
        (VLLM, "args: [--model=a, --config=/a.yaml]"),
        (VLLM, "args: [--model=a, --distributed-executor-backend=ray]"),
        (VLLM, "args: [--model=a, --nnodes=2]"),
        (VLLM, "args: ['{{ model }}']"),
        (VLLM, "args: [--model=a, $(EXTRA_ARGS)]"),
        (VLLM, "args: [--enable-prefix-caching, $(EXTRA_ARGS)]"),
        (VLLM, "env: []"),
        (VLLM, "command: [/start.sh]"),
        ("own/vllm:1", "args: [--model=a]"),
        ("vllm/vllm-omni:v0.20.0", "command: [vllm, serve, a, --omni]"),
        ("own/image", "command: [sh, -c, 'vllm serve a & vllm serve b']"),
        ("own/image", "command: [sh, -c, 'vllm serve a --port 1; vllm serve b']"),
        ("own/image", "command: [sh, -c, 'for i in 1 2; do vllm serve a; done']"),
        ("own/image", "command: [sh, -c, 'vllm serve a $(cat /args)']"),
        ("own/image", "command: [python3, -m, sglang.launch_server, --dp-size=8]"),
        ("own/image", "command: [python3, -m, sglang.launch_server, --tp=2, --enable-dp-attention]"),
        ("lmsysorg/sglang:latest", "args: [--model-path=a]"),
        ("ghcr.io/huggingface/text-generation-inference:3", "args: [--model-id=a]"),
        ("ollama/ollama", "args: [serve]"),
    ],
)
def test_a_server_of_which_less_is_known(image: str, words: str) -> None:
    assert told(pod(image, words), "WRK242") == []


@pytest.mark.parametrize(
    "text",
    [
        pod(VLLM, "args: [--model=a]", "nvidia.com/gpu: 1"),
        pod(VLLM, "args: [--model=a]", "nvidia.com/gpu.shared: 8"),
        pod(VLLM, "args: [--model=a]", "nvidia.com/mig-1g.10gb: 2"),
        pod(VLLM, "args: [--model=a]", "{nvidia.com/gpu: 8, nvidia.com/gpumem: 1000}"),
        pod(VLLM, "args: [--model=a]", "{nvidia.com/gpu: 8, amd.com/gpu: 8}"),
        pod(VLLM, "args: [--model=a]", more="env: [{name: CUDA_VISIBLE_DEVICES, value: '0'}]"),
        pod(VLLM, "args: [--model=a]", more="env: [{name: TENSOR_PARALLEL_SIZE, value: '8'}]"),
        pod(VLLM, "args: [--model=a]").replace("spec:", f"spec:\n  nodeSelector: {{{GKE}: time-sharing}}"),
        pod(VLLM, "args: [--model=a]") + SHARING,
        pod(VLLM, "args: [--model=a]").replace("v1\nkind: Pod", "ray.io/v1\nkind: Pod"),
    ],
)
def test_cards_of_which_less_is_known(text: str) -> None:
    assert told(text, "WRK242") == []


def test_a_kind_of_others_may_add_to_its_pods() -> None:
    text = """apiVersion: serving.kserve.io/v1alpha1
kind: ServingRuntime
metadata: {name: llm}
spec:
  containers:
    - name: kserve-container
      image: vllm/vllm-openai:v0.11.0
      args: [--model=/mnt/models]
      resources: {limits: {nvidia.com/gpu: 8}}
"""
    assert told(text, "WRK242") == []


@pytest.mark.parametrize(
    ("said", "is_told"),
    [
        ("requestGPU: 8", True),
        ("requestGPU: 8, vllmConfig: {maxModelLen: 8}", True),
        ("requestGPU: 8, vllmConfig: {tensorParallelSize: 8}", False),
        ("requestGPU: 8, vllmConfig: {extraArgs: [--tensor-parallel-size=8]}", False),
        ("requestGPU: 8, raySpec: {headNode: {}}", False),
        ("requestGPU: 8, requestGPUType: nvidia.com/mig-1g.10gb", False),
        ("requestGPU: 0, resources: {limits: {nvidia.com/gpu: 8}}", False),
        ("requestGPU: 1", False),
    ],
)
def test_the_values_of_vllms_chart(said: str, *, is_told: bool) -> None:
    text = f"servingEngineSpec: {{modelSpec: [{{name: a, modelURL: b, {said}}}]}}"
    assert told(text, "WRK242") == ([(1, UNSAID)] if is_told else [])


def test_cards_of_another_maker_are_left_idle_too() -> None:
    assert told(pod(VLLM, "args: [--model=a]", "amd.com/gpu: 8"), "WRK242") == [(11, UNSAID)]


@pytest.mark.parametrize(
    ("words", "fix"),
    [
        ("args: [--model=a]", "Write `--tensor-parallel-size=8`, or 1 as the limit."),
        # As many groups as there are share the cards out among them.
        ("args: [--model=a, -dp=2]", "Write `--tensor-parallel-size=4`, or 2 as the limit."),
        ("args: [--model=a, --pipeline-parallel-size=3]", "Write 3 as the limit."),
        # 28 heads.
        ("args: [--model=Qwen/Qwen2.5-7B-Instruct]", "Write 1 as the limit."),
    ],
)
def test_what_is_to_be_written_can_be(words: str, fix: str) -> None:
    assert [one.fix for one in judged(pod(VLLM, words)).findings if one.code == "WRK242"] == [fix]
