"""Kubernetes distributions by id."""

from functools import cache

from generator.model.distribution import Distribution

DISTRIBUTION_IDS: tuple[str, ...] = ("eks", "k0s", "k3s", "kubeadm", "microk8s", "openshift", "other", "rke2", "talos")


@cache
def find_distribution(distribution_id: str) -> Distribution | None:
    """Return a distribution, None if there is no such id."""
    raise NotImplementedError(distribution_id)
