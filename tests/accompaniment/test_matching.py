import pytest

from accompaniment.matching import Wish, distance_km, find_matches, reasons, say
from accompaniment.models import Service, Stage, Structure
from core.models import Commune, Territory

HOME = Territory(pk=1, name="Pays de Valmont")
AWAY = Territory(pk=2, name="Plateau")
AGEN = Commune(pk=1, name="Agen", latitude=44.2, longitude=0.62)


def structure(pk, km=0.0, territory=HOME):
    """A structure `km` to the north of AGEN."""
    return Structure(
        pk=pk,
        name=f"Structure {pk}",
        territory=territory,
        latitude=AGEN.latitude + km / 111.195,
        longitude=AGEN.longitude,
    )


def service(pk, of, *stages, remote=False):
    return Service(pk=pk, structure=of, name=f"Service {pk}", stages=list(stages), remote=remote)


def wish(**facts):
    return Wish(**{"commune": AGEN, "territory_id": HOME.pk} | facts)


def names(found):
    return [each.service.name for each in found]


class TestDistance:
    def test_is_that_of_the_globe(self):
        paris, marseille = (48.8566, 2.3522), (43.2965, 5.3698)

        assert distance_km(paris, marseille) == pytest.approx(661, abs=1)

    def test_is_nothing_from_a_place_to_itself(self):
        assert distance_km((44.2, 0.6), (44.2, 0.6)) == 0


class TestFindMatches:
    def test_puts_the_nearest_first(self):
        far = service(1, structure(1, km=20), Stage.TRIAL)
        near = service(2, structure(2, km=3), Stage.TRIAL)

        assert names(find_matches([far, near], wish())) == ["Service 2", "Service 1"]

    def test_puts_what_she_asked_for_before_what_is_near(self):
        near = service(1, structure(1, km=1), Stage.TRIAL)
        wanted = service(2, structure(2, km=30), Stage.FUNDING)

        found = find_matches([near, wanted], wish(need=Stage.FUNDING))

        assert names(found) == ["Service 2", "Service 1"]

    def test_never_proposes_a_structure_twice(self):
        one = structure(1)
        both = [service(1, one, Stage.TRIAL), service(2, one, Stage.SETUP)]

        assert names(find_matches(both, wish())) == ["Service 1"]

    def test_proposes_three_at_most(self):
        many = [service(n, structure(n, km=n), Stage.SETUP) for n in range(1, 8)]

        assert names(find_matches(many, wish())) == ["Service 1", "Service 2", "Service 3"]

    def test_leaves_out_another_stage(self):
        later = service(1, structure(1), Stage.POST_CREATION)

        assert find_matches([later], wish()) == []

    def test_leaves_out_what_is_too_far(self):
        far = service(1, structure(1, km=80, territory=AWAY), Stage.TRIAL)

        assert find_matches([far], wish()) == []

    def test_keeps_what_is_far_but_remote_after_what_is_here(self):
        far = service(1, structure(1, km=400, territory=AWAY), Stage.TRIAL, remote=True)
        here = service(2, structure(2, km=40), Stage.TRIAL)

        assert names(find_matches([far, here], wish())) == ["Service 2", "Service 1"]

    def test_does_not_depend_on_the_order_it_is_given(self):
        many = [service(n, structure(n, km=5), Stage.SETUP) for n in range(1, 6)]

        assert names(find_matches(many, wish())) == names(find_matches(many[::-1], wish()))

    def test_finds_nothing_in_nothing(self):
        assert find_matches([], wish()) == []


class TestReasons:
    def spoken(self, found, asked):
        return [say(reason) for reason in reasons(found, asked)]

    def test_say_how_far_and_what_for(self):
        found = service(1, structure(1, km=6.2), Stage.TRIAL)

        assert self.spoken(found, wish()) == [
            "Aide à tester son activité avant de se lancer",
            "À 6\u00a0km de chez vous",
        ]

    def test_say_near_rather_than_zero(self):
        found = service(1, structure(1, km=0.1), Stage.TRIAL)

        assert self.spoken(found, wish())[1] == "Près de chez vous"

    def test_say_no_distance_when_the_commune_is_unknown(self):
        found = service(1, structure(1, km=6), Stage.TRIAL)

        assert self.spoken(found, wish(commune=None)) == [
            "Aide à tester son activité avant de se lancer",
            "Sur votre territoire\u00a0: Pays de Valmont",
        ]

    def test_say_that_it_works_from_afar(self):
        found = service(1, structure(1, km=300, territory=AWAY), Stage.SETUP, remote=True)

        assert self.spoken(found, wish())[1:] == ["Possible à distance, par téléphone ou en visio"]

    def test_keep_what_she_asked_for_apart(self):
        found = service(1, structure(1), Stage.TRIAL, Stage.FUNDING)

        assert reasons(found, wish(need=Stage.FUNDING))[0] == {
            "code": "need",
            "stage": Stage.FUNDING,
        }

    def test_of_another_time_say_nothing(self):
        assert say({"code": "astrology"}) == ""
