import pytest

from tests.lint.examples import judged, told

CODE = "WRK256"


def graph(resources: str, version: str = "nvidia.com/v1alpha1", kind: str = "DynamoGraphDeployment") -> str:
    """The resources stand in line 7."""
    return f"""\
apiVersion: {version}
kind: {kind}
metadata: {{name: llm, namespace: ai}}
spec:
  services:
    Decode:
      resources: {resources}
      extraPodSpec: {{mainContainer: {{image: nvcr.io/nvidia/ai-dynamo/vllm-runtime:0.5.0}}}}
"""


def component(resources: str) -> str:
    """The resources stand in line 5."""
    head = "apiVersion: nvidia.com/v1alpha1\nkind: DynamoComponentDeployment\nmetadata: {name: llm}\nspec:\n"
    return f"{head}  resources: {resources}\n"


NUMBER = "without quotes, where Dynamo takes text alone: the API server refuses it"

WHOLE = "of a Dynamo service have no field nvidia.com/gpu: it is refused or dropped, and no GPU asked for"
MIG = WHOLE.replace("gpu:", "mig-1g.10gb:")


@pytest.mark.parametrize(
    ("resources", "message"),
    [
        ("{limits: {gpu: 1}}", f"gpu is 1 {NUMBER}"),
        ("{requests: {cpu: 0.5, gpu: '1'}}", f"cpu is 0.5 {NUMBER}"),
        (
            "{limits: {nvidia.com/gpu: '1'}}",
            f"limits {WHOLE}",
        ),
        (
            "{requests: {nvidia.com/mig-1g.10gb: 1}}",
            f"requests {MIG}",
        ),
    ],
)
def test_forms_that_it_does_not_take(resources: str, message: str) -> None:
    assert told(graph(resources), CODE) == [(7, message)]
    assert told(component(resources), CODE) == [(5, message)]


@pytest.mark.parametrize(
    "text",
    [
        graph("{requests: {gpu: '1', cpu: '4', memory: 40Gi}, limits: {gpu: '1', gpuType: gpu.intel.com/xe}}"),
        graph("{limits: {custom: {nvidia.com/mig-1g.10gb: '1'}, gpu: null, nvidia.com/gpu: null}}"),
        graph("{limits: {gpu: 1}}", version="nvidia.com/v1beta1"),
        graph("{limits: {gpu: 1}}", kind="DynamoModel"),
        component("{limits: {gpu: '${GPUS}'}}"),
        "apiVersion: nvidia.com/v1alpha1\nkind: DynamoGraphDeployment\nmetadata: {name: gpu}\nspec: {}\n",
    ],
)
def test_forms_that_it_takes(text: str) -> None:
    assert told(text, CODE) == []


def test_true_is_no_amount_in_quotes_either() -> None:
    found = [one for one in judged(graph("{limits: {cpu: true, gpu: '1'}}")).findings if one.code == "WRK256"]
    assert [one.fix for one in found] == ["Write an amount in quotes."]
