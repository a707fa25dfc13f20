"""Term-major sparse matrices, and the one product that search is made of.

A column is a gram, its entries the texts that hold it. A query touches only its own columns. All values are whole
numbers kept in floats, so sums are exact: any order of adding, any machine and either engine give the same bits.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csc_array

from matching.text import Ints

try:  # Faster than the public product, but private: SciPy may move it.
    from scipy.sparse._sparsetools import csc_matvec
except ImportError:  # pragma: no cover - depends on the SciPy installed
    csc_matvec = None

Floats = npt.NDArray[np.float64]
_EXACT_FLOAT32 = 1 << 24


@dataclass(frozen=True)
class Matrix:
    """indptr (columns + 1), rows and data (entries), rows rising within a column."""

    indptr: npt.NDArray[np.int32]
    rows: npt.NDArray[np.int32]
    data: npt.NDArray[np.float32]
    height: int

    @classmethod
    def of(
        cls, rows: Ints, columns: Ints, data: npt.NDArray[np.float64], *, height: int, width: int
    ) -> "Matrix":
        """From entries in any order; each cell once; data whole numbers below 2^24."""
        order = np.lexsort((rows, columns))
        indptr = np.zeros(width + 1, dtype=np.int32)
        np.cumsum(np.bincount(columns, minlength=width), out=indptr[1:])
        return cls(indptr, rows[order].astype(np.int32), data[order].astype(np.float32), height)

    @property
    def width(self) -> int:
        """Number of columns."""
        return int(self.indptr.size) - 1

    def column_of_entries(self) -> Ints:
        """The column of each entry."""
        return np.repeat(np.arange(self.width, dtype=np.int64), np.diff(self.indptr))

    def columns_of_row(self, row: int) -> Ints:
        """The columns that have an entry in a row; reads the whole matrix."""
        entries = np.flatnonzero(self.rows == row)
        return np.searchsorted(self.indptr, entries, side="right") - 1

    def cells(self, rows: Ints, columns: Ints) -> Floats:
        """The dense block rows x columns."""
        block = np.zeros((rows.size, columns.size))
        for at, column in enumerate(columns.tolist()):
            first, last = self.indptr[column], self.indptr[column + 1]
            held = self.rows[first:last]
            place = np.searchsorted(held, rows)
            inside = place < held.size
            hit = np.zeros(rows.size, dtype=np.bool_)
            hit[inside] = held[place[inside]] == rows[inside]
            block[hit, at] = self.data[first:last][place[hit]]
        return block

    def dot(self, columns: Ints, weights: Ints, *, public: bool = False) -> Floats:
        """Sum over the columns of weight * column, one number per row, exact.

        `weights` are whole numbers, one for each of the (distinct) columns. `public` forces SciPy's public product.
        """
        if not columns.size or not self.rows.size:
            return np.zeros(self.height)
        top = float(self.data.max()) if self.data.size else 0.0
        if public or csc_matvec is None or float(weights.sum()) * top >= _EXACT_FLOAT32:
            shape = (self.height, self.width)
            whole = csc_array((self.data, self.rows, self.indptr), shape=shape)
            return np.asarray(whole[:, columns] @ weights.astype(np.float64), dtype=np.float64)
        found = np.zeros(self.height, dtype=np.float32)
        ends = self.indptr[np.column_stack((columns, columns + 1))].tolist()
        factor = weights.astype(np.float32)
        for at, (first, last) in enumerate(ends):
            span = np.array((0, last - first), dtype=np.int32)
            csc_matvec(
                self.height,
                1,
                span,
                self.rows[first:last],
                self.data[first:last],
                factor[at : at + 1],
                found,
            )
        return found.astype(np.float64)
