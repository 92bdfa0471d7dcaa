import pytest

from tests.lint.examples import judged

CODE = "WRK243"
POD = """\
apiVersion: v1
kind: Pod
metadata: {{name: a}}
spec:
  initContainers: [{{name: first, image: {image}, command: [sh, -c, '{script}'], {resources}{more}}}]
  containers: [{{name: main, image: vllm/vllm-openai:v0.18.0{asks}}}]
"""
ONE = "resources: {limits: {nvidia.com/gpu: 1}}"


def codes(script: str = "wget https://a/b", image: str = "own/app:1", asks: str = "", more: str = "") -> list[str]:
    pod = POD.format(script=script, image=image, resources=ONE, asks=asks, more=more)
    return [one.code for one in judged(pod).findings if one.code == CODE]


@pytest.mark.parametrize(
    ("script", "image"),
    [
        ("wget https://a/b -O /models/b", "own/app:1"),
        ("aws s3 cp s3://a/b /models", "amazon/aws-cli:2.17.0"),
        ("chown -R 1000 /models", "own/app:1"),
        ("until nslookup db; do sleep 1; done", "own/app:1"),
        ("echo hello", "busybox:1.36"),
    ],
)
def test_what_only_fetches_needs_no_gpu(script: str, image: str) -> None:
    assert codes(script, image) == [CODE]


@pytest.mark.parametrize(
    "script",
    [
        "nvidia-smi",
        "nvidia-smi && curl -f https://a/b",
        "python fetch.py",
        "trtllm-build --engine_dir /a && cp -r /a /b",
        "/app/prepare",
    ],
)
def test_what_may_compute_is_let_be(script: str) -> None:
    assert codes(script) == []


def test_a_container_after_it_that_asks_too_is_let_be() -> None:
    assert codes(asks=f", {ONE}") == []


def test_a_sidecar_is_let_be() -> None:
    assert codes(more=", restartPolicy: Always") == []
