"""How far an import is: a few updates of its row, for whoever watches."""

from media.models import PackageImport

# Where each part of the work ends, in percent.
HASHED, SURVEYED, STORED = 10, 40, 95
STEP = 10


class Watch:
    """Counts bytes, and writes to the row each time that ten percent were gained."""

    def __init__(self, package_import: PackageImport) -> None:
        self.row = package_import
        self._done = 0
        self._total = max(package_import.size, 1)
        self._from, self._to = 0, HASHED
        self._shown = -STEP
        self._show(PackageImport.Status.READING, 0)

    def hashed(self, count: int) -> None:
        self._add(count)

    def surveying(self, total: int) -> None:
        self._begin(PackageImport.Status.READING, HASHED, SURVEYED, total)

    def storing(self, total: int) -> None:
        self._begin(PackageImport.Status.STORING, SURVEYED, STORED, total)

    def add(self, count: int) -> None:
        self._add(count)

    def _begin(self, status: PackageImport.Status, start: int, end: int, total: int) -> None:
        self._done, self._total = 0, max(total, 1)
        self._from, self._to = start, end
        self._show(status, start)

    def _add(self, count: int) -> None:
        self._done += count
        share = min(self._done / self._total, 1)
        percent = self._from + int(share * (self._to - self._from))
        if percent >= self._shown + STEP:
            self._show(PackageImport.Status(self.row.status), percent)

    def _show(self, status: PackageImport.Status, percent: int) -> None:
        self._shown = percent
        self.row.status, self.row.percent = status, percent
        self.row.save(update_fields=["status", "percent"])
