"""The profile's `install.runtimeClass`: by which RuntimeClass pods reach NVIDIA's runtime, and who makes it."""

from generator.importing.codes import INEXPRESSIBLE
from generator.importing.draft import Draft
from generator.importing.source import Source
from generator.model.manifest import Manifests
from generator.model.manifest_value import Place, Value

_HANDLER = "nvidia"


def import_runtime_class(source: Source, manifests: Manifests, draft: Draft) -> None:
    """Say by which RuntimeClass pods reach the runtime; the standalone chart's own pods need it too."""
    classes = {one.name: one for one in manifests.of_kind("RuntimeClass")}
    name = "nvidia"
    if source.is_operator:
        name = str(source.said.effective("operator", "runtimeClass") or name)
    else:
        value = source.said.text("runtimeClassName")
        if value is not None and isinstance(value.tree, str):
            name = value.tree
            draft.put(("install", "runtimeClass", "name"), name, value.place)
        else:
            draft.put(("install", "toolkit", "defaultRuntime"), True)
            draft.remark(
                ("install", "toolkit", "defaultRuntime"),
                "No runtimeClassName is said, so nvidia is taken to be the nodes' default runtime.",
            )
    found = classes.get(name)
    others = [] if found is None else _other_fields(found.value)
    for key, place in others:
        draft.tell(
            INEXPRESSIBLE,
            f"{key} of the RuntimeClass {name}",
            place,
            "Keep the RuntimeClass beside the bundle, which leaves it alone.",
        )
    if found is not None and not others:
        draft.put(("install", "runtimeClass", "create"), True, found.value.place)
    elif not source.is_operator and ("name" in (_mapping(draft, "runtimeClass"))):
        draft.put(("install", "runtimeClass", "create"), False)


def _other_fields(value: Value) -> list[tuple[str, Place]]:
    """Return the fields by which a RuntimeClass is another than the one that the bundle would make."""
    other = value.text("handler") not in (None, _HANDLER)
    keys = [key for key in ("handler", "scheduling", "overhead") if value.get(key) and (key != "handler" or other)]
    return [(key, value.place.below(key)) for key in keys]


def _mapping(draft: Draft, key: str) -> dict[str, object]:
    install = draft.tree.get("install")
    found = install.get(key) if isinstance(install, dict) else None
    return dict(found) if isinstance(found, dict) else {}
