import pytest

from tests.lint.examples import told

ONE = "{limits: {nvidia.com/gpu: 1}}"
TWO = "{limits: {nvidia.com/gpu: 2}}"
VLLM = "vllm/vllm-openai:v0.11.0"


def pod(image: str, words: str, resources: str = ONE, more: str = "") -> str:
    return f"""apiVersion: v1
kind: Pod
metadata: {{name: llm}}
spec:
  containers:
    - name: main
      image: {image}
      {words}
      resources: {resources}
      {more}
"""


def message(name: str, number: int, have: str = "1 card") -> str:
    return f"{name} parts the model among {number} cards, and its container gets {have}: it does not start"


@pytest.mark.parametrize(
    ("image", "words", "name"),
    [
        (VLLM, "args: [--model=a, --tensor-parallel-size=2]", "vLLM"),
        (VLLM, "args: [--model, a, --tensor-parallel-size, '2']", "vLLM"),
        (VLLM, "args: [-tp, '2']", "vLLM"),
        ("own/image", "command: [sh, -c, 'vllm serve a --tensor_parallel_size 2 --port 8000']", "vLLM"),
        ("own/image", "command: [python3, -m, vllm.entrypoints.openai.api_server, --tensor-parallel-size=2]", "vLLM"),
        ("lmsysorg/sglang:latest", "args: [--tp, '2']", "SGLang"),
        ("own/image", "command: [python3, -m, sglang.launch_server, --tp-size=2]", "SGLang"),
        ("ghcr.io/huggingface/text-generation-inference:3", "args: [--num-shard, '2']", "text-generation-inference"),
        (
            "ghcr.io/huggingface/text-generation-inference:3",
            "env: [{name: NUM_SHARD, value: '2'}]",
            "text-generation-inference",
        ),
    ],
)
def test_more_parts_than_cards(image: str, words: str, name: str) -> None:
    assert told(pod(image, words), "WRK226") == [(8, message(name, 2))]


RAY = "--distributed-executor-backend=ray"


@pytest.mark.parametrize(
    ("image", "words"),
    [
        (VLLM, f"args: [--tensor-parallel-size=2, {RAY}]"),
        ("own/image", f"command: [vllm, serve, a, --tensor-parallel-size=2, {RAY}]"),
        ("own/image", "command: [vllm, serve, a, --tensor-parallel-size=2, --distributed-executor-backend, ray]"),
        ("own/image", f"command: [python3, -m, vllm.entrypoints.openai.api_server, -tp, '2', {RAY}]"),
        ("own/image", "command: [sh, -c, 'vllm serve a -tp 2 --distributed-executor-backend mp']"),
    ],
)
def test_a_ray_of_the_containers_own_has_its_cards_alone(image: str, words: str) -> None:
    assert told(pod(image, words), "WRK226") == [(8, message("vLLM", 2))]


@pytest.mark.parametrize(
    ("image", "words", "more"),
    [
        ("own/image", f"command: [sh, -c, 'run.sh; vllm serve a -tp 2 {RAY}']", ""),
        (VLLM, f"args: [-tp, '2', {RAY}]", "envFrom: [{configMapRef: {name: a}}]"),
        (VLLM, f"args: [-tp, '2', {RAY}]", "lifecycle: {postStart: {exec: {command: [/start]}}}"),
        (VLLM, f"args: [-tp, '2', {RAY}]", "env: [{name: RAY_ADDRESS, value: 'auto'}]"),
        (VLLM, f"args: [-tp, '2', {RAY}]", "volumeMounts: [{name: a, mountPath: /tmp/ray}]"),
        (VLLM, f"args: [-tp, '2', {RAY}]", "\n    - {name: head, image: 'rayproject/ray:2.9'}"),
        (VLLM, f"args: [-tp, '2', --nnodes=2, {RAY}]", ""),
    ],
)
def test_a_ray_that_may_have_more(image: str, words: str, more: str) -> None:
    assert told(pod(image, words, more=more), "WRK226") == []


def test_a_line_within_a_script() -> None:
    text = pod(
        "own/image", "args:\n        - |\n          exec vllm serve a \\\n            --tensor-parallel-size 4", TWO
    )
    assert told(text, "WRK226") == [(11, message("vLLM", 4, "2 cards"))]


def test_the_number_on_a_line_of_its_own() -> None:
    text = pod(VLLM, "args:\n        - --tensor-parallel-size\n        - '2'")
    assert told(text, "WRK226") == [(10, message("vLLM", 2))]


