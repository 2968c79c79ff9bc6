"""Any rich text goes to Markdown and back."""

import pytest
from hypothesis import HealthCheck, given, settings as hypothesis_settings, strategies as st

from courses.exchange import inline, markdown
from courses.exchange.inline import Run

RICH = st.text(
    alphabet=st.one_of(
        st.sampled_from(list("ab1 *_`[]<>&;#-+.:|!\\()~=«»'\u00a0é\n\u202f\"")),
        st.characters(codec="utf-8"),
    ),
    max_size=8,
)

RUNS = st.lists(
    st.builds(
        Run,
        text=RICH,
        bold=st.booleans(),
        italic=st.booleans(),
        href=st.sampled_from(["", "", "https://a.fr/b_c?x=1&copy;=2", "mailto:a@b.fr"]),
    ),
    max_size=5,
)

BLOCKS = st.lists(
    st.builds(markdown.Block, tag=st.sampled_from(sorted(markdown.BLOCKS)), runs=RUNS), max_size=4
)


def written(block: markdown.Block) -> markdown.Block:
    """Return the block as an editor can have written it: no control character, titles on a line."""
    is_title = block.tag in {"h2", "h3"}
    runs = []
    for run in block.runs:
        lines = [inline.clean_text(line) for line in run.text.split("\n")]
        runs.append(Run((" " if is_title else "\n").join(lines), run.bold, run.italic, run.href))
    return markdown.Block(block.tag, runs)


class TestMarkdown:
    @hypothesis_settings(
        max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )
    @given(BLOCKS)
    def test_says_any_rich_text_and_reads_it_back_the_same(self, blocks):
        source = markdown.blocks_to_html(
            [block for block in map(written, blocks) if inline.normal(block.runs)]
        )

        text = markdown.to_markdown(source)

        assert markdown.to_html(text) == source
        assert markdown.to_markdown(markdown.to_html(text)) == text

    @pytest.mark.parametrize(
        ("source", "text"),
        [
            ("<p>Oui ! Vraiment ?</p>", "Oui ! Vraiment ?"),
            ("<p>2 * 3 = 6</p>", r"2 \* 3 = 6"),
            ("<p>1. D'abord</p>", r"1\. D'abord"),
            ("<p>- 5 °C, ou -5</p>", r"\- 5 °C, ou -5"),
            ("<p>un_mot_et _deux_</p>", r"un_mot_et \_deux\_"),
            ("<p><b>gras </b>puis</p>", "**gras** puis"),
            ("<p><b>« a »</b>b</p>", "**« a »**&#98;"),
            ("<p>a<br/>b</p>", "a\\\nb"),
            ("<ol><li>a</li><li>b</li></ol>", "1. a\n2. b"),
            ("<ul><li>a<ul><li>b</li></ul></li></ul>", "- a\n- b"),
            ('<p data-block-key="x1">Wagtail</p>', "Wagtail"),
            ('<p>Un <a href="https://a.fr/(b)">lien</a>.</p>', "Un [lien](https://a.fr/%28b%29)."),
            ("<blockquote>a</blockquote><blockquote>b</blockquote>", "> a\n\n> b"),
        ],
    )
    def test_writes_what_a_person_would(self, source, text):
        assert markdown.to_markdown(source) == text

    def test_refuses_a_link_that_means_nothing_elsewhere(self):
        with pytest.raises(markdown.InternalLinkError):
            markdown.to_markdown('<p><a linktype="page" id="3">ici</a></p>')
