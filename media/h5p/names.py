"""How libraries are called: `H5P.MultiChoice 1.16` in texts, `H5P.MultiChoice-1.16` in folders."""

import re
from dataclasses import dataclass
from typing import Self

MACHINE_NAME = re.compile(r"[\w.-]{1,255}", re.ASCII)
_WRITTEN = re.compile(r"([\w.-]{1,255})[ -]([0-9]{1,5})\.([0-9]{1,5})", re.ASCII)


@dataclass(frozen=True, order=True)
class LibraryName:
    """A library up to its minor version: patches of it replace each other."""

    machine_name: str
    major: int
    minor: int

    @classmethod
    def parse(cls, text: str) -> Self | None:
        match = _WRITTEN.fullmatch(text)
        return cls(match[1], int(match[2]), int(match[3])) if match else None

    def __str__(self) -> str:
        return f"{self.machine_name} {self.major}.{self.minor}"

    @property
    def folder(self) -> str:
        return f"{self.machine_name}-{self.major}.{self.minor}"
