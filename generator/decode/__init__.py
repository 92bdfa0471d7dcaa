"""From a tree as read to a typed ClusterProfile, with everything that is wrong with it as findings."""

from generator.decode.profile import decode_profile

__all__ = ["decode_profile"]
