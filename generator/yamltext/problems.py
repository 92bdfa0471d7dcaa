"""Every fault the YAML reader can report, in one table."""

from typing import NamedTuple

from generator.model.finding import Finding, Position, Severity

MAX_FINDINGS = 100
"""Findings reported for one file; each names a place that a person has to mend."""
MAX_DEPTH = 100
"""Levels of nesting; the deepest custom resource definitions of Kubernetes stay below 60."""


class Problem(NamedTuple):
    """What one code says; the words in braces are filled in per case."""

    message: str
    why: str
    fix: str


PROBLEMS: dict[str, Problem] = {
    "YAML001": Problem(
        "the {kind} holds nothing",
        "There is no value in it: at most comments and blank lines.",
        "Write the document, or delete the {kind}.",
    ),
    "YAML002": Problem(
        "the file is not UTF-8 text: {what}",
        "YAML files here are UTF-8; other encodings and binary files cannot be read reliably.",
        "Save the file as UTF-8 without a byte order mark.",
    ),
    "YAML003": Problem(
        "invisible character {what}",
        "Control characters and exotic line breaks cannot be seen in an editor, and YAML readers disagree on them.",
        'Delete it, or write it as an escape inside double quotes, such as "\\x07" or "\\u2028".',
    ),
    "YAML004": Problem(
        "the {kind} has {size} bytes, more than the {limit} that are read",
        "A limit keeps a wrong or hostile file from eating the machine.",
        "Check that this is the right {kind}; a document of this kind needs a few kilobytes.",
    ),
    "YAML005": Problem(
        "a tab stands where YAML wants spaces",
        "YAML forbids tabs in indentation, because their width differs from editor to editor.",
        "Replace the tab by spaces, two for each level.",
    ),
    "YAML006": Problem(
        "a second document starts here",
        "This {kind} must hold one document; what follows a `---` line would be ignored.",
        "Delete the `---` line, or move the second document to a {kind} of its own.",
    ),
    "YAML007": Problem("{what}", "The text does not follow YAML's grammar here, so reading stopped.", "{fix}"),
    "YAML008": Problem(
        "the key {key} is written twice; it first stands on line {line}",
        "A mapping holds each key once. Most readers silently keep the last value, some the first.",
        "Keep one of the two, or merge them.",
    ),
    "YAML009": Problem(
        "a key must be text, this one is {what}",
        "Kubernetes and JSON know only text keys.",
        "Write the key as plain text in front of the colon; put text that begins with {{ or [ in quotes.",
    ),
    "YAML010": Problem(
        "the merge key `<<` is not supported",
        "YAML 1.2 has no merge key: one reader would merge, another would see a key named `<<`.",
        "Write the fields out where they belong.",
    ),
    "YAML011": Problem(
        "the tag {tag} is not supported",
        "Tags outside YAML's core schema mean something else to every program, some of them run code.",
        "Delete the tag. Known are !!str, !!int, !!float, !!bool, !!null, !!map and !!seq.",
    ),
    "YAML012": Problem(
        "the tag {tag} does not fit its value",
        "The tag promises a type that the value written after it does not have.",
        "Delete the tag, or correct the value.",
    ),
    "YAML013": Problem(
        "the alias *{name} {what}",
        "An alias repeats a value that was marked with &{name} and is complete before the alias.",
        "Correct the name, or write the value out.",
    ),
    "YAML014": Problem(
        "the aliases expand to more than {limit}",
        "Aliases to aliases grow exponentially and would eat the machine.",
        "Write the values out instead of repeating them by alias.",
    ),
    "YAML015": Problem(
        "values are nested more than {limit} levels deep",
        "A limit keeps a wrong or hostile file from eating the machine.",
        "Flatten the structure; look for a run of opening brackets or dashes.",
    ),
    "YAML016": Problem(
        "the number {number} is too large",
        "Programs read numbers of this size differently: rounded, as infinity, or not at all.",
        "Put it in quotes if it is text; otherwise write a smaller one, of at most {limit} characters.",
    ),
    "YAML017": Problem(
        "more than {limit} problems; the rest is not shown",
        "A file with this many faults is usually the wrong file, or one fault repeated.",
        "Mend the ones above and run again.",
    ),
    "YAML018": Problem(
        "the merge key `<<` needs a mapping or a list of mappings",
        "It copies the keys of other mappings into this one; every reader stops at anything else.",
        "Write an alias of a mapping after it, such as `<<: *defaults`, or a list of aliases.",
    ),
}


RECOVERABLE = frozenset({"YAML008"})
"""Codes that leave a document to go on checking."""


