"""Words that the device plugin takes from a release on."""

from collections.abc import Iterator

from generator.facts.charts import DEVICE_PLUGIN
from generator.facts.program_settings import WORDS_SINCE, Form, Setting
from generator.facts.releases import Numbers
from generator.model.manifest_rule import ManifestFault
from generator.model.manifest_value import Value


def words_too_new(name: str, value: Value, setting: Setting, version: Numbers | None) -> Iterator[ManifestFault]:
    """Return the first word of a setting that this release of the device plugin does not take yet."""
    if setting.form is not Form.WORDS or version is None or not isinstance(value.tree, str):
        return
    for word in (part.strip() for part in value.tree.split(",")):
        since = WORDS_SINCE.get(word)
        if since is not None and version < since:
            first, this = (".".join(map(str, numbers)) for numbers in (since, version))
            message = f"{name} is {word}, which {DEVICE_PLUGIN} takes from v{first} on, and this is v{this}"
            fix = "Write envvar, or take a newer device plugin."
            yield ManifestFault(value.place, f"{message}: it ends as soon as it starts", fix)
            return