def test_a_model_of_kserve() -> None:
    text = """apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
metadata: {name: llm}
spec:
  predictor:
    model:
      modelFormat: {name: huggingface}
      args: [--tensor-parallel-size=2]
      resources: {limits: {nvidia.com/gpu: 1}}
"""
    assert told(text, "WRK226") == [(8, message("vLLM", 2))]
    assert told(text.replace("    model:", "    workerSpec: {pipelineParallelSize: 2}\n    model:"), "WRK226") == []


@pytest.mark.parametrize("more", ["", "raySpec: {}"])
def test_the_values_of_vllms_chart(more: str) -> None:
    text = f"servingEngineSpec: {{modelSpec: [{{requestGPU: 1, vllmConfig: {{tensorParallelSize: 2}}, {more}}}]}}"
    assert told(text, "WRK226") == ([] if more else [(1, message("vLLM", 2))])


PARTED = "args: [--tensor-parallel-size=2]"


@pytest.mark.parametrize(
    "text",
    [
        pod(VLLM, PARTED, TWO),
        pod(VLLM, PARTED, "{limits: {nvidia.com/gpu.shared: 2}}"),
        pod(VLLM, PARTED, "{limits: {nvidia.com/gpu: '${GPUS}'}}"),
        pod(VLLM, PARTED, "{limits: {cpu: 1}}"),
        pod(VLLM, PARTED, "{limits: {nvidia.com/gpu: 1}, claims: [{name: more}]}"),
        pod(VLLM, "args: [--tensor-parallel-size=$(TP)]"),
        pod(VLLM, "args: [--tensor-parallel-size=1]"),
        pod("own/vllm", "args: [--tensor-parallel-size=2, --distributed-executor-backend=ray]"),
        pod(VLLM, "args: [--tensor-parallel-size=16, --nnodes=2]"),
        pod(VLLM, "command: [bash, -c, 'ray start --head; vllm serve a --tensor-parallel-size 2']"),
        pod(VLLM, PARTED, ONE, "env: [{name: NVIDIA_VISIBLE_DEVICES, value: all}]"),
        pod("own/image", PARTED),
        pod(VLLM, PARTED).replace("v1\nkind: Pod", "leaderworkerset.x-k8s.io/v1\nkind: LeaderWorkerSet"),
    ],
)
def test_what_may_start(text: str) -> None:
    assert told(text, "WRK226") == []


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("command: [torchrun, --nproc_per_node=8, train.py]", 1),
        ("command: [torchrun, --nnodes=2, --nproc-per-node, '8', train.py]", 1),
        ("command: [python3, -m, torch.distributed.launch, --nproc_per_node=8, train.py]", 1),
        ("command: [torchrun, --nproc_per_node=1, --nnodes=8, train.py]", 0),
        ("command: [torchrun, --nproc_per_node=auto, train.py]", 0),
        ("command: [torchrun, --nproc_per_node=$N, train.py]", 0),
    ],
)
def test_processes_of_each_pod(words: str, found: int) -> None:
    told_of = "torchrun starts 8 processes with a card each, and its container gets 1 card"
    assert told(pod("own/image", words), "WRK226") == [(8, told_of)] * found


@pytest.mark.parametrize(
    ("image", "words"),
    [
        # Any program may be run instead of the image's own.
        (VLLM, "command: [python3, save_sharded_state.py, --tensor-parallel-size, '8']"),
        (VLLM, "command: [sh, -c, '[ $N = 2 ] && exec vllm serve a -tp 2; exec vllm serve a -tp 1']"),
        (VLLM, "command: [sh, -c, \"echo 'vllm serve a --tensor-parallel-size 8' > /plan\"]"),
        (
            VLLM,
            "command: [sh]\n      args:\n        - |\n          # was: vllm serve a -tp 8\n          exec vllm serve a",
        ),
        (VLLM, "env: [{name: RAY_ADDRESS, value: head}]\n      args: [--tensor-parallel-size=16]"),
        (VLLM, "env: [{name: RANK, value: $(LWS_LEADER_ADDRESS)}]\n      args: [--tensor-parallel-size=16]"),
    ],
)
def test_what_is_not_run_on_these_cards_alone(image: str, words: str) -> None:
    assert told(pod(image, words), "WRK226") == []


