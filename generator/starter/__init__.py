"""A first profile, from a few answers."""

from generator.starter.profile import InitAnswers, starter_profile

__all__ = ["InitAnswers", "starter_profile"]
