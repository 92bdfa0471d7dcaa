from tests.lint.texts import cut, lines_told, mig

CODE = "MIG216"


def test_keys_of_one_mapping() -> None:
    text = cut("devices: all, mig-enabled: true, mig-devices: {1g.10gb: 1,\n    1g.10gb: 2}")
    assert lines_told(mig(text), CODE) == [6]


def test_equal_keys_of_different_mappings() -> None:
    text = cut("devices: [0], mig-enabled: false}, {devices: [1], mig-enabled: false")
    assert lines_told(mig(text), CODE) == []
