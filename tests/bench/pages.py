"""What a first visit weighs: the page and everything it asks for, as a browser would get it."""

import gzip
import re
import urllib.request
from urllib.parse import urljoin, urlsplit

import brotli
from django.conf import settings
from django.urls import reverse

from courses.models import Module
from learners.models import Enrolment
from tests.bench.data import World, sign_in
from tests.bench.measuring import count_queries

ASSETS = re.compile(
    rb"""<link[^>]+rel="(?:stylesheet|modulepreload|preload|icon|manifest)"[^>]*href="([^"]+)"|"""
    rb"""<script[^>]+src="([^"]+)"|<use[^>]+href="([^"#]+)|<img[^>]+src="([^"]+)\"""",
    re.X,
)
IN_CSS = re.compile(rb"""(?:url\(|@import\s+)["']?([^"')]+)["']?""")
IN_JS = re.compile(rb"""(?:from|import)\s*["']([^"']+\.js)["']""")


def fetch(url: str, cookies: str) -> tuple[int, bytes, str]:
    """Return the compressed size, the plain body and its type."""
    headers = {"Cookie": cookies, "Accept-Encoding": "br, gzip"}
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as answer:
        sent = answer.read()
        encoding = answer.headers.get("Content-Encoding", "")
        kind = answer.headers.get_content_type()
    plain = {"br": brotli.decompress, "gzip": gzip.decompress}.get(encoding, bytes)(sent)
    return len(sent), plain, kind


def weigh_page(url: str, cookies: str) -> dict[str, object]:
    origin = urlsplit(url).netloc
    sizes: dict[str, int] = {}
    seen: set[str] = set()
    elsewhere: list[str] = []
    queue = [url]
    while queue:
        address = queue.pop(0)
        if address in seen:
            continue
        seen.add(address)
        if urlsplit(address).netloc != origin:
            elsewhere.append(address)
            continue
        size, plain, kind = fetch(address, cookies)
        name = "html" if address == url else kind.rpartition("/")[2]
        sizes[name] = sizes.get(name, 0) + size
        queue += [urljoin(address, found) for found in _asked_by(plain, kind)]
    return {
        "kB": round(sum(sizes.values()) / 1000, 1),
        "requests": len(seen),
        "by_type": {name: round(size / 1000, 1) for name, size in sizes.items()},
        "other_origins": elsewhere,
    }


def _asked_by(plain: bytes, kind: str) -> list[str]:
    if kind == "text/html":
        found = [next(filter(None, groups)) for groups in ASSETS.findall(plain)]
    elif kind == "text/css":
        found = [each for each in IN_CSS.findall(plain) if not each.startswith(b"data:")]
    elif "javascript" in kind:
        found = IN_JS.findall(plain)
    else:
        found = []
    return [each.decode() for each in found]


def _page_of(enrolment: Enrolment, module: Module) -> str:
    return reverse("learners:module", args=[enrolment.uuid, module.slug])


def weigh(world: World, port: int) -> list[dict[str, object]]:
    enrolment = Enrolment.objects.filter(cohort=world.cohort).select_related("learner").first()
    assert enrolment is not None
    cookies = f"{settings.SESSION_COOKIE_NAME}={sign_in(enrolment.learner)}"
    pages = {
        "module page": _page_of(enrolment, world.modules[0]),
        "module with every activity": _page_of(enrolment, world.modules[-1]),
        "founder's home": reverse("learners:home"),
        "path page": reverse("learners:path", args=[enrolment.uuid]),
    }
    return [
        {"what": f"first visit of the {name}"}
        | weigh_page(f"http://127.0.0.1:{port}{path}", cookies)
        | {"queries": count_queries(enrolment.learner, path)}
        for name, path in pages.items()
    ]
