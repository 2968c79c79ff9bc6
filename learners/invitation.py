"""The printed invitation to carry a project together."""

from urllib.parse import urljoin

from django.conf import settings
from django.urls import reverse
from django.utils import dateformat, timezone
from django.utils.translation import gettext as _

from core.printing import qr_svg, render_pdf
from learners.models import ProjectInvitation


def invitation_pdf(invitation: ProjectInvitation, link: str) -> bytes:
    until = dateformat.format(timezone.localtime(invitation.expires_at), "j F Y")
    code = invitation.shown_code
    where = urljoin(settings.BASE_URL, reverse("learners:project_code")).split("//")[-1]
    title = _("Portons ce projet ensemble")
    return render_pdf(
        "learners/typst/invitation.typ",
        title=title,
        data={
            "kicker": _("De la part de"),
            "first_name": invitation.invited_by.first_name,
            "invitation": title,
            "project": str(invitation.project) if _is_named(invitation) else "",
            "how": _("Entrez dans votre espace Palier, scannez ce dessin, ou tapez le code :"),
            "where": where,
            "code": code,
            "until": _("Cette invitation sert une fois, jusqu'au %(day)s.") % {"day": until},
            "qr": qr_svg(link),
            "qr_alt": _("Dessin à scanner : il ouvre la même page que le code %(code)s")
            % {"code": code},
        },
    )


def _is_named(invitation: ProjectInvitation) -> bool:
    return bool(invitation.project.title or invitation.project.sentence)
