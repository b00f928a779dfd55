"""What every source promises, as tests that a source of your own can run too."""

from diorama_nb.testing.contract.narrowing import Narrowing
from diorama_nb.testing.contract.paging import Paging
from diorama_nb.testing.contract.reading import Reading
from diorama_nb.testing.contract.watching import Watching
from diorama_nb.testing.contract.writing import Writing

__all__ = ["Paging", "SourceContract"]


class SourceContract(Reading, Narrowing, Paging, Writing, Watching):
    """The promises of a source, each a test; subclass it in a test module and fill in `open`.

    What the source says it can is asked of it; what it says it can not must be refused by
    `Unsupported`. So no test is left out, whatever the source is.

    Attributes
    ----------
    rows : sequence of Record
        What the data set holds when it is opened, in its own order; some are provided, with
        text, numbers, nulls and equal values. Three at least.
    id_column : str
        The column of `rows` the id is taken from.
    search_columns : tuple of str
        The columns a search looks in; empty for all.
    new, patch, rejected : Record or None
        A record that can be inserted, a change that can be made to one, and a change that the
        source refuses; None: made from `rows`, and a value that no source can hold.
    stamps : tuple of str
        Columns that the source sets itself with every write, such as the time of it.
    secrets : tuple of str
        What must never be shown, such as the password in the address.
    gaps : mapping of str to str
        Test → why it is known to fail; ``"test_name[parameter]"`` for one of several. A test
        that passes although it is listed here fails.

    Examples
    --------
    >>> class TestMine(SourceContract):  # doctest: +SKIP
    ...     def open(self):
    ...         return dn.Vista(MySource(self.rows))
    ...
    ...     gaps = {"test_a_search_finds_text_in_any_case": "the server matches case"}
    """
