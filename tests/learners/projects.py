"""Projects carried by several, and what is written in them."""

from learners.services.notebook import add_page, save_page
from learners.services.project import accept_invitation, invite_founder


def together(first, *others, at):
    """Have `others` join the project of `first`."""
    for other in others:
        invitation = invite_founder(by=first, at=at)
        accept_invitation(invitation=invitation, founder=other, brings_pages=False, at=at)


def page_of(founder, title, words="Des mots.", *, at):
    page = add_page(founder=founder, act=None, at=at)
    save_page(page=page, act=None, version=0, title=title, words=words, by=founder, at=at)
    page.refresh_from_db()
    return page
