from core.models.access import AccessCard
from core.models.organization import Membership, Organization, Role
from core.models.outbox import OutboxEvent, OutgoingMessage
from core.models.territory import Commune, Territory
from core.models.user import User

__all__ = [
    "AccessCard",
    "Commune",
    "Membership",
    "Organization",
    "OutboxEvent",
    "OutgoingMessage",
    "Role",
    "Territory",
    "User",
]
