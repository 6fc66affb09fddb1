"""Static files with their digest in their name, the modules a script imports included."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Files(CompressedManifestStaticFilesStorage):
    """Compressed files under names that change with their content."""

    support_js_module_import_aggregation = True
