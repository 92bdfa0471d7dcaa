"""From a tree as read to a typed ClusterProfile, with everything that is wrong with it as findings."""

from generator.decode.decoded import Decoded
from generator.decode.profile import decode_profile

__all__ = ["Decoded", "decode_profile"]