class Syntax(NamedTuple):
    """Our words for one complaint of the YAML parser; `opening` points at where the broken thing starts."""

    message: str
    fix: str
    opening: bool = False


_QUOTE = "Put the text in quotes if it is meant as text."
_ESCAPE = 'Inside double quotes write a backslash as "\\\\", or use single quotes.'

SYNTAX: dict[str, Syntax] = {
    "could not find expected ':'": Syntax(
        "a key without a colon", "Write `key: value`; text that goes on needs deeper indentation or quotes.", True
    ),
    "mapping values are not allowed in this context": Syntax(
        "a colon where no key can stand",
        "Align the line with its neighbours, and put text that contains `: ` in quotes.",
    ),
    "mapping keys are not allowed in this context": Syntax("a `?` where no key can stand", _QUOTE),
    "block sequence entries are not allowed in this context": Syntax(
        "a list item where none can stand", "Put the `- ` on a line of its own, aligned with the other items."
    ),
    "found character that cannot start any token": Syntax("a value cannot start with this character", _QUOTE),
    "did not find expected alphabetic or numeric character": Syntax(
        "`&` or `*` without a name", "Put text that starts with & or * in quotes.", True
    ),
    "found unexpected end of stream": Syntax(
        "a quoted text is never closed", "Add the closing quote; inside single quotes write ' twice.", True
    ),
    "found unexpected document indicator": Syntax(
        "a quoted text is not closed before the next `---`", "Add the closing quote.", True
    ),
    "found unknown escape character": Syntax("an unknown escape in double quotes", _ESCAPE),
    "did not find expected hexdecimal number": Syntax("a broken escape in double quotes", _ESCAPE),
    "found invalid Unicode character escape code": Syntax(
        "an escape that names no character",
        "Write the character itself. Two escapes for one character, such as \\ud83d\\ude00, are JSON and not YAML.",
    ),
    "did not find expected comment or line break": Syntax(
        "text right after `|` or `>`", "Start the text on the next line, indented; or put it in quotes."
    ),
    "found an indentation indicator equal to 0": Syntax(
        "an indentation of 0 after `|` or `>`", "Write a number from 1 to 9, or none."
    ),
    "did not find expected key": Syntax(
        "a line that fits no key of its block",
        "Align it with the keys above; a value in quotes must end where its quotes end.",
    ),
    "did not find expected '-' indicator": Syntax(
        "a line that is no item of the list", "Start it with `- `, or align it with what it belongs to."
    ),
    "did not find expected ',' or ']'": Syntax("a list in [ ] is not closed", "Add the missing `,` or `]`.", True),
    "did not find expected ',' or '}'": Syntax("a mapping in { } is not closed", "Add the missing `,` or `}`.", True),
    "did not find expected node content": Syntax(
        "a value is missing", "Close the bracket, or delete what stands in front of the missing value."
    ),
    "did not find expected <document start>": Syntax(
        "text after the end of the document", "Align it with the document, or separate documents by a `---` line."
    ),
    "found undefined tag handle": Syntax("a tag with an unknown prefix", "Delete the tag, or put the text in quotes."),
    "found unknown directive name": Syntax(
        "a line that starts with % and is no directive", "Indent it, or put the text in quotes.", True
    ),
    "found incompatible YAML document": Syntax("a YAML version that nobody reads", "Delete the `%YAML` line."),
}
"""Keyed by the complaint's text in libyaml 0.2 (src/scanner.c, src/parser.c)."""

CONFLICT = Syntax(
    "two versions of the file were merged, and a conflict is left",
    "Keep one of the two versions, and delete the lines of <<<<<<<, ======= and >>>>>>>.",
)
UNKNOWN_SYNTAX = Syntax("this is not YAML", "Look at the indentation, quotes, brackets and colons around here.")


def finding(code: str, file: str, position: Position | None, **words: object) -> Finding:
    """Return the finding of `code` with its words filled in; `kind` is "file", or "text" for one within a scalar."""
    known = PROBLEMS[code]
    return Finding(
        code=code,
        severity=Severity.ERROR,
        message=known.message.format(**words),
        why=known.why.format(**words),
        fix=known.fix.format(**words),
        position=position,
        file=file,
    )


def shown(text: str) -> str:
    """Return `text` quoted for a message: one line, at most 60 characters."""
    cut = text if len(text) <= 60 else text[:57] + "..."
    return '"' + "".join(letter if letter.isprintable() else f"\\u{ord(letter):04x}" for letter in cut) + '"'
