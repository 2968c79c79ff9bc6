"""Migrations form one line per app, so that everybody applies them in the same order."""

import pytest
from django.db.migrations.loader import MigrationLoader

from tests.architecture.house import APPS


# The first migration of wagtail-localize asks the database, when it is read, what was applied.
@pytest.mark.django_db
@pytest.mark.parametrize("app", APPS)
class TestMigrations:
    def test_form_one_line(self, app):
        graph = MigrationLoader(None).graph
        for key in graph.nodes:
            if key[0] == app:
                same_app = [
                    child.key for child in graph.node_map[key].children if child.key[0] == app
                ]
                assert len(same_app) <= 1, f"{key} is followed by {same_app}"
        assert len(graph.leaf_nodes(app)) <= 1
