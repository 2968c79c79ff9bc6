"""Files that must be refused, each for one reason, made from a package that is fine.

`build("bomb.zip")` gives the bytes of one. Nothing here is kept as a file: no scanner flags them.
"""

import json
import struct
import unicodedata
import zlib
from collections.abc import Callable
from functools import cache, partial
from typing import Any

from tests.packages import h5p, scorm
from tests.packages.archive import entry, pack, pack_entries

LINK = 0o120777 << 16
DEVICE = 0o020666 << 16
MEBIBYTE = 1024 * 1024
CENTRAL = b"PK\x01\x02"
LOCAL = b"PK\x03\x04"
CHOICE = h5p.CHOICE
PAGE = b"<!DOCTYPE html><title>Bonjour</title>"
# In pieces: together they are what every scanner must find.
TEST_VIRUS = ("X5O!P%@AP[4\\PZX54(P^)7CC)7}$", "EICAR-STANDARD-ANTIVIRUS", "-TEST-FILE!$H+H*")


def sco() -> dict[str, bytes]:
    return scorm.source("passive-12")


def scorm_with(files: dict[str, bytes]) -> bytes:
    return pack(sco() | files)


def manifest(data: bytes) -> bytes:
    return scorm_with({"imsmanifest.xml": data})


def changed_manifest(old: str, new: str) -> bytes:
    return manifest(sco()["imsmanifest.xml"].replace(old.encode(), new.encode(), 1))


def h5p_with(files: dict[str, bytes]) -> bytes:
    return pack(h5p.content("choice") | files)


def h5p_without(*names: str) -> bytes:
    files = h5p.content("choice")
    return pack({name: data for name, data in files.items() if not name.startswith(names)})


def h5p_edited(name: str, **fields: Any) -> bytes:
    """Return a package with other fields in one of its JSON files; None takes the field away."""
    document = json.loads(h5p.content("choice")[name]) | fields
    kept = {key: value for key, value in document.items() if value is not None}
    return h5p_with({name: json.dumps(kept).encode()})


def odd_entry(name: str, data: bytes = PAGE, *, attributes: int | None = None) -> bytes:
    """Return a package with one entry more, whose name may be there already."""
    files = [(entry(name), data) for name, data in sorted(sco().items())]
    return pack_entries([*files, (entry(name, attributes=attributes), data)])


def patched(data: bytes, *, offset: int, local_offset: int, value: bytes) -> bytes:
    """Return the archive with `value` at that place of every header, local and central."""
    patch = bytearray(data)
    for signature, place in ((CENTRAL, offset), (LOCAL, local_offset)):
        start = data.find(signature)
        while start >= 0:
            patch[start + place : start + place + len(value)] = value
            start = data.find(signature, start + 4)
    return bytes(patch)


def encrypted() -> bytes:
    return patched(pack(sco()), offset=8, local_offset=6, value=struct.pack("<H", 1))


def lying_size() -> bytes:
    """Return 64 MiB of zeros in entries that claim to hold ten bytes each."""
    data = scorm_with({"media/zeros.bin": bytes(64 * MEBIBYTE)})
    return patched(data, offset=24, local_offset=22, value=struct.pack("<I", 10))


def wrong_checksum() -> bytes:
    return patched(pack(sco()), offset=16, local_offset=14, value=b"\xde\xad\xbe\xef")


def zeros(mebibytes: int) -> tuple[bytes, int]:
    """Return a deflate stream of that many zeros and its checksum, without deflating them all."""
    block = bytes(MEBIBYTE)
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    # After a full flush, a block stands by itself: it may be repeated.
    piece = deflate.compress(block) + deflate.flush(zlib.Z_FULL_FLUSH)
    checksum = 0
    for _ in range(mebibytes):
        checksum = zlib.crc32(block, checksum)
    return piece * mebibytes + deflate.flush(), checksum


def bomb(files: dict[str, bytes], name: str) -> bytes:
    """Return a megabyte that inflates to a gigabyte, honest about its size."""
    mebibytes = 1024
    stream, checksum = zeros(mebibytes)
    head = struct.pack(
        "<HHHHHIIIHH",
        *(20, 0, 8, 0, 0x5C21, checksum, len(stream), mebibytes * MEBIBYTE, len(name), 0),
    )
    packed = pack(files)
    end = packed.rindex(b"PK\x05\x06")
    count, size, start = struct.unpack_from("<HII", packed, end + 10)
    local = LOCAL + head + name.encode() + stream
    tail = struct.pack("<HHHII", 0, 0, 0, 0, start)
    central = CENTRAL + struct.pack("<H", 20) + head + tail + name.encode()
    directory = packed[start:end] + central
    places = struct.pack(
        "<HHHHIIH", 0, 0, count + 1, count + 1, size + len(central), start + len(local), 0
    )
    return packed[:start] + local + directory + b"PK\x05\x06" + places


