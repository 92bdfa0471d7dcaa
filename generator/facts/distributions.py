"""Kubernetes distributions by id."""

from functools import cache

from generator.facts.datafile import Fields, read_fields
from generator.model.distribution import (
    Distribution,
    Fact,
    InstallChoice,
    Installer,
    NodeLabelling,
    RuntimeClassSupport,
    ToolkitEnv,
)

DISTRIBUTION_IDS = ("eks", "k0s", "k3s", "kubeadm", "microk8s", "openshift", "other", "rke2", "talos")
"""Every distribution that has a file in `distributions`, sorted."""


@cache
def find_distribution(distribution_id: str) -> Distribution | None:
    """Return a distribution, None if there is no such id."""
    if distribution_id not in DISTRIBUTION_IDS:
        return None
    fields = read_fields("distributions", distribution_id)
    return Distribution(
        id=distribution_id,
        title=fields.text("title"),
        modelled=fields.boolean("modelled", default=True),
        driver=_choice(fields.child("driver")),
        toolkit=_choice(fields.child("toolkit")),
        toolkit_env=tuple(_toolkit_env(child) for child in fields.children("toolkit_env")),
        runtime_class=_runtime_class(fields.child("runtime_class")),
        node_labelling=_node_labelling(fields.child("node_labelling")),
        driver_install_dir=fields.text_or_none("driver_install_dir"),
        notes=tuple(_fact(child) for child in fields.children("notes")),
    )


def _fact(fields: Fields) -> Fact:
    return Fact(fields.text("text"), fields.text("source"), fields.boolean("inferred", default=False))


def _choice(fields: Fields) -> InstallChoice:
    risk, config_risk = fields.child_or_none("risk"), fields.child_or_none("config_risk")
    return InstallChoice(
        default=Installer(fields.text("default")),
        allowed=tuple(Installer(item) for item in fields.texts("allowed")),
        risk=None if risk is None else _fact(risk),
        config_risk=None if config_risk is None else _fact(config_risk),
        basis=_fact(fields.child("basis")),
    )


def _toolkit_env(fields: Fields) -> ToolkitEnv:
    major, minor = fields.text("since", "0.0").split(".")
    return ToolkitEnv((int(major), int(minor)), fields.text_pairs("variables"), _fact(fields.child("basis")))


def _runtime_class(fields: Fields) -> RuntimeClassSupport:
    return RuntimeClassSupport(
        shipped_since=tuple(_release(item) for item in fields.texts("shipped_since")),
        needed=fields.boolean("needed"),
        basis=_fact(fields.child("basis")),
    )


def _release(text: str) -> tuple[int, int, int]:
    major, minor, patch = text.split(".")
    return (int(major), int(minor), int(patch))


def _node_labelling(fields: Fields) -> NodeLabelling:
    return NodeLabelling(
        where=fields.text("where"),
        before=fields.text("before"),
        per_label=fields.text("per_label"),
        separator=fields.text("separator"),
        after=fields.text("after"),
        only_at_registration=fields.boolean("only_at_registration"),
        basis=_fact(fields.child("basis")),
    )
