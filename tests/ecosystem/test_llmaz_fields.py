"""llmaz's models and playgrounds, as KUB201 and KUB202 judge them."""

import pytest

from generator.ecosystem.llmaz_fields import LLMAZ_FIELDS
from generator.model.finding import Severity
from tests.lint.examples import judged, told

MODEL = """\
apiVersion: llmaz.io/v1alpha1
kind: OpenModel
metadata: {name: opt}
spec:
  familyName: opt
  createdAt: 2024-05-21T10:00:00Z
  source: {modelHub: {modelID: facebook/opt-125m}}
  inferenceConfig:
    flavors:
      - {name: a100, limits: {nvidia.com/gpu: 1}, nodeSelector: {a: b}}
"""
PLAYGROUND = """\
apiVersion: inference.llmaz.io/v1alpha1
kind: Playground
metadata: {name: opt}
spec:
  replicas: 1
  modelClaim: {modelName: opt, inferenceFlavors: [a100]}
  modelClaims: {models: [{name: opt, role: main}]}
  backendRuntimeConfig: {backendName: vllm, args: [--a], resources: {limits: {nvidia.com/gpu: 1}}}
  elasticConfig: {minReplicas: 1, maxReplicas: 2}
"""


@pytest.mark.parametrize("text", [MODEL, PLAYGROUND, PLAYGROUND.replace("[--a]", "{name: a}")])
def test_sound_ones_are_let_be(text: str) -> None:
    assert [one for one in judged(text).findings if one.code in ("KUB201", "KUB202")] == []


@pytest.mark.parametrize(
    ("text", "old", "new", "message"),
    [
        (MODEL, "  inferenceConfig:\n    flavors:\n", "  inferenceFlavors:\n",
         "inferenceFlavors is no field of an OpenModel's spec since v0.1.0"),
        (MODEL, "limits", "requests", "requests is no field of a flavor of a model since v0.1.1"),
        (PLAYGROUND, "backendRuntimeConfig", "backendConfig",
         "backendConfig is no field of a Playground's spec since v0.0.7"),
        (PLAYGROUND, "backendName", "name", "name is no field of a backendRuntimeConfig since v0.1.1"),
    ],
)  # fmt: skip
def test_fields_of_earlier_releases(text: str, old: str, new: str, message: str) -> None:
    findings = [one for one in judged(text.replace(old, new)).findings if one.code == "KUB201"]
    assert [(one.message, one.severity) for one in findings] == [(message, Severity.WARNING)]


def test_fields_of_no_release() -> None:
    assert told(MODEL.replace("limits", "resources"), "KUB201") == [
        (10, "resources is no field of a flavor of a model")
    ]
    assert told(MODEL.replace("v1alpha1", "v1beta1").replace("limits", "resources"), "KUB201") == []


def test_what_is_former_is_no_field() -> None:
    for levels in LLMAZ_FIELDS.values():
        for level in levels:
            assert not level.former.keys() & level.fields.keys()
