"""What authors may not publish of the activities where one chooses, sorts, matches or reckons."""

from decimal import Decimal

import pytest

from courses.blocks import ModuleBody
from tests.courses.choices import CHOICES

KINDS = tuple(CHOICES)


def pairs(lefts: str, rights: str) -> list[dict]:
    return [{"left": left, "right": right} for left, right in zip(lefts, rights, strict=True)]


def plain(kind: str) -> dict:
    """Return the lists of an activity as files hold them, without ids."""
    return {
        name: [item["value"] for item in value]
        for name, value in CHOICES[kind].items()
        if isinstance(value, list)
    }


class TestBlocks:
    """What authors may not publish; a draft waits."""

    def refused(self, kind: str, **change) -> dict:
        block = ModuleBody().child_blocks[kind]
        return block.check_whole({**CHOICES[kind], **plain(kind), **change})

    @pytest.mark.parametrize("kind", KINDS)
    def test_are_whole_as_they_are(self, kind):
        assert self.refused(kind) == {}

    @pytest.mark.parametrize(
        ("kind", "change", "field"),
        [
            ("card_sort", {"piles": ["Oui", "oui "]}, "piles"),
            ("card_sort", {"cards": [{"text": "A"}, {"text": "a"}, {"text": "B"}]}, "cards"),
            ("card_sort", {"keep": 4}, "keep"),
            ("ordering", {"items": [{"text": "A"}, {"text": " a"}, {"text": "B"}]}, "items"),
            ("matching", {"pairs": pairs("ab", "xy") + pairs("A", "z")}, "pairs"),
            ("matching", {"pairs": pairs("ab", "xX")}, "pairs"),
            ("numeric", {"tolerance": Decimal(18)}, "tolerance"),
            ("beliefs", {"beliefs": [{"statement": "A"}, {"statement": "A"}]}, "beliefs"),
            ("poll", {"choices": ["Oui", "OUI"]}, "choices"),
        ],
    )
    def test_refuse_what_cannot_teach(self, kind, change, field):
        assert list(self.refused(kind, **change)) == [field]
