"""What is asked before a copy is made."""

import uuid
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.models import LearningPath, Module

REUSE, COPY = "reuse", "copy"


class _CopyForm(forms.Form):
    title = forms.CharField(label=_("Titre de la copie"), max_length=150)
    # Made when the page is shown: a second click finds the copy that the first one made.
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, source: Any, **kwargs: Any) -> None:
        title = _("%s (copie)") % str(source)[:140]
        kwargs["initial"] = {"title": title, "key": uuid.uuid4(), "modules": REUSE}
        super().__init__(*args, **kwargs)
        self.source = source


class CopyModuleForm(_CopyForm):
    source: Module


def _modules_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Ses modules"),
        choices=[
            (REUSE, _("Les mêmes modules : ce que l'on y change se voit dans les deux")),
            (COPY, _("Une copie de chaque module, à adapter librement")),
        ],
        initial=REUSE,
        widget=forms.RadioSelect,
        help_text=_(
            "Les réponses des personnes ne sont jamais copiées. Une copie se publie à son tour."
        ),
    )


class CopyPathForm(_CopyForm):
    source: LearningPath
    modules = _modules_field()

    field_order = ["title", "modules", "key"]

    @property
    def with_modules(self) -> bool:
        return bool(self.cleaned_data["modules"] == COPY)


class CopyBlockForm(forms.Form):
    block = forms.ChoiceField(label=_("Bloc à copier"), widget=forms.RadioSelect)
    into = forms.ModelChoiceField(
        LearningPath.objects.none(),
        label=_("Vers le parcours"),
        help_text=_("Le bloc arrive à la fin de son brouillon ; rien n'est publié."),
    )
    modules = _modules_field()
    # Made when the page is shown: a second click adds nothing.
    token = forms.SlugField(widget=forms.HiddenInput, max_length=8)

    def __init__(self, *args: Any, source: LearningPath, **kwargs: Any) -> None:
        kwargs["initial"] = {"into": source, "token": uuid.uuid4().hex[:6], "modules": REUSE}
        super().__init__(*args, **kwargs)
        blocks = source.get_latest_revision_as_object().blocks.all()
        choices = [(block.key, block.title) for block in blocks]
        cast("forms.ChoiceField", self.fields["block"]).choices = choices
        into = cast("forms.ModelChoiceField[LearningPath]", self.fields["into"])
        into.queryset = LearningPath.objects.filter(locale=source.locale)

    @property
    def with_modules(self) -> bool:
        return bool(self.cleaned_data["modules"] == COPY)

    @property
    def as_key(self) -> str:
        """The key of the copy, the same when the page is sent again."""
        return f"{self.cleaned_data['block'][:50]}-{self.cleaned_data['token']}"
