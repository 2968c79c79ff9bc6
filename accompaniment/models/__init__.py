from accompaniment.models.card import RecommendationCard
from accompaniment.models.proposal import Proposal, ProposedService
from accompaniment.models.referral import Consent, Referral
from accompaniment.models.structure import Service, Stage, Structure

__all__ = [
    "Consent",
    "Proposal",
    "ProposedService",
    "RecommendationCard",
    "Referral",
    "Service",
    "Stage",
    "Structure",
]
