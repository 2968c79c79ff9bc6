"""The passport on paper: PDF/UA, to give, to send, to keep."""

import json
from typing import Any

from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _

from core.printing import CONTROLS, render_pdf
from learners.passport import PassportPage, Skill


def passport_pdf(page: PassportPage) -> bytes:
    title = _("Passeport de compétences de %(name)s") % {"name": page.learner}
    day = format_date(timezone.localdate(), "j F Y")
    content = {
        "kicker": _("Passeport de compétences"),
        "name": _plain(str(page.learner)),
        "introduction": _plain(page.introduction),
        "now": _("Ce que je sais faire maintenant"),
        "shown": _("Comment je l'ai montré"),
        "confirmed": _("Qui le confirme"),
        "skills": [_skill(each) for each in page.skills],
        "badges_title": _("Mes badges"),
        "badges": [
            {"name": _plain(each.badge.achievement.name), "url": each.url} for each in page.badges
        ],
        "nothing": _("Rien n'est encore choisi."),
        "foot": _("Choisi par %(name)s, imprimé le %(day)s.")
        % {"name": _plain(page.learner.first_name), "day": day},
        "note": _(
            "Ce passeport dit ce que la personne a choisi de montrer. Ce n'est ni un diplôme ni une"
            " certification enregistrée."
        ),
    }
    return render_pdf(
        "learners/typst/passport.typ",
        title=title,
        data={"passport": json.dumps(content, ensure_ascii=False)},
    )


def _skill(skill: Skill) -> dict[str, Any]:
    return {
        "statement": _plain(skill.competence.statement),
        "level": _plain(skill.level),
        "words": _plain(skill.words),
        "evidence": [
            {"title": _plain(each.title), "words": _plain(each.words)} for each in skill.evidence
        ],
        "confirmations": [
            {
                "who": _plain(", ".join(filter(None, [each.author_name, each.author_title]))),
                "level": _plain(each.level.label),
                "day": format_date(timezone.localtime(each.assessed_at), "F Y"),
            }
            for each in skill.confirmations
        ],
    }


def _plain(text: str) -> str:
    return CONTROLS.sub("", text)
