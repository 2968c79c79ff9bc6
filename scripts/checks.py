"""`make check`: everything a machine can judge, two checks at a time, each with its time."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from scripts.environment import BIN, ROOT, environment

# What a production machine would set: nothing here is a real name or a real secret.
PRODUCTION = {
    "PALIER_ENV_FILE": os.devnull,
    "PALIER_VAR_DIR": str(ROOT / "var" / "check"),
    "SECRET_KEY": "a-key-of-the-checks-alone-that-opens-nothing-anywhere-0123456789",
    "BASE_URL": "https://palier.example.org",
    "ALLOWED_HOSTS": "palier.example.org",
    "CONTENT_HOST": "content.palier.example.org",
    "DATABASE_URL": "postgres://palier:palier@127.0.0.1:5432/palier",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
    "EMAIL_URL": "smtp+tls://palier:palier@127.0.0.1:587",
    "BEHIND_PROXY": "1",
    "PALIER_DEMO": "",
    "DEBUG": "",
}
EMBEDDED = {
    "PALIER_ENV_FILE": os.devnull,
    "PALIER_VAR_DIR": str(ROOT / "var" / "check"),
    "DATABASE_URL": "",
    "DEBUG": "",
}
ADDRESS = re.compile(r"https?://|--(?:extra-)?index-url|--find-links")


@dataclass(frozen=True)
class Result:
    name: str
    passed: bool
    seconds: float
    output: str


def command(*parts: str, **env: str) -> Callable[[], tuple[bool, str]]:
    def act() -> tuple[bool, str]:
        done = subprocess.run(
            [str(BIN / parts[0]), *parts[1:]],
            cwd=ROOT,
            env=environment(**env),
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode == 0, done.stdout + done.stderr

    return act


def locks_are_clean() -> tuple[bool, str]:
    """No registry address in a lock, and each dependency that is asked for is locked."""
    found = []
    for name in ("base", "dev"):
        locked = (ROOT / "requirements" / f"{name}.txt").read_text()
        asked = (ROOT / "requirements" / f"{name}.in").read_text()
        found += [
            f"requirements/{name}.txt: {line}"
            for line in locked.splitlines()
            if ADDRESS.search(line)
        ]
        pins = {
            pin.lower().replace("_", "-")
            for pin in re.findall(r"^([\w.-]+)==", locked, re.MULTILINE)
        }
        wanted = re.findall(r"^([A-Za-z][\w.-]*)", asked, re.MULTILINE)
        found += [f"{want} is not locked: make lock" for want in wanted if want.lower() not in pins]
    if '"resolved"' in (ROOT / "package-lock.json").read_text():
        found.append('package-lock.json: "resolved" (see .npmrc)')
    return not found, "\n".join(found)


CHECKS: dict[str, Callable[[], tuple[bool, str]]] = {
    "types": command("mypy", "."),
    "format": command("ruff", "format", "--check", "."),
    "lint": command("ruff", "check", "."),
    "import contracts": command("lint-imports", "--no-cache"),
    "templates, format": command("djlint", "--check", "."),
    "templates, lint": command("djlint", "--lint", "."),
    "migrations": command(
        "python", "manage.py", "makemigrations", "--check", "--dry-run", **EMBEDDED
    ),
    "translations": command("python", "-m", "scripts.messages", "--check"),
    "production settings": command(
        *("python", "manage.py", "check", "--deploy", "--fail-level", "WARNING"), **PRODUCTION
    ),
    "locks": locks_are_clean,
}


def judge(name: str) -> Result:
    started = time.monotonic()
    passed, output = CHECKS[name]()
    result = Result(name, passed, time.monotonic() - started, output.strip())
    print(f"{'ok    ' if passed else 'FAILED'} {name} ({result.seconds:.1f} s)", flush=True)
    return result


def main() -> int:
    wanted = sys.argv[1:] or list(CHECKS)
    with ThreadPoolExecutor(max_workers=2) as pool:
        results = list(pool.map(judge, wanted))
    failed = [result for result in results if not result.passed]
    for result in failed:
        print(f"\n--- {result.name} ---\n{result.output}")
    print(f"\n{len(results) - len(failed)} checks passed, {len(failed)} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
