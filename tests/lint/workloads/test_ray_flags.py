import pytest

from tests.lint.examples import told

ONE = "{limits: {nvidia.com/gpu: 1}}"

FOUR = "{nvidia.com/gpu: '4'}"
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


def cluster(params: str, resources: str = ONE, head: str = "{}") -> str:
    return f"""apiVersion: ray.io/v1
kind: RayCluster
metadata: {{name: ray}}
spec:
  headGroupSpec:
    rayStartParams: {head}
    template: {{spec: {{containers: [{{name: head, image: ray}}]}}}}
  workerGroupSpecs:
    - groupName: gpu
      rayStartParams: {params}
      template: {{spec: {{containers: [{{name: worker, image: ray, resources: {resources}}}]}}}}
"""


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ("{num-gpus: 1}", "rayStartParams num-gpus is 1 without quotes: the API server takes text alone there"),
        ("{block: true}", "rayStartParams block is true without quotes: the API server takes text alone there"),
        ("{num-gpus: '0.5'}", "num-gpus is '0.5': `ray start` takes a whole number, and the pod ends"),
        (
            '{resources: \'"{\\"GPU\\": 1}"\'}',
            "GPU among Ray's own resources: `ray start` refuses it, and the pod ends",
        ),
        ("{num-gpus: '4'}", "num-gpus is 4, and the container gets 1: what Ray gives the others to finds no GPU"),
    ],
)
def test_what_does_not_work(params: str, message: str) -> None:
    assert told(cluster(params), "WRK227") == [(10, message)]


@pytest.mark.parametrize(
    ("image", "more", "found"),
    [
        ("rayproject/ray:2.46.0", "", True),
        ("docker.io/rayproject/ray:2.46.0-py310", "", True),
        ("rayproject/ray:2.46.0-gpu", "", False),
        ("rayproject/ray:2.46.0-py310-cu121", "", False),
        ("rayproject/ray", "", False),
        ("example.com/ray:1", "", False),
        ("rayproject/ray:2.46.0", ", env: [{name: NVIDIA_VISIBLE_DEVICES, value: all}]", False),
        ("rayproject/ray:2.46.0", "}], runtimeClassName: nvidia, volumes: [{name: a, emptyDir: {}", False),
    ],
)
def test_a_card_that_the_container_does_not_ask_for(image: str, more: str, found: bool) -> None:
    text = cluster("{num-gpus: '2'}", f"{{limits: {{cpu: 1}}}}{more}").replace(
        "worker, image: ray", f"w, image: '{image}'"
    )
    message = "num-gpus is 2, and the container asks for no GPU: Ray hands out a card that is not there"
    assert told(text, "WRK227") == ([(10, message)] if found else [])
    assert (
        told(
            {
                "kustomization.yaml": "patches: [{target: {kind: RayCluster}, path: p.yaml}]\nresources: [a.yaml]\n",
                "a.yaml": text,
            },
            "WRK227",
        )
        == []
    )


@pytest.mark.parametrize(
    ("count", "idle"), [("1", "1, and the others stand idle"), ("3", "3, and the other stands idle")]
)
def test_fewer_cards_than_the_container_gets(count: str, idle: str) -> None:
    text = cluster(f"{{num-gpus: '{count}'}}", "{limits: {nvidia.com/gpu: 4}}")
    assert told(text, "WRK227") == [(10, f"num-gpus is {count}, and the container gets 4: Ray gives out {idle}")]
    patched = {"kustomization.yaml": "patches: [{target: {kind: RayCluster}, path: p.yaml}]\nresources: [a.yaml]\n"}
    assert told({**patched, "a.yaml": text}, "WRK227") == []


def test_the_head_too_and_clusters_within_other_objects() -> None:
    text = cluster("{}", head="{num-gpus: 0}")
    message = "rayStartParams num-gpus is 0 without quotes: the API server takes text alone there"
    assert told(text, "WRK227") == [(6, message)]
    inner = text.replace("kind: RayCluster", "kind: RayService").partition("spec:\n")
    lines = "".join(f"  {line}\n" for line in inner[2].splitlines())
    assert told(f"{inner[0]}spec:\n  rayClusterConfig:\n{lines}", "WRK227") == [(7, message)]


def test_the_values_of_rays_chart_are_put_in_quotes() -> None:
    values = "worker: {rayStartParams: {num-gpus: %s}, resources: {limits: {nvidia.com/gpu: 1}}}\n"
    assert told(values % "1", "WRK227") == []
    assert len(told(values % "0.5", "WRK227")) == 1
    assert len(told(values % "2", "WRK227")) == 1


@pytest.mark.parametrize(
    "text",
    [
        cluster("{}"),
        cluster("{num-gpus: '1'}"),
        cluster("{num-gpus: '0'}"),
        cluster("{num-gpus: '${GPUS}'}"),
        cluster("{num-gpus: '0'}", "{limits: {nvidia.com/gpu: 4}}"),
        cluster("{num-gpus: '1'}", "{limits: {nvidia.com/gpu.shared: 4}}"),
        cluster("{num-gpus: '1'}", "{limits: {nvidia.com/mig-1g.5gb: 4}}"),
        cluster("{num-gpus: '1'}", "{limits: {nvidia.com/gpu: 4}}") + SHARING,
        cluster("{num-gpus: '2'}", "{limits: {nvidia.com/gpu: 4}}").replace("groupName: gpu", f"resources: {FOUR}"),
        cluster("{num-gpus: '5'}", "{limits: {nvidia.com/gpu: 4}}").replace("groupName: gpu", f"resources: {FOUR}"),
        # Somebody who shares a card by hand asks for none.
        cluster("{num-gpus: '4'}", "{limits: {cpu: 1}}"),
        cluster("{resources: '\"{\\\"special\\\": 1}\"', block: 'true'}"),
        cluster("{num-gpus: 1}").replace("ray.io/v1", "other.io/v1"),
    ],
)
def test_what_works(text: str) -> None:
    assert told(text, "WRK227") == []


def job(said: str) -> str:
    return f"apiVersion: ray.io/v1\nkind: RayJob\nmetadata: {{name: a}}\nspec:\n  {said}\n" + cluster("{}").replace(
        "apiVersion: ray.io/v1\nkind: RayCluster\nmetadata: {name: ray}\nspec:", "  rayClusterSpec:"
    ).replace("\n  ", "\n    ")


@pytest.mark.parametrize("key", ["entrypointNumGpus", "entrypointNumCpus"])
def test_what_a_jobs_driver_is_to_have_is_a_number(key: str) -> None:
    text = f"{key} is 1 in quotes, where a number must be: the API server refuses it"
    assert told(job(f'{key}: "1"'), "WRK227") == [(5, text)]
    assert told(job(f"{key}: 1"), "WRK227") == []
    assert told(job(f"{key}: 0.5"), "WRK227") == []
    assert told(job(f"{key}: '${{NUMBER}}'"), "WRK227") == []
