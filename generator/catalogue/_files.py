"""Faults of files and folders: their findings name the case, this says what the cases have in common."""

from generator.model.code_text import CodeText
from generator.model.finding import Severity


def _text(code: str, title: str, why: str, fix: str) -> CodeText:
    return CodeText(code, title, Severity.ERROR, why, fix)


FILE_TEXTS = (
    _text(
        "CLI001",
        "Two profiles of one cluster",
        "Both would write the same folder, and the later one would undo the earlier.",
        "Give each profile a `cluster.name` of its own, or render one of them only.",
    ),
    _text(
        "FILE001",
        "No such file",
        "Nothing has that name. A symbolic link that points to nothing counts as none.",
        "Check the path.",
    ),
    _text(
        "FILE002",
        "File that cannot be read",
        "The system refuses to read it; the message says why.",
        "Give your user the right to read it, or check the path.",
    ),
    _text(
        "FILE003",
        "Not a regular file",
        "The size of a folder, pipe, socket or device is not known, and reading it may wait for ever.",
        "Name a file.",
    ),
    _text(
        "FILE004",
        "File too large",
        "A file of this kind has some kilobytes; a limit keeps a wrong or hostile one from eating the machine.",
        "Check the path.",
    ),
    _text(
        "FILE005",
        "File that changes while it is read",
        "It changed during each of several attempts, so what was read may be half of two versions.",
        "Run again once it is saved.",
    ),
    _text(
        "FILE006",
        "File that exists already",
        "It may be somebody's work, so it is left as it is.",
        "Choose another name, or say --force to replace it.",
    ),
    _text(
        "FILE007",
        "File that cannot be written",
        "The system refuses, and nothing was written; the message says why.",
        "Choose another place, or give your user the right to write there.",
    ),
    _text(
        "FILE010",
        "Bundle folder that cannot be used",
        "It could not be read or prepared; nothing in the bundle was changed.",
        "Mend what the message says, then run the command again.",
    ),
    _text(
        "FILE011",
        "Something in the way",
        "A file that gpuslice did not write sits where a file of the bundle belongs; replacing it could destroy work.",
        "Move or delete it; if it is an earlier output, restore the list of files from Git; then render again.",
    ),
    _text(
        "FILE012",
        "Bundle half written",
        "Writing stopped between two files: each of them is whole, some are old and some new.",
        "Mend what the message says, then render again: that finishes the work.",
    ),
    _text(
        "FILE013",
        "Bundle in use",
        "Another run keeps the folder; two at once take turns, so that the bundle is the result of one of them.",
        "Wait for the other run or end it, then render again.",
    ),
    CodeText(
        "LNT001",
        "Template that is not looked at",
        Severity.INFO,
        "Helm templates have actions in braces, and are no YAML before they are rendered.",
        "Render it first: `helm template CHART | gpuslice lint -`.",
    ),
    CodeText(
        "LNT002",
        "Nothing to look at",
        Severity.INFO,
        "In a folder, manifests are known by how their names end: .yaml, .yml or .json, and what .git, node_modules "
        "and the like hold is passed over. Where standard input is empty, the command before the pipe most likely "
        "failed.",
        "Check the path or name the files themselves, or run the command before the pipe alone.",
    ),
)
