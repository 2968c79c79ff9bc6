from cms.models.pages import HomePage

__all__ = ["HomePage"]
