from generator.files.manifest import manifest_bytes, merged, read_manifest

ONE, TWO = "1" * 64, "2" * 64


def test_lines_are_sorted_and_read_back() -> None:
    known = {"b/c.yaml": frozenset({ONE}), "a.yaml": frozenset({TWO, ONE})}
    data = manifest_bytes(known)
    assert data == f"{ONE}  a.yaml\n{TWO}  a.yaml\n{ONE}  b/c.yaml\n".encode()
    assert read_manifest(data) == known


def test_what_is_no_line_counts_for_nothing() -> None:
    lines = (
        "<<<<<<< ours",
        f"{ONE}  a.yaml",
        f"{TWO} *a.yaml",
        "",
        f"{ONE} b.yaml",
        f"{ONE[1:]}  b.yaml",
        f"{'g' * 64}  b.yaml",
        f"{ONE}  b.yaml\0",
        f"{ONE}  bü.yaml",
        f"{ONE}  ",
    )
    assert read_manifest("\n".join(lines).encode()) == {"a.yaml": frozenset({ONE, TWO})}


def test_paths_that_lead_out_or_are_not_ours_count_for_nothing() -> None:
    paths = ("../x", "/etc/passwd", "a/../../x", "charts/x", ".git/config", "files.sha256", ".render")
    assert read_manifest("".join(f"{ONE}  {path}\n" for path in paths).encode()) == {}


def test_merging_keeps_every_digest() -> None:
    assert merged([("a", frozenset({ONE})), ("b", frozenset()), ("a", frozenset({TWO}))]) == {
        "a": frozenset({ONE, TWO}),
        "b": frozenset(),
    }
