"""Keys that programs show instead of signing in: Wagtail's own tokens, kept as digests."""

from datetime import datetime

from django.db.models import Q
from django.utils import timezone
from wagtail.models import APIToken

from core.models import User


def issue_api_token(*, user: User, name: str) -> tuple[APIToken, str]:
    """Return a token of this person, and its text, which is shown once and never kept."""
    row, text = APIToken.create_token(user=user, name=name)
    return row, text


def user_of_token(text: str, *, at: datetime) -> User | None:
    """Return the active person whose usable token this is; None for anything else."""
    if not APIToken.validate_token_format(text):
        return None
    token = (
        APIToken.objects.select_related("user")
        .filter(key_hash__in=APIToken.candidate_key_hashes(text), revoked_at=None)
        .filter(user__is_active=True)
        .first()
    )
    if token is None:
        return None
    # The day alone: one write a day, and nobody's hours are watched.
    today = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    older = Q(last_used_at=None) | Q(last_used_at__lt=today)
    if token.last_used_at is None or token.last_used_at < today:
        APIToken.objects.filter(older, pk=token.pk).update(last_used_at=today)
    user: User = token.user
    return user
