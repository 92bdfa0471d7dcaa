import pytest

from tests.lint.examples import judged, told

CONFIG = """\
apiVersion: v1
kind: ConfigMap
metadata: {{name: plugin}}
data:
  any: |
    version: v1
    sharing:
      timeSlicing:
        resources:
        - name: nvidia.com/gpu
          {replicas}
"""


@pytest.mark.parametrize(
    ("replicas", "message"),
    [
        ("replicas: 1", "replicas: 1 for nvidia.com/gpu, but 2 are the fewest: the device plugin does not start"),
        ("replicas: 0", "replicas: 0 for nvidia.com/gpu, but 2 are the fewest: the device plugin does not start"),
        ("replicas: -4", "replicas: -4 for nvidia.com/gpu, but 2 are the fewest: the device plugin does not start"),
        (
            'replicas: "4"',
            "replicas of nvidia.com/gpu must be a whole number, this is text: the device plugin does not start",
        ),
        (
            "replicas: 2.5",
            "replicas of nvidia.com/gpu must be a whole number, this is a fraction: the device plugin does not start",
        ),
        (
            "replicas: [4]",
            "replicas of nvidia.com/gpu must be a whole number, this is a list: the device plugin does not start",
        ),
    ],
)
def test_replicas_that_are_refused(replicas: str, message: str) -> None:
    assert told(CONFIG.format(replicas=replicas), "PLG201") == [(11, message)]


def test_replicas_left_out() -> None:
    text = CONFIG.format(replicas="devices: all")
    assert told(text, "PLG201") == [(10, "nvidia.com/gpu has no replicas: the device plugin does not start")]


@pytest.mark.parametrize("key", ["replica: 4", "Replicas: 4"])
def test_a_misspelt_key_is_told_once(key: str) -> None:
    text = CONFIG.format(replicas=key)
    assert [one.code for one in judged(text).findings] == ["PLG202"]


@pytest.mark.parametrize("replicas", ["replicas: 2", "replicas: 4.0", "replicas: 1000"])
def test_replicas_that_are_taken(replicas: str) -> None:
    assert told(CONFIG.format(replicas=replicas), "PLG201") == []


def test_values_of_the_operators_chart_and_texts_in_quotes_have_places_too() -> None:
    text = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: gpu-operator}
spec:
  source:
    chart: gpu-operator
    targetRevision: v26.7.0
    helm:
      values: |
        devicePlugin:
          config:
            create: true
            name: sharing
            data:
              any: |
                version: v1
                sharing:
                  timeSlicing:
                    resources:
                    - {name: nvidia.com/gpu, replicas: 1}
"""
    assert [line for line, _ in told(text, "PLG201")] == [20]
