"""ISO 20022 messages as text, from pieces that a test can leave out or exchange."""

from __future__ import annotations

from hypothesis import strategies as st

ACCOUNT = "<Acct><Id><IBAN>DE89 3704 0044 0532 0130 00</IBAN></Id><Ccy>EUR</Ccy></Acct>"
HEADER = (
    "<GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-11-20T23:00:00+01:00</CreDtTm></GrpHdr>"
)
BODIES = {
    "camt.052": ("BkToCstmrAcctRpt", "Rpt"),
    "camt.053": ("BkToCstmrStmt", "Stmt"),
    "camt.054": ("BkToCstmrDbtCdtNtfctn", "Ntfctn"),
}


def camt(*statements: str, kind: str = "camt.053", version: str = "08") -> bytes:
    body, _ = BODIES[kind]
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:{kind}.001.{version}">\n'
        f"<{body}>\n{HEADER}\n" + "\n".join(statements) + f"\n</{body}>\n</Document>\n"
    ).encode()


def statement(*pieces: str, account: str = ACCOUNT, kind: str = "camt.053") -> str:
    _, name = BODIES[kind]
    inside = "\n".join((account, *pieces))
    return f"<{name}>\n<Id>S1</Id>\n{inside}\n</{name}>"


def balance(kind: str, amount: str, day: str, side: str = "CRDT") -> str:
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp>"
        f'<Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>{side}</CdtDbtInd>'
        f"<Dt><Dt>{day}</Dt></Dt></Bal>"
    )


def entry(
    amount: str = "119.00",
    *pieces: str,
    side: str = "CRDT",
    currency: str = "EUR",
    status: str = "<Sts><Cd>BOOK</Cd></Sts>",
    days: str = "<BookgDt><Dt>2026-11-20</Dt></BookgDt>",
) -> str:
    """An entry on one line, so that a refusal names the line it stands on."""
    inside = "".join(
        (f"<CdtDbtInd>{side}</CdtDbtInd>", status, days, *pieces),
    )
    return f'<Ntry><Amt Ccy="{currency}">{amount}</Amt>{inside}</Ntry>'


def details(*transactions: str, batch: str = "") -> str:
    inside = "".join(f"<TxDtls>{transaction}</TxDtls>" for transaction in transactions)
    return f"<NtryDtls>{batch}{inside}</NtryDtls>"


def code(domain: str, family: str, subfamily: str) -> str:
    return (
        f"<BkTxCd><Domn><Cd>{domain}</Cd><Fmly><Cd>{family}</Cd>"
        f"<SubFmlyCd>{subfamily}</SubFmlyCd></Fmly></Domn></BkTxCd>"
    )


@st.composite
def damaged(draw: st.DrawFn, original: bytes) -> bytes:
    """The file cut off, with a piece doubled or taken out, or with other bytes."""
    start = draw(st.integers(0, len(original)))
    end = draw(st.integers(start, min(len(original), start + 60)))
    kind = draw(st.sampled_from(("cut", "gone", "doubled", "other")))
    if kind == "cut":
        return original[:start]
    middle = {
        "gone": b"",
        "doubled": original[start:end] * 2,
        "other": draw(st.binary(max_size=8) | st.sampled_from((b"-1", b"NaN", b"<a>"))),
    }[kind]
    return original[:start] + middle + original[end:]
