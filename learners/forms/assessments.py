"""Forms by which somebody says what a founder can do."""

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from competences.models import AssessmentRequest, Competence, Level
from learners.assessing import Line
from learners.models import Enrolment
from learners.services.assessments import Said
from learners.services.assessments_asked import Seen

NOT_NOW = ""
LONGEST_COMMENT = 2000


class ViewForm(forms.Form):
    """One competence of one person: a level or none, what was observed, a few words."""

    level = forms.ChoiceField(label=_("Niveau"), widget=forms.RadioSelect, required=False)
    criteria = forms.MultipleChoiceField(
        label=_("Ce que j'ai pu observer"), widget=forms.CheckboxSelectMultiple, required=False
    )
    seen = forms.MultipleChoiceField(
        label=_("Preuves que j'ai regardées"), widget=forms.CheckboxSelectMultiple, required=False
    )
    comment = forms.CharField(
        label=_("En quelques mots"),
        help_text=_("La personne le lira, avec votre nom."),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=LONGEST_COMMENT,
        required=False,
    )

    def __init__(
        self,
        data: Any = None,
        *,
        line: Line,
        said: Any = None,
        nothing: str | Promise = "",
    ) -> None:
        """`said` is what stands in the form: a draft, or an earlier answer."""
        said = said or line.draft
        super().__init__(data, prefix=line.prefix, initial=_initial(line, said))
        self.line = line
        self.has_words = bool(said and (said.criteria or said.comment))
        self.by_level = {str(level.pk): level for level in line.levels}
        levels = [(str(level.pk), level.label) for level in line.levels]
        self._choices("level", [(NOT_NOW, nothing or _("Pas cette fois")), *levels])
        self._choices("criteria", [(str(each.pk), each.text) for each in line.criteria])
        self._choices("seen", [(str(each.uuid), each.title) for each in line.evidence])

    def _choices(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = choices

    @property
    def is_open(self) -> bool:
        """Whether what is folded away is to be looked at."""
        return bool(self.errors) or self.has_words

    @property
    def criteria_by_level(self) -> list[tuple[str, list[Any]]]:
        """Return the boxes to tick, under the level that each observes."""
        boxes = {str(box.data["value"]): box for box in self["criteria"].subwidgets}
        groups: dict[str, list[Any]] = {}
        for each in self.line.criteria:
            groups.setdefault(each.level.label, []).append(boxes[str(each.pk)])
        return list(groups.items())

    def require_level(self) -> None:
        """Words without a level are a draft, not a view."""
        data = self.cleaned_data
        if not data.get("level") and (data.get("criteria") or data.get("comment")):
            self.add_error("level", _("Choisissez un niveau, ou gardez la fiche pour plus tard."))

    @property
    def chosen(self) -> Level | None:
        return self.by_level.get(self.cleaned_data["level"])

    @property
    def observed(self) -> tuple[str, ...]:
        texts = {str(each.pk): each.text for each in self.line.criteria}
        return tuple(texts[key] for key in self.cleaned_data["criteria"])

    @property
    def words(self) -> str:
        return str(self.cleaned_data["comment"]).strip()

    def said(self, enrolment: Enrolment) -> Said:
        titles = {str(each.uuid): each.title for each in self.line.evidence}
        return Said(
            enrolment=enrolment,
            competence=self.line.competence,
            level=self.chosen,
            criteria=self.observed,
            comment=self.words,
            seen=tuple(titles[key] for key in self.cleaned_data["seen"]),
        )

    def answer(self) -> Seen:
        return Seen(self.line.competence, self.chosen, self.observed, self.words)


def _initial(line: Line, said: Any) -> dict[str, Any]:
    if said is None:
        return {"level": NOT_NOW}
    kept = set(said.criteria)
    return {
        "level": str(said.level_id or NOT_NOW),
        "criteria": [str(each.pk) for each in line.criteria if each.text in kept],
        "comment": said.comment,
    }


class SheetForm:
    """Every line of a sheet; valid when each is."""

    def __init__(self, data: Any, lines: list[Line]) -> None:
        self.forms = [ViewForm(data, line=line) for line in lines]
        self.is_bound = data is not None

    def is_valid(self, *, as_draft: bool = False) -> bool:
        if not self.is_bound:
            return False
        valid = [form.is_valid() for form in self.forms]
        if not as_draft:
            for form in self.forms:
                form.require_level()
        return all(valid) and not any(form.errors for form in self.forms)

    @property
    def errors_count(self) -> int:
        return sum(bool(form.errors) for form in self.forms) if self.is_bound else 0

    def said(self) -> list[Said]:
        return [form.said(form.line.enrolment) for form in self.forms if form.line.enrolment]


class OwnViewForm(ViewForm):
    """What she says of herself: a level is the whole answer."""

    def __init__(self, data: Any = None, *, line: Line, said: Any = None) -> None:
        super().__init__(data, line=line, said=said, nothing=_("Je ne sais pas dire"))
        self.fields["comment"].help_text = _("Pour vous, et pour l'équipe qui vous suit.")


class OutsideForm(forms.Form):
    """Who answers, as he names himself."""

    name = forms.CharField(label=_("Votre nom"), max_length=100)
    title = forms.CharField(label=_("Ce que vous faites"), max_length=150, required=False)


class StatementField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # generic in the stubs alone
    """Competences, in her own words."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.statement)


class AskForm(forms.Form):
    """Whom she asks, and about what."""

    kind = forms.ChoiceField(
        label=_("Cette personne est"),
        choices=AssessmentRequest.Kind.choices,
        widget=forms.RadioSelect,
        initial=AssessmentRequest.Kind.PROFESSIONAL,
    )
    name = forms.CharField(label=_("Son prénom et son nom"), max_length=100)
    title = forms.CharField(
        label=_("Ce qu'elle fait"),
        help_text=_("Par exemple : fleuriste au marché, collègue de l'association."),
        max_length=150,
        required=False,
    )
    competences = StatementField(
        label=_("Ce qu'elle vous a vu·e faire"),
        queryset=Competence.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choisissez au moins une phrase.")},
    )
    word = forms.CharField(
        label=_("Un mot pour elle"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        required=False,
    )
    email = forms.EmailField(
        label=_("Son adresse e-mail"),
        help_text=_("Sans adresse, vous lui donnez le lien vous-même, ou le dessin à scanner."),
        required=False,
    )

    def __init__(self, *args: Any, competences: list[Competence], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["competences"]
        assert isinstance(field, StatementField)  # noqa: S101 - declared above
        field.queryset = Competence.objects.filter(pk__in=[each.pk for each in competences])
