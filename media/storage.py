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

    def signed_url(self, name: str, content_type: str, seconds: int) -> str:
        """Return the bucket's own link, which anybody may follow for that long."""
        parameters = {"ResponseContentType": content_type}
        link: str = super().url(name, parameters=parameters, expire=seconds)
        return link
