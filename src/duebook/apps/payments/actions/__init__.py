"""Writing payments: money received, taken back by the bank, sent back, set aside."""

from __future__ import annotations

from duebook.apps.entities.actions import REFUSED_BY
from duebook.apps.payments.actions.converting import (
    ConversionInUse,
    ConvertCredit,
    CreditConverted,
    NotConverted,
    NothingForIt,
    SameCurrency,
    TakeBackConversion,
    convert_credit,
    take_back_conversion,
)
from duebook.apps.payments.actions.identifying import (
    Identified,
    PartlyUsed,
    identify,
    set_apart,
)
from duebook.apps.payments.actions.letting_go import (
    LetGoAboveLimit,
    go_with,
    require_let_go,
)
from duebook.apps.payments.actions.new_payments import (
    Asked,
    NewPayment,
    PaymentReceipt,
)
from duebook.apps.payments.actions.receiving import (
    KeyOfAnotherPayment,
    NothingReceived,
    ReceivePayment,
    ReceivePayments,
    receive_payment,
    receive_payments,
    take_in,
)
from duebook.apps.payments.actions.recovering import (
    NotGivenUp,
    Recovered,
    RecoverWriteOff,
    recover_write_off,
)
from duebook.apps.payments.actions.refunding import (
    BackBeforeSent,
    RefundCameBack,
    RefundCredit,
    RefundReturned,
    RefundSent,
    ReturnRefund,
    refund_credit,
    return_refund,
)
from duebook.apps.payments.actions.restoring import (
    TakeBackWriteOffs,
    WriteOffsTakenBack,
    WrittenOffNoLonger,
    take_back_write_offs,
)
from duebook.apps.payments.actions.returning import (
    ConvertedSince,
    NegativeFee,
    PaymentReturned,
    ReturnedBeforeReceived,
    ReturnPayment,
    return_payment,
    settled_by,
    take_back_payment,
)
from duebook.apps.payments.actions.spending import (
    BeforeCredit,
    MoreThanCredit,
    NothingPaidIn,
)
from duebook.apps.payments.actions.transferring import (
    CreditTransferred,
    NothingToTransfer,
    TransferCredit,
    transfer_credit,
)

__all__ = [
    "Asked",
    "BackBeforeSent",
    "BeforeCredit",
    "ConversionInUse",
    "ConvertCredit",
    "ConvertedSince",
    "CreditConverted",
    "CreditTransferred",
    "Identified",
    "KeyOfAnotherPayment",
    "LetGoAboveLimit",
    "MoreThanCredit",
    "NegativeFee",
    "NewPayment",
    "NotConverted",
    "NotGivenUp",
    "NothingForIt",
    "NothingPaidIn",
    "NothingReceived",
    "NothingToTransfer",
    "PartlyUsed",
    "PaymentReceipt",
    "PaymentReturned",
    "ReceivePayment",
    "ReceivePayments",
    "RecoverWriteOff",
    "Recovered",
    "RefundCameBack",
    "RefundCredit",
    "RefundReturned",
    "RefundSent",
    "ReturnPayment",
    "ReturnRefund",
    "ReturnedBeforeReceived",
    "SameCurrency",
    "TakeBackConversion",
    "TakeBackWriteOffs",
    "TransferCredit",
    "WriteOffsTakenBack",
    "WrittenOffNoLonger",
    "convert_credit",
    "go_with",
    "identify",
    "receive_payment",
    "receive_payments",
    "recover_write_off",
    "refund_credit",
    "require_let_go",
    "return_payment",
    "return_refund",
    "set_apart",
    "settled_by",
    "take_back_conversion",
    "take_back_payment",
    "take_back_write_offs",
    "take_in",
    "transfer_credit",
]

REFUSED_BY.update(
    {
        "payment_comes_once": "this payment is being taken in by somebody else.",
        "payment_is_returned_once": "the payment was returned before.",
        "refund_has_a_reason": "a refund needs a reason.",
        "refund_is_returned_once": "the refund came back before.",
        "refund_return_has_a_reason": "what came back needs a reason.",
        "return_has_a_reason": "a return needs a reason.",
    }
)
