"""Values that Flux or a template fills in are nobody's fault yet."""

import pytest

from tests.lint.examples import judged
from tests.lint.pods import sharing


@pytest.mark.parametrize("number", ["${replicas}", "${replicas:=4}", "$(REPLICAS)", '"{{ replicas }}"'])
def test_a_placeholder_is_passed_over(number: str) -> None:
    block = f"{{timeSlicing: {{resources: [{{name: nvidia.com/gpu, replicas: {number}}}]}}}}"
    assert [one.message for one in judged(sharing(block)).findings] == []


def test_the_same_place_with_a_text_is_told() -> None:
    block = "{timeSlicing: {resources: [{name: nvidia.com/gpu, replicas: four}]}}"
    assert [one.code for one in judged(sharing(block)).findings] == ["PLG201"]


def test_a_placeholder_elsewhere_in_the_text_hides_nothing() -> None:
    text = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: sharing}
data:
  any: |
    sharing: {timeSlicing: {resources: [{name: nvidia.com/gpu, replicas: "${R}"}]}}
    sharing: {}
"""
    assert [one.code for one in judged(text).findings] == ["PLG213"]
