"""What a file says without end does not make a message, or the judging, without end."""

import pytest

from generator.lint import Told
from generator.lint.registry import RULES
from generator.model.manifest_rule import ManifestFault
from generator.model.manifest_value import Place
from tests.lint.examples import judged
from tests.lint.pods import sharing

PLACE = Place("a.yaml", 0, ((),))


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ("a" * 199, "a" * 199),
        (f"{'a' * 199} {'b' * 199}", f"{'a' * 199} {'b' * 199}"),
        (f"name {'a' * 5000}: too long", f"name {'a' * 100}… too long"),
        ("word " * 400, "word " * 400),
        ("word " * 401, f"{'word ' * 400}…"),
    ],
)
def test_words_and_texts_have_an_end(message: str, told: str) -> None:
    finding = Told(RULES[0], ManifestFault(PLACE, message, fix=message)).finding()
    assert (finding.message, finding.fix) == (told, told)


def test_a_number_of_a_million_digits_is_read_once() -> None:
    server = f"""\
apiVersion: v1
kind: Pod
metadata: {{name: chat}}
spec:
  containers:
  - name: main
    image: vllm/vllm-openai:v1
    args: [--gpu-memory-utilization={"1" * 1_000_000}x]
    resources: {{limits: {{nvidia.com/gpu: 1}}}}
"""
    files = {
        "base.yaml": sharing("{timeSlicing: {resources: [{name: nvidia.com/gpu, replicas: 4}]}}"),
        "a.yaml": server,
    }
    assert "WRK216" not in {one.code for one in judged(files).findings}


def test_a_folder_listed_twice_at_every_level_is_looked_into_once() -> None:
    levels = {f"{'a/' * depth}kustomization.yaml": "resources: [a, ./a]\n" for depth in range(19)}
    config = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: nvidia}\n"
    bottom = {f"{'a/' * 19}kustomization.yaml": "resources: [c.yaml]\n", f"{'a/' * 19}c.yaml": config}
    patch = "patches:\n- target: {kind: ConfigMap, name: other}\n  patch: '[{op: remove, path: /data/nvidia}]'\n"
    top = {"kustomization.yaml": f"resources: [a]\n{patch}"}
    found = [one for one in judged(levels | bottom | top).findings if one.code == "REF230"]
    assert [one.file for one in found if "ConfigMap other" in one.message] == ["kustomization.yaml"]
    assert len(found) == 19
