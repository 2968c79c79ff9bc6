"""How a big package comes in: its speed, and the memory of the worker that reads it.

`python -m tests.bench.package_imports FILE` is that worker; it prints what it took, in JSON.
"""

import io
import json
import os
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

from tests.packages.archive import entry, pack
from tests.packages.scorm import source

MEGABYTES = int(os.environ.get("BENCH_PACKAGE_MB", "1500"))
MOST_MB = 120
CHUNK = 1024 * 1024
VIDEO = "video/conseil.mp4"
# What browsers and importers look at first; the rest is a hole of the disk.
BEGINNING = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom"


class Sparse(io.FileIO):
    """A file whose zeros take no room."""

    def write(self, data: object) -> int:
        taken = bytes(memoryview(data))  # type: ignore[arg-type]  # whatever zipfile writes
        if len(taken) == CHUNK and not taken.strip(b"\0"):
            self.seek(CHUNK, os.SEEK_CUR)
            return CHUNK
        return super().write(taken)


def write_package(path: Path, megabytes: int) -> None:
    """Write a SCO and its video, stored as authoring tools do."""
    small = pack(source("single-sco-12"))
    with Sparse(path, "w+") as file, zipfile.ZipFile(file, "w") as archive:
        with zipfile.ZipFile(io.BytesIO(small)) as model:
            for info in model.infolist():
                archive.writestr(info, model.read(info))
        info = entry(VIDEO)
        info.compress_type = zipfile.ZIP_STORED
        with archive.open(info, "w", force_zip64=True) as video:
            video.write(BEGINNING)
            for _megabyte in range(megabytes):
                video.write(bytes(CHUNK))


def measure() -> list[dict[str, object]]:
    with tempfile.TemporaryDirectory(prefix="palier-bench-package-") as folder:
        path = Path(folder) / "video.zip"
        write_package(path, MEGABYTES)
        # A child by exec: its high-water mark is its own.
        done = subprocess.run(
            [sys.executable, "-m", "tests.bench.package_imports", str(path)],
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode:
        raise RuntimeError(done.stderr)
    figures = json.loads(done.stdout.splitlines()[-1])
    met = figures["memory_MB"] <= MOST_MB and figures["status"] == "done"
    verdict = f"≤ {MOST_MB} MB: {'met' if met else 'MISSED'}"
    return [{"what": f"import of {MEGABYTES} MB", **figures, "target": verdict}]


def worker(path: Path) -> dict[str, object]:
    """Receive the file and import it, as the task of a worker does."""
    import django

    django.setup()
    from django.core.files import File
    from django.utils import timezone

    from config.celery import app
    from media.importing import import_next, receive_upload

    app.finalize()
    at_rest = high_water()
    size = path.stat().st_size
    with path.open("rb") as stream:
        # Within this process too: what keeps an upload must not hold it in memory either.
        received = receive_upload(
            file=File(stream), file_name=path.name, by=None, at=timezone.now(), queue=False
        )
    started, spent = time.perf_counter(), time.process_time()
    while import_next(at=timezone.now()):
        pass
    seconds, cpu = time.perf_counter() - started, time.process_time() - spent
    received.refresh_from_db()
    return {
        "status": received.status,
        "MB": round(size / 1e6, 1),
        "seconds": round(seconds, 1),
        "MB_per_s": round(size / 1e6 / seconds, 1),
        "cpu_seconds": round(cpu, 1),
        "memory_at_rest_MB": at_rest,
        "memory_MB": (most := high_water()),
        "memory_growth_MB": round(most - at_rest, 1),
    }


def high_water() -> float:
    """Return the most memory that this process ever had, in MB."""
    said = Path("/proc/self/status").read_text()
    kibibytes = next(line.split()[1] for line in said.splitlines() if line.startswith("VmHWM:"))
    return round(int(kibibytes) * 1024 / 1e6, 1)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(worker(Path(sys.argv[1]))) + "\n")
