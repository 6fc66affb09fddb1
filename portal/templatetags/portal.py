"""Small helps for the portal's templates."""

from django import template

register = template.Library()


@register.filter
def of(found, key):
    """Look a key up in what a view found for a whole page in one query."""
    return found.get(key)
