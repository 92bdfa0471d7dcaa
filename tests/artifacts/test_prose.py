"""A description is somebody's text: in the README it is a paragraph, whatever it begins with."""

import pytest

from generator.artifacts._prose import markdown_paragraph
from tests.support.plans import OPERATOR, compile_text


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("# Heading", "\\# Heading"),
        ("> quote", "\\> quote"),
        ("- item", "\\- item"),
        ("1. item", "1\\. item"),
        ("2) item", "2\\) item"),
        ("---", "\\---"),
        ("* * *", "\\* * *"),
        ("===", "\\==="),
        ("```", "\\```"),
        ("~~~ sh", "\\~~~ sh"),
        ("| a | b |", "\\| a | b |"),
        ("<!-- gone", "\\<!-- gone"),
        ("to </details>", "to \\</details>"),
    ],
)
def test_what_would_begin_a_block_is_escaped(text: str, written: str) -> None:
    assert markdown_paragraph(text) == written


@pytest.mark.parametrize(
    "text", ["One card, 2 > 1 and 1 < 2.", "4 cards", "**Four** cards", "-4 degrees", "`nvidia-smi` says so"]
)
def test_plain_text_stays_as_it_is(text: str) -> None:
    assert markdown_paragraph(text) == text


def test_the_readme_stays_whole_below_a_hostile_description() -> None:
    compiled = compile_text(
        """\
        description: "<!-- "
        pools:
        - name: desk
          description: "```"
          gpus: [{model: RTX 3090}]
        """
    )
    readme = next(file.text for file in compiled.files if file.path == "README.md")
    assert "\n\\<!--\n" in readme
    assert "\n\\```\n" in readme


def test_by_helm_alone_the_namespaces_of_tenants_are_made_too() -> None:
    compiled = compile_text(
        """\
        pools:
        - name: desk
          gpus: [{model: RTX 3090}]
        tenants:
        - {namespace: made, create: true, quota: {nvidia.com/gpu: 1}}
        - {namespace: there, quota: {nvidia.com/gpu: 1}}
        """
    )
    readme = next(file.text for file in compiled.files if file.path == "README.md")
    commands = readme.partition("With Helm alone:")[2].partition("helm upgrade")[0]
    assert "for namespace in there; do" in commands


@pytest.mark.parametrize(("source", "said"), [("existing", True), ("bundled", False)])
def test_a_discovery_that_is_there_already_is_named_before_the_commands(source: str, said: bool) -> None:
    install = OPERATOR + f"  nodeFeatureDiscovery: {source}\n"
    compiled = compile_text("pools: [{name: desk, gpus: [{model: RTX 3090}]}]\n", install=install)
    readme = next(file.text for file in compiled.files if file.path == "README.md")
    needs = readme.partition("\n## Apply\n")[2].partition("```sh")[0]
    assert ("there must be already: Node Feature Discovery." in needs) is said