@pytest.mark.parametrize(
    ("version", "kind", "spec"),
    [
        ("grove.io/v1alpha1", "PodCliqueSet", "{cliques: [{spec: {podSpec: POD}}]}"),
        ("workloads.x-k8s.io/v1alpha1", "RoleBasedGroup", "{template: {spec: POD}}"),
        ("serving.kserve.io/v1alpha1", "LLMInferenceService", "{template: POD, worker: POD}"),
        ("serving.kserve.io/v1alpha1", "ServingRuntime", "{containers: [LONE], workerSpec: POD}"),
        (
            "workload.codeflare.dev/v1beta2",
            "AppWrapper",
            "{components: [{template: {apiVersion: leaderworkerset.x-k8s.io/v1, kind: LeaderWorkerSet, spec: POD}}]}",
        ),
    ],
)
def test_kinds_whose_pods_work_as_one(version: str, kind: str, spec: str) -> None:
    one = f"{{name: a, image: '{VLLM}', args: [--tensor-parallel-size=2], resources: {ONE}}}"
    text = f"apiVersion: {version}\nkind: {kind}\nmetadata: {{name: a}}\nspec: {spec}\n"
    text = text.replace("POD", "{containers: [LONE]}").replace("LONE", one)
    assert told(text, "WRK226") == []


def product(total: int, sizes: str, have: str = "2 cards", name: str = "vLLM") -> str:
    return f"{name} takes {total} cards, {sizes}, and its container gets {have}: it does not start"


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("args: [--tensor-parallel-size, '2', --pipeline-parallel-size, '2']", product(4, "2 x 2")),
        ("args: [--tensor-parallel-size=2, --data-parallel-size=2]", product(4, "2 x 2")),
        ("args: [-tp, '2', -pp, '2', -dp, '2']", product(8, "2 x 2 x 2")),
        ("command: [sh, -c, 'vllm serve a -tp 2 -pp 3']", product(6, "2 x 3")),
        ("args: [--pipeline-parallel-size=3]", message("vLLM", 3, "2 cards")),
        ("args: [--data-parallel-size=3]", message("vLLM", 3, "2 cards")),
        # What is in other pods does not count, and the rest does.
        ("args: [-tp, '2', -pp, '2', --data-parallel-size=4, --data-parallel-size-local=1]", product(4, "2 x 2")),
    ],
)
def test_sizes_that_are_multiplied(words: str, text: str) -> None:
    assert told(pod(VLLM, words, TWO), "WRK226") == [(8, text)]


def test_sizes_of_other_servers() -> None:
    sglang = pod("lmsysorg/sglang:latest", "args: [--tp, '2', --dp-size, '2']", TWO)
    assert told(sglang, "WRK226") == [(8, product(4, "2 x 2", name="SGLang"))]
    trtllm = pod("own/image", "command: [trtllm-serve, a, --tp_size, '4']", TWO)
    assert told(trtllm, "WRK226") == [(8, message("TensorRT-LLM", 4, "2 cards"))]


@pytest.mark.parametrize(
    "text",
    [
        pod(VLLM, "args: [-tp, '2', -pp, '1', -dp, '1']", TWO),
        pod(VLLM, "args: [--data-parallel-size=4, --data-parallel-size-local=2]", TWO),
        pod(VLLM, "args: [--data-parallel-size=4, --data-parallel-rank=1]", TWO),
        pod(VLLM, "args: [--data-parallel-size=4, --data-parallel-address=head]", TWO),
        pod(VLLM, "args: [-dp, '4', -dpl, '2']", TWO),
        pod(VLLM, "args: [--data-parallel-size=4, --data-parallel-hybrid-lb]", TWO),
        pod(VLLM, "args: [-tp, '2', -pp, '2', --nnodes=2]", TWO),
        pod("lmsysorg/sglang:latest", "args: [--tp, '2', --dp-size, '2', --enable-dp-attention]", TWO),
        pod("own/image", "command: [mpirun, -n, '4', trtllm-serve, a, --tp_size, '4']", TWO),
        pod("own/image", "command: [trtllm-serve, a, --tp_size, '4', --extra_llm_api_options, /a.yaml]", TWO),
        pod(
            "own/image",
            "command: [sh, -c, 'if a; then vllm serve a -tp 2 -pp 2; else vllm serve a -tp 2 -pp 1; fi']",
            TWO,
        ),
    ],
)
def test_sizes_that_may_fit(text: str) -> None:
    assert told(text, "WRK226") == []


