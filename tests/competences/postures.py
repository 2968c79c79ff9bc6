"""A posture test, and people who took it."""

from competences.models import PostureRun, PostureTest
from competences.posture import questions_of
from competences.services.posture import answer_question, load_posture_test, start_run
from tests.clock import NOON

PROFILES = ("explorer", "batir", "relier", "tenir")


def posture_test(questions: int = 3, *, live: bool = True) -> PostureTest:
    """Return a test whose questions have one answer for each of the four ways of doing."""
    test, _is_new = load_posture_test(
        data={
            "slug": "ma-facon",
            "title": "Ma façon de faire",
            "intro": "Trois situations.",
            "profiles": [
                {
                    "slug": slug,
                    "title": slug.capitalize(),
                    "sentence": f"Vous aimez {slug}.",
                    "description": f"Ce que c'est que {slug}.",
                    "strengths": [f"La force de {slug}.", "Une autre."],
                    "supports": [f"Ce qui aide à {slug}."],
                    "questions": [f"Que faire de {slug} ?"],
                }
                for slug in PROFILES
            ],
            "questions": [
                {
                    "question": f"Situation {number} ?",
                    "answers": [
                        {"text": f"Réponse {slug} {number}", "profiles": [slug]}
                        for slug in PROFILES
                    ],
                }
                for number in range(1, questions + 1)
            ],
        }
    )
    if not live:
        PostureTest.objects.update(live=False)
        test.refresh_from_db()
    return test


def choose(run: PostureRun, number: int, *slugs: str, at=NOON) -> bool:
    """Choose the answers of `slugs` to one question of a test of `posture_test`."""
    question = questions_of(run.test)[number - 1]
    chosen = [question.choices[PROFILES.index(slug)].id for slug in slugs]
    return answer_question(run=run, question_id=question.id, chosen=chosen, at=at)


def taken_by(learner, *answers: tuple[str, ...], test: PostureTest | None = None) -> PostureRun:
    """Return the run of `learner`, who answered as told, question after question."""
    run = start_run(learner=learner, test=test or posture_test(len(answers)), at=NOON)
    for number, slugs in enumerate(answers, start=1):
        choose(run, number, *slugs)
    run.refresh_from_db()
    return run
