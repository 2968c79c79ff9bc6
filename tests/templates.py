"""An undefined variable in a template of ours fails the test that renders it.

Always: ``{{ typo }}``, ``{{ founder.typo }}``, ``{% for row in typo %}``, ``{% with a=typo %}``.
In ``{% if %}``: an attribute that an object does not have. A name that a fragment may do without is
written ``{% if name %}`` or ``{{ name|default:"" }}``. Third-party templates are left alone.
"""

from collections.abc import Mapping
from pathlib import Path

import pytest
from django.template import base, defaulttags
from django.template.base import VariableDoesNotExist
from django.template.context import BaseContext

ROOT = Path(__file__).resolve().parent.parent
FOREIGN = (ROOT / ".venv", ROOT / "node_modules", ROOT / "var")


def is_ours(name: str) -> bool:
    path = Path(name)
    return path.is_relative_to(ROOT) and not any(path.is_relative_to(f) for f in FOREIGN)


def is_optional(error: VariableDoesNotExist) -> bool:
    """Whether a name that is absent may be meant to be: not given, no key, or asked of nothing."""
    holder = error.params[1] if len(error.params) > 1 else None
    return holder is None or isinstance(holder, BaseContext | Mapping | str)


class StrictExpression(base.FilterExpression):
    """An expression of one of our templates."""

    is_required = False

    def __init__(self, token, parser):
        super().__init__(token, parser)
        self.template = str(parser.origin.name)
        self.has_default = bool(self.filters) and self.filters[0][0].__name__ == "default"

    def resolve(self, context, ignore_failures=False):
        if self.is_var:
            self.check(context, lenient=ignore_failures or self.has_default)
        return super().resolve(context, ignore_failures)

    def check(self, context, *, lenient):
        try:
            self.var.resolve(context)
        except VariableDoesNotExist as error:
            if not lenient or self.is_required or not is_optional(error):
                pytest.fail(f"{self.template}: {self.token} is undefined ({error!s:.200})")


def fail_on_undefined_variables() -> None:
    compile_filter = base.Parser.compile_filter
    initialise_for = defaulttags.ForNode.__init__

    def compile_strictly(self, token):
        ours = self.origin is not None and is_ours(str(self.origin.name))
        return StrictExpression(token, self) if ours else compile_filter(self, token)

    def require_sequence(self, loopvars, sequence, *args, **kwargs):
        initialise_for(self, loopvars, sequence, *args, **kwargs)
        if isinstance(sequence, StrictExpression):
            sequence.is_required = True

    base.Parser.compile_filter = compile_strictly  # type: ignore[method-assign]  # on purpose
    defaulttags.ForNode.__init__ = require_sequence  # type: ignore[method-assign]  # on purpose
