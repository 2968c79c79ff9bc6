"""What the house tests read: our own files."""

from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("core", "media", "competences", "courses", "learners", "accompaniment", "cms")
CODE = (*APPS, "config", "scripts", "tests")


def python_files(*folders: str) -> Iterator[Path]:
    """Yield our modules, migrations left out."""
    for folder in folders or CODE:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def modules(name: str) -> list[Path]:
    """Return every `name.py` and every module of a `name/` package, over all apps."""
    return [
        path
        for path in python_files(*APPS)
        if name in (path.stem, *path.relative_to(ROOT).parts[1:-1])
    ]


def templates() -> list[Path]:
    return sorted(
        path
        for app in APPS
        for path in (ROOT / app).rglob("templates/**/*")
        if path.suffix in {".html", ".txt", ".svg", ".xml"}
    )


def static_files(*suffixes: str) -> list[Path]:
    return sorted(
        path
        for app in APPS
        for path in (ROOT / app / "static").rglob("*")
        if path.suffix in suffixes
    )


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))
