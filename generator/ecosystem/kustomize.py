"""Words of kustomizations, and the expressions by which their patches choose objects.

Source: kubernetes-sigs/kustomize api/types/kustomization.go, api/types/selector.go (an expression is for
all of a word).
"""

import re
from collections.abc import Iterable

FLUX_GROUP = "kustomize.toolkit.fluxcd.io"
COMPONENTS = "components"
OBJECTS = ("resources", "bases")
"""Lists of files with objects, and of kustomizations that hold some."""
LISTS = (*OBJECTS, COMPONENTS)

_LONGEST, _LONGEST_NAME = 200, 253
"""Letters of an expression that is read, and of a name of Kubernetes."""
_MOST = 6
_repeats_group = re.compile(r"\)[*+?{]").search
_REPEATED, _CHOSEN, _OTHERWISE = re.compile(r"[*+{]"), re.compile(r"[|?]"), re.compile(r"\\\d|\[\[")
"""What leaves a choice, which is followed up in turn; what Go reads otherwise, such as ``[[:alpha:]]``."""


def selects(pattern: str, names: Iterable[str]) -> bool | None:
    """Say whether a target's expression is for one of the names; None where Go alone can say that in good time."""
    if len(pattern) > _LONGEST or _repeats_group(pattern) or _OTHERWISE.search(pattern):
        return None
    # Each repeat is as dear as two choices, and what they cost multiplies.
    if 2 * len(_REPEATED.findall(pattern)) + len(_CHOSEN.findall(pattern)) > _MOST:
        return None
    try:
        return any(len(one) <= _LONGEST_NAME and re.fullmatch(pattern, one) for one in names)
    except (re.error, OverflowError, RecursionError):
        return None
