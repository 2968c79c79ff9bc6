"""The browser harness must itself be able to fail."""

import pytest


class TestWatch:
    def test_notes_what_no_journey_may_cause(self, page, watch, base_url):
        page.goto(f"{base_url}/healthz")
        page.evaluate("console.error('planted')")
        page.evaluate("setTimeout(() => { throw new Error('thrown') })")
        page.evaluate("fetch('http://127.0.0.1:1/elsewhere').catch(() => 0)")
        page.wait_for_timeout(200)

        noted = "\n".join(watch.left())
        watch.troubles.clear()
        assert "planted" in noted
        assert "thrown" in noted
        assert "http://127.0.0.1:1/elsewhere" in noted


class TestAxe:
    def test_reports_an_image_without_words(self, page, axe, base_url):
        page.goto(f"{base_url}/healthz")
        page.evaluate("document.body.append(document.createElement('img'))")

        with pytest.raises(AssertionError, match="image-alt"):
            axe(page)
