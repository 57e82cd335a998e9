"""Sequoia for the tests: one request as JSON on stdin, the answer as JSON on stdout; bytes travel in base64."""

import base64
import json
import sys

import pysequoia as sq


def decode(text):
    return base64.b64decode(text)


def encode(data):
    return base64.b64encode(bytes(data)).decode()


def make_key(request):
    profile = sq.Profile.RFC9580 if request["version"] == 6 else sq.Profile.RFC4880
    key = sq.Tsk.generate(user_id=request["userId"], profile=profile)
    certificate = key.extract_certificate()
    return {
        "secret": encode(key),
        "armoredSecret": str(key),
        "certificate": encode(certificate),
        "fingerprint": certificate.fingerprint.upper(),
    }


def write(request):
    recipients = [sq.Cert.from_bytes(decode(each)) for each in request["to"]]
    signer = sq.Tsk.from_bytes(decode(request["from"])).signer() if "from" in request else None
    return {"armored": bytes(sq.encrypt(decode(request["payload"]), recipients=recipients, signer=signer)).decode()}


def read(request):
    key = sq.Tsk.from_bytes(decode(request["secret"]))
    if "signer" not in request:
        return {"data": encode(sq.decrypt(request["armored"].encode(), decryptor=key.decryptor()).bytes), "signers": []}
    signer = sq.Cert.from_bytes(decode(request["signer"]))
    opened = sq.decrypt(request["armored"].encode(), decryptor=key.decryptor(), store=lambda _: [signer])
    signers = [each.certificate.upper() for each in opened.valid_sigs]
    return {"data": encode(opened.bytes), "signers": signers}


def read_with_passphrase(request):
    signer = sq.Cert.from_bytes(decode(request["signer"]))
    opened = sq.decrypt(request["armored"].encode(), passwords=[request["passphrase"]], store=lambda _: [signer])
    return {"data": encode(opened.bytes), "signers": [each.certificate.upper() for each in opened.valid_sigs]}


asked = json.load(sys.stdin)
answers = {"make-key": make_key, "write": write, "read": read, "read-with-passphrase": read_with_passphrase}
json.dump(answers[asked["do"]](asked), sys.stdout)
