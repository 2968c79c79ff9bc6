"""What `make` does. Runs on the machine's own Python, before anything is installed."""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import IO

from scripts.environment import BIN, ROOT, Refusal, environment, run, say, set_up
from scripts.supervisor import Supervisor, read_procfile

VAR = Path(os.environ.get("PALIER_VAR_DIR") or ROOT / "var")
DEMONSTRATION = (
    "palier.sqlite3*",
    "uploads",
    "mail",
    "queue",
    "queue-control",
    "cache",
    "celerybeat-schedule*",
)

ALREADY_RUNS = """\
Palier tourne déjà depuis ce dossier : arrêtez-le d'abord (Ctrl-C dans sa fenêtre).
Palier already runs from this folder: stop it first (Ctrl-C in its window).
"""
PORT_TAKEN = """\
Le port {port} est déjà pris par un autre programme. Choisissez-en un autre :
Port {port} is already taken by another program. Choose another one:

    make run PORT={other}
"""
RESET_QUESTION = """\
Ceci efface la démonstration de ce dossier : base de données, fichiers, messages, file d'attente.
This wipes the demonstration of this folder: database, files, messages, queue.
Continuer / Continue ? [o/N] """
NOT_EMBEDDED = """\
DATABASE_URL désigne une base que ce dossier ne possède pas : effacez-la vous-même.
DATABASE_URL names a database that this folder does not own: drop it yourself.
"""
READY = """\

    Palier est prêt / Palier is ready:  http://palier.localhost:{port}
    Ctrl-C pour arrêter / to stop.
"""


def setup() -> int:
    """Install what the project needs (.venv, node_modules)"""
    set_up()
    compile_messages()
    return 0


def start() -> int:
    """Set up, load the demonstration once, start everything (PORT=8000, DEBUG=1 to work on it)"""
    set_up()
    port = int(os.environ.get("PORT") or 8000)
    lock = only_once()
    refuse_taken_port(port)
    debug = bool(os.environ.get("DEBUG"))
    env = environment(PORT=str(port), PALIER_DEMO="1", GRANIAN_OPTIONS="--reload" if debug else "")
    run(BIN / "python", "-m", "scripts.prepare", env=env)
    say("Démarrage / starting")
    supervisor = Supervisor(read_procfile(ROOT / "Procfile"), env=env, cwd=ROOT)
    code = supervisor.run(when_started=lambda: announce(port))
    lock.close()
    return code


def only_once() -> IO[str]:
    """Hold the folder: two workers on one queue, or a reset under a running server, help nobody."""
    VAR.mkdir(parents=True, exist_ok=True)
    lock = (VAR / "run.lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        lock.close()
        raise Refusal(ALREADY_RUNS) from error
    return lock


def refuse_taken_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((os.environ.get("LISTEN") or "127.0.0.1", port))
        except OSError as error:
            raise Refusal(PORT_TAKEN.format(port=port, other=port + 1)) from error


def announce(port: int) -> None:
    """Say where Palier is, once it answers."""
    for _ in range(120):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5):
                print(READY.format(port=port), flush=True)
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)


def reset() -> int:
    """Wipe the demonstration and load it afresh, after asking (FORCE=1 does not ask)"""
    set_up()
    if os.environ.get("DATABASE_URL"):
        raise Refusal(NOT_EMBEDDED)
    with only_once():
        if not os.environ.get("FORCE") and input(RESET_QUESTION).strip().lower() not in {
            *("o", "oui", "y", "yes")
        }:
            return 1
        for pattern in DEMONSTRATION:
            for path in VAR.glob(pattern):
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        env = environment(PALIER_DEMO="1")
        run(BIN / "python", "-m", "scripts.prepare", env=env)
    return 0


def test() -> int:
    """Run the tests (ARGS="tests/core -x" for some, DATABASE_URL=postgres://… on PostgreSQL)"""
    set_up()
    compile_messages()
    pytest = [str(BIN / "pytest")]
    if os.environ.get("ARGS"):
        return call(*pytest, *os.environ["ARGS"].split())
    workers = str(min(os.cpu_count() or 1, 8))
    suite = call(*pytest, "-q", "-n", workers, "-m", "not browser and not bench")
    journeys = call(*pytest, "-q", "-m", "browser")
    return suite or journeys


def check() -> int:
    """Everything a machine can judge: format, lint, types, contracts, templates, translations…"""
    set_up()
    names = os.environ.get("ARGS", "").split(",") if os.environ.get("ARGS") else []
    return call(str(BIN / "python"), "-m", "scripts.checks", *names)


def format_code() -> int:
    """Format Python and templates"""
    set_up()
    call(str(BIN / "ruff"), "format", "-q", ".")
    call(str(BIN / "ruff"), "check", "-q", "--fix", ".")
    return call(str(BIN / "djlint"), "--reformat", "--quiet", ".")


def bench() -> int:
    """Measure on PostgreSQL; print the figures as a table and as JSON lines"""
    set_up()
    return call(str(BIN / "python"), "-m", "tests.bench")


def screenshots() -> int:
    """Take the pictures of the README into docs/screenshots"""
    set_up()
    compile_messages()
    env = environment(PALIER_SCREENSHOTS=str(ROOT / "docs" / "screenshots"), REQUIRE_BROWSER="1")
    command = [str(BIN / "pytest"), "-q", "tests/journeys/test_screenshots.py"]
    return subprocess.run(command, cwd=ROOT, env=env, check=False).returncode


def messages() -> int:
    """Gather the texts to translate into locale/"""
    set_up()
    return call(str(BIN / "python"), "-m", "scripts.messages")


def lock() -> int:
    """Compile the locks again (ARGS=--upgrade for newer versions)"""
    set_up()
    options = os.environ.get("ARGS", "").split()
    for name in ("base", "dev"):
        command = ["pip", "compile", "--quiet", "--universal", "--generate-hashes"]
        more = ["--python-version", "3.11", "--no-header", "--no-emit-index-url", *options]
        files = [f"requirements/{name}.in", "--output-file", f"requirements/{name}.txt"]
        run(BIN / "uv", *command, *more, *files)
    return 0


def help_() -> int:
    """Show this list"""
    for name, act in COMMANDS.items():
        print(f"  make {name:<12} {act.__doc__}")
    return 0


COMMANDS: dict[str, Callable[[], int]] = {
    "run": start,
    "reset": reset,
    "setup": setup,
    "test": test,
    "check": check,
    "format": format_code,
    "bench": bench,
    "screenshots": screenshots,
    "messages": messages,
    "lock": lock,
    "help": help_,
}


def compile_messages() -> None:
    run(BIN / "python", "-m", "scripts.messages", "--compile")


def call(*command: str) -> int:
    return subprocess.run(command, cwd=ROOT, env=environment(), check=False).returncode


def main() -> int:
    try:
        return COMMANDS[sys.argv[1]]()
    except Refusal as refusal:
        print(f"\n{refusal}", file=sys.stderr)
        return 2
    except subprocess.CalledProcessError as error:
        print(f"\nÉchec / failed: {' '.join(map(str, error.cmd))}", file=sys.stderr)
        return error.returncode or 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
