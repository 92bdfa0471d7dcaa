"""Files of mig-parted within values, at keys of which nobody here knows who reads them.

They are judged as such files: a chart of one's own may make a ConfigMap of one, and one at a key that the operator's
chart has not is to be put in the right place.
"""

from collections.abc import Iterable, Iterator

from generator.manifests.charts import entries_of
from generator.model.config_kinds import MIG_FILE, is_mig_config
from generator.model.manifest import Configuration, Origin
from generator.model.manifest_value import Place, Value

_LAYOUTS = "mig-configs"


def layouts_within(values: Iterable[Value], known: Iterable[Configuration]) -> Iterator[Configuration]:
    """Return the files of mig-parted that values hold, but for those that are known."""
    taken = {place for config in known for place in (config.place, *(entry.text.place for entry in config.entries))}
    for one in values:
        for found in _held_in(one, taken):
            taken.add(found.place)
            (entry,) = entries_of(((MIG_FILE, found),))
            if is_mig_config(entry.content):
                yield Configuration(None, None, (entry,), Origin.WITHIN_VALUES, found.place)


def _held_in(value: Value, taken: set[Place]) -> Iterator[Value]:
    """Return texts and mappings that have layouts; nothing below what is taken."""
    stack = [one for _, one in value.entries()]
    while stack:
        one = stack.pop()
        if one.place in taken:
            continue
        if isinstance(one.tree, str | dict) and _LAYOUTS in one.tree:
            yield one
        else:
            stack += [*(below for _, below in one.entries()), *one.elements()]
