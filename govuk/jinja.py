from functools import cache

from django.utils.safestring import SafeString
from jinja2 import Environment, PackageLoader, PrefixLoader

LIBRARY = "govuk_frontend_jinja"


@cache
def environment():
    """Return the one Jinja environment, which escapes everything it is not told to trust."""
    loader = PrefixLoader({LIBRARY: PackageLoader(LIBRARY)})
    return Environment(
        loader=loader, autoescape=True, auto_reload=False, trim_blocks=True, lstrip_blocks=True
    )


@cache
def macro(component):
    """Return a component's macro by the component's name, such as "date-input"."""
    template = environment().get_template(f"{LIBRARY}/components/{component}/macro.html")
    return getattr(template.module, "govuk" + "".join(part.capitalize() for part in component.split("-")))


def component(name, params):
    """Render a component of the design system; what a person typed can never make it fail."""
    return SafeString(encodable(str(macro(name)(params))))


def encodable(text):
    """Replace the half characters that no page can be sent with."""
    return text.encode("utf-8", "replace").decode("utf-8")
