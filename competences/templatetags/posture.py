"""What the preview of a posture test shows."""

from django import template

from competences.models import PostureTest
from competences.posture import Question, questions_of

register = template.Library()


@register.simple_tag
def posture_questions(test: PostureTest) -> list[Question]:
    return questions_of(test)
