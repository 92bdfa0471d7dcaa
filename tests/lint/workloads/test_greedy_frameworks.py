import pytest

from generator.model.finding import Severity
from tests.lint.examples import judged, told
from tests.lint.pods import RENAMED, SHARED, sharing

BASE = sharing(SHARED)
MPS = sharing("{mps: {resources: [{name: nvidia.com/gpu, replicas: 4}]}}")


def server(
    args: str = "[--model=m]",
    name: str = "chat",
    replicas: int = 1,
    slices: int = 1,
    image: str = "vllm/vllm-openai:v1",
) -> str:
    """A Deployment whose image stands in line 10, and whose arguments in line 11."""
    return f"""\
apiVersion: apps/v1
kind: Deployment
metadata: {{name: {name}}}
spec:
  replicas: {replicas}
  template:
    spec:
      containers:
        - name: main
          image: {image}
          args: {args}
          resources: {{limits: {{nvidia.com/gpu: {slices}}}}}
"""


def found(*texts: str, base: str = BASE) -> list[tuple[str, int, Severity]]:
    files = {"base.yaml": base} | {f"{number}.yaml": text for number, text in enumerate(texts)}
    findings = [one for one in judged(files).findings if one.code == "WRK216"]
    return [(one.file, one.position.line if one.position else 0, one.severity) for one in findings]


def fraction(value: object) -> str:
    return f"[--model=m, --gpu-memory-utilization={value}]"


def test_two_pods_of_one_deployment() -> None:
    message = (
        "vLLM takes 0.9 (its default; 0.92 in newer releases) of a card when it starts: nvidia.com/gpu is cut into "
        "4, and 2 x 0.9 = 1.8 of the card's memory (Deployment chat) is more than there is"
    )
    assert told({"a.yaml": BASE, "b.yaml": server(replicas=2)}, "WRK216") == [(11, message)]


def test_two_deployments_with_what_they_say() -> None:
    texts = (server(fraction(0.6), "chat"), server(fraction(0.5), "embed"))
    files = {"a.yaml": BASE, "b.yaml": texts[0], "c.yaml": texts[1]}
    sum_of = "1 x 0.6 + 1 x 0.5 = 1.1 of the card's memory (Deployment chat and Deployment embed) is more than there is"
    assert told(files, "WRK216") == [
        (11, f"vLLM takes 0.6 of a card when it starts: nvidia.com/gpu is cut into 4, and {sum_of}"),
        (11, f"vLLM takes 0.5 of a card when it starts: nvidia.com/gpu is cut into 4, and {sum_of}"),
    ]
    assert {severity for _, _, severity in found(*texts)} == {Severity.WARNING}


@pytest.mark.parametrize(
    "args",
    [
        "[--gpu-memory-utilization, '0.6']",
        "[--gpu-memory-utilization, 0.6]",
        "['--gpu_memory_utilization=.6']",
        "['vllm serve m --gpu-memory-utilization 0.60 --port 80']",
        "[\"vllm serve m \\\\\\n --gpu-memory-utilization='0.6'\"]",
    ],
)
def test_the_fraction_in_any_form(args: str) -> None:
    assert [severity for _, _, severity in found(server(args, replicas=2))] == [Severity.WARNING]
    assert "2 x 0.6 = 1.2" in told({"a.yaml": BASE, "b.yaml": server(args, replicas=2)}, "WRK216")[0][1]


def test_no_more_pods_than_slices_count() -> None:
    text = server(fraction(0.3), replicas=9)
    assert "4 x 0.3 = 1.2" in told({"a.yaml": BASE, "b.yaml": text}, "WRK216")[0][1]
    assert found(server(fraction(0.25), replicas=9)) == []
    assert found(server(fraction(0.6), replicas=2, slices=3)) == []
    assert len(found(server(fraction(0.6), replicas=2, slices=2))) == 1


def test_the_renamed_resource() -> None:
    text = server(replicas=2).replace("nvidia.com/gpu:", "nvidia.com/gpu.shared:")
    assert [severity for _, _, severity in found(text, base=sharing(RENAMED))] == [Severity.WARNING]


def test_a_default_beside_whatever_else_is_a_note() -> None:
    assert found(server()) == [("0.yaml", 11, Severity.INFO)]
    message = (
        "vLLM takes 0.9 (its default; 0.92 in newer releases) of a card when it starts, and 4 pods may share this one"
    )
    assert told({"a.yaml": BASE, "b.yaml": server()}, "WRK216") == [(11, message)]


