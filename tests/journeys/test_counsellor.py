"""The counsellor: a cohort at a glance, a person, someone without an address."""

import re

from core.models import AccessCard
from learners.models import Enrolment


class TestCounsellor:
    def test_sees_her_cohort_and_takes_someone_on(
        self, stage, page, sign_in, axe, no_sideways_scroll
    ):
        awa = stage.founder("Awa", last_name="Diarra")
        stage.climb(awa, "me-connaitre")
        awa.assignments.all().delete()
        sign_in(page, stage.counsellor)

        page.goto("/cohortes/")
        page.get_by_role("link", name="Lormance, entrées permanentes").click()
        axe(page)
        row = page.get_by_role("row").filter(has_text="Awa Diarra")
        assert "Personne ne suit encore" in row.inner_text()

        row.get_by_role("link", name="Awa Diarra").click()
        axe(page)
        page.get_by_role("button", name="Je l'accompagne").click()

        assert "Nadège Fauvel accompagne maintenant Awa Diarra" in page.inner_text("body")
        assert awa.assignments.current().get().counsellor == stage.counsellor

    def test_finds_someone_and_takes_the_figures_away(self, stage, page, sign_in):
        stage.founder("Awa", last_name="Diarra")
        stage.founder("Karim", last_name="Zidi")
        sign_in(page, stage.counsellor)
        page.goto("/cohortes/lormance-entrees-permanentes/")

        page.get_by_role("searchbox").fill("karim")
        page.get_by_role("button", name="Chercher").click()
        assert page.get_by_role("rowheader").all_inner_texts() == ["Karim Zidi"]

        with page.expect_download() as download:
            page.get_by_role("link", name="Exporter").click()
        lines = download.value.path().read_text("utf-8-sig").splitlines()
        assert [line.split(";")[0] for line in lines[1:]] == ["Awa", "Karim"]

    def test_enrols_someone_without_an_address_who_enters_with_her_card(
        self, stage, page, phone, sign_in, axe, no_sideways_scroll
    ):
        sign_in(page, stage.counsellor)
        page.goto("/cohortes/lormance-entrees-permanentes/")
        page.get_by_role("link", name="Inscrire quelqu'un").click()
        axe(page)
        page.get_by_label("Prénom").fill("Oumou")
        page.get_by_role("button", name="Inscrire", exact=True).click()

        page.get_by_role("link", name="Carte d'accès").click()
        page.get_by_role("button", name="Faire la carte").click()
        axe(page)
        code = page.locator(".sheet__code").inner_text()
        assert re.fullmatch(r"(\w{4}-){2}\w{4}", code)

        phone.goto("/acces/")
        axe(phone)
        phone.get_by_role("textbox").fill(code.lower().replace("-", " "))
        phone.locator("main form button").first.click()
        phone.wait_for_url("**/mon-projet/")
        no_sideways_scroll(phone)
        axe(phone)
        oumou = Enrolment.objects.get(learner__first_name="Oumou")
        assert oumou.learner.email is None
        assert AccessCard.objects.get(user=oumou.learner).last_used_at is not None
