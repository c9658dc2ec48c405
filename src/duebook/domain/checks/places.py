"""How countries write their postcodes, and which countries there are.

Formats as the postal services publish them through the Universal Postal Union
(upu.int, addressing solutions); countries as in ISO 3166-1.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_ISO_3166 = """
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN
    BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ
    DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL
    GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM
    JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME
    MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP
    NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD
    SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO
    TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
    """

COUNTRIES = frozenset(_ISO_3166.split()) | {"XK"}
"""Country codes of ISO 3166-1, and the one that Kosovo uses."""

WITH_REGION = frozenset({"US", "CA", "AU"})
"""Countries whose addresses are not complete without their state or province."""


_BRITISH_AREAS = """
    AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL
    DN DT DY E EC EH EN EX FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA
    KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR NW OL OX PA PE PH PL PO
    PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB
    W WA WC WD WF WN WR WS WV YO ZE
    """
"""What a British postcode begins with."""


@dataclass(frozen=True, slots=True)
class PostcodeRule:
    """How a country writes a postcode.

    ``cut`` is where its bare characters are parted by ``mark`` (0: nowhere; counted
    from the end if negative); ``digits`` how many there are with leading zeros.
    """

    pattern: re.Pattern[str]
    digits: int = 0
    cut: int = 0
    mark: str = ""

    def tidy(self, bare: str) -> str:
        """Letters and digits as the country writes them."""
        if self.digits and bare.isdigit() and len(bare) == self.digits - 1:
            bare = bare.zfill(self.digits)
        if not self.cut or (self.cut > 0 and len(bare) <= self.cut):
            return bare
        return f"{bare[: self.cut]}{self.mark}{bare[self.cut :]}"


def _rule(
    pattern: str, *, digits: int = 0, cut: int = 0, mark: str = ""
) -> PostcodeRule:
    return PostcodeRule(re.compile(pattern, re.ASCII), digits, cut, mark)


POSTCODES = {
    **dict.fromkeys(
        ("AT", "AU", "BE", "BG", "CH", "CY", "DK", "HU", "LU", "NO", "NZ", "SI", "ZA"),
        _rule(r"\d{4}"),
    ),
    **dict.fromkeys(
        ("DE", "EE", "ES", "FI", "FR", "HR", "IT", "MX", "TR"),
        _rule(r"\d{5}", digits=5),
    ),
    **dict.fromkeys(("CN", "IN", "RO", "SG"), _rule(r"\d{6}", digits=6)),
    **dict.fromkeys(("CZ", "GR", "SE", "SK"), _rule(r"\d{3} ?\d{2}", cut=3, mark=" ")),
    "BR": _rule(r"\d{5}-\d{3}", digits=8, cut=5, mark="-"),
    "CA": _rule(
        r"[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z] \d[ABCEGHJ-NPRSTV-Z]\d",
        cut=3,
        mark=" ",
    ),
    "GB": _rule(
        rf"(?:{'|'.join(_BRITISH_AREAS.split())})\d[A-Z\d]? \d[ABD-HJLNP-UW-Z]{{2}}",
        cut=-3,
        mark=" ",
    ),
    "IE": _rule(r"(?:[AC-FHKNPRTV-Y]\d{2}|D6W) [\dAC-FHKNPRTV-Y]{4}", cut=3, mark=" "),
    "JP": _rule(r"\d{3}-\d{4}", digits=7, cut=3, mark="-"),
    "NL": _rule(r"[1-9]\d{3} ?[A-Z]{2}", cut=4, mark=" "),
    "PL": _rule(r"\d{2}-\d{3}", digits=5, cut=2, mark="-"),
    "PT": _rule(r"\d{4}-\d{3}", cut=4, mark="-"),
    "US": _rule(r"\d{5}(?:-\d{4})?", digits=5, cut=5, mark="-"),
}