def test_pods_that_never_meet_are_not_added() -> None:
    one, other = (
        server(name=name).replace("      containers", f"      nodeSelector: {{pool: {name}}}\n      containers")
        for name in ("a", "b")
    )
    assert [severity for _, _, severity in found(one, other)] == [Severity.INFO, Severity.INFO]
    apart = server(replicas=2).replace("      containers", "      affinity: {podAntiAffinity: {}}\n      containers")
    assert [severity for _, _, severity in found(apart)] == [Severity.INFO]


@pytest.mark.parametrize(
    ("image", "env"),
    [
        ("tensorflow/tensorflow:2.17.0-gpu", ""),
        ("nvcr.io/nvidia/tensorflow:25.02-tf2-py3", "{name: OTHER, value: x}"),
        ("tensorflow/serving:2.17-gpu", "{name: TF_FORCE_GPU_ALLOW_GROWTH, value: 'false'}"),
        ("nvcr.io/nvidia/jax:25.04-py3", ""),
        ("lmsysorg/sglang:v0.5", ""),
    ],
)
def test_other_frameworks_are_a_note(image: str, env: str) -> None:
    text = server("[]", image=image) + f"          env: [{env}]\n"
    assert found(text) == [("0.yaml", 10, Severity.INFO)]


@pytest.mark.parametrize(
    ("image", "env", "args"),
    [
        ("tensorflow/tensorflow:2.17.0-gpu", "{name: TF_FORCE_GPU_ALLOW_GROWTH, value: 'true'}", "[]"),
        ("tensorflow/tensorflow:2.17.0-gpu", "{name: TF_GPU_ALLOCATOR, value: cuda_malloc_async}", "[]"),
        ("tensorflow/serving:2.17-gpu", "", "[--per_process_gpu_memory_fraction=0.3]"),
        ("nvcr.io/nvidia/jax:25.04-py3", "{name: XLA_PYTHON_CLIENT_PREALLOCATE, value: 'false'}", "[]"),
        ("nvcr.io/nvidia/jax:25.04-py3", "{name: XLA_PYTHON_CLIENT_MEM_FRACTION, value: '.3'}", "[]"),
        ("lmsysorg/sglang:v0.5", "", "[--mem-fraction-static, '0.3']"),
        ("pytorch/pytorch:2", "", "[]"),
        ("example.org/tensorflower:1", "", "[]"),
        ("ollama/ollama", "", "[]"),
    ],
)
def test_frameworks_that_are_held_back_or_take_what_they_need(image: str, env: str, args: str) -> None:
    assert found(server(args, image=image) + f"          env: [{env}]\n") == []


@pytest.mark.parametrize(
    "text",
    [
        server(fraction(0.45), replicas=2),
        server(fraction(0.9)),
        server(replicas=0),
        server(fraction("${SHARE}"), replicas=2),
        server("[--gpu-memory-utilization, $(SHARE)]", replicas=2),
        server("[--config, /etc/vllm.yaml]", replicas=2),
        server("[--kv-cache-memory-bytes=4G]", replicas=2),
        server("['${ARGS}']", replicas=2),
        server(replicas=2, slices=4, args=fraction(0.9)),
        server(replicas=2, image="example.org/vllm-router:v1"),
        server(replicas=2).replace("args:", "command: [/start.sh]\n          args:"),
        server(replicas=2).replace("nvidia.com/gpu:", "cpu:"),
    ],
)
def test_what_fits_or_cannot_be_told(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    "base",
    [
        MPS,
        sharing(RENAMED),
        sharing(SHARED, default=""),
        sharing(SHARED.replace("nvidia.com/gpu,", "nvidia.com/mig-1g.10gb,")),
        sharing("{timeSlicing: {resources: [{name: nvidia.com/gpu, replicas: many}]}}"),
        "",
    ],
)
def test_cards_that_are_not_surely_time_sliced(base: str) -> None:
    assert found(server(replicas=2), base=base) == []


def test_two_servers_in_turn_at_a_huge_number_of_slices() -> None:
    base = sharing("{timeSlicing: {resources: [{name: nvidia.com/gpu, replicas: 1000000000}]}}")
    assert len(found(server(replicas=10**9), base=base)) == 1


def test_the_order_of_files_decides_nothing() -> None:
    texts = {"a.yaml": BASE, "b.yaml": server(fraction(0.6), "chat"), "c.yaml": server(fraction(0.6), "embed")}
    assert told(texts, "WRK216") == told(dict(reversed(texts.items())), "WRK216")
