"""Read a zip that a stranger made. Pure Python: nothing here knows Django.

    archive = Archive(stream)                 # every header is judged, nothing is inflated
    archive.read("h5p.json", at_most=1_000_000)
    with archive.open("content/video.mp4") as member: ...
    archive.verify()                          # every byte is inflated, counted and checked

Whatever is wrong is an `ArchiveRefused`, with a code, the path it is about and a detail in English.
"""

from media.archives.limits import ArchiveRefused, Limits
from media.archives.reading import CHUNK, Archive, Entry

__all__ = ["CHUNK", "Archive", "ArchiveRefused", "Entry", "Limits"]
