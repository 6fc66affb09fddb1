"""Every address the service answers, by name, read from the address tables themselves."""

from django.urls import URLPattern, URLResolver, get_resolver


def named_patterns(resolver=None, namespaces=(), outer=()):
    """Yield (name, parameters) of every address; an address without a name is given by its pattern."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from named_patterns(pattern, inner, (*outer, *_parameters(pattern)))
        elif isinstance(pattern, URLPattern):
            name = ":".join((*namespaces, pattern.name)) if pattern.name else f"unnamed {pattern.pattern}"
            yield name, (*outer, *_parameters(pattern))


def _parameters(pattern):
    return tuple(pattern.pattern.converters) or tuple(pattern.pattern.regex.groupindex)
