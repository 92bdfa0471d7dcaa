"""Complete manifests of workloads, each in the form that its framework and its cards want."""

import pytest

from generator.model.tree import Tree
from tests.support.bundles import Bundle, Object, at, bundle_of, items, parsed

TWO = """\
pools:
- {name: own, nodes: {names: [n-1]}, gpus: [{model: RTX 3090}], timeSlicing: {replicas: 4}}
- name: other
  nodes: {nodeSelector: {role: gpu}}
  gpus: [{model: RTX 3090}]
  timeSlicing: {replicas: 4}
  taints: [{key: gpu, value: "true", effect: NoSchedule}]
priorities: [{name: high, value: 1000}]
"""


def built(says: str) -> Bundle:
    return bundle_of(f"{TWO}workloads: [{{name: w, namespace: n, pool: own, memory: 4GiB, {says}}}]\n")


def example(says: str) -> Object:
    (found,) = parsed(built(says).files["examples/n-w.yaml"])
    return found


def pod(found: Object) -> Tree:
    return at(found, "spec", "template", "spec")


def main(found: Object) -> Object:
    (container,) = items(at(pod(found), "containers"))
    assert isinstance(container, dict)
    return container


def test_a_deployment_asks_as_the_plan_says() -> None:
    found = example("replicas: 4, priority: high")
    assert at(found, "metadata", "namespace") == "n"
    assert at(found, "spec", "replicas") == 4
    assert main(found) == {
        "name": "w",
        "image": "nvcr.io/nvidia/cuda:12.6.1-base-ubuntu22.04",
        "command": ["sleep", "infinity"],
        "resources": {"limits": {"nvidia.com/gpu": 1}},
    }
    assert at(pod(found), "priorityClassName") == "high"
    assert at(found, "spec", "selector", "matchLabels") == at(found, "spec", "template", "metadata", "labels")
    # One more pod than there are units would wait for ever.
    assert at(found, "spec", "strategy", "rollingUpdate") == {"maxSurge": 0, "maxUnavailable": 1}


def test_pods_keep_to_their_pool_and_with_a_fallback_to_those_pools() -> None:
    names: Tree = {"matchFields": [{"key": "metadata.name", "operator": "In", "values": ["n-1"]}]}
    alone = pod(example("units: 1"))
    assert at(alone, "affinity", "nodeAffinity") == {
        "requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [names]}
    }
    assert len(items(at(alone, "tolerations"))) == 1
    both = pod(example("fallback: [other]"))
    required = "requiredDuringSchedulingIgnoredDuringExecution"
    assert len(items(at(both, "affinity", "nodeAffinity", required, "nodeSelectorTerms"))) == 2
    assert len(items(at(both, "tolerations"))) == 2
    text = bundle_of(f"{TWO}workloads: [{{name: w, namespace: n, pool: other, memory: 4GiB}}]\n")
    labelled = pod(parsed(text.files["examples/n-w.yaml"])[0])
    assert at(labelled, "nodeSelector") == {"role": "gpu"}
    assert at(labelled, "affinity") is None


def test_a_limit_is_an_argument_with_its_reason_above() -> None:
    text = built("framework: vllm").files["examples/n-w.yaml"]
    # (4096 - 338 - 512) / 24576 = 0.1320
    lines = [line.strip() for line in text.splitlines()]
    place = lines.index("- --gpu-memory-utilization=0.132")
    assert lines[place - 1].startswith("# ")
    assert main(parsed(text)[0])["args"] == [
        "Qwen/Qwen2.5-0.5B-Instruct",
        "--max-model-len=4096",
        "--gpu-memory-utilization=0.132",
    ]
    assert main(parsed(text)[0])["ports"] == [{"containerPort": 8000}]


def test_a_limit_in_code_stands_in_the_program() -> None:
    (program,) = items(main(example("framework: pytorch"))["args"])
    # (4096 - 338) / 24576 = 0.1529
    assert "torch.cuda.set_per_process_memory_fraction(0.152)\n" in str(program)
    assert "{limit}" not in str(program)
    # The variable says the same and older releases stop at it.
    assert "env" not in main(example("framework: pytorch"))


@pytest.mark.parametrize("framework", ["pytorch", "onnxruntime", "tensorflow"])
def test_a_program_without_a_limit_is_whole(framework: str) -> None:
    found = example(f"unaccounted: true, framework: {framework}")
    text = "".join(map(str, items(main(found)["args"])))
    assert "{limit}" not in text
    assert ('providers=["CUDAExecutionProvider"])' in text) == (framework == "onnxruntime")


def test_a_limit_for_somewhere_else_stands_above() -> None:
    text = built("framework: triton").files["examples/n-w.yaml"]
    above, _, _ = text.partition("apiVersion")
    # 4096 - 338 = 3758 MiB
    assert '#   parameters { key: "gpu_mem_limit" value: { string_value: "3940548608" } }\n' in above