def many_entries() -> bytes:
    return scorm_with({f"pages/{number:05}.txt": b"" for number in range(20_001)})


def truncated() -> bytes:
    data = pack(sco())
    return data[: len(data) * 2 // 3]


def cut_before_the_end() -> bytes:
    return pack(sco())[:-30]


def virus() -> bytes:
    return "".join(TEST_VIRUS).encode()


def with_doctype(doctype: str, text: str) -> bytes:
    document = sco()["imsmanifest.xml"].decode()
    head, rest = document.split("\n", 1)
    rest = rest.replace("<title>", f"<title>{text}", 1)
    return manifest(f"{head}\n{doctype}\n{rest}".encode())


def laughs() -> bytes:
    entities = "".join(
        f'<!ENTITY rire{level} "{f"&rire{level - 1};" * 10}">' for level in range(1, 10)
    )
    return with_doctype(f'<!DOCTYPE manifest [<!ENTITY rire0 "ha">{entities}]>', "&rire9;")


def external(address: str) -> bytes:
    return with_doctype(f'<!DOCTYPE manifest [<!ENTITY x SYSTEM "{address}">]>', "&x;")


def same_name_in_other_form() -> bytes:
    forms = {unicodedata.normalize(form, "détail.html"): PAGE for form in ("NFC", "NFD")}
    return scorm_with(forms)


NOT_ARCHIVES: dict[str, Callable[[], bytes]] = {
    "empty.zip": bytes,
    "empty.h5p": bytes,
    "no-entry.zip": partial(pack, {}),
    "text.zip": "Ceci n'est pas une archive.\n".encode,
    "text.h5p": "Ceci n'est pas une archive.\n".encode,
    "truncated.zip": truncated,
    "cut-before-the-end.zip": cut_before_the_end,
}

ARCHIVES: dict[str, Callable[[], bytes]] = {
    "bomb.zip": lambda: bomb(sco(), "media/film.mp4"),
    "bomb.h5p": lambda: bomb(h5p.content("choice"), "content/film.mp4"),
    "many-entries.zip": many_entries,
    "lying-size.zip": lying_size,
    "wrong-checksum.zip": wrong_checksum,
    "encrypted.zip": encrypted,
    "climbing.zip": partial(odd_entry, "pages/../../dehors.html"),
    "climbing-backslash.zip": partial(odd_entry, r"pages\..\..\dehors.html"),
    "climbing.h5p": lambda: h5p_with({"content/../../dehors.json": b"{}"}),
    "absolute.zip": partial(odd_entry, "/tmp/dehors.html"),  # noqa: S108 - never written
    "drive.zip": partial(odd_entry, r"C:\dehors.html"),
    "symlink.zip": partial(odd_entry, "dehors", b"/etc/passwd", attributes=LINK),
    "device.zip": partial(odd_entry, "zero", b"", attributes=DEVICE),
    "same-name.zip": partial(odd_entry, "index.html"),
    "same-name-other-case.zip": partial(odd_entry, "INDEX.html"),
    "same-name-backslash.zip": lambda: scorm_with({"a/b.html": PAGE, r"a\b.html": PAGE}),
    "same-name-other-form.zip": same_name_in_other_form,
    "control-character.zip": partial(odd_entry, "index\n.html"),
    "nul.zip": partial(odd_entry, "index.html\0.png"),
    "long-name.zip": partial(odd_entry, f"{'a' * 5000}.html"),
    "deep.zip": partial(odd_entry, f"{'a/' * 300}index.html"),
    "virus.zip": lambda: scorm_with({"documents/facture.txt": virus()}),
    "virus.h5p": lambda: h5p_with({"content/facture.txt": virus()}),
}

MANIFESTS: dict[str, Callable[[], bytes]] = {
    "no-manifest.zip": lambda: pack({"index.html": PAGE}),
    "empty-manifest.zip": partial(manifest, b""),
    "broken-manifest.zip": partial(changed_manifest, "</organizations>", ""),
    "not-a-manifest.zip": partial(manifest, b"<?xml version='1.0'?><html><body/></html>"),
    "nothing-to-launch.zip": partial(changed_manifest, 'href="index.html"', ""),
    "launches-what-is-not-there.zip": partial(
        changed_manifest, 'href="index.html"', 'href="absente.html"'
    ),
    "launches-outside.zip": partial(
        changed_manifest, 'href="index.html"', 'href="../../admin/index.html"'
    ),
    "launches-a-script.zip": partial(
        changed_manifest, 'href="index.html"', 'href="javascript:alert(1)"'
    ),
    "laughs.zip": laughs,
    "external-entity.zip": partial(external, "file:///etc/passwd"),
    "external-address.zip": partial(external, "http://127.0.0.1:9/secret"),
}

CONTENTS: dict[str, Callable[[], bytes]] = {
    "php-in-content.h5p": lambda: h5p_with({"content/images/shell.php": b"<?php echo 1;"}),
    "html-in-content.h5p": lambda: h5p_with({"content/page.html": PAGE}),
    "script-in-content.h5p": lambda: h5p_with({"content/more.js": b"alert(1);"}),
    "drawing-in-content.h5p": lambda: h5p_with({"content/images/logo.svg": b"<svg/>"}),
    "html-in-library.h5p": lambda: h5p_with({f"{CHOICE}/page.html": PAGE}),
    "no-h5p-json.h5p": lambda: h5p_without("h5p.json"),
    "broken-h5p-json.h5p": lambda: h5p_with({"h5p.json": b'{"title": "Devis",'}),
    "list-as-h5p-json.h5p": lambda: h5p_with({"h5p.json": b"[]"}),
    "deep-h5p-json.h5p": lambda: h5p_with({"h5p.json": b"[" * 100_000}),
    "no-content-json.h5p": lambda: h5p_without("content/"),
    "broken-content-json.h5p": lambda: h5p_with({"content/content.json": b"{"}),
    "no-title.h5p": partial(h5p_edited, "h5p.json", title=None),
    "no-dependencies.h5p": partial(h5p_edited, "h5p.json", preloadedDependencies=None),
    "wrong-main-library.h5p": partial(h5p_edited, "h5p.json", mainLibrary="../H5P.Choice"),
    "wrong-language.h5p": partial(h5p_edited, "h5p.json", language="<script>"),
    "missing-main-library.h5p": partial(h5p_edited, "h5p.json", mainLibrary="H5P.Nowhere"),
}

LIBRARIES: dict[str, Callable[[], bytes]] = {
    "missing-library.h5p": lambda: h5p_without("H5P.PalierShared-1.0/"),
    "library-of-another-name.h5p": partial(
        h5p_edited, f"{CHOICE}/library.json", machineName="H5P.PalierOther"
    ),
    "broken-library-json.h5p": lambda: h5p_with({f"{CHOICE}/library.json": b"{"}),
    "no-library-json.h5p": lambda: h5p_without(f"{CHOICE}/library.json"),
    "no-version.h5p": partial(h5p_edited, f"{CHOICE}/library.json", minorVersion=None),
    "library-file-missing.h5p": lambda: h5p_without(f"{CHOICE}/scripts/choice.js"),
    "broken-semantics.h5p": lambda: h5p_with({f"{CHOICE}/semantics.json": b"[{]"}),
    "broken-language.h5p": lambda: h5p_with({f"{CHOICE}/language/fr.json": b"{,}"}),
    "newer-core.h5p": partial(
        h5p_edited, f"{CHOICE}/library.json", coreApi={"majorVersion": 1, "minorVersion": 99}
    ),
    "script-outside.h5p": partial(
        h5p_edited, f"{CHOICE}/library.json", preloadedJs=[{"path": "../../h5p.json"}]
    ),
}

# The codes of the reference validator, where it has one for it.
H5P_CODES = {
    "empty.h5p": "unable-to-unzip",
    "text.h5p": "unable-to-unzip",
    "php-in-content.h5p": "not-in-whitelist",
    "html-in-content.h5p": "not-in-whitelist",
    "script-in-content.h5p": "not-in-whitelist",
    "drawing-in-content.h5p": "not-in-whitelist",
    "html-in-library.h5p": "not-in-whitelist",
    "no-h5p-json.h5p": "invalid-h5p-json-file",
    "broken-h5p-json.h5p": "unable-to-parse-package",
    "no-content-json.h5p": "invalid-content-folder",
    "broken-content-json.h5p": "unable-to-parse-package",
    "no-title.h5p": "missing-required-property",
    "no-dependencies.h5p": "missing-required-property",
    "missing-main-library.h5p": "missing-main-library",
    "missing-library.h5p": "missing-required-library",
    "library-of-another-name.h5p": "library-directory-name-mismatch",
    "broken-library-json.h5p": "invalid-library-json-file",
    "no-version.h5p": "missing-required-property",
    "library-file-missing.h5p": "library-missing-file",
    "broken-semantics.h5p": "invalid-semantics-json-file",
    "broken-language.h5p": "invalid-language-file",
    "newer-core.h5p": "api-version-unsupported",
}

BUILDERS = NOT_ARCHIVES | ARCHIVES | MANIFESTS | CONTENTS | LIBRARIES
NAMES = tuple(BUILDERS)


@cache
def build(name: str) -> bytes:
    return BUILDERS[name]()
