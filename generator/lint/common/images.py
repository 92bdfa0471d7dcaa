"""The parts of an image's reference: registry and folder, name, tag, digest."""

from typing import NamedTuple

from generator.model.manifest_objects import Container


class Reference(NamedTuple):
    """An image's reference without its digest; `repository` ends with `name`, `tag` is empty where there is none."""

    repository: str
    name: str
    tag: str


def reference_of(text: str) -> Reference:
    """Return the parts of a reference as it is written."""
    # A registry's port stands behind a colon too, so folders go first.
    folder, slash, last = text.partition("@")[0].rpartition("/")
    name, _, tag = last.partition(":")
    return Reference(f"{folder}{slash}{name}", name, tag)


def image_name(reference: str) -> str:
    """Return the last part of the repository, without tag and digest."""
    return reference_of(reference).name


def image_tag(container: Container) -> str:
    """Return the tag of the image that a container names, empty where it names none."""
    return reference_of(container.value.text("image") or "").tag
