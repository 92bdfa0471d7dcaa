"""Rules on manifests that people wrote: a module per rule, listed in `registry`."""

from generator.lint.registry import check_manifests

__all__ = ["check_manifests"]
