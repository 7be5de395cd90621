"""Who may speak with the OPC UA server, and what they may do.

asyncua leaves three doors open, each of which was tried and is shut here: a channel without
security is accepted even where no such endpoint is offered; a client certificate is looked at only
where the client shows it a second time; any user may call any method.
"""

import hmac
import logging
import secrets
import time
from collections.abc import Sequence

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError
from asyncua import ua
from asyncua.crypto.permission_rules import USER_TYPES, PermissionRuleset, User, UserRole

from inspector.formats.opcua_settings import OpcUaUser
from inspector.line.opcua_trust import Trust

log = logging.getLogger(__name__)

HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
"""19 MiB, two passes: 20 ms, which the loop of the server waits for."""

WRONG_ALLOWED = 5
LOCKED_S = 10.0
"""How long nobody may try a name after too many wrong passwords."""
REMEMBERED = 256
"""Good logins that are not hashed again."""

CALL = ua.NodeId(ua.ObjectIds.CallRequest_Encoding_DefaultBinary)
WRITE = ua.NodeId(ua.ObjectIds.WriteRequest_Encoding_DefaultBinary)
READING = frozenset(map(ua.NodeId, USER_TYPES)) - {CALL, WRITE}

VIEWER, OPERATOR = UserRole.Anonymous, UserRole.User


def hash_password(password: str) -> str:
    """Give the argon2id hash that a station file keeps of a password."""
    return HASHER.hash(password)


class Rights(PermissionRuleset):  # type: ignore[misc]  # asyncua's is untyped
    """What a session may do on an encrypted or signed channel."""

    def check_validity(self, user: User, action_type: ua.NodeId, body: object) -> bool:
        """Whether a user may do that; nobody writes, or changes the address space."""
        del body
        return action_type in READING or (action_type == CALL and user.role is OPERATOR)


class NoRights(PermissionRuleset):  # type: ignore[misc]
    """What a session may do on a channel without security: nothing but ask for the endpoints."""

    def check_validity(self, user: User, action_type: ua.NodeId, body: object) -> bool:
        """Nothing."""
        del user, action_type, body
        return False


class Users:
    """Knows users by their password; asyncua calls it at each login.

    Parameters
    ----------
    users
        Of the station file.
    trust
        Certificates of clients; a session whose channel has none of these has no user.
    anonymous_reading
        Whether a client without a name is a viewer.
    """

    def __init__(
        self, users: Sequence[OpcUaUser], trust: Trust, *, anonymous_reading: bool
    ) -> None:
        self._users = {user.name: user for user in users}
        self._trust = trust
        self._anonymous_reading = anonymous_reading
        self._key = secrets.token_bytes(32)
        self._good: dict[bytes, None] = {}
        self._wrong: dict[str, tuple[int, float]] = {}

    def get_user(
        self,
        iserver: object,
        username: str | None = None,
        password: str | None = None,
        certificate: bytes | None = None,
    ) -> User | None:
        """Give the user, or None where the session is refused."""
        del iserver
        if not self._trust.knows(certificate):
            return None
        if username is None:
            return User(VIEWER, "") if self._anonymous_reading else None
        user = self._users.get(username)
        if user is None or not self._right(user, password or ""):
            log.warning("OPC UA: login of %r refused", username[:60])
            return None
        return User(OPERATOR if user.role == "operator" else VIEWER, user.name)

    def _right(self, user: OpcUaUser, password: str) -> bool:
        wrong, until = self._wrong.get(user.name, (0, 0.0))
        if wrong >= WRONG_ALLOWED and time.monotonic() < until:
            return False
        mark = hmac.digest(self._key, f"{user.hash}\0{password}".encode(), "sha256")
        if mark in self._good:
            return True
        if not _verified(user, password):
            self._wrong[user.name] = (wrong + 1, time.monotonic() + LOCKED_S)
            return False
        self._wrong.pop(user.name, None)
        self._good[mark] = None
        if len(self._good) > REMEMBERED:
            self._good.pop(next(iter(self._good)))
        return True


def _verified(user: OpcUaUser, password: str) -> bool:
    try:
        return HASHER.verify(user.hash, password)
    except VerifyMismatchError:
        return False
    except (VerificationError, InvalidHashError):
        log.warning("OPC UA: the hash of %s is damaged; make it anew", user.name)
        return False
