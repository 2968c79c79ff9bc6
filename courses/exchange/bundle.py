"""The files of a path: read from a folder or a zip with care, written to a folder."""

import io
import re
import stat
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO

from django.utils.translation import gettext as _

from courses.exchange.problems import ExchangeRefused, Problem, Report

Files = dict[str, bytes]
"""Content by path within the folder: ``modules/trouver-mon-prix.md``."""

PATH, GLOSSARY, FRAMEWORK = "path.yaml", "glossary.yaml", "framework.json"
MAX_TEXT = 512 * 1024
MAX_MEDIA = 8 * 1024 * 1024
MAX_PACKAGE = 64 * 1024 * 1024
MAX_TOTAL = 192 * 1024 * 1024
MAX_FILES = 500

MODULE_NAME = re.compile(r"modules/(?P<slug>[a-z0-9]+(?:-[a-z0-9]+)*)\.md")
MEDIA_NAME = re.compile(
    r"media/(?P<name>[a-z0-9][a-z0-9._-]{0,59}\.(?:png|jpg|webp|avif|mp3|m4a|ogg|opus|zip|h5p))"
)
# People put these beside a path; they are not part of it.
BESIDE = re.compile(
    r"(README|LICEN[CS]E)(\.\w+)?|([^/.]+/)*\.[^/.][^/]*(/.*)?|__MACOSX/.*", re.IGNORECASE
)


def read(source: Path) -> Files:
    """Return the files of a folder, of the folder of a ``path.yaml``, or of a ``.zip``."""
    if source.is_dir():
        return _read_all(_from_folder(source), source.name)
    if source.name == PATH and source.is_file():
        return _read_all(_from_folder(source.parent), source.parent.name)
    if source.suffix == ".zip" and source.is_file():
        return read_zip(source.read_bytes(), source.name)
    raise ExchangeRefused(
        [Problem(str(source), 0, _("ce n'est ni un dossier, ni un path.yaml, ni un fichier .zip"))]
    )


def read_zip(data: bytes, name: str) -> Files:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _without_top_folder(_read_all(_from_zip(archive), name))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise ExchangeRefused([Problem(name, 0, _("ce fichier zip n'est pas lisible"))]) from error


Entry = tuple[str, int, IO[bytes] | None, str]
"""(path, announced size, what to read it from, why it is refused)."""


def _from_folder(folder: Path) -> Iterator[Entry]:
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            yield name, 0, None, _("les liens symboliques ne sont pas acceptés")
        elif path.is_file():
            with path.open("rb") as stream:
                yield name, path.stat().st_size, stream, ""


def _from_zip(archive: zipfile.ZipFile) -> Iterator[Entry]:
    for info in archive.infolist():
        if info.is_dir():
            continue
        if stat.S_ISLNK(info.external_attr >> 16):
            yield info.filename, 0, None, _("les liens symboliques ne sont pas acceptés")
            continue
        with archive.open(info) as stream:
            yield info.filename, info.file_size, stream, ""


def _read_all(entries: Iterator[Entry], source: str) -> Files:
    """Read with limits on what is really there: what an archive announces may be false."""
    report, files, total = Report(), Files(), 0
    for name, announced, stream, refusal in entries:
        if BESIDE.fullmatch(name):
            continue
        reason = refusal or _refusal(name, announced, len(files))
        if reason or stream is None:
            report.add(name, 0, reason)
            continue
        data = stream.read(_limit(name) + 1)
        total += len(data)
        if len(data) > _limit(name) or total > MAX_TOTAL:
            report.add(name, 0, _("ce fichier est trop lourd"))
            break
        files[name] = data
    if not files and not report.problems:
        report.add(source, 0, _("il n'y a rien ici"))
    report.refuse_if_any()
    return files


def _refusal(name: str, announced: int, count: int) -> str:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name or "\0" in name or ":" in name:
        return _("ce chemin sort du dossier")
    if announced > _limit(name):
        return _("ce fichier est trop lourd")
    if count >= MAX_FILES:
        return _("il y a trop de fichiers")
    return ""


def _limit(name: str) -> int:
    if name.endswith((".zip", ".h5p")):
        return MAX_PACKAGE
    return MAX_TEXT if name.endswith((".md", ".yaml")) else MAX_MEDIA


def _without_top_folder(files: Files) -> Files:
    """Zips are often made of one folder."""
    tops = {name.partition("/")[0] for name in files}
    if PATH in files or len(tops) != 1:
        return files
    return {name.partition("/")[2]: data for name, data in files.items()}


def text(files: Files, name: str, report: Report) -> str:
    try:
        return files[name].decode().replace("\r\n", "\n").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = files[name][: error.start].count(b"\n") + 1
        report.add(name, line, _("ce fichier n'est pas en UTF-8"))
        return ""


def write(files: Files, folder: Path) -> None:
    """Make `folder` hold these files; those of the path that were there before go.

    Refuses a folder that holds something else than a path.
    """
    before = _owned(folder)
    for name, data in files.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.is_file() or target.read_bytes() != data:
            target.write_bytes(data)
    for name in before - set(files):
        (folder / name).unlink()


def _owned(folder: Path) -> set[str]:
    if not folder.exists():
        return set()
    if not folder.is_dir() or (any(folder.iterdir()) and not (folder / PATH).is_file()):
        raise ExchangeRefused(
            [Problem(str(folder), 0, _("ce dossier contient autre chose qu'un parcours"))]
        )
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    return {
        name
        for name in names
        if name in {GLOSSARY, FRAMEWORK} or MODULE_NAME.fullmatch(name) or name.startswith("media/")
    }
