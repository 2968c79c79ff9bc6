"""What invented founders choose, sort, reckon and believe."""

from __future__ import annotations

import random
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from courses.activities.base import keyed

Payload = dict[str, Any]
Answering = Callable[[random.Random, Any], Payload]


def card_sort(lot: random.Random, block: Any) -> Payload:
    """Keep about as many as advised in the first pile; leave a card aside now and then."""
    cards, piles = keyed(block["cards"]), [key for key, _name in keyed(block["piles"])]
    kept = lot.sample(range(len(cards)), min(len(cards), block["keep"] or 4))
    return {
        f"card-{key}": piles[0] if rank in kept else lot.choice(piles[1:])
        for rank, (key, _card) in enumerate(cards)
        if rank in kept or lot.random() < 0.9
    }


def ordering(lot: random.Random, block: Any) -> Payload:
    """Two neighbours changed places, or none."""
    order = [key for key, _item in keyed(block["items"])]
    if lot.random() < 0.6:
        at = lot.randrange(len(order) - 1)
        order[at : at + 2] = reversed(order[at : at + 2])
    return {"item": order}


def matching(lot: random.Random, block: Any) -> Payload:
    keys = [key for key, _pair in keyed(block["pairs"])]
    return {f"pair-{key}": key if lot.random() < 0.8 else lot.choice(keys) for key in keys}


def numeric(lot: random.Random, block: Any) -> Payload:
    right = Decimal(block["answer"])
    found = right if lot.random() < 0.7 else right * Decimal(lot.choice(["0.5", "2"]))
    return {"number": f"{found:.2f}".replace(".", ",")}


def beliefs(lot: random.Random, block: Any) -> Payload:
    views = ["true", "false", "unsure"]
    return {
        f"belief-{key}": lot.choice([str(bool(each["correct"])).lower(), lot.choice(views)])
        for key, each in keyed(block["beliefs"])
    }


def poll(lot: random.Random, block: Any) -> Payload:
    """Most people are in the middle."""
    keys = [key for key, _text in keyed(block["choices"])]
    middle = [min(rank + 1, len(keys) - rank) for rank in range(len(keys))]
    return {"choice": lot.choices(keys, weights=middle)}


ANSWERING: dict[str, Answering] = {
    "card_sort": card_sort,
    "ordering": ordering,
    "matching": matching,
    "numeric": numeric,
    "beliefs": beliefs,
    "poll": poll,
}
