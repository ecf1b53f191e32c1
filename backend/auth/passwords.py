"""Passwords: bcrypt, off the loop, a bounded number at a time; and what makes one too weak."""

import asyncio
import base64
import hashlib
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from difflib import SequenceMatcher
from functools import cache
from importlib.resources import files
from typing import TypeVar, TypeVarTuple

import bcrypt

from backend.wire.errors import FieldProblem

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

WORKERS = 2
LIKENESS = 0.7


def _prepared(password: str) -> bytes:
    # bcrypt takes 72 bytes, which 37 Cyrillic letters pass: hash first, and encode, for bcrypt ends at a NUL.
    return base64.b64encode(hashlib.sha256(password.encode()).digest())


class Passwords:
    """Makes and checks hashes at the configured cost."""

    def __init__(self, cost: int) -> None:
        self._cost = cost
        self._workers = ThreadPoolExecutor(WORKERS, thread_name_prefix="bcrypt")
        self._nobody: str | None = None

    async def make_hash(self, password: str) -> str:
        """A salted hash."""
        return await self._run(self._hash, password)

    async def check(self, password: str, password_hash: str | None) -> bool:
        """Whether the password is the one; for an unknown account (None) it costs the same and is False."""
        if password_hash is None:
            if self._nobody is None:
                self._nobody = await self.make_hash("nobody's password")
            await self._run(self._check, password, self._nobody)
            return False
        return await self._run(self._check, password, password_hash)

    def close(self) -> None:
        """End the workers."""
        self._workers.shutdown(wait=False, cancel_futures=True)

    async def _run(self, work: Callable[[*Ts], T], *args: *Ts) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._workers, work, *args)

    def _hash(self, password: str) -> str:
        return bcrypt.hashpw(_prepared(password), bcrypt.gensalt(self._cost)).decode("ascii")

    @staticmethod
    def _check(password: str, password_hash: str) -> bool:
        return bcrypt.checkpw(_prepared(password), password_hash.encode("ascii"))


@cache
def _common_passwords() -> frozenset[str]:
    return frozenset(
        files("resources").joinpath("common-passwords.txt").read_text(encoding="utf-8").split("\n")
    )


def find_weakness(password: str, personal: Iterable[str]) -> FieldProblem | None:
    """Why the password is too easy to guess; `personal` are the user's names and email."""
    lowered = password.casefold()
    if lowered in _common_passwords():
        return FieldProblem.PASSWORD_COMMON
    if password.isdigit():
        return FieldProblem.PASSWORD_NUMERIC
    for text in personal:
        for part in {text, *text.replace("@", " ").replace(".", " ").split()}:
            known = part.casefold()
            if len(known) >= 3 and SequenceMatcher(a=lowered, b=known).quick_ratio() >= LIKENESS:
                return FieldProblem.PASSWORD_LIKE_USER
    return None
