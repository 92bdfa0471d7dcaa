"""Taints of nodes, and what pods tolerate, in the terms of Kubernetes' core/v1."""

from typing import NamedTuple


class Toleration(NamedTuple):
    """A Kubernetes toleration as written."""

    key: str | None = None
    operator: str | None = None
    value: str | None = None
    effect: str | None = None
    toleration_seconds: int | None = None


class Taint(NamedTuple):
    """A Kubernetes node taint."""

    key: str
    value: str
    effect: str

    @property
    def keeps_away(self) -> bool:
        """Whether pods that do not tolerate it never come to the node: with PreferNoSchedule they come at last.

        Source: https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/.
        """
        return self.effect != "PreferNoSchedule"
