from media.models.audio import Audio
from media.models.files import MediaDocument, MediaImage, Rendition
from media.models.package import H5PLibrary, Package, PackageFile, PackageImport, PackageVersion

__all__ = [
    "Audio",
    "H5PLibrary",
    "MediaDocument",
    "MediaImage",
    "Package",
    "PackageFile",
    "PackageImport",
    "PackageVersion",
    "Rendition",
]
