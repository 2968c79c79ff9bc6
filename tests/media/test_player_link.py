"""The line of a player to the house, against a house that keeps the greatest sequence."""

from django.conf import settings

from tests.node import run_module

LINK = settings.BASE_DIR / "media" / "static" / "media" / "player" / "link.js"
HOUSE = """
import { readFileSync } from "node:fs";
import vm from "node:vm";
const { source, above } = JSON.parse(readFileSync(0));
const row = { sequence: above, n: "other" };
const requests = [];
const said = [];
const held = []; // answers that wait, when `isSlow`
let isSlow = false;
function take({ sequence, n }) {
  requests.push(sequence);
  const isStale = sequence < row.sequence;
  if (!isStale) Object.assign(row, { sequence, n });
  const data = { code: isStale ? "stale" : "", sequence: row.sequence };
  return { status: isStale ? 409 : 200, json: async () => data, headers: { get: () => null } };
}
async function fetch(_address, { body }) {
  const sent = JSON.parse(body);
  if (!isSlow) return take(sent);
  return new Promise((done) => held.push(() => done(take(sent))));
}
const window = { parent: { postMessage: (message) => said.push(message) }, addEventListener() {} };
const world = {
  window, fetch, Blob, AbortSignal: {}, setInterval() {}, setTimeout() {}, clearTimeout() {},
  Request: { prototype: { keepalive: true } }, navigator: { onLine: true },
};
vm.createContext(world);
vm.runInContext(`${source}
Date.now = () => 1_000; Math.random = () => 0; globalThis.PalierLink = PalierLink;`, world);
const told = [];
const open = () => world.PalierLink.open({
  attempt: "a", token: "t", app: "https://palier.example",
  told: { saved: (_data, entry) => told.push(entry.act) },
});
const settle = () => new Promise((done) => setImmediate(done));
const commit = (link, n, options) =>
  link.send("commit", (sequence) => JSON.stringify({ sequence, n }), options);
"""


def played(scene: str, *, above: int = 0):
    """Play `scene`; the house holds what another device sent under the number `above`."""
    return run_module(HOUSE + scene, {"source": LINK.read_text(), "above": above})


class TestSequence:
    def test_differs_between_tabs_of_the_same_instant(self):
        numbers = played("""
        const first = open(), second = open();
        const mine = [first.sequence(), first.sequence()];
        vm.runInContext("Math.random = () => 0.99", world);
        console.log(JSON.stringify([...mine, second.sequence(), second.sequence()]));
        """)

        assert numbers == [8000, 8001, 8007, 8008]


class TestStale:
    def test_is_sent_again_above_the_device_that_was_ahead(self):
        found = played(
            """
            const link = open();
            const acts = [];
            for (const n of [1, 2]) {
              acts.push(commit(link, n, { part: "x s" }));
              await settle();
            }
            console.log(JSON.stringify({ row, requests, acts, told, left: link.pending }));
            """,
            above=9_000,
        )

        assert found == {
            "row": {"sequence": 9_002, "n": 2},
            "requests": [8_000, 9_001, 9_002],
            "acts": [8_000, 9_002],
            "told": [8_000, 9_002],
            "left": 0,
        }

    def test_is_left_where_she_went_on_since(self):
        found = played("""
        const link = open();
        isSlow = true;
        commit(link, "before", { part: "x first" });
        commit(link, "after", { part: "x second" });
        link.leave();
        await settle();
        isSlow = false;
        for (const answer of held.reverse()) answer();
        await settle();
        console.log(JSON.stringify({ row, requests, left: link.pending }));
        """)

        assert found["row"] == {"sequence": 8_001, "n": "after"}
        assert found["requests"] == [8_001, 8_000]
        assert found["left"] == 0

    def test_is_left_where_it_is_no_part(self):
        found = played(
            """
            const link = open();
            commit(link, 1);
            await settle();
            console.log(JSON.stringify({ row, requests, next: link.sequence() }));
            """,
            above=9_000,
        )

        assert found == {
            "row": {"sequence": 9_000, "n": "other"},
            "requests": [8_000],
            "next": 9_001,
        }
