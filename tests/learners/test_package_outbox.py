"""What a device kept, given back: what cannot go now holds back nothing else, and goes later."""

import pytest
from django.conf import settings

from tests.node import run_module

OUTBOX = settings.BASE_DIR / "learners" / "static" / "learners" / "js" / "package-outbox.js"
PAGE = """
import { readFileSync } from "node:fs";
const { source, given } = JSON.parse(readFileSync(0));
globalThis.addEventListener = () => {};
globalThis.document = { addEventListener() {}, querySelector: () => null };
// Never later by itself: what is tried again is asked for.
globalThis.setTimeout = () => 0;
const { Replay } = await import(`data:text/javascript,${encodeURIComponent(source)}`);
let kept = ["a", "b"].map((attempt) => ({ attempt, sequence: 1, url: "/", route: "x", body: "" }));
const outbox = {
  all: async () => kept,
  remove: async (entries) => { kept = kept.filter((each) => !entries.includes(each)); },
};
const asked = [], refused = [], failed = [];
const replay = new Replay(outbox, {
  refused: (entry) => refused.push(entry.attempt), failed: (isOut) => failed.push(isOut),
});
"""


def played(scene: str, given=None):
    return run_module(PAGE + scene, {"source": OUTBOX.read_text(), "given": given})


class TestReplay:
    def test_tries_again_what_failed_and_not_what_is_of_no_path(self):
        found = played("""
        const statuses = [500, 200];
        globalThis.fetch = async (_url, { body }) => {
          const { attempt } = JSON.parse(body);
          asked.push(attempt);
          if (attempt === "b") return new Response("", { status: 404 });
          return Response.json({ results: [{ sequence: 1, status: statuses.shift() }] });
        };
        await replay.drain();
        await replay.drain();
        const before = [...asked];
        await replay.soon();
        console.log(JSON.stringify({ before, asked, left: kept.map(({ attempt }) => attempt) }));
        """)

        assert found == {"before": ["a", "b"], "asked": ["a", "b", "a"], "left": ["b"]}

    @pytest.mark.parametrize(
        ("status", "refused", "failed", "left"),
        [(413, ["a", "b"], [], 0), (200, [], [False], 2), (502, [], [False], 2)],
    )
    def test_takes_a_page_for_an_answer(self, status, refused, failed, left):
        found = played(
            """
            globalThis.fetch = async () => new Response("<p>Non</p>", { status: given });
            await replay.drain();
            console.log(JSON.stringify({ refused, failed, left: kept.length }));
            """,
            status,
        )

        assert found == {"refused": refused, "failed": failed, "left": left}
