"""What a trainer answers to a piece of work."""

from django import forms
from django.utils.translation import gettext_lazy as _

from learners.models import Feedback
from learners.services.hand_ins import LONGEST_COMMENT


class FeedbackForm(forms.Form):
    comment = forms.CharField(
        label=_("Votre retour"),
        help_text=_(
            "D'abord ce qui est réussi, puis une chose à la fois. La personne est prévenue par"
            " e-mail si elle a une adresse."
        ),
        widget=forms.Textarea(attrs={"rows": 6}),
        required=False,
        max_length=LONGEST_COMMENT,
    )
    decision = forms.ChoiceField(
        label=_("Et maintenant"),
        choices=[
            (Feedback.Decision.ACCEPTED, _("C'est bon : le travail est accepté")),
            (Feedback.Decision.AGAIN, _("À compléter : la personne peut le renvoyer")),
        ],
        widget=forms.RadioSelect,
    )
    form_id = forms.UUIDField(widget=forms.HiddenInput)
