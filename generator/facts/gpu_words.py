"""Words by which a name or a text has to do with GPUs."""

import re

is_about_gpus = re.compile(r"(?i)nvidia|gpu|cuda|\bmig-?\d|\bmig-(?:configs|devices|parted)").search
"""Says whether a text, such as the name of a resource, is most likely about GPUs."""
names_gpus = re.compile(r"(?i)nvidia|gpu").search
"""Says whether a text names GPUs or their maker, and nothing that only has to do with them."""
speaks_of_gpus = re.compile(r"(?i)nvidia|gpu|dcgm").search
"""Says whether a text speaks of GPUs or of what watches them."""
finds_gpus = re.compile(r"(?i)nvidia|10de|gpu").search
"""Says whether a text of Node Feature Discovery is about GPUs, NVIDIA's number among PCI vendors too."""
