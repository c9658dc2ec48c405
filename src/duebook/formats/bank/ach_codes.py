"""The codes of the ACH network in our words: returns, changes, kinds of entry.

The codes are those of the Nacha Operating Rules, appendices Four and Five.
"""

from __future__ import annotations

from typing import Final

_BANKS_RETURN = "the return itself is disputed between the banks"

RETURN_REASONS: Final = {
    "R01": "not enough money on the account",
    "R02": "the account is closed",
    "R03": "no such account, or it belongs to somebody else",
    "R04": "the account number cannot be right",
    "R05": "a consumer did not authorize a company's debit",
    "R06": "the sender's bank asked for it back",
    "R07": "the customer withdrew the authorization",
    "R08": "the customer stopped this payment",
    "R09": "the money on the account is not collected yet",
    "R10": "the customer says it was not authorized",
    "R11": "the customer says it was not as authorized",
    "R12": "the branch went to another bank",
    "R13": "the routing number belongs to no bank of the network",
    "R14": "the person who receives for another has died",
    "R15": "the account's owner has died",
    "R16": "the account is frozen, or the law forbids the payment",
    "R17": "the bank could not process a field, or suspects fraud",
    "R18": "the effective date is not allowed",
    "R19": "the amount field is wrong",
    "R20": "the account takes no such payments",
    "R21": "the company's identification is wrong",
    "R22": "the individual's id is wrong",
    "R23": "the receiver refuses the credit",
    "R24": "the entry was sent twice",
    "R25": "an addendum is wrong",
    "R26": "a mandatory field is wrong",
    "R27": "the trace number is wrong",
    "R28": "the routing number's check digit is wrong",
    "R29": "the company did not authorize the debit",
    "R30": "the bank takes no truncated cheques",
    "R31": "a late return that the sender's bank agreed to",
    "R32": "the banks cannot settle with each other",
    "R33": "the receiver's bank returns a destroyed cheque's entry",
    "R34": "the receiver's bank may not take part for now",
    "R35": "this kind of debit is not allowed",
    "R36": "this kind of credit is not allowed",
    "R37": "the cheque itself was presented as well",
    "R38": "the cheque was stopped",
    "R39": "the cheque may not be turned into an entry",
    "R50": "state law does not allow collecting this fee or cheque",
    "R51": "the cheque may not be presented again this way",
    "R52": "the cheque presented again was stopped",
    "R53": "the cheque and its entry were both presented",
    "R80": "the international entry is coded wrongly",
    "R81": "the bank takes no part in international entries",
    "R82": "the foreign bank's identification is wrong",
    "R83": "the foreign bank could not settle",
    "R84": "the gateway did not process the entry",
    "R85": "an outbound international payment was coded as a domestic one",
}
"""Why payments come back."""

CHANGE_REASONS: Final = {
    "C01": "the account number",
    "C02": "the routing number",
    "C03": "the routing number and the account number",
    "C04": "the name of the receiver",
    "C05": "the transaction code",
    "C06": "the account number and the transaction code",
    "C07": "the routing number, the account number and the transaction code",
    "C08": "the foreign bank's identification",
    "C09": "the individual's id",
    "C10": "the company's name",
    "C11": "the company's identification",
    "C12": "the company's name and identification",
    "C13": "the format of the addenda",
    "C14": "the kind of entry, because the payment is international",
}
"""What is to be written otherwise."""


def return_reason(code: str) -> str:
    """Why a payment came back; of a code we do not know, that we do not."""
    if "R61" <= code <= "R77":
        return _BANKS_RETURN
    return RETURN_REASONS.get(code, "for a reason that we do not know by this code")


def change_reason(code: str) -> str:
    if "C61" <= code <= "C69":
        return "an earlier notification of change was refused"
    return CHANGE_REASONS.get(code, "something that we do not know by this code")
