"""Entries of the device plugin's configuration, as pools are made of them."""

from typing import NamedTuple

from generator.model.manifest_value import Place, Value


class SharedEntry(NamedTuple):
    """One entry: `mode` is timeSlicing, mps or empty; `replicas` by full resource name, each with its place.

    A number of replicas is None where it is filled in later. `unseen` says why nothing is known of the entry, where
    its ConfigMap was not given.
    """

    key: str
    place: Place
    mode: str = ""
    replicas: tuple[tuple[str, int | None, Place], ...] = ()
    renamed: bool = False
    fail_above_one: bool = False
    policy: str | None = None
    strategy: Value | None = None
    remarks: tuple[str, ...] = ()
    unseen: str = ""

    @property
    def shares(self) -> bool:
        """Say whether this differs from an entry that says nothing."""
        return bool(self.replicas or self.unseen) or self.policy is not None


class Entries(NamedTuple):
    """A configuration's entries by key, and the one that nodes without a label get; empty where there is none."""

    by_key: dict[str, SharedEntry]
    default: str
