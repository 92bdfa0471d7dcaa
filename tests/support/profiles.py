"""Profiles as texts, read and decoded as the program does it."""

from typing import TypeAlias

from generator.decode import decode_profile
from generator.model.finding import Finding
from generator.model.profile import ClusterProfile
from generator.model.tree import path_text
from generator.yamltext.document import Document, locate
from generator.yamltext.reader import read_document

Found: TypeAlias = tuple[str, str, str]
"""A finding's code, place and message."""

_SMALL = (
    ("version", "version: v1alpha1\n"),
    ("cluster", 'cluster: {name: homelab, kubernetes: "1.35", distribution: k3s}\n'),
    ("install", "install: {chart: gpu-operator, version: v26.7.0, driver: {from: host}}\n"),
    ("pools", "pools:\n- name: desk\n  gpus: [{model: RTX 3090}]\n"),
)


def laid_over(sections: str) -> str:
    """Return a whole profile: the sections first, so that their lines count, then what they leave out."""
    written = {line.partition(":")[0] for line in sections.splitlines()}
    return sections + "".join(text for key, text in _SMALL if key not in written)


def document(text: str) -> Document:
    """Return a text as a document, which it must be."""
    found, findings = read_document(text.encode(), "profile.yaml")
    assert found is not None, findings
    return found


def decoded(text: str) -> ClusterProfile:
    """Return a whole profile's text decoded; it must have no fault."""
    profile, findings = decode_profile(document(text))
    assert profile is not None, findings
    assert findings == ()
    return profile


def located_findings(text: str) -> tuple[Finding, ...]:
    """Return the findings on a whole profile's text, with their lines."""
    read = document(text)
    profile, findings = decode_profile(read)
    assert (profile is None) == bool(findings)
    return locate(findings, read)


def findings_on(sections: str) -> list[Found]:
    """Return what is found wrong with sections laid over a small profile, in the order of the file."""
    found = located_findings(laid_over(sections))
    return [(finding.code, path_text(finding.at), finding.message) for finding in found]
