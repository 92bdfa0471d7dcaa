"""`gpuslice schema`: the profile's shape, for editors."""

from typing import Final

import click

from generator.cli.streams import tell

_FILE: Final = "cluster-profile.schema.json"


def execute() -> int:
    """Print the schema as it is shipped."""
    from generator.facts.data import data_dir

    tell((data_dir("schemas") / _FILE).read_text(encoding="utf-8"))
    return 0


@click.command(short_help="Print the profile's JSON schema.")
def command() -> int:
    """Print the JSON schema of a profile, for an editor's YAML language server."""
    return execute()
