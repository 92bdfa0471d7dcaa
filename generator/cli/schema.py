"""`gpuslice schema`: the shapes of the files that people write, for editors."""

from typing import Final

import click

from generator.cli.streams import tell

_FILES: Final = {"profile": "cluster-profile.schema.json", "advise": "advise-request.schema.json"}


def execute(kind: str) -> int:
    """Print a schema as it is shipped: that of a profile, or of the request that `advise` reads."""
    from generator.facts.data import data_dir

    tell((data_dir("schemas") / _FILES[kind]).read_text(encoding="utf-8"))
    return 0


@click.command(short_help="Print the JSON schema of a profile or request.")
@click.argument("kind", type=click.Choice(tuple(_FILES)), default="profile")
def command(kind: str) -> int:
    """Print a JSON schema, for an editor's YAML language server.

    KIND is profile (the default), or advise for the request that `gpuslice advise` reads. The first line of a file
    points the editor at its schema: `# yaml-language-server: $schema=advise-request.schema.json`.
    """
    return execute(kind)
