from generator.model.chart import ChartSheet, ValueFact, ValueOrigin, ValueProblem, ValueProblemKind
from generator.model.tree import Tree

VALUES: dict[str, dict[str, Tree]] = {
    "plugin": {"type": "map"},
    "plugin.enabled": {"type": "bool", "default": True},
    "plugin.replicas": {"type": "int", "default": 1},
    "plugin.version": {"type": "int|string", "default": "v1"},
    "plugin.labels": {"type": "map of string", "default": {}},
    "plugin.resources": {"type": "map of any", "default": {"limits": {"cpu": "1"}}},
    "plugin.env": {"type": "list", "default": []},
    "plugin.env[]": {"type": "map", "from": "crd"},
    "plugin.env[].name": {"type": "string", "from": "crd"},
    "plugin.env[].value": {"type": "string", "from": "crd"},
    "plugin.root": {"type": "string", "default": "/run"},
    "strategy": {"type": "string", "choices": ["single", "mixed"], "default": "single"},
    "anything": {"type": "any", "default": None},
    "share": {"type": "number", "from": "template"},
    "limits": {"type": "map", "from": "crd"},
    "limits.*": {"type": "int|string", "from": "crd"},
}
SHEET = ChartSheet(
    chart="demo",
    release="v1.0.0",
    version="1.0.0",
    app_version="1",
    repository="",
    kube_version="",
    crd_bytes=0,
    dependencies=(),
    components={},
    images=(),
    objects=(),
    dead={"plugin.root": "never copied", "plugin.old": ""},
    values=VALUES,
)


def problems(tree: Tree) -> list[tuple[ValueProblemKind, str]]:
    return [(problem.kind, ".".join(map(str, problem.path))) for problem in SHEET.check_values(tree)]


class TestLookup:
    def test_a_listed_path(self) -> None:
        assert SHEET.lookup(("plugin", "replicas")) == ValueFact("plugin.replicas", "int", 1)

    def test_the_origin_is_told(self) -> None:
        found = SHEET.lookup(("plugin", "env", 0, "name"))
        assert found is not None
        assert (found.type, found.origin) == ("string", ValueOrigin.CRD)

    def test_an_open_map_takes_any_key(self) -> None:
        found = SHEET.lookup(("plugin", "labels", "app.kubernetes.io/name"))
        assert found is not None
        assert (found.type, found.origin) == ("string", ValueOrigin.OPEN)

    def test_defaults_inside_an_open_map(self) -> None:
        found = SHEET.lookup(("plugin", "resources", "limits", "cpu"))
        assert found is not None
        assert found.default == "1"

    def test_what_the_chart_does_not_read(self) -> None:
        assert SHEET.lookup(("plugin", "nodeSelector")) is None
        assert SHEET.lookup(("plugin", "replicas", "deeper")) is None
        assert SHEET.lookup(("plugin", 0)) is None

    def test_a_key_with_a_dot_is_not_a_path(self) -> None:
        assert SHEET.lookup(("plugin.replicas",)) is None


class TestCheckValues:
    def test_the_defaults_pass(self) -> None:
        assert SHEET.check_values(SHEET.defaults()) == ()

    def test_defaults_are_a_tree(self) -> None:
        assert SHEET.defaults() == {
            "plugin": {
                "enabled": True,
                "replicas": 1,
                "version": "v1",
                "labels": {},
                "resources": {"limits": {"cpu": "1"}},
                "env": [],
                "root": "/run",
            },
            "strategy": "single",
            "anything": None,
        }

    def test_an_unknown_key_with_the_nearest(self) -> None:
        assert SHEET.check_values({"plugin": {"enable": True}}) == (
            ValueProblem(ValueProblemKind.UNKNOWN, ("plugin", "enable"), nearest="plugin.enabled"),
        )

    def test_an_unknown_key_like_no_other(self) -> None:
        assert SHEET.check_values({"timeSlicing": {"replicas": 2}}) == (
            ValueProblem(ValueProblemKind.UNKNOWN, ("timeSlicing",)),
        )

    def test_unknown_keys_in_lists(self) -> None:
        tree: Tree = {"plugin": {"env": [{"name": "A", "value": "1"}, {"name": "B", "valueFrom": {}}]}}
        assert problems(tree) == [(ValueProblemKind.UNKNOWN, "plugin.env.1.valueFrom")]

    def test_a_wrong_type(self) -> None:
        assert SHEET.check_values({"plugin": {"enabled": "true"}}) == (
            ValueProblem(ValueProblemKind.TYPE, ("plugin", "enabled"), given="string", expected="bool"),
        )

    def test_a_bool_is_no_int(self) -> None:
        assert problems({"plugin": {"replicas": True}}) == [(ValueProblemKind.TYPE, "plugin.replicas")]

    def test_wrong_types_in_open_maps_and_lists(self) -> None:
        tree: Tree = {"plugin": {"labels": {"a": 1}, "env": [{"name": "A", "value": True}]}}
        assert problems(tree) == [
            (ValueProblemKind.TYPE, "plugin.labels.a"),
            (ValueProblemKind.TYPE, "plugin.env.0.value"),
        ]

    def test_any_of_several_types(self) -> None:
        assert problems({"plugin": {"version": 570}, "limits": {"cpu": 1, "memory": "1Gi"}, "share": 1}) == []
        assert problems({"plugin": {"version": 570.1}}) == [(ValueProblemKind.TYPE, "plugin.version")]
        assert problems({"limits": {"cpu": 0.5}}) == [(ValueProblemKind.TYPE, "limits.cpu")]

    def test_a_map_where_a_value_belongs(self) -> None:
        assert problems({"strategy": {"a": 1}}) == [(ValueProblemKind.TYPE, "strategy")]

    def test_a_choice(self) -> None:
        assert SHEET.check_values({"strategy": "none"}) == (
            ValueProblem(ValueProblemKind.CHOICE, ("strategy",), given="none", expected="single|mixed"),
        )

    def test_a_dead_value_says_why(self) -> None:
        assert SHEET.check_values({"plugin": {"root": "/mps"}}) == (
            ValueProblem(ValueProblemKind.DEAD, ("plugin", "root"), fact="never copied"),
        )

    def test_a_dead_value_at_its_default_changes_nothing(self) -> None:
        assert SHEET.check_values({"plugin": {"root": "/run"}}) == ()

    def test_a_dead_value_that_values_yaml_does_not_have(self) -> None:
        assert problems({"plugin": {"old": 1}}) == [(ValueProblemKind.DEAD, "plugin.old")]

    def test_null_removes_a_default(self) -> None:
        assert problems({"plugin": {"enabled": None, "resources": None}, "strategy": None}) == []

    def test_all_problems_in_the_order_of_the_tree(self) -> None:
        tree: Tree = {"strategy": 1, "plugin": {"x": 1, "enabled": 0}, "y": 1}
        assert [path for _, path in problems(tree)] == ["strategy", "plugin.x", "plugin.enabled", "y"]

    def test_the_root_must_be_a_map(self) -> None:
        assert problems([1]) == [(ValueProblemKind.TYPE, "")]
