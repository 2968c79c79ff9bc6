"""`python -m tests.packages FOLDER`: every package, and in FOLDER/refused what must be refused."""

import sys
from pathlib import Path

from tests.packages import write_to

if __name__ == "__main__":
    for path in write_to(Path(sys.argv[1])):
        sys.stdout.write(f"{path} ({path.stat().st_size} bytes)\n")
