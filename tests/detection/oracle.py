"""Numbers whose validity an independent implementation (python-stdnum) knows, one JSON object a line:
{"kind", "text", "valid"}. For each kind: valid ones, the same with one digit changed or two neighbours exchanged, and
random ones of the right shape. What python-stdnum leaves out (card issuers, American ranges, British prefixes) is
written down here a second time, from the sources.

Usage: oracle.py [numbers per kind] [seed]"""

import json
import random
import re
import string
import sys

from stdnum import iban, luhn, verhoeff
from stdnum.be import ssn as be_ssn
from stdnum.de import idnr
from stdnum.es import dni, nie
from stdnum.eu import vat
from stdnum.fr import nir
from stdnum.gb import nhs
from stdnum.it import codicefiscale
from stdnum.nl import bsn
from stdnum.pl import pesel
from stdnum.us import rtn, ssn

CARDS = re.compile(
    r"(4(\d{12}|\d{15}|\d{18})|(5[1-5]\d\d|222[1-9]|22[3-9]\d|2[3-6]\d\d|27[01]\d|2720)\d{12}|3[47]\d{13}"
    r"|3(0[0-5]|09|[89]\d)\d{11}|36\d{12,17}|35(2[89]|[3-8]\d)\d{12,15}|(50|5[6-9]|6\d)\d{10,17}|8[12]\d{14})"
)
NINO = re.compile(r"(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\d{6}[A-D]")
# python-stdnum lacks the groups 50 to 65.
ITIN = re.compile(r"9\d\d(5\d|6[0-5]|7\d|8[0-8]|9[0-24-9])\d{4}")
DISTRICT = re.compile(r"0\d|1[0-2]|2[1-9]|3[0-2]|6[1-9]|7[0-2]|80")


def belgian(text):
    """Whether a birth year after this one is right depends on the clock of python-stdnum: those are left out."""
    to_come = int(text[:2]) > 25 and 97 - int("2" + text[:9]) % 97 == int(text[9:])
    return None if to_come else be_ssn.is_valid(text)


def fiscal_code(text):
    """python-stdnum takes days from 81 on as well; women have 41 to 71."""
    return codicefiscale.is_valid(text) and text[9] not in "89UV"


# Account structures of some countries: n digit, A letter, X either.
ACCOUNTS = {
    "NL": "AAAA" + 10 * "n", "DE": 18 * "n", "GB": "AAAA" + 14 * "n", "FR": 10 * "n" + 11 * "X" + "nn", "BE": 12 * "n",
    "MT": "AAAA" + 5 * "n" + 18 * "X", "NO": 11 * "n", "IT": "A" + 10 * "n" + 12 * "X", "PL": 24 * "n",
    "LC": "AAAA" + 24 * "X", "SA": "nn" + 18 * "X", "ES": 20 * "n", "CH": 5 * "n" + 12 * "X", "GR": 7 * "n" + 16 * "X",
}

# How a number looks: n digit, A letter, X either, [..] one of these, anything else itself.
VAT = {
    "at": ["Unnnnnnnn"], "be": ["[01]nnnnnnnnn"], "bg": ["nnnnnnnnn", "nnnnnnnnnn", "nnMDDnnnn"],
    "cy": ["nnnnnnnnA"], "cz": ["[0-8]nnnnnnn", "6nnnnnnnn", "nn[0156]n[0-3]nnnn", "nn[0156]n[0-3]nnnnn"],
    "de": ["[1-9]nnnnnnnn"], "dk": ["[1-9]nnnnnnn"], "ee": ["nnnnnnnnn"], "el": ["nnnnnnnnn"],
    "es": ["nnnnnnnnA", "[XYZ]nnnnnnnA", "[KLM]nnnnnnnA", "[ABCDEFGHJNPQRSUVW]nnnnnnnX"], "fi": ["nnnnnnnn"],
    "fr": ["nnnnnnnnnnn", "nAnnnnnnnnn", "Annnnnnnnnn", "AAnnnnnnnnn", "nn000nnnnnn"], "hr": ["nnnnnnnnnnn"],
    "hu": ["nnnnnnnn"], "ie": ["nnnnnnn[A-W]", "nnnnnnn[A-W][A-IW]", "nAnnnnn[A-W]"],
    "it": ["nnnnnnn0nnn", "nnnnnnn120n", "nnnnnnnnnnn"], "lt": ["nnnnnnn1n", "nnnnnnnnnn1n"], "lu": ["nnnnnnnn"],
    "lv": ["[4-9]nnnnnnnnnn", "[0-3]n[01]nnn[012]nnnn", "32nnnnnnnnn"], "mt": ["[1-9]nnnnnnn"],
    "nl": ["nnnnnnnnnB[0-9]n"], "pl": ["nnnnnnnnnn"], "pt": ["[1-9]nnnnnnnn"],
    "ro": ["[1-9]n", "[1-9]nnnn", "[1-9]nnnnnnnnn", "[1-8]nn[01]n[0-3]n[0-4]nnnnn"], "se": ["nnnnnnnnnn01"],
    "si": ["[1-9]nnnnnnn"], "sk": ["[1-9]n[234789]nnnnnnn", "nn[0156]n[0-3]nnnnn"],
}

