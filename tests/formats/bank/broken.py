"""Files as they break on the way: bytes changed, lost, doubled, cut off."""

from __future__ import annotations

from hypothesis import strategies as st


@st.composite
def broken(draw: st.DrawFn, whole: bytes) -> bytes:
    """The bytes with up to four small damages."""
    data = bytearray(whole)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, max(len(data) - 1, 0)))
        until = min(len(data), at + draw(st.integers(0, 12)))
        match draw(st.sampled_from(["change", "lose", "double", "cut"])):
            case "change":
                data[at:until] = draw(st.binary(max_size=12))
            case "lose":
                del data[at:until]
            case "double":
                data[at:at] = data[at:until]
            case _:
                del data[max(at, 1) :]
    return bytes(data)
