"""How one thing is measured."""

import json
import subprocess
import sys

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.models import User
from tests.bench.scenarios import Scenario
from tests.bench.server import ROOT, cpu_seconds

CLIENTS = 8
WARM_UP_SECONDS = 1.0
TRANSACTION = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")


def run_clients(port: int, requests: list[str], seconds: float, clients: int = CLIENTS) -> dict:
    task = {"port": port, "seconds": seconds, "clients": clients, "requests": requests}
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.load"],
        cwd=ROOT,
        input=json.dumps(task),
        text=True,
        capture_output=True,
        check=True,
    )
    return json.loads(done.stdout)


def measure(
    scenario: Scenario, port: int, pid: int, seconds: float, clients: int = CLIENTS
) -> dict:
    """Return requests/s, latencies, processor time of the web processes, statuses but 2xx."""
    run_clients(port, scenario.requests[: scenario.warm], WARM_UP_SECONDS, clients)
    before = cpu_seconds(pid)
    result = run_clients(port, scenario.requests[scenario.warm :], seconds, clients)
    spent = cpu_seconds(pid) - before
    latencies = sorted(result["latencies"])
    count = len(latencies)
    return {
        "requests_per_s": round(count / result["seconds"], 1),
        "p50_ms": round(latencies[count // 2], 1),
        "p95_ms": round(latencies[int(count * 0.95)], 1),
        "cpu_ms_per_request": round(spent * 1000 / count, 2),
        "unexpected_statuses": {
            code: times for code, times in result["statuses"].items() if code[0] != "2"
        },
    }


def count_queries(user: User, path: str, data: dict[str, str] | None = None) -> int:
    """Return how many queries one request takes, the second time it is asked."""
    client = Client(headers={"host": "127.0.0.1", "accept": "application/json"})
    client.force_login(user)

    def act(statement: str) -> None:
        sent = data and data | {"statement_id": statement}
        response = client.post(path, sent) if sent else client.get(path)
        assert response.status_code < 300, (path, response.status_code)

    act("00000000-0000-4000-8000-000000000001")
    with CaptureQueriesContext(connection) as captured:
        act("00000000-0000-4000-8000-000000000002")
    return len([q for q in captured.captured_queries if not q["sql"].startswith(TRANSACTION)])
