"""What a Plan can be wrong about although every part of it resolved: a module per rule."""

from generator.rules.registry import RULES, check_plan, switch_off

__all__ = ["RULES", "check_plan", "switch_off"]
