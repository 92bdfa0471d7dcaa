"""What plan.json says where the profile says little, or says it in other letters."""

import json

from generator.artifacts.plan_json import emit, plan_tree
from generator.model.profile import Driver, Toolkit
from tests.rules.plans import STACK, a_plan
from tests.support.bundles import at


def test_other_letters_stay_readable() -> None:
    (file,) = emit(a_plan()._replace(description="Zwölf Karten, 十二"), "a.yaml", ())
    assert '"description": "Zwölf Karten, 十二"' in file.text
    assert json.loads(file.text)["description"] == "Zwölf Karten, 十二"


def test_a_part_that_nobody_was_named_for_is_null() -> None:
    tree = plan_tree(a_plan()._replace(stack=STACK._replace(driver=Driver(), toolkit=Toolkit())), "a.yaml")
    assert [at(tree, "stack", part) for part in ("driver", "toolkit")] == [None, None]
    said = plan_tree(a_plan(), "a.yaml")
    assert [at(said, "stack", part) for part in ("driver", "toolkit")] == ["operator", "operator"]


def test_who_brings_the_device_plugin_is_said() -> None:
    stacks = (STACK, STACK._replace(plugin_external=True))
    trees = (plan_tree(a_plan()._replace(stack=stack), "a.yaml") for stack in stacks)
    assert [at(tree, "stack", "devicePlugin") for tree in trees] == ["chart", "external"]