@pytest.mark.parametrize(
    ("words", "env"),
    [
        ("args: [--tensor-parallel-size=$(TP)]", "{name: TP, value: '4'}"),
        ("args: [--tensor-parallel-size, $(TP)]", "{name: TP, value: '4'}"),
        ('command: [sh, -c, "vllm serve a -tp $TP --port 8000"]', "{name: TP, value: '4'}"),
        ('command: [sh, -c, "vllm serve a -tp ${TP}"]', "{name: TP, value: '4'}"),
    ],
)
def test_a_number_that_a_variable_holds(words: str, env: str) -> None:
    assert told(pod(VLLM, words, more=f"env: [{env}]"), "WRK226") == [(10, message("vLLM", 4))]


@pytest.mark.parametrize(
    ("words", "env"),
    [
        ("args: [--tensor-parallel-size=$(TP)]", "{name: TP, value: '1'}"),
        ("args: [--tensor-parallel-size=$(TP)]", "{name: TP, valueFrom: {configMapKeyRef: {name: a, key: b}}}"),
        ("args: [--tensor-parallel-size=$(TP)]", "{name: TP, value: auto}"),
        ("args: [--tensor-parallel-size=$$(TP)]", "{name: TP, value: '4'}"),
        ("args: [--tensor-parallel-size=$(TP)]", "{name: OTHER, value: '4'}"),
        ("command: [sh, -c, 'TP=1; vllm serve a -tp $TP']", "{name: TP, value: '4'}"),
    ],
)
def test_a_number_that_no_variable_holds(words: str, env: str) -> None:
    assert told(pod(VLLM, words, more=f"env: [{env}]"), "WRK226") == []


@pytest.mark.parametrize(
    ("words", "name", "number"),
    [
        ("command: [accelerate, launch, --multi_gpu, --num_processes, '8', t.py]", "accelerate", 8),
        ("command: [sh, -c, 'accelerate launch --use_deepspeed --num-processes=4 t.py']", "accelerate", 4),
        ("command: [deepspeed, --num_gpus=4, t.py]", "deepspeed", 4),
        ("command: [sh, -c, 'cd /a && deepspeed --master_port 1 --num_gpus 4 t.py']", "deepspeed", 4),
    ],
)
def test_processes_of_further_launchers(words: str, name: str, number: int) -> None:
    text = f"{name} starts {number} processes with a card each, and its container gets 1 card"
    assert told(pod("own/image", words), "WRK226") == [(8, text)]


@pytest.mark.parametrize(
    "words",
    [
        # Of one card accelerate makes no more than one process by itself.
        "command: [accelerate, launch, --num_processes, '8', t.py]",
        "command: [accelerate, launch, --multi_gpu, --num_machines, '8', --num_processes, '8', t.py]",
        "command: [accelerate, launch, --config_file, a.yaml, --multi_gpu, --num_processes, '8', t.py]",
        "command: [accelerate, launch, --multi_gpu, t.py, --num_processes, '8']",
        "command: [accelerate, launch, --cpu, --num_processes, '8', t.py]",
        "command: [deepspeed, --num_gpus=1, t.py]",
        "command: [deepspeed, --hostfile, /a, --num_gpus=4, t.py]",
        "command: [deepspeed, t.py, --num_gpus=4]",
        "command: [python, t.py, --deepspeed, a.json, --num_gpus, '4']",
    ],
)
def test_processes_that_may_fit(words: str) -> None:
    assert told(pod("own/image", words), "WRK226") == []


def stack(config: str, more: str = "") -> str:
    return f"servingEngineSpec: {{modelSpec: [{{requestGPU: 1, vllmConfig: {{{config}}}{more}}}]}}"


@pytest.mark.parametrize(
    ("config", "number"),
    [
        ("extraArgs: [--tensor-parallel-size=2]", 2),
        ("extraArgs: [--tensor-parallel-size, '4']", 4),
        ("tensorParallelSize: 1, extraArgs: [--pipeline-parallel-size=2]", 2),
        ("tensorParallelSize: 1, extraArgs: [--tensor-parallel-size=2]", 2),
    ],
)
def test_further_arguments_in_the_values_of_vllms_chart(config: str, number: int) -> None:
    assert told(stack(config), "WRK226") == [(1, message("vLLM", number))]


