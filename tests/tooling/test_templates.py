"""The rule about undefined variables must itself be able to fail."""

from types import SimpleNamespace

import pytest
from django.template import Context, Engine, Origin
from django.template.base import Template

from tests.templates import ROOT

ENGINE = Engine(builtins=["django.template.defaulttags"])


def render(source, *, file="core/templates/core/example.html", **context):
    origin = Origin(str(ROOT / file), template_name=file)
    return Template(source, origin=origin, engine=ENGINE).render(Context(context))


class TestUndefinedVariable:
    @pytest.mark.parametrize(
        "source",
        [
            "{{ typo }}",
            "{{ founder.typo }}",
            "{{ typo|upper }}",
            "{% for row in typo %}{% endfor %}",
            "{% if founder.typo %}{% endif %}",
            "{% if not founder.typo %}{% endif %}",
            "{% if founder.typo == 1 %}{% endif %}",
            "{% if founder.typo and founder.name %}{% endif %}",
            "{{ founder.typo|default:'' }}",
            "{% with name=typo %}{% endwith %}",
            "{% firstof founder.typo %}",
        ],
    )
    def test_fails(self, source):
        with pytest.raises(pytest.fail.Exception, match="is undefined"):
            render(source, founder=SimpleNamespace(name="Awa"))

    @pytest.mark.parametrize(
        "source",
        [
            "{% if hint %}{% endif %}",
            "{{ hint|default:'' }}",
            "{% if founder.help.hint %}{% endif %}",
            "{% if errors.phone %}{% endif %}",
        ],
    )
    def test_spares_what_may_be_absent(self, source):
        assert render(source, founder=SimpleNamespace(help=None), errors={}) == ""

    def test_leaves_the_templates_of_others_alone(self):
        file = ".venv/lib/python3.11/site-packages/wagtail/example.html"

        assert render("{{ typo }}", file=file) == ""
