"""What a file of a package is given as. The system's table differs from one machine to another."""

from pathlib import PurePosixPath

UNKNOWN = "application/octet-stream"

_EXTENSIONS = {
    # No charset: the page, its meta element or the page that loads it says it. Many are not UTF-8.
    "text/html": "html htm",
    "application/xhtml+xml": "xhtml xht",
    "text/css": "css",
    "text/javascript": "js mjs cjs",
    "application/xml": "xml xsd dtd xsl xslt rels",
    "text/plain": "txt md textile log srt lrc",
    "text/csv": "csv",
    "application/json": "json map webmanifest geojson",
    "text/vtt": "vtt webvtt",
    "application/wasm": "wasm",
    "image/svg+xml": "svg",
    "image/png": "png apng",
    "image/jpeg": "jpg jpeg jpe jfif pjpeg",
    "image/gif": "gif",
    "image/webp": "webp",
    "image/avif": "avif",
    "image/bmp": "bmp",
    "image/x-icon": "ico cur",
    "image/tiff": "tif tiff",
    "audio/mpeg": "mp3 mpga",
    "audio/mp4": "m4a m4b",
    "audio/aac": "aac",
    "audio/ogg": "ogg oga opus spx",
    "audio/wav": "wav wave",
    "audio/flac": "flac",
    "audio/webm": "weba",
    "audio/midi": "mid midi",
    "video/mp4": "mp4 m4v mp4v f4v",
    "video/webm": "webm",
    "video/ogg": "ogv",
    "video/quicktime": "mov qt",
    "video/mp2t": "ts",
    "video/3gpp": "3gp",
    "video/x-flv": "flv",
    "application/vnd.apple.mpegurl": "m3u8",
    "application/dash+xml": "mpd",
    "font/woff": "woff",
    "font/woff2": "woff2",
    "font/ttf": "ttf",
    "font/otf": "otf",
    "application/vnd.ms-fontobject": "eot",
    "model/gltf-binary": "glb",
    "model/gltf+json": "gltf",
    "application/pdf": "pdf",
    "application/rtf": "rtf",
    "application/zip": "zip",
    "application/epub+zip": "epub",
    "application/msword": "doc",
    "application/vnd.ms-excel": "xls",
    "application/vnd.ms-powerpoint": "ppt pps",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
    "application/vnd.openxmlformats-officedocument.presentationml.slideshow": "ppsx",
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
    "application/vnd.oasis.opendocument.presentation": "odp",
}
TYPES = {f".{end}": kind for kind, ends in _EXTENSIONS.items() for end in ends.split()}
# What a browser opens as a page, and so with scripts.
DOCUMENTS = {
    *("text/html", "application/xhtml+xml", "application/xml", "image/svg+xml"),
}
_UTF8 = {"application/json", "text/vtt"}


def content_type(path: str) -> str:
    """Return the type of the file; `UNKNOWN` for what is to be saved rather than shown."""
    kind = TYPES.get(PurePosixPath(path).suffix.lower(), UNKNOWN)
    return f"{kind}; charset=utf-8" if kind in _UTF8 else kind


def is_document(kind: str) -> bool:
    return kind.partition(";")[0] in DOCUMENTS
