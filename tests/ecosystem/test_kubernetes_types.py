"""Kubernetes' own types, held against the published schemas of every release."""

import pytest

from generator.ecosystem.field_levels import EACH, FieldType
from generator.ecosystem.kubernetes_types import TABLE, own_kinds, own_levels, type_levels
from tests.ecosystem.kubernetes_types import table, written


def test_the_table_is_what_the_schemas_make() -> None:
    assert TABLE.read_text(encoding="utf-8") == written(table()), "python -m tests.ecosystem.kubernetes_types"


def test_the_levels_of_a_kind_lead_to_the_end_of_its_pods() -> None:
    paths = {one.path: one for one in own_levels("batch", "CronJob")}
    containers = ("spec", "jobTemplate", "spec", "template", "spec", "containers", EACH)
    assert paths[*containers, "livenessProbe", "httpGet"].fields["port"] is FieldType.INT_OR_TEXT
    assert paths[*containers, "env", EACH, "valueFrom", "secretKeyRef"].needs == ("key",)
    assert paths[*containers, "securityContext", "capabilities"].holds == dict.fromkeys(("add", "drop"), FieldType.TEXT)


def test_a_kind_of_another_group_is_not_known() -> None:
    assert own_levels("example.com", "Deployment") == ()
    assert ("apps", "Deployment") in own_kinds()
    with pytest.raises(KeyError):
        next(type_levels("Nothing"))


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ((), "a Deployment"),
        (("spec",), "a Deployment's spec"),
        (("metadata",), "the metadata of a Deployment"),
        (("spec", "selector"), "a selector"),
        (("spec", "template", "metadata"), "the metadata of a pod's template"),
        (("spec", "template", "spec", "resources"), "a pod's resources"),
        (("spec", "template", "spec", "containers", EACH, "resources"), "a container's resources"),
        (("spec", "template", "spec", "containers", EACH, "startupProbe"), "a startupProbe"),
        (("spec", "template", "spec", "containers", EACH, "envFrom", EACH), "an entry of envFrom"),
        (("spec", "template", "spec", "topologySpreadConstraints", EACH, "labelSelector"), "a labelSelector"),
        (("spec", "template", "spec", "volumes", EACH, "projected"), "projected"),
    ],
)
def test_levels_are_called_what_people_call_them(path: tuple[str, ...], title: str) -> None:
    assert next(one for one in own_levels("apps", "Deployment") if one.path == path).title == title


def test_words_and_names_are_those_of_fields_that_there_are() -> None:
    for group, kind in own_kinds():
        for level in own_levels(group, kind):
            assert level.fields.keys() >= {*level.words, *level.needs, *level.one_of, *level.names, *level.holds}
