"""Files damaged the way disks, programs and people damage them: bytes changed, pieces doubled, lost or put in."""

from __future__ import annotations

from hypothesis import strategies as st

PIECES = [
    b'"', b'""', b"'", b",", b",,,", b";", b"\t", b"\r", b"\n", b"\r\n", b"\x00", b"\xff", b"\xfe\xff", b"\xef\xbb\xbf",
    b"\xe2\x80\x99", b"\xc3", b"\x93", b"=", b"-", b"(", b")", b"%", "£".encode(), "£0.1m".encode(), b"1e999999",
    b"9" * 30, b"0." + b"1" * 20, b"1.5", b"1,5", b"nil", b"#REF!", b"Total", b"2021/22", b"2021/23", b"Q5", b"[", b"]",
    b"[[", b"{", b"}", b"#", b"\\", b"true", b"= 1", b"[[rule]]\n", b'id = "X"\n', b"sum(", b"previous(", b" and ",
    b"/ 0", b"* 1", "\u200b".encode(), "e\u0301".encode(), "\u202e".encode(), b"k" * 3_000,
]  # fmt: skip


@st.composite
def damaged(draw: st.DrawFn, content: bytes, most: int = 4) -> bytes:
    """The content with one to `most` damages."""
    for _ in range(draw(st.integers(1, most))):
        size = len(content)
        start = draw(st.integers(0, size))
        end = min(size, start + draw(st.sampled_from([0, 0, 1, 1, 2, 5, 40])))
        kind = draw(st.sampled_from(["put", "put", "lose", "double", "cut", "byte"]))
        if kind == "put":
            content = content[:start] + draw(st.sampled_from(PIECES)) + content[end:]
        elif kind == "lose":
            content = content[:start] + content[end:]
        elif kind == "double":
            content = content[:end] + content[start:]
        elif kind == "byte":
            content = content[:start] + bytes([draw(st.integers(0, 255))]) + content[start + 1 :]
        elif size > 8:
            content = content[: max(8, start)]
    return content
