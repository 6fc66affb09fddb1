from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """The floor of documents."""

    name = "documents"