@pytest.mark.parametrize(
    "text",
    [
        stack("tensorParallelSize: 2, extraArgs: [--tensor-parallel-size=1]"),
        stack("extraArgs: [--max-model-len=2]"),
        stack("extraArgs: [--tensor-parallel-size=2, --nnodes=2]"),
        stack("extraArgs: [--tensor-parallel-size=2]", ", raySpec: {}"),
    ],
)
def test_further_arguments_that_may_fit(text: str) -> None:
    assert told(text, "WRK226") == []


def runtime(args: str, more: str = "", spec: str = "", kind: str = "ServingRuntime", namespace: str = "a") -> str:
    """The arguments stand in line 6."""
    return f"""apiVersion: serving.kserve.io/v1alpha1
kind: {kind}
metadata: {{name: k, namespace: {namespace}}}
spec:
  containers:
  - {{name: kserve-container, image: '{VLLM}', args: {args}{more}}}
{spec}---
"""


def service(model: str = "runtime: k, ", cards: int = 1) -> str:
    return f"""apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
metadata: {{name: llm, namespace: a}}
spec:
  predictor:
    model: {{modelFormat: {{name: vLLM}}, {model}resources: {{limits: {{nvidia.com/gpu: {cards}}}}}}}
"""


FOUR_PARTS = "[--tensor-parallel-size=4]"


@pytest.mark.parametrize(
    "text",
    [
        runtime(FOUR_PARTS) + service(),
        runtime(FOUR_PARTS, kind="ClusterServingRuntime", namespace="''") + service(),
        runtime(FOUR_PARTS, ", resources: {limits: {nvidia.com/gpu: 4}}") + service(),
        runtime(FOUR_PARTS) + service("runtime: k, args: [--max-model-len=9], "),
    ],
)
def test_a_runtime_that_parts_more_than_its_service_asks_for(text: str) -> None:
    assert told(text, "WRK226") == [(6, f"{message('vLLM', 4)} (InferenceService llm)")]


def test_a_runtimes_sizes_are_multiplied() -> None:
    text = runtime("[-tp, '2', -pp, '2']") + service(cards=2)
    assert told(text, "WRK226") == [(6, f"{product(4, '2 x 2')} (InferenceService llm)")]


@pytest.mark.parametrize(
    "text",
    [
        runtime(FOUR_PARTS) + service(cards=4),
        # What the service asks for goes before what the runtime does.
        runtime(FOUR_PARTS, ", resources: {limits: {nvidia.com/gpu: 1}}") + service(cards=4),
        runtime(FOUR_PARTS) + service("runtime: other, "),
        runtime(FOUR_PARTS) + service(""),
        runtime(FOUR_PARTS, namespace="other") + service(),
        runtime(FOUR_PARTS) + service("runtime: k, args: [--tensor-parallel-size=1], "),
        runtime(FOUR_PARTS) + service("runtime: k, command: [run], "),
        runtime(FOUR_PARTS, spec="  workerSpec: {pipelineParallelSize: 2}\n") + service(),
        runtime(FOUR_PARTS).replace("kserve-container", "other") + service(),
    ],
)
def test_a_runtime_that_may_fit(text: str) -> None:
    assert told(text, "WRK226") == []


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("args: [--tensor-parallel-size=all]", 8),
        ("args: [--tensor-parallel-size, auto]", 8),
        ("args: [-tp, '1', --pipeline-parallel-size=Auto]", 8),
        ("command: [sh, -c]\n      args:\n        - |\n          vllm serve $MODEL \\\n            -tp auto", 12),
    ],
)
def test_a_word_for_a_number(words: str, line: int) -> None:
    ((found, text),) = told(pod(VLLM, words), "WRK226")
    assert found == line
    assert text.lower().startswith("vllm is told a")
    assert text.endswith("where a number of cards must be: it does not start")


@pytest.mark.parametrize(
    ("image", "words"),
    [
        (VLLM, "args: [--tensor-parallel-size, --enable-auto-tool-choice]"),
        (VLLM, "args: [--tensor-parallel-size=$(ALL)]"),
        (VLLM, "args: [--dtype=auto]"),
        (VLLM, "args: [-tp, auto-size]"),
        ("own/image", "command: [torchrun, --nproc_per_node=gpu, t.py]"),
        ("own/image", "args: [--tensor-parallel-size=all]"),
    ],
)
def test_a_word_that_may_do(image: str, words: str) -> None:
    assert told(pod(image, words), "WRK226") == []
