"""Blocks of the activities where one chooses, puts in order, counts or answers with others."""

import uuid
from typing import Any


def items(first: int, values: list) -> list[dict]:
    """Return a ListBlock value; the ids count from `first`."""
    return [
        {"type": "item", "id": str(uuid.UUID(int=first + rank)), "value": value}
        for rank, value in enumerate(values)
    ]


CHOICES: dict[str, dict[str, Any]] = {
    "card_sort": {
        "title": "Ce qui compte",
        "intro": "Rangez vos cartes.",
        "piles": items(100, ["Pour moi", "Un peu", "Pas pour moi"]),
        "keep": 1,
        "cards": items(
            110,
            [
                {"text": "Être libre", "help": "Choisir mes horaires"},
                {"text": "Gagner ma vie", "help": ""},
                {"text": "Être utile", "help": ""},
                {"text": "Voir du monde", "help": ""},
            ],
        ),
    },
    "ordering": {
        "question": "Dans quel ordre mener une enquête ?",
        "help": "",
        "items": items(
            120,
            [
                {"text": "Choisir qui rencontrer", "feedback": "Sans nom, pas d'appel."},
                {"text": "Écrire ses questions", "feedback": "Avant d'appeler."},
                {"text": "Appeler", "feedback": "Quand on sait quoi demander."},
                {"text": "Remercier", "feedback": "Le lendemain."},
            ],
        ),
        "explanation": "On peut revenir en arrière.",
    },
    "matching": {
        "question": "Quel mot va avec quoi ?",
        "help": "",
        "pairs": items(
            130,
            [
                {"left": "Un devis", "right": "Avant le travail", "feedback": "Il se signe."},
                {"left": "Une facture", "right": "Après le travail", "feedback": ""},
                {"left": "Un acompte", "right": "À la commande", "feedback": ""},
            ],
        ),
        "explanation": "Trois papiers, trois moments.",
    },
    "numeric": {
        "question": "Une robe coûte 12 € de tissu, et Awa la vend 30 €. Quelle est sa marge ?",
        "unit": "€",
        "answer": "18.00",
        "tolerance": "0.50",
        "too_low": "Le tissu ne se compte qu'une fois.",
        "too_high": "Avez-vous enlevé le tissu ?",
        "explanation": "30 − 12 = 18",
    },
    "beliefs": {
        "title": "Vrai ou faux ?",
        "intro": "",
        "beliefs": items(
            140,
            [
                {
                    "statement": "Il faut de l'argent pour commencer.",
                    "correct": False,
                    "story": "Karim a commencé avec onze vélos de la cave.",
                    "lesson": "On commence avec ce que l'on a.",
                },
                {
                    "statement": "Un mauvais mois arrive à tout le monde.",
                    "correct": True,
                    "story": "En février, Maryse n'a rien vendu.",
                    "lesson": "",
                },
            ],
        ),
    },
    "poll": {
        "question": "Combien d'heures par semaine ?",
        "help": "",
        "multiple": False,
        "choices": items(150, ["Moins de 5", "De 5 à 10", "Plus de 10"]),
        "explanation": "Six vraies heures suffisent pour commencer.",
    },
}
