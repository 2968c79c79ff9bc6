"""`python -m tests.packages FOLDER`: every package, and in FOLDER/refused what must be refused."""

import sys
from pathlib import Path

from tests.packages import bad, write_to


def main(folder: Path) -> None:
    refused = folder / "refused"
    refused.mkdir(parents=True, exist_ok=True)
    for name in bad.NAMES:
        (refused / name).write_bytes(bad.build(name))
    for path in (*write_to(folder), refused):
        sys.stdout.write(f"{path}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
