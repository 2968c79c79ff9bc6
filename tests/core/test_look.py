import gzip
import re
from itertools import product
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.template import Context, Template
from django.urls import reverse

STATIC = Path(settings.BASE_DIR) / "core/static/core"
STYLES = (STATIC / "css/palier.css").read_text()
PAIR = re.compile(r"--([\w-]+): light-dark\(#(\w{6}), #(\w{6})\);")
TOKENS = {name: (light, dark) for name, light, dark in PAIR.findall(STYLES)}
FIXED = {"accent-ink": ("15252b", "15252b")}
GROUNDS = ["paper", "surface", "sunk", "tint-1", "tint-2", "tint-3"]


def render(source, **context):
    return Template(f"{{% load ui %}}{source}").render(Context(context))


def luminance(colour):
    channels = [int(colour[start : start + 2], 16) / 255 for start in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(front, back, scheme):
    colours = TOKENS | FIXED
    low, high = sorted(luminance(colours[name][scheme]) for name in (front, back))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
class TestColours:
    @pytest.mark.parametrize(
        ("front", "back"),
        [
            *product(["ink", "ink-soft", "link"], GROUNDS),
            *product(
                ["ink", "ink-soft"],
                ["accent-soft", "success-soft", "info-soft", "warning-soft", "danger-soft"],
            ),
            *[(name, f"{name}-soft") for name in ("success", "info", "warning", "danger")],
            *[(f"tint-{n}-strong", ground) for n in (1, 2, 3) for ground in ("paper", f"tint-{n}")],
            ("accent-ink", "accent"),
            ("paper", "ink"),
        ],
    )
    def test_can_be_read(self, front, back, scheme):
        assert contrast(front, back, scheme) >= 4.5

    @pytest.mark.parametrize(
        ("front", "back"), [*product(["control", "focus"], ["paper", "surface", "sunk"])]
    )
    def test_show_where_a_control_is(self, front, back, scheme):
        assert contrast(front, back, scheme) >= 3

    def test_edge_the_lamp(self, scheme):
        """In the light the edge shows the button; in the dark, the lamp does."""
        edge = contrast("accent-edge", "paper", scheme)

        assert max(edge, contrast("accent", "paper", scheme)) >= 3


class TestStyleSheet:
    def test_keeps_the_light_colours_for_browsers_without_light_dark(self):
        plain = dict(re.findall(r"--([\w-]+): #(\w{6});", STYLES))

        assert {name: plain.get(name) for name in TOKENS} == {
            name: light for name, (light, _dark) in TOKENS.items()
        }

    def test_asks_a_founder_for_little(self):
        sizes = [
            len(gzip.compress((STATIC / name).read_bytes()))
            for name in ("css/palier.css", "icons.svg")
        ]

        assert sum(sizes) < 14_000

    def test_names_no_physical_side(self):
        sided = re.findall(r"(?:margin|padding|border)-(?:left|right|top|bottom)", STYLES)

        assert sided == []


class TestIcons:
    def test_hold_every_name_that_templates_ask_for(self):
        held = set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "icons.svg").read_text()))
        asked = {
            name
            for path in Path(settings.BASE_DIR).glob("[a-z]*/templates/**/*.html")
            if "node_modules" not in path.parts
            for name in re.findall(r'{% icon "([\w-]+)"', path.read_text())
        }

        assert asked <= held


class CupForm(forms.Form):
    name = forms.CharField(label="Prénom", help_text="Le vôtre.")
    phone = forms.CharField(label="Téléphone", required=False)
    way = forms.ChoiceField(label="Et après ?", choices=[("a", "A")], widget=forms.RadioSelect)
    sure = forms.BooleanField(label="D'accord")


class TestFormField:
    def test_ties_label_help_and_error_to_the_field(self):
        html = render("{% form_field form.name %}", form=CupForm({}))

        assert '<label class="field__label" for="id_name">' in html
        assert 'aria-describedby="id_name_helptext id_name_error"' in html
        assert 'id="id_name_helptext"' in html
        assert 'id="id_name_error"' in html
        assert 'aria-invalid="true"' in html

    def test_says_what_may_be_left_empty(self):
        assert "(facultatif)" in render("{% form_field form.phone %}", form=CupForm())
        assert "(facultatif)" not in render("{% form_field form.name %}", form=CupForm())

    def test_groups_choices_under_a_legend(self):
        html = render("{% form_field form.way %}", form=CupForm())

        assert "<fieldset" in html
        assert "<legend" in html

    def test_puts_a_box_before_its_words(self):
        html = render("{% form_field form.sure %}", form=CupForm())

        assert html.index('type="checkbox"') < html.index("D&#x27;accord")

    def test_takes_words_of_the_page(self):
        html = render(
            '{% form_field form.phone label="Portable" help="Dix chiffres." %}', form=CupForm()
        )

        assert "Portable" in html
        assert 'aria-describedby="id_phone_helptext"' in html


class TestFormErrors:
    def test_links_to_each_field(self):
        html = render("{% form_errors form %}", form=CupForm({"name": "Amina"}))

        assert "2 réponses sont à revoir" in html
        assert 'href="#id_way"' in html

    def test_keeps_quiet_about_a_form_nobody_sent(self):
        assert render("{% form_errors form %}", form=CupForm()).strip() == ""


class TestBadge:
    def test_says_its_state_by_a_shape_and_a_word(self):
        html = render('{% badge "done" %}')

        assert "#check" in html
        assert "C&#x27;est fait" in html

    def test_takes_another_word(self):
        assert "Acceptée" in render('{% badge "done" "Acceptée" %}')


class TestSortHeader:
    def header(self, rf, query):
        return render('{% sort_header "name" "Nom" %}', request=rf.get(f"/?{query}"))

    def test_sorts_and_keeps_the_filters(self, rf):
        assert 'href="?q=a&amp;sort=name"' in self.header(rf, "q=a&page=3")

    def test_turns_round_the_second_time(self, rf):
        html = self.header(rf, "sort=name")

        assert 'aria-sort="ascending"' in html
        assert 'href="?sort=-name"' in html

    def test_says_that_it_goes_down(self, rf):
        assert 'aria-sort="descending"' in self.header(rf, "sort=-name")


class TestPagination:
    def test_keeps_the_filters(self, rf):
        page = Paginator(range(100), 10).page(5)

        html = render("{% pagination page %}", page=page, request=rf.get("/?q=a"))

        assert 'href="?q=a&amp;page=6"' in html
        assert 'aria-current="page">5<' in html

    def test_hides_when_one_page_is_enough(self, rf):
        page = Paginator(range(3), 10).page(1)

        assert render("{% pagination page %}", page=page, request=rf.get("/")).strip() == ""


@pytest.mark.django_db
class TestSignInPage:
    def test_has_a_door_for_who_has_an_address_and_one_for_who_has_a_card(self, client):
        html = client.get(reverse("account_login")).content.decode()

        assert f'href="{reverse("account_request_login_code")}"' in html
        assert f'href="{reverse("core:access")}"' in html

    def test_keeps_where_one_was_going(self, client):
        html = client.get(reverse("account_login"), {"next": "/carnet/"}).content.decode()

        assert f"{reverse('core:access')}?next=/carnet/" in html

    def test_opens_the_team_s_part_when_the_password_was_wrong(self, client):
        response = client.post(reverse("account_login"), {"login": "x@x.fr", "password": "no"})

        assert re.search(r'<details class="disclosure"\s+open>', response.content.decode())
