from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """The floor of documents."""

    name = "documents"

    def ready(self):
        """Register who may."""
        from documents import rules  # noqa: F401
