"""YAML whose values know their line, and YAML that is always written the same way."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Self

import yaml
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from yaml.error import MarkedYAMLError

from courses.exchange.problems import Report


def one_line(text: str) -> str:
    return re.sub(r"[ \t\r\n]+", " ", text).strip(" ")


def several_lines(text: str) -> str:
    """Return `text` without spaces at the ends of lines, nor more than one empty line in a row."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip(" \t") for line in lines)).strip("\n \t")


_TRUE, _FALSE = {"true", "oui", "yes"}, {"false", "non", "no"}


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - the signature of PyYAML
        return True


def _represent_text(dumper: _Dumper, text: str) -> yaml.Node:
    if "\n" not in text:
        return dumper.represent_scalar("tag:yaml.org,2002:str", text)
    # With one line end YAML writes `|` rather than `|-`; readers strip it.
    text = text.rstrip("\n") + "\n"
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|")


_Dumper.add_representer(str, _represent_text)


def dump(value: Mapping[str, Any] | list[Any]) -> str:
    """Return YAML in the order given, one line a value, texts of several lines after ``|``."""
    return yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=10**9)


class _Loader(yaml.SafeLoader):
    """Refuses aliases: a few of them make a file of a few lines fill the memory."""

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            event = self.peek_event()  # type: ignore[no-untyped-call]  # the stubs leave it so
            raise MarkedYAMLError(problem="alias", problem_mark=event.start_mark)
        return super().compose_node(parent, index)


@dataclass(frozen=True)
class Value:
    """A value of a file. Reading it as what it is not is a problem, told with its line."""

    node: yaml.Node
    file: str
    first_line: int
    report: Report

    @classmethod
    def parse(cls, text: str, file: str, first_line: int, report: Report) -> Self | None:
        """Read YAML that begins on `first_line` (from 1) of `file`."""
        try:
            node = yaml.compose(text, Loader=_Loader)
        except MarkedYAMLError as error:
            line = error.problem_mark.line if error.problem_mark else 0
            report.add(file, first_line + line, _explain(error))
            return None
        except (yaml.YAMLError, RecursionError) as error:
            report.add(file, first_line, _("ce YAML n'est pas lisible (%s)") % error)
            return None
        if node is None:
            report.add(file, first_line, _("il n'y a rien ici"))
            return None
        return cls(node, file, first_line, report)

    @property
    def line(self) -> int:
        return self.first_line + int(self.node.start_mark.line)

    def complain(self, reason: object) -> None:
        self.report.add(self.file, self.line, reason)

    def _inner(self, node: yaml.Node) -> Self:
        return type(self)(node, self.file, self.first_line, self.report)

    def text(self) -> str:
        """Return the value as it is written: 12, « oui » and 1:30 are texts too."""
        if not isinstance(self.node, yaml.ScalarNode):
            self.complain(_("un texte est attendu ici"))
            return ""
        if self.node.tag == "tag:yaml.org,2002:null":
            return ""
        return str(self.node.value).replace("\r\n", "\n").strip()

    def flag(self) -> bool:
        text = self.text().lower()
        if text not in _TRUE | _FALSE:
            self.complain(_("« true » ou « false » est attendu ici"))
        return text in _TRUE

    def items(self) -> list[Self]:
        if isinstance(self.node, yaml.SequenceNode):
            return [self._inner(node) for node in self.node.value]
        if not (isinstance(self.node, yaml.ScalarNode) and self.node.value == ""):
            self.complain(_("une liste est attendue ici, chaque élément après un tiret"))
        return []

    def texts(self) -> list[str]:
        return [text for item in self.items() if (text := item.text())]

    def fields(self) -> "Fields":
        entries: dict[str, Value] = {}
        if not isinstance(self.node, yaml.MappingNode):
            self.complain(_("des lignes « nom: valeur » sont attendues ici"))
            return Fields(self, entries)
        for key, node in self.node.value:
            name = str(key.value)
            if name in entries:
                self._inner(key).complain(_("« %s » est déjà écrit plus haut") % name)
            entries[name] = self._inner(node)
        return Fields(self, entries)


class Fields:
    """The named values of a mapping, each taken once; `close` names those nobody asked for."""

    def __init__(self, holder: Value, entries: dict[str, Value]) -> None:
        self.holder = holder
        self.entries = entries
        self.known: list[str] = []

    def take(self, name: str, *, required: bool = True) -> Value | None:
        self.known.append(name)
        value = self.entries.get(name)
        if value is None and required:
            self.holder.complain(_("« %s » manque") % name)
        return value

    def text(self, name: str, *, required: bool = True) -> str:
        value = self.take(name, required=required)
        text = value.text() if value else ""
        if value and required and not text:
            value.complain(_("« %s » est vide") % name)
        return text

    def texts(self, name: str, *, required: bool = False) -> list[str]:
        value = self.take(name, required=required)
        return value.texts() if value else []

    def items(self, name: str, *, required: bool = True) -> list[Value]:
        value = self.take(name, required=required)
        return value.items() if value else []

    def cleaned(self, name: str, field: Any) -> Any:
        """Return the value of `name` as the model field `field` wants it."""
        required = not field.blank
        value = self.take(name, required=required)
        if value is None:
            return field.get_default()
        tidy = several_lines if isinstance(field, models.TextField) else one_line
        try:
            return field.clean(tidy(value.text()) or (None if field.null else ""), None)
        except ValidationError as error:
            for message in error.messages:
                reason = _("« %(name)s » : %(reason)s")
                value.complain(reason % {"name": name, "reason": message})
            return field.get_default()

    def line(self, name: str) -> int:
        return self.entries[name].line if name in self.entries else self.holder.line

    def close(self) -> None:
        for name in self._unknown():
            self.entries[name].complain(
                _("« %(name)s » n'existe pas ici ; on y écrit : %(known)s")
                % {"name": name, "known": ", ".join(self.known)}
            )

    def _unknown(self) -> Iterator[str]:
        return (name for name in self.entries if name not in self.known)


def _explain(error: MarkedYAMLError) -> str:
    problem = error.problem or ""
    if problem == "alias":
        return _("les renvois « *nom » ne sont pas acceptés")
    if "mapping values are not allowed" in problem:
        return _("une valeur qui contient « : » se met entre apostrophes")
    if "tab" in problem or "\\t" in problem:
        return _("une tabulation est écrite ici ; mettez des espaces")
    return _("ce YAML n'est pas lisible ici (%s)") % problem
