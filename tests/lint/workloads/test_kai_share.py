import pytest

from tests.lint.examples import told

HALF = '{gpu-fraction: "0.5"}'
WHOLE = "{limits: {nvidia.com/gpu: 1}}"


def pod(annotations: str, resources: str = "{}", scheduler: str = "kai-scheduler") -> str:
    return f"""apiVersion: v1
kind: Pod
metadata:
  name: main
  annotations: {annotations}
spec:
  schedulerName: {scheduler}
  containers:
    - name: main
      image: cuda
      resources: {resources}
"""


def deployment(own: str, of_pod: str) -> str:
    return f"""apiVersion: apps/v1
kind: Deployment
metadata:
  name: main
  annotations: {own}
spec:
  selector: {{matchLabels: {{a: b}}}}
  template:
    metadata: {{labels: {{a: b}}, annotations: {of_pod}}}
    spec:
      schedulerName: kai-scheduler
      containers: [{{name: main, image: cuda}}]
"""


@pytest.mark.parametrize(
    ("annotations", "message"),
    [
        ('{gpu-fraction: "1"}', "gpu-fraction is '1': KAI's webhook takes a number above 0 and below 1"),
        ('{gpu-fraction: "0"}', "gpu-fraction is '0': KAI's webhook takes a number above 0 and below 1"),
        ('{gpu-fraction: "50%"}', "gpu-fraction is '50%': KAI's webhook takes a number above 0 and below 1"),
        ('{gpu-fraction: "NaN"}', "gpu-fraction is 'NaN': KAI's webhook takes a number above 0 and below 1"),
        (
            "{gpu-memory: 8000Mi}",
            "gpu-memory is '8000Mi': KAI's webhook takes a whole number of MiB, without a unit",
        ),
        ('{gpu-memory: "0"}', "gpu-memory is '0': KAI's webhook takes a whole number of MiB, without a unit"),
        (
            '{gpu-fraction: "0.5", gpu-memory: "2000"}',
            "gpu-memory beside gpu-fraction: KAI's webhook refuses a pod that says both",
        ),
        (
            '{gpu-fraction: "0.5", gpu-fraction-num-devices: two}',
            "gpu-fraction-num-devices is 'two': KAI's webhook takes a whole number above 0",
        ),
        (
            '{gpu-fraction-num-devices: "2"}',
            "gpu-fraction-num-devices without gpu-fraction or gpu-memory: KAI's webhook refuses the pod",
        ),
        ('{mps: "true"}  # gpu', "mps without gpu-fraction or gpu-memory: KAI's webhook refuses the pod"),
    ],
)
def test_amounts_that_are_refused(annotations: str, message: str) -> None:
    assert told(pod(annotations), "WRK224") == [(5, message)]


@pytest.mark.parametrize("key", ["gpu-fraction", "gpu-memory"])
def test_a_whole_card_beside_a_share(key: str) -> None:
    value = "0.5" if key == "gpu-fraction" else "500"
    message = f"a limit of nvidia.com/gpu beside the annotation {key}: KAI's webhook refuses the pod"
    assert told(pod(f'{{{key}: "{value}"}}', WHOLE), "WRK224") == [(11, message)]


def test_annotations_that_reach_no_pod() -> None:
    message = "gpu-fraction stands on the Deployment itself: KAI reads the annotations of pods alone"
    assert told(deployment(HALF, "{}"), "WRK224") == [(5, message)]
    assert told(deployment(HALF, HALF), "WRK224") == []
    assert told(deployment("{}", HALF), "WRK224") == []


NONE_OF_KAIS = "{} is no annotation of KAI's, so that the pod is scheduled as one without a GPU"


@pytest.mark.parametrize(
    "key",
    [
        *("nvidia.com/gpu.memory", "nvidia.com/gpu-memory", "nvidia.com/gpu-fraction", "kai.scheduler/gpu-memory"),
        *("gpuFraction", "gpu_memory", "run.ai/gpu-fraction", "runai/gpu-memory", "gpu-mem"),
    ],
)
def test_annotations_that_look_like_kais_and_are_none(key: str) -> None:
    text = pod(f'{{{key}: "8000"}}')
    assert told(text, "WRK224") == [(5, NONE_OF_KAIS.format(key))]
    assert told(text.replace("schedulerName: kai-scheduler", "hostname: gpu"), "WRK224") == []
    queued = text.replace("  name: main\n", "  name: main\n  labels: {kai.scheduler/queue: a}\n", 1)
    found = [(6, NONE_OF_KAIS.format(key))]
    assert told(queued.replace("schedulerName: kai-scheduler", "hostname: gpu"), "WRK224") == found


def test_a_share_among_the_labels() -> None:
    text = pod("{}").replace("annotations: {}", 'labels: {gpu-fraction: "0.5"}')
    message = "gpu-fraction stands among the labels, so that KAI schedules the pod as one without a GPU"
    assert told(text, "WRK224") == [(5, message)]


@pytest.mark.parametrize(
    "text",
    [
        pod('{nvidia.com/gpu.memory: "8000", gpu-memory: "8000"}'),
        pod('{nvidia.com/gpu.memory: "8000"}', WHOLE),
        pod('{own.example/gpu-memory: "8000"}'),
        pod('{nvidia.com/gpu.product: "A100"}'),
        pod('{gpu-fraction-container-name: main, gpu-fraction: "0.5"}'),
        pod('{nvidia.com/gpu.memory: "8000"}').replace(
            "  schedulerName", "  resourceClaims: [{name: a}]\n  schedulerName"
        ),
    ],
)
def test_annotations_of_others_and_pods_that_get_a_gpu_otherwise(text: str) -> None:
    assert told(text, "WRK224") == []


@pytest.mark.parametrize(
    "text",
    [
        pod(HALF),
        pod('{gpu-fraction: "5e-1"}'),
        pod('{gpu-memory: "8000"}'),
        pod('{gpu-memory: "8000", gpu-fraction-num-devices: "2", mps: "true"}'),
        pod('{gpu-fraction: "${SHARE}"}'),
        pod("{a: b}", WHOLE),
        pod(HALF, "{limits: {cpu: 1}}"),
        # Another scheduler's webhook may think otherwise.
        pod(HALF, WHOLE, "runai-scheduler"),
        pod('{gpu-memory: "8000Mi"}', "{}", "default-scheduler"),
    ],
)
def test_what_is_taken(text: str) -> None:
    assert told(text, "WRK224") == []


def test_without_quotes_it_is_another_fault() -> None:
    assert told(pod("{gpu-fraction: 0.5}"), "WRK224") == []
    assert len(told(pod("{gpu-fraction: 0.5}"), "WRK214")) == 1
