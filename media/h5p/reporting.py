"""Which content types say by themselves that they were done, as far as anybody has seen."""

from typing import Literal

from media.h5p.names import LibraryName

Reports = Literal["yes", "no", "unknown"]

# They send `completed` or `answered` of their own, or `consumed` for Accordion.
_REPORTING = frozenset(
    [
        "Accordion", "ArithmeticQuiz", "Blanks", "BranchingScenario", "CoursePresentation",
        "Crossword", "Dictation", "DragQuestion", "DragText", "Essay", "FindTheWords",
        "Flashcards", "ImageHotspotQuestion", "ImageMultipleHotspotQuestion", "ImagePair",
        "ImageSequencing", "InteractiveBook", "InteractiveVideo", "MarkTheWords", "MemoryGame",
        "MultiChoice", "MultiMediaChoice", "OpenEndedQuestion", "PersonalityQuiz", "QuestionSet",
        "Questionnaire", "SimpleMultiChoice", "SingleChoiceSet", "SortParagraphs", "SpeakTheWords",
        "SpeakTheWordsSet", "Summary", "TrueFalse",
    ]
)  # fmt: skip
_SILENT = frozenset(
    [
        "AdvancedText", "Chart", "Collage", "Dialogcards", "IFrameEmbed", "Image", "ImageHotspots",
        "ImageJuxtaposition", "ImpressPresentation", "Link", "Nil", "Table", "Text", "Timeline",
        "TwitterUserFeed",
    ]
)  # fmt: skip
# They end without a score: there is nothing to be right about.
_WITHOUT_SCORE = frozenset(
    ["Accordion", "OpenEndedQuestion", "PersonalityQuiz", "Questionnaire", "SimpleMultiChoice"]
)


def reports_completion(main_library: LibraryName | str) -> Reports:
    """Say whether content of that library tells when it is done: those that do not are *viewed*.

    A machine name will do, with or without its version.
    """
    short = _short_name(main_library)
    return "yes" if short in _REPORTING else "no" if short in _SILENT else "unknown"


def gives_score(main_library: LibraryName | str) -> Reports:
    """Say whether content of that library ends with a score, which *passed* is judged by."""
    short = _short_name(main_library)
    if short in _SILENT or short in _WITHOUT_SCORE:
        return "no"
    return "yes" if short in _REPORTING else "unknown"


def _short_name(main_library: LibraryName | str) -> str:
    """Return the name after « H5P. »; "" for what somebody else wrote."""
    vendor, _dot, short = str(main_library).partition(" ")[0].partition(".")
    return short if vendor == "H5P" else ""
