"""From a file that somebody sends to a version that plays.

    receive_upload(file=…, file_name="devis.h5p", by=trainer, at=now)  # in a request: keeps it
    import_next(at=now)                                                 # in a worker, until False

What is wrong with a file is in `PackageImport.problems`; `media.refusals` puts it into words.
"""

from media.importing.problems import ImportRefused
from media.importing.queue import forget_abandoned, import_next
from media.importing.receiving import receive_upload
from media.importing.running import import_package

__all__ = [
    "ImportRefused",
    "forget_abandoned",
    "import_next",
    "import_package",
    "receive_upload",
]
