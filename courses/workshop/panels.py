"""Panels whose names in the page do not change with the language."""

from typing import Any

from wagtail.admin.panels import ObjectList


class Tab(ObjectList):
    """A tab; `name` is what addresses lead to (`workshop.panel_id`)."""

    def __init__(self, *args: Any, name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.name = name

    def clone_kwargs(self) -> dict[str, Any]:
        return {**super().clone_kwargs(), "name": self.name}

    @property
    def clean_name(self) -> str:
        return self.name
