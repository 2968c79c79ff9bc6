"""JSON from elsewhere: decoded with care, and the line of any place of it."""

import json
import re
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from competences.exchange.document import MAX_BYTES
from competences.exchange.problems import Report

Json = dict[str, Any]
_SPACE = re.compile(r"[ \t\n\r]*")


def decode(data: bytes, report: Report) -> str:
    """Return the text of a file that a person chose: of any size, in any encoding."""
    if len(data) > MAX_BYTES:
        reason = _("ce fichier est trop lourd : %(found)d Mo, %(most)d Mo au plus")
        report.add(reason % {"found": len(data) // 2**20, "most": MAX_BYTES // 2**20})
        return ""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        reason = _("ce fichier n'est pas en UTF-8 ; enregistrez-le « en CSV UTF-8 » ou en JSON")
        report.add(reason, line=line)
        return ""
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        report.add(_("ce fichier contient un caractère nul"), line=line)
        return ""
    if not text.strip():
        report.add(_("ce fichier est vide"))
    return text


def parse(text: str, report: Report) -> Json:
    try:
        found = json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        report.add(_("ce n'est pas du JSON lisible (%s)") % error.msg, line=error.lineno)
        return {}
    except (ValueError, RecursionError):
        report.add(_("ce n'est pas du JSON lisible"))
        return {}
    if not isinstance(found, dict):
        report.add(_("un paquet CASE (CFPackage) est attendu"))
        return {}
    # JSON may write by their number characters that no text holds.
    if "\\u0000" in text or not _is_text(text):
        report.add(_("ce fichier contient un caractère qui n'existe pas (\\u0000 ou seul)"))
        return {}
    return found


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


def _is_text(text: str) -> bool:
    if "\\ud" not in text.lower():
        return True
    try:
        json.dumps(json.loads(text), ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def line_of(text: str, path: str) -> int:
    """Return the line, from 1, where `path` (``CFItems[12].uri``) is; 0 when it is not there."""
    decoder, at = json.JSONDecoder(), 0
    for name, index in re.findall(r"([A-Za-z]\w*)|\[(\d+)\]", path):
        found = (
            _member(decoder, text, at, name) if name else _element(decoder, text, at, int(index))
        )
        if found is None:
            break
        at = found
    at = _skip(text, at)
    return text.count("\n", 0, at) + 1


def _skip(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _member(decoder: json.JSONDecoder, text: str, at: int, name: str) -> int | None:
    at = _skip(text, at)
    if text[at] != "{":
        return None
    at = _skip(text, at + 1)
    while text[at] != "}":
        key, at = decoder.raw_decode(text, at)
        at = _skip(text, _skip(text, at) + 1)
        if key == name:
            return at
        _value, at = decoder.raw_decode(text, at)
        at = _next(text, at)
    return None


def _element(decoder: json.JSONDecoder, text: str, at: int, index: int) -> int | None:
    at = _skip(text, at)
    if text[at] != "[":
        return None
    at = _skip(text, at + 1)
    while text[at] != "]":
        if index == 0:
            return at
        _value, at = decoder.raw_decode(text, at)
        at = _next(text, at)
        index -= 1
    return None


def _next(text: str, at: int) -> int:
    at = _skip(text, at)
    return _skip(text, at + 1) if text[at] == "," else at


class Reader:
    """Takes values out of a decoded file; one that is not what it should be is a problem."""

    def __init__(self, report: Report) -> None:
        self.report = report

    def objects(self, holder: Json, name: str, path: str = "") -> list[tuple[str, Json]]:
        """Return the objects of the list `name`, each with its path."""
        where = f"{path}.{name}" if path else name
        found = holder.get(name)
        if found is None:
            return []
        if not isinstance(found, list):
            self.report.add(_("une liste est attendue ici"), where)
            return []
        entries = []
        for index, entry in enumerate(found):
            if isinstance(entry, dict):
                entries.append((f"{where}[{index}]", entry))
            else:
                self.report.add(_("un objet est attendu ici"), f"{where}[{index}]")
        return entries

    def inner(self, holder: Json, name: str, path: str) -> Json:
        found = holder.get(name)
        if isinstance(found, dict):
            return found
        reason = _("« %s » manque") if found is None else _("« %s » est un objet")
        self.report.add(reason % name, f"{path}.{name}" if path else name)
        return {}

    def text(self, holder: Json, name: str, path: str, *, required: bool = False) -> str:
        found = holder.get(name)
        if found is None or found == "":
            if required:
                self.report.add(_("« %s » manque") % name, f"{path}.{name}")
            return ""
        if not isinstance(found, str):
            self.report.add(_("un texte est attendu ici"), f"{path}.{name}")
            return ""
        return found

    def uuid(self, holder: Json, name: str, path: str) -> UUID:
        found = self.text(holder, name, path, required=True)
        uuid = as_uuid(found)
        if uuid is None and found:
            self.report.add(_("« %s » n'est pas un UUID") % found[:60], f"{path}.{name}")
        return uuid or UUID(int=0)


def as_uuid(text: object) -> UUID | None:
    try:
        return UUID(text) if isinstance(text, str) else None
    except ValueError:
        return None
