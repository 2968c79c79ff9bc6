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


KEEPING = """
import { readFileSync } from "node:fs";
const { source } = JSON.parse(readFileSync(0));
const { Outbox } = await import(`data:text/javascript,${encodeURIComponent(source)}`);
const awa = new Outbox("awa"), lina = new Outbox("lina");
// Nowhere to keep here: both look into one memory, as two people on one device do.
lina.ready = awa.ready;
const commit = (item, more = {}) => JSON.stringify({ item, session: "s", final: false, ...more });
const put = (outbox, sequence, body, route = "commit") =>
  outbox.put({ attempt: "a", sequence, route, body });
const sequences = async (outbox) => (await outbox.all()).map(({ sequence }) => sequence);
"""


def kept(scene: str):
    return run_module(KEEPING + scene, {"source": OUTBOX.read_text()})


class TestOutbox:
    def test_shows_each_person_her_own_in_the_order_of_her_acts(self):
        found = kept("""
        await put(awa, 2, commit("x", { final: true }));
        await put(lina, 3, commit("x"));
        await put(awa, 1, commit("y"));
        console.log(JSON.stringify([await sequences(awa), await sequences(lina)]));
        """)

        assert found == [[1, 2], [3]]

    def test_leaves_a_snapshot_for_a_later_one_of_the_same_part(self):
        found = kept("""
        await put(awa, 1, commit("x"));
        await put(awa, 2, commit("y"));
        await put(awa, 3, commit("x", { sequencing: {} }));
        await put(awa, 4, commit("x", { session: "t" }));
        await put(awa, 5, commit("x"));
        await put(awa, 6, "data=1", "state/state/0?sequence=6");
        await put(awa, 7, "data=2", "state/state/0?sequence=7");
        console.log(JSON.stringify(await sequences(awa)));
        """)

        assert found == [2, 3, 4, 5, 7]

    def test_makes_room_with_what_counts_least_and_says_so(self):
        found = kept("""
        const said = (verb) => `{"statement":{"verb":{"id":"http://adlnet.gov/verbs/${verb}"}}}`;
        let left = await put(awa, 1, said("answered"), "xapi");
        for (let n = 2; n <= 202; n += 1) left += await put(awa, n, said("interacted"), "xapi");
        const numbers = await sequences(awa);
        console.log(JSON.stringify([left, numbers.length, numbers[0], numbers[1], numbers.at(-1)]));
        """)

        assert found == [2, 200, 1, 4, 202]