KINDS = {
    "payment-card": (
        ["4nnnnnnnnnnnnnnn", "4nnnnnnnnnnnn", "5[1-5]nnnnnnnnnnnnnn", "2[2-7]nnnnnnnnnnnnnn", "3[47]nnnnnnnnnnnnn",
         "3[0689]nnnnnnnnnnnn", "35nnnnnnnnnnnnnn", "6nnnnnnnnnnnnnnn", "5[0-9]nnnnnnnnnnnnnnnnn", "nnnnnnnnnnnnnnnn"],
        lambda text: luhn.is_valid(text) and CARDS.fullmatch(text) is not None,
    ),
    "iban": ([code + "nn" + form for code, form in ACCOUNTS.items()], lambda text: iban.is_valid(text, check_country=False)),
    "nl-bsn": (["nnnnnnnnn", "nnnnnnnn"], bsn.is_valid),
    "us-ssn": (["nnnnnnnnn", "[09]nnnnnnnn", "nnn00nnnn", "666nnnnnn", "nnnnn0000", "078051120", "457555462"], ssn.is_valid),
    "us-itin": (["9nn[5-9]nnnnn", "nnnnnnnnn"], lambda text: ITIN.fullmatch(text) is not None),
    "uk-nino": (["AAnnnnnn[A-E]", "[BGKNTZ][BGKNTZ]nnnnnnA"], lambda text: NINO.fullmatch(text) is not None),
    "uk-nhs": (["nnnnnnnnnn"], nhs.is_valid),
    "de-tax-id": (["[1-9]nnnnnnnnnn"], idnr.is_valid),
    "fr-nir": (["[1-478]nn[01]nnnnnnnnnnn", "[12]nn[01]n2[AB]nnnnnnnn"], nir.is_valid),
    "be-national-number": (["nn[0-5]n[0-3]nnnnnn"], belgian),
    "it-fiscal-code": (["AAAAAAnn[ABCDEHLMPRST][0-7]nAnnnA", "AAAAAAnn[ABCDEHLMPRST][LMNP]nA[L-V]nnA"], fiscal_code),
    "es-dni": (["nnnnnnnnA", "[XYZ]nnnnnnnA"], lambda text: dni.is_valid(text) or nie.is_valid(text)),
    "pl-pesel": (["nn[0-9]n[0-3]nnnnnn"], pesel.is_valid),
    "us-aba-routing": (["[0-36-8]nnnnnnnn"], lambda text: rtn.is_valid(text) and DISTRICT.match(text) is not None),
    "verhoeff": (["nnnnnnnn"], verhoeff.is_valid),
} | {
    # Greece is EL in VAT numbers; the kind may stand without its prefix.
    f"eu-vat-{code}": (forms, lambda text, code=code: vat.is_valid(code.upper() + text)) for code, forms in VAT.items()
}

CLASSES = {"n": string.digits, "A": string.ascii_uppercase, "X": string.digits + string.ascii_uppercase}


def made_of(form, letters_of):
    """A random text of this form."""
    parts = re.findall(r"\[([^]]+)\]|(.)", form)
    return "".join(
        letters_of.choice(expanded(choice)) if choice else letters_of.choice(CLASSES.get(one, one)) for choice, one in parts
    )


def expanded(choice):
    """The characters of a class such as A-W01."""
    return re.sub(r"(.)-(.)", lambda ends: "".join(map(chr, range(ord(ends[1]), ord(ends[2]) + 1))), choice)


def repaired(text, is_valid):
    """A valid number near this one: other characters in one place, or in two."""
    def others(number):
        for place in reversed(range(len(number))):
            alphabet = string.digits if number[place].isdigit() else string.ascii_uppercase
            for other in alphabet:
                yield number[:place] + other + number[place + 1 :]

    for number in others(text):
        if is_valid(number):
            return number
    if text[2:4].isdigit() and text[:2].isalpha():
        for check in range(2, 99):
            number = f"{text[:2]}{check:02}{text[4:]}"
            if is_valid(number):
                return number
    if text[-2:].isdigit():
        for check in range(100):
            number = f"{text[:-2]}{check:02}"
            if is_valid(number):
                return number
    return None


def damaged(text, letters_of):
    """One character changed for another of its class, or two neighbours of one class exchanged."""
    place = letters_of.randrange(len(text))
    alphabet = string.digits if text[place].isdigit() else string.ascii_uppercase
    after = text[place + 1 : place + 2]
    if letters_of.random() < 0.4 and after and after.isdigit() == text[place].isdigit():
        return text[:place] + after + text[place] + text[place + 2 :]
    return text[:place] + letters_of.choice(alphabet) + text[place + 1 :]


def main(count, seed):
    for kind, (forms, is_valid) in KINDS.items():
        letters_of = random.Random(f"{seed} {kind}")
        for index in range(count):
            form = forms[index // 3 % len(forms)]
            text = made_of(form, letters_of)
            for _ in range(20 if index % 3 < 2 else 0):
                near = repaired(text, is_valid)
                if near is not None:
                    text = near
                    break
                text = made_of(form, letters_of)
            if index % 3 == 1:
                text = damaged(text, letters_of)
            valid = is_valid(text)
            if valid is not None:
                print(json.dumps({"kind": kind, "text": text, "valid": valid}))


main(int((sys.argv[1:] or ["600"])[0]), int((sys.argv[2:] or ["1"])[0]))
