from datetime import date

import factory
from factory.django import DjangoModelFactory

from core.models import Commune, Membership, Organization, Role, Territory, User


class UserFactory(DjangoModelFactory):
    """A founder by default: a first name, neither e-mail nor password."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    first_name = factory.Sequence(lambda n: f"Awa{n}")
    email = None

    class Params:
        reachable = factory.Trait(
            email=factory.LazyAttribute(lambda o: f"{o.first_name.lower()}@exemple.fr")
        )

    @factory.post_generation
    def password(self, create, extracted, **kwargs):
        if create and extracted:
            self.set_password(extracted)
            self.save(update_fields=["password"])


class TerritoryFactory(DjangoModelFactory):
    class Meta:
        model = Territory

    name = factory.Sequence(lambda n: f"Pays de Valmont {n}")
    slug = factory.Sequence(lambda n: f"valmont-{n}")


class CommuneFactory(DjangoModelFactory):
    class Meta:
        model = Commune

    insee_code = factory.Sequence(lambda n: f"{99000 + n}")
    name = factory.Sequence(lambda n: f"Saint-Aubrac {n}")
    postal_code = "99100"
    territory = factory.SubFactory(TerritoryFactory)
    latitude = 44.2
    longitude = 0.6


class OrganizationFactory(DjangoModelFactory):
    class Meta:
        model = Organization

    name = factory.Sequence(lambda n: f"Mission locale {n}")
    slug = factory.Sequence(lambda n: f"mission-locale-{n}")
    kind = Organization.Kind.MISSION_LOCALE
    territory = factory.SubFactory(TerritoryFactory)
    phone = "05 00 00 00 00"
    email = factory.LazyAttribute(lambda o: f"contact@{o.slug}.exemple.fr")


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory, reachable=True)
    organization = factory.SubFactory(OrganizationFactory)
    role = Role.COUNSELLOR
    started_on = date(2026, 1, 5)


def staff(role: str, organization: Organization | None = None, **user) -> User:
    """Return a person who holds `role` in `organization`."""
    fields = {f"user__{name}": value for name, value in user.items()}
    if organization is not None:
        fields["organization"] = organization
    return MembershipFactory(role=role, **fields).user
