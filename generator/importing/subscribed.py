"""The Operator Lifecycle Manager's Subscription of gpu-operator: which release it installs where, and that it goes.

Sources: operator-framework/api pkg/operators/v1alpha1 (SubscriptionSpec: with Automatic approval `startingCSV` is where
upgrades begin and the channel says where they end; SubscriptionStatus: installedCSV); `facts.olm`.
"""

import re
from typing import NamedTuple

from generator.importing.codes import INEXPRESSIBLE
from generator.importing.draft import Draft
from generator.lint.common.olm import subscriptions
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_objects import KubeObject

_MANUAL = "Manual"
_of_bundle = re.compile(r"\.(v?\d+\.\d+\.\d+)$").search
_of_channel = re.compile(r"v(\d+\.\d+)(?:\.0)?").fullmatch


class Subscribed(NamedTuple):
    """The release that a Subscription installs, or a range of them; None where it says neither."""

    release: str | None
    namespace: str | None


def find_subscribed(manifests: Manifests, draft: Draft) -> Subscribed | None:
    """Return what the one Subscription of the operator says; each is told, since the chart takes its place."""
    found = list(subscriptions(manifests))
    for one in found:
        namespace = f"-n {one.namespace} " if one.namespace else ""
        fix = (
            f"Before the bundle goes in: `kubectl {namespace}delete subscription {one.name}`, and its "
            "ClusterServiceVersion. Two operators would act on one ClusterPolicy."
        )
        message = f"the Subscription {one.name}: the chart installs the operator"
        draft.tell(INEXPRESSIBLE, message, one.value.place, fix, Severity.INFO)
        for key, value in one.value.entries("spec", "config"):
            draft.tell(INEXPRESSIBLE, f"spec.config.{key} of the Subscription {one.name}", value.place)
    return Subscribed(_release(found[0]), found[0].namespace) if len(found) == 1 else None


def _release(one: KubeObject) -> str | None:
    starting = _of_bundle(one.value.text("spec", "startingCSV") or "")
    installed = _of_bundle(one.value.text("status", "installedCSV") or "")
    channel = _of_channel(one.value.text("spec", "channel") or "")
    if installed is not None:
        return installed[1]
    if channel is not None and (starting is None or one.value.text("spec", "installPlanApproval") != _MANUAL):
        return f"{channel[1]}.x"
    return None if starting is None else starting[1]
