from tests.lint.texts import lines_told, messages_told, plugin

CODE = "PLG213"


def test_a_key_twice_at_any_depth() -> None:
    text = "sharing:\n  timeSlicing:\n    resources:\n    - name: gpu\n      replicas: 2\n      replicas: 4"
    assert lines_told(plugin(text), CODE) == [6]
    assert messages_told(plugin(text), CODE) == ['the key "replicas" is written twice: the last one counts']


def test_equal_keys_of_different_mappings() -> None:
    text = "sharing: {timeSlicing: {resources: [{name: gpu, replicas: 2}, {name: mig-1g.10gb, replicas: 2}]}}"
    assert lines_told(plugin(text), CODE) == []
