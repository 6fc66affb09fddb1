"""What must hold before the service starts: every variable is set, and no door is open that should not be."""

from django.core.checks import Error, register

from portal import environment


@register()
def environment_is_complete(app_configs, **kwargs):
    """Report required variables of the environment that are not set."""
    return [
        Error(f"{name} is not set in the environment.", hint="See .env.example.", id="portal.E001")
        for name in environment.missing()
    ]


@register()
def switches_are_safe(app_configs, **kwargs):
    """Refuse the demonstration and technical error pages wherever others can reach the service."""
    only = ", ".join(environment.LOOPBACK)
    return [
        Error(
            f"{name} is on while ALLOWED_HOSTS names a host that others can reach.",
            hint=f"Set {name}=0, or let ALLOWED_HOSTS name only {only}.",
            id="portal.E002",
        )
        for name in environment.unsafe()
    ]


@register()
def council_file_is_right(app_configs, **kwargs):
    """Report the line that names the wrong key of the council's policy file."""
    wrong = environment.wrong_policy()
    return (
        [Error(wrong, hint="docs/examples/council.toml is a whole one.", id="portal.E003")] if wrong else []
    )
