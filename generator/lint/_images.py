"""The parts of an image's reference: registry and folder, name, tag, digest."""

from generator.model.manifest_objects import Container


def image_name(reference: str) -> str:
    """Return the last part of the repository, without tag and digest."""
    return _without_folder(reference).partition(":")[0]


def image_tag(container: Container) -> str:
    """Return the tag of the image that a container names, empty where it names none."""
    return _without_folder(container.value.text("image") or "").partition(":")[2]


def _without_folder(reference: str) -> str:
    # A registry's port stands behind a colon too, so folders go first.
    return reference.partition("@")[0].rpartition("/")[2]
