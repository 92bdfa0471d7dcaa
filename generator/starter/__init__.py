"""A first profile, from a few answers."""

from generator.starter.profile import MODELINE, SCHEMA_FILE, InitAnswers, driver_owners, starter_profile

__all__ = ["MODELINE", "SCHEMA_FILE", "InitAnswers", "driver_owners", "starter_profile"]
