"""Sobol points, scrambled: points that fill the unit interval, and many of them together the unit cube, evenly.

A coordinate is given by its ``columns`` ``(..., BITS)``: the digits, highest bit first, that each bit of a point's number
flips. So point ``i`` is the exclusive or of the columns of the bits of ``i``, and any 2^k points that begin at a multiple of
2^k lie one in each of 2^k equal parts. Everything here is deterministic: what is random comes in as ``words`` of BITS random
bits.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

from roi import catalogue

Words = npt.NDArray[np.uint32]

BITS = 32
HIGHEST = np.uint32(1 << (BITS - 1))
#: Column ``k`` with digit ``k`` alone: the points of van der Corput, and Sobol's first dimension.
DIAGONAL: Words = HIGHEST >> np.arange(BITS, dtype=np.uint32)
ABOVE: Words = ~(DIAGONAL | (DIAGONAL - np.uint32(1)))  # the digits above that one
BELOW: Words = DIAGONAL - np.uint32(1)


@cache
def _table() -> list[tuple[int, list[int]]]:
    """Primitive polynomial and first direction integers of each dimension."""
    return [(polynomial, first) for polynomial, first in catalogue.data("sobol")["dimensions"]]


def dimensions() -> int:
    """How many dimensions there are direction numbers for."""
    return len(_table())


@cache
def directions(dimension: int) -> Words:
    """Columns ``(BITS,)`` of a dimension (from 0) by the recurrence of its polynomial (Bratley and Fox 1988)."""
    if dimension == 0:
        return DIAGONAL
    polynomial, first = _table()[dimension]
    degree = polynomial.bit_length() - 1
    m = list(first)
    for k in range(degree, BITS):
        m.append(m[k - degree])
        for back in range(1, degree + 1):
            if polynomial >> (degree - back) & 1:
                m[k] ^= m[k - back] << back
    return np.array([m[k] << (BITS - 1 - k) for k in range(BITS)], dtype=np.uint32)


def shuffle(words: Words) -> Words:
    """A random order of the points: each bit of a point's number mixed with those below it. ``words`` ``(..., BITS)``.

    The first 2^k points stay the first 2^k, and so spread as evenly as before.
    """
    return DIAGONAL | (words & ABOVE)


def scramble(words: Words) -> Words:
    """A random linear scrambling: each digit mixed with those above it (Matousek 1998). ``words`` ``(..., BITS)``."""
    return DIAGONAL | (words & BELOW)


def product(second: Words, first: Words) -> Words:
    """The columns of one map after another: matrices over GF(2).

    ``second`` ``(..., BITS)``, ``first`` ``(..., columns)``: ``(..., columns)`` in their joint shape.
    """
    found = np.zeros(np.broadcast_shapes(second.shape[:-1], first.shape[:-1]) + first.shape[-1:], dtype=np.uint32)
    for digit in range(BITS):
        found ^= np.where(first & DIAGONAL[digit], second[..., digit, None], np.uint32(0))
    return found


def points(columns: Words, shift: Words, start: int, stop: int) -> Words:
    """Points ``start … stop - 1`` as whole numbers of BITS digits ``(stop - start, ...)``, shifted digit by digit.

    ``columns`` ``(..., bits)``, as many as ``stop - 1`` has; ``shift`` ``(...)``. The points double with every bit.
    """
    bits = (start ^ (stop - 1)).bit_length()  # those in which the numbers differ: one block of 2^bits holds them all
    if 1 << bits > 2 * (stop - start):
        middle = (stop - 1) >> (bits - 1) << (bits - 1)
        return np.concatenate([points(columns, shift, start, middle), points(columns, shift, middle, stop)])
    first = start >> bits << bits
    found = np.empty((1 << bits, *shift.shape), dtype=np.uint32)
    found[0] = shift
    for bit in range(bits, first.bit_length()):
        if first >> bit & 1:
            found[0] ^= columns[..., bit]
    for bit in range(bits):
        half = 1 << bit
        np.bitwise_xor(found[:half], columns[..., bit], out=found[half : 2 * half])
    return found[start - first : stop - first]


def digits(columns: Words, count: int, bits: int) -> Words:
    """The first digits of a coordinate as the bits of a point's number that each of them adds up: ``(..., count)``."""
    flipped = (columns[..., None, :bits] & DIAGONAL[:count, None]) != 0
    found: Words = (flipped * (1 << np.arange(bits))).sum(axis=-1, dtype=np.uint32)
    return found


def clashes(one: Words, other: Words, deep: int) -> npt.NDArray[np.float64]:
    """How unevenly two coordinates, given by their digits ``(..., count)``, fill the plane: 0 at best.

    Every sum of their first digits, ``deep`` in all, that is the same for all points leaves boxes empty. Coarse ones count
    most, as they do in the error of a smooth function: four times less with each digit.
    """
    found = np.zeros(np.broadcast_shapes(one.shape[:-1], other.shape[:-1]))
    for total in range(2, deep + 1):
        for first in range(1, total):
            rows = [*np.moveaxis(one[..., :first], -1, 0), *np.moveaxis(other[..., : total - first], -1, 0)]
            found += (2.0 ** _dependent(rows) - 1) / 4**total
    return found


def _dependent(rows: Sequence[Words]) -> npt.NDArray[np.int64]:
    """How many of some rows ``(...)`` of bits are sums of others over GF(2), by elimination."""
    found = np.zeros(np.broadcast_shapes(*(row.shape for row in rows)), dtype=np.int64)
    while rows:
        pivot, *rows = rows
        found += pivot == 0
        lowest = pivot & (~pivot + np.uint32(1))
        rows = [row ^ np.where(row & lowest, pivot, np.uint32(0)) for row in rows]
    return found
