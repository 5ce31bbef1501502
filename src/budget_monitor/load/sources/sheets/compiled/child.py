"""Reads a workbook in a process of its own: `python child.py FOLDER SECONDS MEGABYTES`, the file's bytes on stdin.

FOLDER holds the compiled reader. The answer on stdout is pickled: "sheets" and what each holds, its rows pickled again
so that they take little room until they are wanted; or "protected", "damaged" or "memory", and why. Where the process
takes more seconds of processor time than it may, the system ends it, whatever has become of whoever started it.
This file imports nothing of the program, so that the process is up at once.
"""

from __future__ import annotations

import io
import pickle
import signal
import sys
from contextlib import suppress

TYPE_CHECKING = False  # as in typing, which takes milliseconds to import
if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

try:
    import resource
except ImportError:  # on Windows
    CAN_BE_BOUND = False
else:
    CAN_BE_BOUND = True
PICKLING = 5


def main() -> None:
    """Reads stdin and answers on stdout."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for whoever started this process
    folder, seconds, megabytes = sys.argv[1:]
    bound(int(seconds), int(megabytes))
    sys.path.append(folder)
    try:
        answer = sheets_of(sys.stdin.buffer.read())
    except MemoryError:
        answer = "memory", ""
    pickle.dump(answer, sys.stdout.buffer, PICKLING)
    sys.stdout.buffer.flush()


def bound(seconds: int, megabytes: int) -> None:
    """Bounds the processor time and the memory of this process, where the system can."""
    if not CAN_BE_BOUND:
        return
    for kind, most in (
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_AS, megabytes * 10**6),
        (resource.RLIMIT_CORE, 0),
    ):
        with suppress(OSError, ValueError):  # where it may not be changed, it is bounded already
            resource.setrlimit(kind, (most, resource.getrlimit(kind)[1]))


def sheets_of(content: bytes) -> tuple[str, object]:
    """The answer to a workbook."""
    from python_calamine import CalamineWorkbook, PasswordError

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = []
        for name, is_hidden in worksheets_of(book):
            sheet = book.get_sheet_by_name(name)
            rows = pickle.dumps(sheet.to_python(skip_empty_area=False), PICKLING)
            size = sheet.total_height, sheet.total_width
            sheets.append((name, is_hidden, size, sheet.merged_cell_ranges or (), rows))
    except PasswordError:
        return "protected", ""
    except MemoryError:
        raise
    except Exception as error:
        return "damaged", str(error) or type(error).__name__
    except BaseException as error:
        if not is_panic(error):
            raise
        return "damaged", GAVE_UP
    return "sheets", sheets


def worksheets_of(book: CalamineWorkbook) -> list[tuple[str, bool]]:
    """The sheets that hold cells, and whether each is hidden; charts and macros are none."""
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    return [
        (sheet.name, sheet.visible != SheetVisibleEnum.Visible)
        for sheet in book.sheets_metadata
        if sheet.typ == SheetTypeEnum.WorkSheet
    ]


def is_panic(error: BaseException) -> bool:
    """Whether the reader gave up. Its exception is no Exception, and nobody can import it."""
    return type(error).__name__ == "PanicException"


GAVE_UP = "its reader gave up on it"

if __name__ == "__main__":
    main()
