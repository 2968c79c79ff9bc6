"""Rules about Python that no linter knows."""

import ast
import io
import re
import tokenize

import pytest

from tests.architecture.house import APPS, modules, name_of, python_files

LONGEST_MODULE = 400
# Each says who may: in its docstring, or by asking for a secret.
DOORS = {
    *("visible_to", "editable_by", "followed_by", "assessed_by", "readable_by", "reviewable_by"),
    *("published", "matching", "usable"),
}
SHORTCUTS = {"get_object_or_404", "get_list_or_404"}
WRITES = {"save", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
MANAGERS = {"objects", "_default_manager", "_base_manager"}
CODES = r"[A-Z]+[0-9]+(?:, [A-Z]+[0-9]+)*"
# mypy wants a comment of its own: `type: ignore[code]  # reason`.
UNEXPLAINED = re.compile(
    rf"#\s*(?:noqa\b(?!: {CODES} - \w)|type:\s*ignore\b(?!\[[a-z, -]+\]  # (?!noqa\b)\w))"
)
STOPGAPS = {"utils", "helpers", "selectors", "signals", "managers", "misc", "common"}


def doorless(source: str) -> list[str]:
    """Return the lines that reach rows without asking who is looking."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        function = node.func
        if isinstance(function, ast.Attribute) and is_manager(function.value):
            asked = function.attr not in DOORS and f"objects.{function.attr}"
        elif isinstance(function, ast.Name) and function.id in SHORTCUTS:
            asked = is_class(node.args[0]) and f"{function.id}({ast.unparse(node.args[0])}, …)"
        else:
            continue
        if asked:
            found.append(f"line {node.lineno}: {asked}")
    return found


def changes(source: str) -> list[str]:
    """Return the calls that write: they belong to services and models."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return [
        ast.unparse(call)
        for call in calls
        if isinstance(call.func, ast.Attribute) and call.func.attr in WRITES
        if ast.unparse(call) != f"{ast.unparse(call.func)}(commit=False)"
    ]


def unexplained(source: str) -> list[str]:
    """Return the marks that silence a check and do not say why."""
    if not UNEXPLAINED.search(source):
        return []
    return [
        f"line {token.start[0]}: {token.string}"
        for token in tokenize.generate_tokens(io.StringIO(source).readline)
        if token.type == tokenize.COMMENT and UNEXPLAINED.search(token.string)
    ]


def is_manager(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and node.attr in MANAGERS


def is_class(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id[0].isupper()


class TestViews:
    @pytest.mark.parametrize("path", modules("views"), ids=name_of)
    def test_reach_objects_only_through_a_door(self, path):
        assert doorless(path.read_text()) == []

    @pytest.mark.parametrize(
        "line",
        [
            "Enrolment.objects.get(pk=1)",
            "Enrolment.objects.all().visible_to(user)",
            "get_object_or_404(Enrolment, pk=1)",
            "Enrolment._default_manager.filter(pk=1)",
        ],
    )
    def test_are_caught_without_a_door(self, line):
        assert doorless(line)

    def test_may_use_a_door(self):
        assert not doorless("get_object_or_404(Enrolment.objects.visible_to(user), pk=1)")

    @pytest.mark.parametrize("path", modules("views"), ids=name_of)
    def test_change_nothing_themselves(self, path):
        assert changes(path.read_text()) == []

    @pytest.mark.parametrize("line", ["row.save()", "Row.objects.bulk_create([])"])
    def test_are_caught_when_they_change_something(self, line):
        assert changes(line)

    def test_may_ask_a_form_for_what_it_would_save(self):
        assert not changes("form.save(commit=False)")


class TestModules:
    def test_are_short(self):
        lengths = {name_of(path): len(path.read_text().splitlines()) for path in python_files()}

        assert {name: lines for name, lines in lengths.items() if lines > LONGEST_MODULE} == {}

    def test_have_a_name_that_says_something(self):
        names = [name_of(path) for path in python_files(*APPS)]

        assert [name for name in names if STOPGAPS.intersection(re.split(r"[/.]", name))] == []

    def test_send_no_signals(self):
        pattern = re.compile(r"^@receiver\(|= (django\.dispatch\.)?Signal\(", re.MULTILINE)

        assert [name_of(p) for p in python_files(*APPS) if pattern.search(p.read_text())] == []

    def test_leave_no_method_to_be_written(self):
        stub = "raise NotImplementedError"

        assert [name_of(path) for path in python_files(*APPS) if stub in path.read_text()] == []


class TestMarks:
    def test_say_why_a_check_is_silenced(self):
        found = {name_of(path): unexplained(path.read_text()) for path in python_files()}

        assert {name: marks for name, marks in found.items() if marks} == {}

    @pytest.mark.parametrize(
        "line",
        [
            "import re  # noqa",
            "import re  # noqa: F401",
            "import re  # noqa: F401, A004 -",
            "row.x = 1  # type: ignore",
            "row.x = 1  # type: ignore[attr-defined]",
            "row.x = 1  # type: ignore[attr-defined] - mypy does not read this",
            "row.x = 1  # type: ignore[attr-defined]  # noqa: SLF001 - of the other",
            "row.x = 1  # type: ignore[attr-defined]  # prefetched  # noqa: SLF001",
        ],
    )
    def test_are_caught_without_a_reason(self, line):
        assert unexplained(line)

    @pytest.mark.parametrize(
        "line",
        [
            "import re  # noqa: F401, A004 - registers it",
            "row.x = 1  # type: ignore[attr-defined, misc]  # prefetched",
            "row.x = 1  # type: ignore[misc]  # prefetched  # noqa: SLF001 - documented",
            'words = "# noqa"',
        ],
    )
    def test_may_stand_with_a_reason(self, line):
        assert not unexplained(line)
