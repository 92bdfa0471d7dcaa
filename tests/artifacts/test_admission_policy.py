"""A card of which there are two shares already is a shared one."""

from generator.artifacts.admission_policy import CONCERN
from generator.model.profile import Policy
from tests.rules.plans import a_plan, a_pool, a_resource
from tests.support.bundles import at, items


def test_resources_with_two_shares_and_more_may_be_asked_for_once() -> None:
    resources = tuple(a_resource(f"nvidia.com/{name}", replicas) for name, replicas in (("a", 1), ("b", 2), ("c", 3)))
    plan = a_plan(a_pool()._replace(resources=resources))._replace(policy=Policy(one_share_per_container=True))
    policy, _ = CONCERN.objects(plan)
    messages = [str(at(one, "message")) for one in items(at(policy, "spec", "validations"))]
    # One for containers and one for init containers.
    assert [message.split()[2] for message in messages] == [
        "nvidia.com/b",
        "nvidia.com/b",
        "nvidia.com/c",
        "nvidia.com/c",
    ]
    assert CONCERN.objects(a_plan()._replace(policy=Policy(one_share_per_container=True))) == ()
