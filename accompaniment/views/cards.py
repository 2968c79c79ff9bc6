"""Recommendation cards: written by a prescriber, opened by a founder."""

import uuid

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accompaniment.forms.cards import CardForm
from accompaniment.models import RecommendationCard
from accompaniment.services.cards import (
    CardUnavailable,
    card_link,
    card_pdf,
    first_module,
    revoke_card,
    start_from_card,
    write_card,
)
from core.http import UserRequest, role_required
from core.models import Role
from core.printing import qr_svg
from core.signing_in import sign_in

CARDS_PER_PAGE = 20
# What opens a link to draw its preview in a conversation: it is nobody reading.
PREVIEWERS = ("bot", "preview", "whatsapp", "facebookexternalhit", "telegram", "slack", "skype")


@role_required(Role.PRESCRIBER)
@require_safe
def card_list(request: UserRequest) -> HttpResponse:
    search = request.GET.get("q", "").replace("\0", "").strip()
    cards = (
        RecommendationCard.objects.visible_to(request.user)
        .named_like(search)
        .select_related("organization", "enrolment")
        .prefetch_related("enrolment__referrals")
    )
    page = Paginator(cards, CARDS_PER_PAGE).get_page(request.GET.get("page"))
    context = {"page_obj": page, "search": search, "now": timezone.now()}
    return render(request, "accompaniment/card_list.html", context)


@role_required(Role.PRESCRIBER)
@require_http_methods(["GET", "HEAD", "POST"])
def card_new(request: UserRequest) -> HttpResponse:
    form = CardForm(request.POST or None, prescriber=request.user)
    is_valid = request.method == "POST" and form.is_valid()
    if not is_valid or "preview" in request.POST:
        preview = (
            RecommendationCard(prescriber=request.user, **form.cleaned_data) if is_valid else None
        )
        return render(request, "accompaniment/card_new.html", {"form": form, "preview": preview})
    card = write_card(prescriber=request.user, at=timezone.now(), **form.cleaned_data)
    messages.success(
        request,
        _("La carte de %(first_name)s est prête à être donnée.") % {"first_name": card.first_name},
    )
    return redirect("accompaniment:card", card.uuid)


def _my_card(request: UserRequest, card_uuid: uuid.UUID) -> RecommendationCard:
    cards = RecommendationCard.objects.visible_to(request.user).with_names()
    return get_object_or_404(cards, uuid=card_uuid)


@role_required(Role.PRESCRIBER)
@require_safe
def card_detail(request: UserRequest, card_uuid: uuid.UUID) -> HttpResponse:
    card = _my_card(request, card_uuid)
    now = timezone.now()
    link = card_link(card)
    context = {
        "card": card,
        "state": card.state(now),
        "is_usable": card.is_usable(now),
        "link": link,
        "qr": mark_safe(qr_svg(link)),  # noqa: S308 - drawn by segno from our own link
    }
    return render(request, "accompaniment/card_detail.html", context)


@role_required(Role.PRESCRIBER)
@require_safe
def card_print(request: UserRequest, card_uuid: uuid.UUID) -> HttpResponse:
    card = _my_card(request, card_uuid)
    headers = {"Content-Disposition": 'inline; filename="carte-palier.pdf"'}
    return HttpResponse(card_pdf(card), content_type="application/pdf", headers=headers)


@role_required(Role.PRESCRIBER)
@require_http_methods(["GET", "HEAD", "POST"])
def card_revoke(request: UserRequest, card_uuid: uuid.UUID) -> HttpResponse:
    card = _my_card(request, card_uuid)
    if request.method != "POST":
        if not card.is_usable(timezone.now()):
            return redirect("accompaniment:card", card.uuid)
        return render(request, "accompaniment/card_revoke.html", {"card": card})
    if revoke_card(card=card, at=timezone.now()):
        messages.success(request, _("La carte est annulée : son lien n'ouvre plus rien."))
    else:
        messages.info(request, _("Cette carte avait déjà servi, ou était déjà annulée."))
    return redirect("accompaniment:card", card.uuid)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def card_public(request: HttpRequest, token: str) -> HttpResponse:
    response = _open_card(request, token)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _open_card(request: HttpRequest, token: str) -> HttpResponse:
    card = RecommendationCard.objects.matching(token).with_names().first()
    if card is None:
        return render(request, "accompaniment/card_unknown.html", status=404)
    if request.user.is_authenticated and request.user.is_team_member():
        return render(request, "accompaniment/card_open.html", _public_context(card, preview=True))
    if card.enrolment is not None and card.enrolment.learner_id == request.user.pk:
        return redirect("core:home")
    if request.method == "POST":
        return _start(request, card)
    if not card.is_usable(timezone.now()):
        return _closed(request, card)
    if not _is_previewer(request):
        card.note_opened(timezone.now())
    return render(request, "accompaniment/card_open.html", _public_context(card))


def _start(request: HttpRequest, card: RecommendationCard) -> HttpResponse:
    says_it_is_her = request.POST.get("who") == "me"
    founder = request.user if request.user.is_authenticated and says_it_is_her else None
    try:
        enrolment = start_from_card(
            card=card,
            founder=founder,
            start_key=request.POST.get("start", "")[:64],
            language=get_language() or "fr",
            at=timezone.now(),
        )
    except CardUnavailable as refusal:
        return _closed(request, refusal.card)
    if founder is None:
        logout(request)
        sign_in(request, enrolment.learner)
    module = first_module(enrolment)
    if module is None:
        return redirect("core:home")
    return redirect("learners:module", enrolment.uuid, module.slug)


def _closed(request: HttpRequest, card: RecommendationCard) -> HttpResponse:
    context = _public_context(card) | {"state": card.state(timezone.now())}
    return render(request, "accompaniment/card_closed.html", context, status=410)


def _public_context(card: RecommendationCard, *, preview: bool = False) -> dict[str, object]:
    host = card.organization
    return {
        "card": card,
        "preview": preview,
        "start_key": uuid.uuid4().hex,
        "helper": {"name": host.name, "phone": host.phone, "organization": ""},
    }


def _is_previewer(request: HttpRequest) -> bool:
    agent = request.headers.get("User-Agent", "").lower()
    return request.method == "HEAD" or any(name in agent for name in PREVIEWERS)
