"""docker-compose.yml cannot be run everywhere, so it is read: safe by default, in step with the settings."""

import re

import pytest
import yaml

from portal.environment import VARIABLES

OURS = ("web", "worker", "beat", "migrate")


@pytest.fixture(scope="module")
def text(repository):
    return (repository / "docker-compose.yml").read_text()


@pytest.fixture(scope="module")
def services(text):
    return yaml.safe_load(text)["services"]


@pytest.fixture(scope="module")
def example(repository):
    """Give the variables of .env.example: those to fill in, and those the compose file sets."""
    lines = (repository / ".env.example").read_text()
    return re.findall(r"^([A-Z_]+)=", lines, re.M), re.findall(r"^# ([A-Z_]+)=", lines, re.M)


def interpolated(text):
    return re.findall(r"\$\{([A-Z_]+)([^}]*)\}", text)


def test_the_services_are_those_of_the_portal(services):
    assert set(services) == {*OURS, "database", "redis", "scanner"}


def test_no_secret_has_a_default(text):
    found = interpolated(text)
    assert {name for name, _ in found} >= {
        "SECRET_KEY",
        "SEALING_KEYS",
        "DATABASE_APP_PASSWORD",
        "REDIS_PASSWORD",
    }
    assert [name for name, rest in found if not re.match(r":\?.", rest)] == []


def test_every_service_but_the_one_that_ends_has_a_health_check(services):
    for name, service in services.items():
        check = service["healthcheck"]
        assert check == {"disable": True} if name == "migrate" else check["test"], name


def test_our_processes_have_no_rights_to_speak_of(services):
    for name in OURS:
        service = services[name]
        assert service["user"] not in ("root", "0") and service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"] and service["security_opt"] == ["no-new-privileges:true"], name
    assert services["database"]["user"] == "postgres" and services["redis"]["user"] == "redis"


def test_only_migrations_have_the_owners_role(services):
    for name in ("web", "worker", "beat"):
        environment = services[name]["environment"]
        assert environment["DATABASE_URL"].startswith("postgres://portal_app:"), name
        assert "OWNER" not in str(environment), name
    assert services["migrate"]["environment"]["DATABASE_URL"].startswith("postgres://portal_owner:")
    for name in ("web", "worker", "beat"):
        assert services[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}, (
            name
        )


def test_only_the_loopback_address_is_opened(services):
    opened = {name: service["ports"] for name, service in services.items() if "ports" in service}
    assert opened == {"web": ["127.0.0.1:8000:8000"]}


def test_production_is_not_a_demonstration(services):
    for name in OURS:
        environment = services[name]["environment"]
        assert (environment["DEMO"], environment["DEBUG"], environment["SECURE"]) == ("0", "0", "1")


def test_every_setting_is_set_and_nothing_else(services):
    known = {variable.name for variable in VARIABLES}
    assert set(services["migrate"]["environment"]) == known
    for name in ("web", "worker", "beat"):
        assert set(services[name]["environment"]) == known - {"DATABASE_OWNER_URL"}, name


def test_the_example_names_every_variable_and_nothing_else(text, example):
    to_fill_in, set_for_you = example
    known = {variable.name for variable in VARIABLES}
    asked_for = {name for name, _ in interpolated(text)}
    assert set(to_fill_in) == asked_for
    assert set(to_fill_in) | set(set_for_you) == known | asked_for
    assert not set(to_fill_in) & set(set_for_you)


def test_the_example_holds_no_secret(repository):
    for line in (repository / ".env.example").read_text().splitlines():
        if re.match(r"(SECRET|SEALING|\w+_PASSWORD)", line):
            assert line.endswith("="), line


def test_the_roles_are_made_by_the_statements_the_local_run_uses(services, repository):
    mounted = [volume.split(":")[0] for volume in services["database"]["volumes"]]
    assert "./docker/roles.sh" in mounted and "./docker/roles.sql" in mounted
    assert r"\i /docker/roles.sql" in (repository / "docker/roles.sh").read_text()
    assert "roles.sql" in (repository / "portal/local/servers.py").read_text()


def test_the_image_runs_as_nobody_special_from_the_hashed_lock(repository):
    lines = (repository / "Dockerfile").read_text().splitlines()
    users = [line.split()[1] for line in lines if line.startswith("USER")]
    assert users and users[-1] not in ("root", "0")
    assert any("--require-hashes" in line for line in lines)
    assert any("collectstatic" in line for line in lines)
    ignored = (repository / ".dockerignore").read_text().split()
    assert {".env", "var", ".git"} <= set(ignored)


def test_the_image_installs_the_libraries_the_local_run_looks_for(repository):
    bootstrap = (repository / "portal/local/bootstrap.py").read_text()
    image = (repository / "Dockerfile").read_text()
    packages = re.findall(r'\("lib[^"]+", "([^"]+)"\)', bootstrap)
    assert len(packages) == 4
    assert [package for package in packages if package not in image] == []
