"""Where a required node affinity stands in the standalone chart's values, and the labels that a term of it asks for."""

from generator.model.manifest_value import Value

NODE_TERMS = ("affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution", "nodeSelectorTerms")


def plain_labels(term: Value) -> dict[str, str] | None:
    """Return the labels that a term asks for; None where it asks in another way."""
    found: dict[str, str] = {}
    for one in term.elements("matchExpressions"):
        key, wanted = one.text("key"), [each.tree for each in one.elements("values")]
        if key is None or one.text("operator") != "In" or len(wanted) != 1 or not isinstance(wanted[0], str):
            return None
        found[key] = wanted[0]
    plain = isinstance(term.tree, dict) and set(term.tree) == {"matchExpressions"}
    return found if plain and found else None
