from generator.report.grid import laid_out, wrapped


def test_columns_are_as_wide_as_their_widest_line_and_end_without_blanks() -> None:
    rows = [(("A",), ("B",)), (("long", "x"), ("one",)), (("y",), ("two", "three"))]
    assert laid_out(rows) == ["A     B", "long  one", "x", "y     two", "      three"]


def test_cells_break_at_spaces_and_say_what_a_terminal_would_act_on() -> None:
    assert wrapped("one two three", 7) == ("one two", "three")
    assert wrapped("a-very-long-name", 3) == ("a-very-long-name",)
    assert wrapped("", 3) == ("",)
    assert wrapped("a\x1b[2J", 20) == ("a\\x1b[2J",)
