"""Unified social credit codes (GB 32100) with a right inner organization code (GB 11714)."""

import random

USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def organization_check(body: str) -> str:
    """The ninth character of an organization code, from the eight before it (GB 11714)."""
    total = sum(int(c, 36) * w for c, w in zip(body, _ORG_WEIGHTS, strict=True))
    return "0123456789X0"[11 - total % 11]


def credit_check(body: str) -> str:
    """The eighteenth character of a credit code, from the seventeen before it (GB 32100)."""
    total = sum(USCC_ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(body))
    return USCC_ALPHABET[-total % 31]


def credit_code(rng: random.Random, kind: str, region: str, taken: set[str]) -> str:
    """A new valid code: 51 society, 52 service organization, 53 foundation, in an invented region."""
    prefix = {"society": "51", "service": "52", "foundation": "53"}[kind]
    while True:
        body = "MJ" + "".join(rng.choice("0123456789ABCDEFGHJKLMNPQRTUWXY") for _ in range(6))
        stem = prefix + region + body + organization_check(body)
        code = stem + credit_check(stem)
        if code not in taken:
            taken.add(code)
            return code
