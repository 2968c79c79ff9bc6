"""The framework of a path: beside it in the folder, known here, or told in a few lines."""

from django.utils.translation import gettext as _

from competences.exchange import references
from competences.exchange.case_reading import read_case
from competences.exchange.document import FrameworkDocument
from competences.exchange.problems import FrameworkRefused
from competences.models import Competence, Framework
from courses.exchange import bundle
from courses.exchange.document import FrameworkReference, PathDocument, field_of
from courses.exchange.problems import ExchangeRefused, Problem, Report
from courses.exchange.yamltext import Value


def read_reference(value: Value | None) -> FrameworkReference | None:
    """Read ``slug`` and ``version``; ``title`` and ``competences`` make the short form."""
    if value is None:
        return None
    fields = value.fields()
    reference = FrameworkReference(
        slug=fields.cleaned("slug", field_of(Framework, "slug")),
        version=fields.cleaned("version", field_of(Framework, "version")),
        line=value.line,
    )
    competences = [_brief(item) for item in fields.items("competences", required=False)]
    title = fields.text("title", required=bool(competences))
    fields.close()
    _refuse_twins([code for code, *_words in competences], value)
    if competences:
        reference.document = references.brief_framework(
            slug=reference.slug,
            version=reference.version,
            title=title,
            competences=competences,
        )
    return reference


def _brief(value: Value) -> tuple[str, str, str]:
    fields = value.fields()
    names = ("code", "statement", "formal")
    code, statement, formal = (fields.cleaned(n, field_of(Competence, n)) for n in names)
    fields.close()
    return code, statement, formal


def _refuse_twins(codes: list[str], value: Value) -> None:
    for code in sorted(set(codes)):
        if codes.count(code) > 1:
            value.complain(_("la compétence « %s » est écrite deux fois") % code)


def find_framework(files: bundle.Files, document: PathDocument, report: Report) -> None:
    """Give the path the framework that it names."""
    reference = document.framework
    if reference is None:
        if bundle.FRAMEWORK in files:
            report.add(bundle.FRAMEWORK, 0, _("path.yaml ne nomme pas ce référentiel"))
        return
    if bundle.FRAMEWORK in files:
        reference.document = _beside(files[bundle.FRAMEWORK], reference, report)
    elif reference.document is None:
        reference.document = references.find_framework(
            slug=reference.slug, version=reference.version
        )
        if reference.document is None:
            reason = _(
                "le référentiel « %(slug)s », version %(version)s, n'est pas ici : "
                "ajoutez le fichier framework.json"
            )
            names = {"slug": reference.slug, "version": reference.version}
            report.add(bundle.PATH, reference.line, reason % names)


def _beside(data: bytes, reference: FrameworkReference, report: Report) -> FrameworkDocument | None:
    if reference.document is not None:
        reason = _("le référentiel est dans framework.json : retirez d'ici ses compétences")
        report.add(bundle.PATH, reference.line, reason)
    try:
        document = read_case(data)
    except FrameworkRefused as refused:
        report.problems += as_problems(refused)
        return None
    if (document.slug, document.version) != (reference.slug, reference.version):
        reason = _("framework.json est « %(slug)s », version %(version)s")
        names = {"slug": document.slug, "version": document.version}
        report.add(bundle.PATH, reference.line, reason % names)
    return document


def as_problems(refused: FrameworkRefused) -> list[Problem]:
    return [
        Problem(bundle.FRAMEWORK, each.line, f"{each.path} : {each.reason}".removeprefix(" : "))
        for each in refused.problems
    ]


def refused_framework(refused: FrameworkRefused) -> ExchangeRefused:
    return ExchangeRefused(as_problems(refused))
