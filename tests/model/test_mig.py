"""Names of MIG profiles, and what can be done with a layout."""

import pytest

from generator.model.mig import MigLayout, MigName, mig_config_name, mig_resource_name, parse_mig_name


@pytest.mark.parametrize(
    ("profile", "resource", "config"),
    [
        ("1g.10gb", "nvidia.com/mig-1g.10gb", "all-1g.10gb"),
        ("1g.10gb+me", "nvidia.com/mig-1g.10gb.me", "all-1g.10gb.me"),
        ("1g.24gb+me.all", "nvidia.com/mig-1g.24gb.me.all", "all-1g.24gb.me.all"),
        ("1g.24gb+gfx", "nvidia.com/mig-1g.24gb.gfx", "all-1g.24gb.gfx"),
        ("1g.24gb-me", "nvidia.com/mig-1g.24gb-me", "all-1g.24gb-me"),
    ],
)
def test_a_profile_has_its_resource_and_its_config(profile: str, resource: str, config: str) -> None:
    assert mig_resource_name(profile) == resource
    assert mig_config_name(profile) == config


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("3g.40gb", MigName(3, 40, "")),
        ("1g.24gb+me.all", MigName(1, 24, "+me.all")),
        ("1g.24gb-me", MigName(1, 24, "-me")),
        ("1c.3g.20gb", None),
        ("0g.10gb", None),
        ("1g.10gb ", None),
        ("1g.10gb\n", None),
        ("1g10gb", None),
        ("", None),
    ],
)
def test_the_parts_of_a_name(name: str, parts: MigName | None) -> None:
    assert parse_mig_name(name) == parts


def test_equal_layouts_are_equal_however_they_were_made() -> None:
    one = MigLayout.of({"1g.10gb": 2, "3g.40gb": 1, "2g.20gb": 0})
    assert one == MigLayout.of_names(["1g.10gb", "3g.40gb", "1g.10gb"])
    assert one.counts == (("3g.40gb", 1), ("1g.10gb", 2))
    assert one.text() == "{3g.40gb: 1, 1g.10gb: 2}"


def test_the_verbs_of_a_layout() -> None:
    one = MigLayout.of({"3g.40gb": 1, "1g.10gb": 2})
    assert one.names == ("3g.40gb", "1g.10gb")
    assert one.flatten() == ("3g.40gb", "1g.10gb", "1g.10gb")
    assert one.instances == 3
    assert (one.count_of("1g.10gb"), one.count_of("7g.80gb")) == (2, 0)
    assert one.plus("4g.40gb").counts == (("4g.40gb", 1), ("3g.40gb", 1), ("1g.10gb", 2))
    less = MigLayout.of({"3g.40gb": 1, "1g.10gb": 1})
    assert one.contains(less)
    assert not less.contains(one)
    with pytest.raises(ValueError, match="counts from 0"):
        MigLayout.of({"7g.80gb": -1})
