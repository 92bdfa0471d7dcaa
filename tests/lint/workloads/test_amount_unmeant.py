import pytest

from generator.model.finding import Severity
from tests.lint.examples import judged, line_of, told
from tests.lint.pods import pod

NULL = "nvidia.com/gpu has no value, which counts as 0: the container gets no GPU"


@pytest.mark.parametrize("amount", ["8Gi", "'1Gi'", "16G", "512Mi", "40k", "1.5Gi"])
@pytest.mark.parametrize("resource", ["nvidia.com/gpu", "nvidia.com/gpu.shared", "nvidia.com/mig-1g.10gb"])
def test_memory_in_the_place_of_a_number(resource: str, amount: str) -> None:
    message = f"{amount.strip(chr(39))} of {resource} is a number of devices, and no memory: the pod stays pending"
    assert told(pod(f"{{limits: {{{resource}: {amount}}}}}"), "WRK252") == [(9, message)]


@pytest.mark.parametrize(
    "resources",
    [
        "{limits: {nvidia.com/gpu: 8}}",
        "{limits: {nvidia.com/gpu: '8'}}",
        "{limits: {nvidia.com/gpu: '${AMOUNT}Gi'}}",
        "{limits: {nvidia.com/gpu: 500m}}",
        "{limits: {nvidia.com/gpumem: 8Gi}}",
        "{limits: {memory: 8Gi, nvidia.com/gpu: 1}}",
    ],
)
def test_numbers_and_what_others_count_in_their_own_way(resources: str) -> None:
    assert told(pod(resources), "WRK252") == []


@pytest.mark.parametrize(
    "resources", ["{limits: {nvidia.com/gpu: }}", "{limits: {nvidia.com/gpu: null}, requests: {nvidia.com/gpu: }}"]
)
def test_no_value_is_no_gpu(resources: str) -> None:
    (one,) = (one for one in judged(pod(resources)).findings if one.code == "WRK252")
    assert (line_of(one), one.message, one.severity) == (9, NULL, Severity.WARNING)


def test_a_value_on_one_side_is_told_for_itself() -> None:
    assert told(pod("{limits: {nvidia.com/gpu: }, requests: {nvidia.com/gpu: 1}}"), "WRK252") == []
    assert told(pod("{limits: {nvidia.com/gpu: 1}, requests: {nvidia.com/gpu: }}"), "WRK252") == []


def test_a_null_takes_away_in_patches_and_values() -> None:
    text = pod("{limits: {nvidia.com/gpu: }}")
    assert told({"patch.yaml": text}, "WRK252") == []
    assert told(text.replace("    image: cuda\n", ""), "WRK252") == []
    values = "image: cuda\nresources: {limits: {nvidia.com/gpu: }}\n"
    assert told({"values.yaml": values}, "WRK252") == []


def test_a_kind_of_others_may_make_something_else_of_it() -> None:
    text = pod("{limits: {nvidia.com/gpu: }}").replace("apiVersion: v1", "apiVersion: example.com/v1")
    assert told(text.replace("kind: Pod", "kind: Thing"), "WRK252") == []
