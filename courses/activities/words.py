"""An activity named in words, for those who choose it."""

from django.utils.text import Truncator

from courses.activities.lookup import Activity

NAMED_BY = ("title", "label", "question", "statement", "intro")
LONGEST = 70


def activity_words(activity: Activity) -> str:
    """Return « Question à choix : Que couvre le prix ? », from whatever its block is named by."""
    block = activity.block
    kind = str(getattr(getattr(block, "block", None), "label", "") or activity.kind)
    name = next((str(block[key]) for key in NAMED_BY if block.get(key)), "")
    return f"{kind} : {Truncator(name).chars(LONGEST)}" if name else kind
