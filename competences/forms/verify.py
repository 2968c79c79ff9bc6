"""What one shows to have a badge verified."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from competences.badges.baking import MAX_FILE, MAX_TOKEN


class VerifyForm(forms.Form):
    """A file or a link: one is enough."""

    file = forms.FileField(
        label=_("Le fichier du badge"),
        help_text=_("L'image (PNG ou SVG) ou le fichier .jws que la personne vous a donné."),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".png,.svg,.jws,.jwt,.txt"}),
    )
    words = forms.CharField(
        label=_("Ou le lien du badge"),
        help_text=_("Le lien reçu, ou le contenu du fichier .jws, collé ici."),
        max_length=MAX_TOKEN,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
        error_messages={
            "max_length": _(
                "C'est trop long pour un badge : collez le lien, ou joignez le fichier."
            )
        },
    )

    def clean_file(self) -> UploadedFile[Any] | None:
        file: UploadedFile[Any] | None = self.cleaned_data["file"]
        if file is not None and (file.size or 0) > MAX_FILE:
            raise forms.ValidationError(
                _("Ce fichier est trop lourd pour un badge : un badge pèse moins de 500 Ko.")
            )
        return file

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and data.get("file") is None and not data.get("words"):
            raise forms.ValidationError(_("Joignez le fichier du badge, ou collez son lien."))
        return data
