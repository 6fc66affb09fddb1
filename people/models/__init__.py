"""People, users, children, and the links between them."""

from people.models.child import Child, Link
from people.models.joining import JoinCode
from people.models.person import Person, Team
from people.models.user import User

__all__ = ["Child", "JoinCode", "Link", "Person", "Team", "User"]
