"""The pages that ask how to copy, and copy."""

from typing import Any, ClassVar, cast

from django.contrib.admin.utils import quote
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy
from django.views.generic.edit import FormMixin
from wagtail.admin import messages

from core.models import User
from courses.copying import copy_block, copy_module, copy_path
from courses.workshop.pages import AboutOne


class CopyPage(FormMixin[Any], AboutOne):
    """For who may add one of its kind; the form comes from the viewset."""

    page_title = gettext_lazy("Copier")
    permission_required = "add"
    any_permission_required: ClassVar[list[str] | None] = None
    template_name = "courses/workshop/copy.html"
    lead: Any = ""

    @property
    def person(self) -> User:
        return cast(User, self.request.user)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "source": self.written}

    def post(self, *_args: Any, **_kwargs: Any) -> HttpResponse:
        form = self.get_form()
        return self.form_valid(form) if form.is_valid() else self.form_invalid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs, lead=self.lead, edit_url=self.edit_url)

    def leave(self, row: Any) -> HttpResponse:
        said = _("La copie est prête : c'est un brouillon, à vous de l'adapter.")
        messages.success(self.request, said)
        return HttpResponseRedirect(reverse(self.edit_url_name, args=[quote(row.pk)]))


class CopyModulePage(CopyPage):
    lead = gettext_lazy(
        "La copie a ses propres activités : personne n'y a encore répondu, et rien de ce que des"
        " personnes ont écrit n'est partagé."
    )

    def form_valid(self, form: Any) -> HttpResponse:
        asked = form.cleaned_data
        made = copy_module(module=self.row, title=asked["title"], by=self.person, key=asked["key"])
        return self.leave(made)


class CopyPathPage(CopyPage):
    lead = gettext_lazy(
        "Pour un autre territoire, un autre public : la copie vit sa vie. Les personnes inscrites"
        " au premier parcours y restent."
    )

    def form_valid(self, form: Any) -> HttpResponse:
        asked = form.cleaned_data
        made = copy_path(
            path=self.row,
            title=asked["title"],
            with_modules=form.with_modules,
            by=self.person,
            key=asked["key"],
        )
        return self.leave(made)


class CopyBlockPage(CopyPage):
    page_title = gettext_lazy("Copier un bloc")
    permission_required = "change"
    lead = gettext_lazy("Un bloc se copie dans ce parcours ou dans un autre.")

    def form_valid(self, form: Any) -> HttpResponse:
        asked = form.cleaned_data
        copy_block(
            path=self.row,
            block_key=asked["block"],
            into=asked["into"],
            as_key=form.as_key,
            with_modules=form.with_modules,
            by=self.person,
        )
        return self.leave(asked["into"])
