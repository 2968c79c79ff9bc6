from media.models.audio import Audio
from media.models.files import MediaDocument, MediaImage, Rendition

__all__ = ["Audio", "MediaDocument", "MediaImage", "Rendition"]
