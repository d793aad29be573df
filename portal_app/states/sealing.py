"""What is on people's screens, sealed where several processes share it.

The framework would put it into Redis as it is, and load whatever stands there; sealed, nobody reads it there, and what
somebody else put there is not loaded. In one process nothing leaves the memory.
"""

from typing import Any, BinaryIO

from cryptography.fernet import InvalidToken
from reflex.state import BaseState
from reflex_base.utils.exceptions import StateSchemaMismatchError

from portal_app.services import hashing
from portal_app.services.hashing import Seal

_open_serialize = BaseState._serialize  # noqa: SLF001  The framework has no other place to say how a state is kept.
_open_deserialize = BaseState._deserialize  # noqa: SLF001  The same.


def _seal(state: BaseState) -> bytes:
    clear = _open_serialize(state)
    return hashing.keys().seals[Seal.SCREEN].encrypt(clear) if clear else clear


def _unseal(data: bytes | None = None, fp: BinaryIO | None = None) -> BaseState:
    if data is None:
        msg = "A state is never read from a file here."
        raise ValueError(msg) if fp is None else StateSchemaMismatchError(msg)
    try:
        clear = hashing.keys().seals[Seal.SCREEN].decrypt(data)
    except InvalidToken:
        # The framework begins with a fresh state then.
        msg = "What is kept was not sealed here."
        raise StateSchemaMismatchError(msg) from None
    return _open_deserialize(clear)


def seal_states() -> None:
    """From now on no state of this process is kept anywhere but sealed."""
    kept: Any = BaseState
    kept._serialize = _seal  # noqa: SLF001  See above.
    kept._deserialize = staticmethod(_unseal)  # noqa: SLF001  See above.
