"""What the banks' own codes for a movement mean in our words.

ISO 20022 has a domain, a family and a sub-family (external code set
``BankTransactionCode``, https://www.iso20022.org/catalogue-messages/additional-content-messages/external-code-sets);
German banks add their three-digit Geschäftsvorfallcode, others a SWIFT type
(``NTRF``, ``NCHG``).
"""

from __future__ import annotations

import re
from typing import Final

from duebook.domain.banking import Movement

_ISO_SUBFAMILIES: Final = {
    code: movement
    for movement, codes in {
        Movement.RETURN: """RRTN RPCR UPDD PRDD RCDD UPCQ XPCQ CQRV UPCT ARET AREV
                            UDFT""",
        Movement.FEE: "CHRG FEES COMM COME COMI COMT",
        Movement.INTEREST: "INTR",
        Movement.CHEQUE: "CHKD",
        Movement.DEPOSIT: "MIXD MSCD LBDP",
    }.items()
    for code in codes.split()
}
_ISO_FAMILIES: Final = {
    code: movement
    for movement, codes in {
        Movement.TRANSFER: "RCDT ICDT RRCT IRCT",
        Movement.DIRECT_DEBIT: "RDDT IDDT",
        Movement.CHEQUE: "RCHQ ICHQ",
        Movement.CASH: "CNTR",
        Movement.CARD: "CCRD MCRD",
        Movement.DEPOSIT: "LBOX",
    }.items()
    for code in codes.split()
}
SWIFT_TYPES: Final = {
    code: movement
    for movement, codes in {
        Movement.TRANSFER: "TRF STO CMI CMN CMS CMT CMZ TRN",
        Movement.DIRECT_DEBIT: "DDT COL",
        Movement.CHEQUE: "CHK CLR TCK ECK",
        Movement.CASH: "CAS",
        Movement.DEPOSIT: "LBX",
        Movement.FEE: "CHG COM BRF",
        Movement.INTEREST: "INT",
        Movement.RETURN: "RTI",
    }.items()
    for code in codes.split()
}
"""Three letters after N, S or F in field 61 of an MT940, or in a bank's code."""

GERMAN_CODES: Final = {
    code: movement
    for movement, codes in {
        Movement.TRANSFER: """020 051 052 053 054 116 117 118 119 152 153 154 155 156
                              157 166 167 168 169 177 191 201 202""",
        Movement.DIRECT_DEBIT: "004 005 104 105 107 171 174 192",
        Movement.RETURN: "009 059 108 109 159 181 184",
        Movement.CHEQUE: "001 002 003 070 101 102",
        Movement.CASH: "082 083",
        Movement.CARD: "106",
        Movement.FEE: "805 808 809",
        Movement.INTEREST: "814",
    }.items()
    for code in codes.split()
}
"""Geschäftsvorfallcodes: 1xx SEPA, 2xx abroad, 8xx the bank's own bookings."""

_SWIFT_TYPE: Final = re.compile(r"[NSF]([A-Z]{3})")
_GERMAN_CODE: Final = re.compile(r"[0-9]{3}")


def iso_movement(family: str, subfamily: str) -> Movement:
    """The movement of ISO's codes: a sub-family says it more closely."""
    return _ISO_SUBFAMILIES.get(subfamily) or _ISO_FAMILIES.get(family, Movement.OTHER)


def bank_movement(code: str) -> Movement:
    """The movement of a bank's own code: ``166``, ``NTRF``, ``NTRF+166+9310``."""
    for part in code.upper().replace("/", "+").split("+"):
        if _GERMAN_CODE.fullmatch(part) and part in GERMAN_CODES:
            return GERMAN_CODES[part]
    swift = _SWIFT_TYPE.match(code.upper())
    return SWIFT_TYPES.get(swift[1], Movement.OTHER) if swift else Movement.OTHER
