"""Which files a package may hold: what authors bring is never code, and never markup."""

CONTENT_EXTENSIONS = frozenset(
    # jfif is what Windows calls the JPEG that a browser saves.
    [
        "json", "png", "jpg", "jpeg", "jfif", "gif", "bmp", "tif", "tiff", "eot", "ttf", "woff",
        "woff2", "otf", "webm", "mp4", "ogg", "mp3", "m4a", "wav", "txt", "pdf", "rtf", "doc",
        "docx", "xls", "xlsx", "ppt", "pptx", "odt", "ods", "odp", "csv", "diff", "patch", "swf",
        "md", "textile", "vtt", "webvtt", "gltf", "glb",
    ]
)  # fmt: skip
LIBRARY_EXTENSIONS = CONTENT_EXTENSIONS | {"js", "css", "svg", "xml"}


def is_allowed(path: str, extensions: frozenset[str]) -> bool:
    name, dot, extension = path.rpartition(".")
    return bool(name and dot) and extension.lower() in extensions
