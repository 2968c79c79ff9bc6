"""Folders of paths, small enough to read, to import and to spoil."""

import io
import stat
import zipfile
from pathlib import Path

import pytest
import yaml
from PIL import Image

from courses.exchange import bundle
from courses.exchange.loading import import_files
from courses.exchange.problems import ExchangeRefused

STARTER = Path(__file__).resolve().parents[2] / "courses/starter/mon-projet-pas-a-pas"

ID = "0b0d1c1e-7f0e-4d66-8f0c-3a1a5e1b2c3d"


def picture(kind: str = "webp", colour: int = 0) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), (colour, 90, 120)).save(out, kind)
    return out.getvalue()


def path_yaml(**changes) -> dict:
    return {
        "format": "palier-path/1",
        "slug": "essai",
        "title": "Essai",
        "language": "fr",
        "licence": "CC-BY-SA-4.0",
        "summary": "Une phrase.",
        "promise": "",
        "audience": "",
        "framework": {
            "slug": "cadre",
            "title": "Cadre",
            "version": "1",
            "competences": [{"code": "C1", "statement": "Je sais.", "formal": "Savoir."}],
        },
        "blocks": [
            {
                "key": "un",
                "step": "self_knowledge",
                "title": "Un",
                "summary": "Une phrase.",
                "outcome": "Vous savez.",
                "competences": ["C1"],
                "modules": ["premier"],
            }
        ],
    } | changes


def module_md(body: str, **changes) -> str:
    front = {
        "title": "Premier",
        "summary": "Une phrase.",
        "objectives": ["Calculer un prix"],
        "competences": ["C1"],
        "place": "remote",
        "timing": "asynchronous",
        "guidance": "self_paced",
        "grouping": "individual",
        "duration": 12,
        "evidence": "work",
    } | changes
    front = {name: value for name, value in front.items() if value is not None}
    front["licence"] = "CC-BY-SA-4.0"
    text = yaml.dump(front, sort_keys=False, allow_unicode=True, width=10**9)
    return f"---\n{text}---\n\n{body}\n"


QUIZ = f"""```quiz
id: {ID}
question: Que couvre le prix ?
multiple: false
answers:
- text: Les coûts et le salaire
  correct: true
  feedback: Oui.
- text: Les coûts
  correct: false
  feedback: Il reste à vivre.
explanation: ''
```"""


def files(body: str = QUIZ, *, more: dict[str, str | bytes] | None = None, **front) -> bundle.Files:
    path = path_yaml()
    ours: dict[str, str | bytes] = {
        "path.yaml": yaml.dump(path, sort_keys=False, allow_unicode=True, width=10**9),
        "modules/premier.md": module_md(body, **front),
    }
    found = ours | (more or {})
    return {
        name: text if isinstance(text, bytes) else text.encode() for name, text in found.items()
    }


def with_path(found: bundle.Files, path: dict) -> bundle.Files:
    return found | {
        "path.yaml": yaml.dump(path, sort_keys=False, allow_unicode=True, width=10**9).encode()
    }


def problems(found: bundle.Files) -> list[str]:
    """Return what an import of these files is refused for."""
    with pytest.raises(ExchangeRefused) as refused:
        import_files(files=found)
    return [str(problem) for problem in refused.value.problems]


def folder(found: bundle.Files, to: Path) -> Path:
    bundle.write(found, to)
    return to


def zipped(entries: dict[str, bytes], *, link: str = "") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
        if link:
            info = zipfile.ZipInfo(link)
            info.external_attr = (stat.S_IFLNK | 0o777) << 16
            archive.writestr(info, "/etc/passwd")
    return out.getvalue()
