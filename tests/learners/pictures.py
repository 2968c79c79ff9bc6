"""Pictures and other files, as people send them."""

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

ORIENTATION, GPS = 0x0112, 0x8825
SCRIPT = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
PROGRAM = b"MZ\x90\x00" + bytes(200)


def picture(size=(60, 40), kind="JPEG", name="photo.jpg", **options) -> SimpleUploadedFile:
    stream = BytesIO()
    Image.new(options.pop("mode", "RGB"), size, "orange").save(stream, kind, **options)
    return SimpleUploadedFile(name, stream.getvalue(), content_type="image/jpeg")


def with_place(size=(60, 40), **options) -> SimpleUploadedFile:
    exif = Image.Exif()
    exif[ORIENTATION] = 6  # taken with the phone upright
    exif.get_ifd(GPS)[1] = "N"
    return picture(size, exif=exif, **options)


def sent(content: bytes, name: str = "photo.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)