def test_variables_that_merge_are_set() -> None:
    names = [at(one, "name") for one in items(main(example("framework: ollama"))["env"])]
    assert names == ["OLLAMA_MAX_LOADED_MODELS", "OLLAMA_GPU_OVERHEAD", "LLAMA_ARG_FIT_TARGET"]


def test_who_reaches_the_cards_past_the_plugin_sees_them_all_and_asks_for_none() -> None:
    found = main(example("unaccounted: true, framework: ffmpeg"))
    assert "resources" not in found
    assert found["env"] == [
        {"name": "NVIDIA_DRIVER_CAPABILITIES", "value": "compute,video,utility"},
        {"name": "NVIDIA_VISIBLE_DEVICES", "value": "all"},
    ]


def test_ray_is_a_ray_cluster_with_a_worker_for_each_pod() -> None:
    found = example("framework: ray, replicas: 8, processes: 2, fallback: [other]")
    assert (found["apiVersion"], found["kind"]) == ("ray.io/v1", "RayCluster")
    assert at(found, "spec", "rayVersion") == "2.54.1"
    head, workers = at(found, "spec", "headGroupSpec"), at(found, "spec", "workerGroupSpecs", 0)
    assert at(head, "rayStartParams", "num-gpus") == "0"
    assert "nvidia.com/gpu" not in str(head)
    assert [at(workers, key) for key in ("replicas", "minReplicas", "maxReplicas")] == [8, 8, 8]
    assert at(workers, "rayStartParams") == {"num-gpus": "1"}
    (worker,) = items(at(workers, "template", "spec", "containers"))
    assert at(worker, "name") == "ray-worker"
    assert at(worker, "resources") == {"limits": {"nvidia.com/gpu": 1}}
    assert at(worker, "image") == "rayproject/ray:2.54.1-py310-gpu"
    said = at(workers, "template", "spec")
    assert isinstance(said, dict)
    assert set(said) == {"runtimeClassName", "affinity", "tolerations", "containers"}


def test_a_reason_stands_in_a_ray_cluster_too() -> None:
    lines = [
        line.strip() for line in built("unaccounted: true, framework: ray").files["examples/n-w.yaml"].splitlines()
    ]
    assert lines[lines.index("- name: NVIDIA_VISIBLE_DEVICES") - 1].startswith("# ")


def above(says: str) -> str:
    head, _, _ = built(says).files["examples/n-w.yaml"].partition("apiVersion")
    return head.replace("\n# ", " ")


@pytest.mark.parametrize(
    ("says", "kind", "words"),
    [
        ("units: 1", "Deployment", "selector cannot be changed, or written over it: what runs already gets the comp"),
        ("unaccounted: true", "Deployment", "selector cannot be changed, or written over it.\n"),
        ("framework: ray", "RayCluster", "already, this is written over it.\n"),
        ("target: {kind: StatefulSet}", "StatefulSet", "has a StatefulSet w already, this is refused"),
        ("target: {kind: Job}", "Deployment", "though the profile has a Job: what runs here does not end"),
        ("target: {kind: CronJob}", "Deployment", "though the profile has a CronJob: what runs here does not end"),
        (
            "target: {kind: DaemonSet}",
            "Deployment",
            "though the profile has a DaemonSet: its pods are as many as nodes",
        ),
        ("target: {kind: Pod}", "Deployment", "though the profile has a Pod: it keeps as many"),
    ],
)
def test_the_head_says_what_is_over_what_runs_already_and_why_the_kind_is_another(
    says: str, kind: str, words: str
) -> None:
    assert example(says)["kind"] == kind
    assert words in above(says)
    assert ("though" in above(says)) == ("though" in words)


def test_a_stateful_set_is_one() -> None:
    found = example("replicas: 2, target: {kind: StatefulSet}")
    assert (at(found, "spec", "serviceName"), at(found, "spec", "replicas")) == ("w", 2)
    assert set(found["spec"]) == {"replicas", "serviceName", "selector", "template"}  # type: ignore[arg-type]


@pytest.mark.parametrize("framework", ["ffmpeg", "other"])
def test_a_program_that_does_nothing_of_use_is_said_to_stand_in(framework: str) -> None:
    assert "stands in for your own program" in above(f"framework: {framework}")


def test_where_no_limit_can_be_written_the_head_says_so_below_what_else_has_to_be_known() -> None:
    head = above("framework: vllm").partition(" It fetches the model from Hugging Face.")[2]
    assert "With several replicas on one device each takes its fraction; " in head
    little = bundle_of(f"{TWO}workloads: [{{name: w, namespace: n, pool: own, memory: 850MiB, framework: vllm}}]\n")
    text, _, _ = little.files["examples/n-w.yaml"].replace("\n# ", " ").partition("apiVersion")
    missing = " No memory limit is here: of 850 MiB nothing is left after 338 MiB of CUDA context"
    assert f"{head.rstrip()}{missing}" in text


def test_ray_in_an_object_that_is_described_is_a_deployment() -> None:
    assert example("framework: ray, target: {container: worker}")["kind"] == "Deployment"
