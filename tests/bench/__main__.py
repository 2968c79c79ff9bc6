"""`make bench`: prints figures as a table, then as JSON lines. Traffic stays on loopback.

It starts the production set-up (PostgreSQL, Redis, two web processes) with one organisation of
100, 1,000 and 5,000 founders on a path of 60 modules, 60 % done, and eight clients.
`BENCH_ONLY=packages` measures the packages made elsewhere alone.
"""

import json
import os
import secrets
import tempfile
import time
from urllib.parse import urlsplit

import psycopg

from tests.bench.server import free_port, production

DATABASE_URL = os.environ.get(
    "BENCH_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/palier_bench"
)
REDIS_URL = os.environ.get("BENCH_REDIS_URL", "redis://127.0.0.1:6379/5")
SIZES = [int(size) for size in os.environ.get("BENCH_SIZES", "100,1000,5000").split(",")]
ONLY = os.environ.get("BENCH_ONLY", "")
SECONDS = float(os.environ.get("BENCH_SECONDS", "6"))
TARGETS = {  # requests a second, and p95 in ms, for 1,000 founders
    "path page, 60 modules": (140, None),
    "founder's home": (260, None),
    "answer autosave": (600, 25),
    "cohort page by activity": (100, 100),
    "positioning card, 40 cards": (100, 100),
    "picture of 40 competences": (60, 150),
    "passport, 16 competences": (40, 250),
    "notebook of 36 modules": (15, 600),
    "matrix, 40 x 60": (15, 500),
}
EXPORT_TARGETS = {1000: 0.2, 5000: 1.0}
PAGE_KB, PAGE_QUERIES = 60, 12
MOST_MB = 150
"""Of memory, to compute again what competences come to."""
COLUMNS = ["requests_per_s", "p50_ms", "p95_ms", "cpu_ms_per_request", "queries"]


def prepare_database() -> None:
    parts = urlsplit(DATABASE_URL)
    name = parts.path.lstrip("/")
    admin = parts._replace(path="/postgres", scheme="postgresql").geturl()
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}"')


def configure(port: int, folder: str) -> None:
    """Set what production sets, before the settings are read."""
    os.environ |= {
        "DATABASE_URL": DATABASE_URL,
        "REDIS_URL": REDIS_URL,
        "CELERY_BROKER_URL": REDIS_URL,
        "SECRET_KEY": secrets.token_urlsafe(48),
        # Packages are played from hosts under this name; browsers know it is this machine.
        "BASE_URL": f"http://palier.localhost:{port}",
        "ALLOWED_HOSTS": "127.0.0.1,palier.localhost",
        "PALIER_VAR_DIR": folder,
        "PALIER_ENV_FILE": os.devnull,
        "LOG_LEVEL": "WARNING",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    for name in ("PALIER_DEMO", "DEBUG", "CONTENT_HOST"):
        os.environ.pop(name, None)


def main() -> None:
    started = time.perf_counter()
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="palier-bench-") as folder:
        prepare_database()
        configure(port, folder)
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        call_command("collectstatic", verbosity=0, interactive=False)
        rows = [] if ONLY else run(port)
        rows += measure_packages(port, SECONDS)
    report(rows)
    print(f"\n{time.perf_counter() - started:.0f} s in all.")


def run(port: int) -> list[dict]:
    from django.core.cache import cache
    from django.db import connection

    from tests.bench import data, measuring, pages, recomputation, scenarios

    cache.clear()
    world = data.build_world()
    rows: list[dict] = []
    for size in SIZES:
        data.add_founders(world, size)
        connection.cursor().execute("ANALYZE")
        found = scenarios.build(world, port)
        queries = {
            each.name: measuring.count_queries(each.user, each.path, each.data) for each in found
        }
        with production(port) as pid:
            if size == SIZES[0]:
                rows += pages.weigh(world, port)
            for each in found:
                figures = measuring.measure(each, port, pid, SECONDS)
                row = {"what": each.name, "founders": size, **figures}
                rows.append(row | {"queries": queries[each.name]})
            rows.append(scenarios.export(world, port, pid, size))
    return rows + recomputation.measure()


def measure_packages(port: int, seconds: float) -> list[dict]:
    from tests.bench import packages

    return packages.measure(port, seconds)


def report(rows: list[dict]) -> None:
    for row in rows:
        if "target" not in row:
            row["target"] = verdict(row)
    print(
        f"\n{'what':<28}{'founders':>9}{'req/s':>8}{'p50 ms':>8}{'p95 ms':>8}{'CPU ms':>8}", end=""
    )
    print(f"{'queries':>9}  target (for 1,000 founders)")
    for row in (each for each in rows if "requests_per_s" in each):
        cells = "".join(f"{row[name]:>8}" for name in COLUMNS)
        print(f"{row['what']:<28}{row['founders']:>9}{cells}   {row['target']}", end="")
        print(f"  {row['unexpected_statuses'] or ''}")
    print()
    for row in (each for each in rows if "requests_per_s" not in each):
        print("  ".join(f"{key}: {value}" for key, value in row.items() if value != ""))
    print()
    for row in rows:
        print(json.dumps(row, ensure_ascii=False))


def verdict(row: dict) -> str:
    """Return what was wanted and whether it holds; nothing where no target was set."""
    if "first visit" in row["what"]:
        met = row["kB"] <= PAGE_KB and row["queries"] <= PAGE_QUERIES and not row["other_origins"]
        return _say(f"≤ {PAGE_KB} kB, ≤ {PAGE_QUERIES} queries, one origin", met)
    if row["what"] == "CSV of all progress":
        limit = EXPORT_TARGETS.get(row["founders"])
        return _say(f"≤ {limit} s", row["seconds"] <= limit) if limit else ""
    if "memory_MB" in row:
        return _say(f"≤ {MOST_MB} MB", row["memory_MB"] <= MOST_MB and not row["exit"])
    if row["founders"] != 1000:
        return ""
    rate, p95 = TARGETS[row["what"]]
    met = row["requests_per_s"] >= rate and (p95 is None or row["p95_ms"] <= p95)
    return _say(f"≥ {rate}/s" + (f", p95 ≤ {p95} ms" if p95 else ""), met)


def _say(wanted: str, met: bool) -> str:
    return f"{wanted}: {'met' if met else 'MISSED'}"


if __name__ == "__main__":
    main()
