import pytest

from tests.lint.examples import told
from tests.lint.pods import pod


@pytest.mark.parametrize(
    ("resources", "message"),
    [
        ("{limits: {nvidia.com/gpu: 0.5}}", "0.5 of nvidia.com/gpu: the API server takes whole numbers of GPUs only"),
        (
            '{limits: {nvidia.com/gpu: "500m"}}',
            "500m of nvidia.com/gpu: the API server takes whole numbers of GPUs only",
        ),
        ("{limits: {nvidia.com/gpu: abc}}", "'abc' of nvidia.com/gpu is no quantity: the API server refuses it"),
        ("{limits: {nvidia.com/gpu: true}}", "True of nvidia.com/gpu is no quantity: the API server refuses it"),
        ("{limits: {nvidia.com/gpu: -1}}", "-1 of nvidia.com/gpu: less than nothing"),
        (
            "{requests: {nvidia.com/gpu: 1}}",
            "nvidia.com/gpu is requested without a limit: the API server refuses the pod",
        ),
        (
            "{requests: {nvidia.com/gpu: 1}, limits: {nvidia.com/gpu: 2}}",
            "1 of nvidia.com/gpu are requested and the limit is 2: the API server refuses the pod",
        ),
        (
            "{requests: {nvidia.com/mig-1g.10gb: 1}, limits: {nvidia.com/gpu: 1}}",
            "nvidia.com/mig-1g.10gb is requested without a limit: the API server refuses the pod",
        ),
    ],
)
def test_amounts_that_are_refused(resources: str, message: str) -> None:
    assert told(pod(resources), "WRK201") == [(9, message)]


@pytest.mark.parametrize(
    "resources",
    [
        "{limits: {nvidia.com/gpu: 1}}",
        '{limits: {nvidia.com/gpu: "1"}}',
        '{requests: {nvidia.com/gpu: 2}, limits: {nvidia.com/gpu: "2"}}',
        "{requests: {nvidia.com/gpu: 0}, limits: {nvidia.com/gpu: 0}}",
        "{limits: {nvidia.com/gpu: 2000m}}",
        '{limits: {nvidia.com/gpu: "1e0"}}',
        '{limits: {nvidia.com/gpu: "1Ki"}}',
        '{limits: {nvidia.com/gpu: "0.002k"}}',
        "{limits: {nvidia.com/gpu: ${GPUS}}}",
        "{limits: {nvidia.com/gpu: null}}",
        "{limits: [nvidia.com/gpu]}",
        "{requests: {cpu: 0.5}, limits: {nvidia.com/gpu: 1}}",
    ],
)
def test_amounts_that_are_taken_or_filled_in_later(resources: str) -> None:
    assert told(pod(resources), "WRK201") == []
