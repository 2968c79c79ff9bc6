"""What a SCO sends while it is played: many founders at once, each her own attempt."""

import json
import uuid
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from learners.models import Attempt
from learners.runtime.tokens import runtime_token
from tests.bench import packages
from tests.bench.measuring import TRANSACTION, measure as measure_scenario
from tests.bench.scenarios import Scenario
from tests.packages import build

CLIENTS = 16
SENDINGS = 20_000
WARM = CLIENTS * 100
RATE, P95 = 500, 30
LONGEST_SHOWN = 150
NAME = f"commit, {CLIENTS} clients"


def prepare() -> list[Attempt]:
    package = packages.bring(build("single-sco-12"), "devis.zip")
    return [packages.use_of(package).attempt() for _client in range(CLIENTS)]


def measure(attempts: list[Attempt], port: int, pid: int, seconds: float) -> packages.Row:
    """Measure sendings that decide nothing: nine in ten of them."""
    scenario = _scenario(attempts, port)
    figures = measure_scenario(scenario, port, pid, seconds, clients=CLIENTS)
    queries = _queries(attempts[0])
    met = figures["requests_per_s"] >= RATE and figures["p95_ms"] <= P95
    return {
        "what": NAME,
        "founders": CLIENTS,
        **figures,
        "queries": len(queries),
        "sql": queries,
        "target": f"≥ {RATE}/s, p95 ≤ {P95} ms: {'met' if met else 'MISSED'}",
    }


def _scenario(attempts: list[Attempt], port: int) -> Scenario:
    sent = [
        _request(attempts[number % CLIENTS], number // CLIENTS + 1, port)
        for number in range(SENDINGS)
    ]
    return Scenario(NAME, attempts[0].enrolment.learner, "", sent, warm=WARM)


def _request(attempt: Attempt, number: int, port: int) -> str:
    body = body_of(attempt, number)
    head = [
        f"POST {_path(attempt)} HTTP/1.1",
        f"Host: {_host(attempt)}",
        "Accept-Encoding: gzip, br",
        "Content-Type: text/plain",
        f"Content-Length: {len(body)}",
    ]
    return "\r\n".join(head) + "\r\n\r\n" + body


def _path(attempt: Attempt) -> str:
    return f"/r/{runtime_token(attempt, at=timezone.now())}/commit"


def _host(attempt: Attempt) -> str:
    return f"{attempt.version.label}.{settings.CONTENT_HOST}"


def body_of(attempt: Attempt, number: int) -> str:
    """Return what a page of a quiz sends: its place, what it keeps, the answers so far."""
    values: dict[str, Any] = {
        "cmi.core.lesson_status": "incomplete",
        "cmi.core.lesson_location": str(number),
        "cmi.core.exit": "suspend",
        "cmi.core.session_time": f"00:{number // 60 % 60:02}:{number % 60:02}",
        "cmi.suspend_data": f"{number}|" + "v2;0:1;a3f;" * 60,
    }
    for rank in range(3):
        values |= {
            f"cmi.interactions.{rank}.{name}": said
            for name, said in {
                "id": f"question-{rank}",
                "type": "choice",
                "student_response": "b",
                "correct_responses.0.pattern": "b",
                "result": "correct",
                "weighting": "1",
                "latency": "0000:00:12.50",
            }.items()
        }
    [part] = attempt.version.items
    return json.dumps(
        {
            "sequence": number,
            "item": part["id"],
            "session": str(uuid.uuid5(attempt.uuid, "session")),
            "values": values,
            "final": False,
        }
    )


def _queries(attempt: Attempt) -> list[str]:
    """Return the queries of one sending, in this process once it is warm."""
    client, path, host = Client(), _path(attempt), _host(attempt)

    def act(number: int) -> None:
        body = body_of(attempt, number)
        answer = client.post(path, body, content_type="text/plain", headers={"host": host})
        assert answer.status_code == 200, answer.content

    act(SENDINGS + 1)
    with CaptureQueriesContext(connection) as captured:
        act(SENDINGS + 2)
    said = [query["sql"] for query in captured.captured_queries]
    return [sql[:LONGEST_SHOWN] for sql in said if not sql.startswith(TRANSACTION)]
