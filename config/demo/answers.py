"""The words that invented founders leave in each activity."""

from __future__ import annotations

import random
import unicodedata
import uuid
from typing import Any

from config.demo.choices import ANSWERING
from config.demo.works import WORKS
from config.demo.world import read
from courses.activities.base import keyed
from courses.activities.lookup import Activity

TEXTS = read("projects")


def plain(text: str) -> str:
    """Return `text` without accents or capitals, to look words up in it."""
    decomposed = unicodedata.normalize("NFKD", text.lower())
    return "".join(each for each in decomposed if not unicodedata.combining(each))


class Voice:
    """How one founder answers: always the same for the same seed."""

    def __init__(self, project: int, seed: str) -> None:
        self.project = TEXTS["projects"][project]
        self.random = random.Random(seed)  # noqa: S311 - invented words, not secrets

    def answer(self, activity: Activity) -> dict[str, Any]:
        """Return a payload such as the form of `activity` would send."""
        if activity.kind in ANSWERING:
            return ANSWERING[activity.kind](self.random, activity.block)
        if activity.kind in WORKS:
            return WORKS[activity.kind](self, activity.block)
        answers = {
            "quiz": self._quiz,
            "reflection": self._reflection,
            "checklist": self._checklist,
            "scale": self._scale,
            "survey": self._survey,
            "break_even": self._break_even,
        }
        return answers[activity.kind](activity.block)

    def say(self, question: str) -> str:
        asked = plain(question)
        theme = next(
            (name for name, words in TEXTS["themes"] if any(plain(w) in asked for w in words)),
            "other",
        )
        return self._fill(self.random.choice(TEXTS["words"][theme]))

    def _fill(self, sentence: str) -> str:
        words = dict(self.project)
        words |= {key.capitalize(): words[key][:1].upper() + words[key][1:] for key in self.project}
        words["sentence_low"] = words["sentence"][:1].lower() + words["sentence"][1:]
        return sentence.format(**words)

    def _quiz(self, block: Any) -> dict[str, Any]:
        answers = keyed(block["answers"])
        right = [key for key, answer in answers if answer["correct"]]
        if block["multiple"]:
            return {"choice": right[: self.random.choice([1, len(right), len(right)])]}
        wrong = [key for key, answer in answers if not answer["correct"]]
        return {"choice": right[:1] if self.random.random() < 0.75 else wrong[:1] or right[:1]}

    def _reflection(self, block: Any) -> dict[str, Any]:
        return {"text": self.say(f"{block['label']} {block['question']}")}

    def _checklist(self, block: Any) -> dict[str, Any]:
        return {"item": [key for key, _i in keyed(block["items"]) if self.random.random() < 0.65]}

    def _scale(self, block: Any) -> dict[str, Any]:
        return {"step": str(self.random.randint(2, block["steps"]))}

    def _survey(self, block: Any) -> dict[str, Any]:
        payload: dict[str, Any] = {"entry": []}
        for _number in range(self.random.randint(1, block["minimum"])):
            entry = str(uuid.UUID(int=self.random.getrandbits(128), version=4))
            payload["entry"].append(entry)
            for key, wanted in keyed(block["fields"]):
                payload[f"field-{entry}-{key}"] = self._sheet(wanted["label"])
        return payload

    def _sheet(self, label: str) -> str:
        asked = plain(label)
        if any(word in asked for word in ("qui", "prenom", "personne", "metier")):
            people = [
                "Une commerçante",
                "Un artisan retraité",
                self.project["helper"],
                "Une voisine",
            ]
            return str(self.random.choice(people))
        if any(word in asked for word in ("ou ", "lieu", "endroit")):
            return str(self.project["place"])
        return self.say(label)

    def _break_even(self, _block: Any) -> dict[str, Any]:
        return {
            "price": self.project["price"],
            "variable_cost": self.project["variable"],
            "fixed_costs": self.project["fixed"],
        }
