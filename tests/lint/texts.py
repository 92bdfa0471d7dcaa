"""Configurations put into ConfigMaps, the way most people have them."""

from tests.lint.examples import told

FIRST = 6
"""The line on which a configuration starts."""


def plugin(text: str, key: str = "any") -> str:
    """Return a ConfigMap of the device plugin with one entry, whose text starts on line `FIRST`."""
    return _config_map("nvidia-plugin", key, text)


def mig(text: str, key: str = "config.yaml") -> str:
    """Return a ConfigMap of mig-parted, whose text starts on line `FIRST`."""
    return _config_map("nvidia-mig", key, text)


def sliced(*entries: str, options: str = "") -> str:
    """Return a configuration that time-slices; entries are flow mappings without braces, one on each line from 4."""
    lines = "".join(f"    - {{{entry}}}\n" for entry in entries)
    return f"sharing:\n  timeSlicing:\n{options}    resources:\n{lines}"


def lines_told(files: str, code: str, *options: str) -> list[int]:
    """Return the lines within the configuration, from 1, at which a code is found."""
    return [line - FIRST + 1 for line, _ in told(files, code, options)]


def messages_told(files: str, code: str, *options: str) -> list[str]:
    """Return what is said under a code."""
    return [message for _, message in told(files, code, options)]


def _config_map(name: str, key: str, text: str) -> str:
    inner = "".join(f"    {line}\n" if line else "\n" for line in text.splitlines())
    return f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}}}\ndata:\n  {key}: |\n{inner}"
