"""Files in a bucket, given by us."""

from urllib.parse import quote

from django.conf import settings
from storages.backends.s3 import S3Storage


class BucketStorage(S3Storage):
    """A private bucket behind ``/files/``: pages ask nothing of another origin.

    Signed links of the bucket would need its origin in the content policy, would tell it who reads
    what, and would change at each page, so that no browser would keep a picture.
    """

    def url(self, name: str | None) -> str:
        return settings.MEDIA_URL + quote(str(name))
