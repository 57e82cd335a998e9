"""Makes the corpus: messages by GnuPG, OpenPGP.js and Python's email, and structures written by hand after the RFCs.

Run by hand from the repository's root: python3 tests/cases/messages/make/make.py [those to be made anew]
What must be shown stands here beside each message, and was not asked of the program under test.
"""

import base64
import json
import os
import pathlib
import subprocess
import sys
import tempfile
from email.message import EmailMessage
from email.policy import SMTP

HERE = pathlib.Path(__file__).resolve().parent
CASES = HERE.parent
KEYS = CASES / "keys"
PEOPLE = {"noor": "Noor de Wit <noor@example.org>", "lee": "Lee Chen <lee@example.com>", "eve": "Eve <eve@example.net>"}
WHEN = "20260302T081500"
DATE = "Mon, 02 Mar 2026 09:15:00 +0100"

home = tempfile.mkdtemp(prefix="gnupg-")
os.chmod(home, 0o700)


def gpg(*arguments, data=b"", when=WHEN):
    command = ["gpg", "--homedir", home, "--batch", "--no-tty", "--quiet", "--pinentry-mode", "loopback", "--passphrase", "",
               "--trust-model", "always", "--faked-system-time", when, *arguments]
    return subprocess.run(command, input=data, capture_output=True, check=True).stdout


def ojs(what, data, signer="-", readers="-"):
    command = ["node", str(HERE / "openpgp.mjs"), what, str(KEYS), signer, readers]
    return subprocess.run(command, input=data, capture_output=True, check=True).stdout


KEYS.mkdir(exist_ok=True)
for name, person in PEOPLE.items():
    kept = KEYS / f"{name}.asc"
    if kept.exists():
        gpg("--import", data=kept.read_bytes())
    else:
        gpg("--quick-generate-key", person, "ed25519", "cert,sign", "never", when="20260101T000000")
        found = gpg("--list-keys", "--with-colons", person).decode()
        fingerprint = next(line.split(":")[9] for line in found.splitlines() if line.startswith("fpr"))
        gpg("--quick-add-key", fingerprint, "cv25519", "encr", "never", when="20260101T000000")
        kept.write_bytes(gpg("--armor", "--export-secret-keys", fingerprint))
    (KEYS / f"{name}.pub.asc").write_bytes(gpg("--armor", "--export", person))


def crlf(text):
    data = text.encode() if isinstance(text, str) else text
    return data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def address(name):
    return PEOPLE[name].split("<")[1].rstrip(">")


def encrypt(data, *more, to=("lee",), signer=None, armor=True):
    arguments = [f for one in to for f in ("--recipient", address(one))]
    if signer:
        arguments += ["--sign", "--local-user", address(signer)]
    return gpg(*(["--armor"] if armor else []), *more, *arguments, "--encrypt", data=data)


def detached(data, signer="noor", *more):
    return gpg("--armor", "--local-user", address(signer), *more, "--detach-sign", data=data)


def head(subject="[...]", sender="noor", more=""):
    return f"From: {PEOPLE[sender]}\nTo: {PEOPLE['lee']}\nSubject: {subject}\nDate: {DATE}\nMessage-ID: <m1@example.org>\n{more}MIME-Version: 1.0\n"


def pgp_mime(armored, **fields):
    return head(**fields) + (
        'Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary="outer"\n\n'
        "This is an OpenPGP/MIME encrypted message (RFC 3156)\n"
        "--outer\nContent-Type: application/pgp-encrypted\nContent-Description: PGP/MIME version identification\n\nVersion: 1\n\n"
        '--outer\nContent-Type: application/octet-stream; name="encrypted.asc"\n'
        'Content-Disposition: inline; filename="encrypted.asc"\n\n' + armored.decode() + "\n--outer--\n")


def multipart_signed(entity, signature, boundary="signed"):
    return (f'Content-Type: multipart/signed; micalg=pgp-sha512; protocol="application/pgp-signature"; boundary="{boundary}"\n\n'
            f"--{boundary}\n{entity}\n--{boundary}\nContent-Type: application/pgp-signature; name=\"signature.asc\"\n\n"
            f"{signature.decode()}\n--{boundary}--\n")


def fields(subject="Q1 numbers", sender="noor"):
    return f"From: {PEOPLE[sender]}\nTo: {PEOPLE['lee']}\nSubject: {subject}\nDate: {DATE}\nMessage-ID: <m1@example.org>\n"


def outer_fields(sender="noor"):
    return "".join(f"HP-Outer: {line}\n" for line in fields("[...]", sender).splitlines())


TEXT = "Dear Lee,\n\nhere are the numbers.\n"
V1 = fields() + 'Content-Type: text/plain; charset=utf-8; protected-headers="v1"\n\n' + TEXT
HP = fields() + outer_fields() + 'MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8; hp="cipher"\n\n' + TEXT
BARE = "Content-Type: text/plain; charset=utf-8\n\n" + TEXT

SECRET = "signed-and-encrypted"


def expect(summary, signer=None, doubt=None, text=TEXT, subject=None, sender="noor", **more):
    expected = {"status": {"summary": summary, "signer": signer and address(signer), "doubt": doubt}, "text": text,
                "headers": {"from": {"address": address(sender)}}, "parts": [], "within": []}
    if subject:
        expected["headers"]["subject"] = {"value": subject[0], "protection": subject[1]}
    expected.update(more)
    return expected


count = 0


def case(name, made, about, message, expected, knows=("noor", "eve"), never=(), lines="crlf"):
    global count
    if sys.argv[1:] and name not in sys.argv[1:]:
        return
    count += 1
    data = message if isinstance(message, bytes) else message.encode()
    (CASES / f"{name}.eml").write_bytes(crlf(data) if lines == "crlf" else data)
    told = {"about": about, "madeWith": made, "reader": "lee", "knows": list(knows), "never": list(never), "shows": expected}
    (CASES / f"{name}.json").write_text(json.dumps(told, indent=2, ensure_ascii=False) + "\n")


def part(name, kind):
    return {"name": name, "type": kind}


sealed_v1 = encrypt(crlf(V1), signer="noor")
Q1 = ("Q1 numbers", SECRET)
GPG = "GnuPG"

# --- encrypted, as RFC 3156 has it
case("gnupg-sealed-v1", GPG, "signed and encrypted, header fields inside as Thunderbird writes them",
     pgp_mime(sealed_v1), expect("sealed", "noor", subject=Q1, structure="encrypted", shape="pgp-mime", foreign=None))
case("gnupg-sealed-hp", GPG, "signed and encrypted, header protection of RFC 9788",
     pgp_mime(encrypt(crlf(HP), signer="noor")), expect("sealed", "noor", subject=Q1, structure="encrypted", shape="pgp-mime"))
case("gnupg-hp-clear-inside-encryption", GPG, "hp=clear inside an encryption hides nothing, but the signature covers it",
     pgp_mime(encrypt(crlf(fields() + 'Content-Type: text/plain; charset=utf-8; hp="clear"\n\n' + TEXT), signer="noor")),
     expect("sealed", "noor", subject=("Q1 numbers", "signed")))
case("gnupg-encrypted", GPG, "encrypted, and signed by nobody",
     pgp_mime(encrypt(crlf(V1))), expect("encrypted", subject=("Q1 numbers", "encrypted"), structure="encrypted"))
case("gnupg-sealed-bare", GPG, "no header fields inside: the subject stands outside and is not protected",
     pgp_mime(encrypt(crlf(BARE), signer="noor"), subject="Lunch"),
     expect("sealed", "noor", subject=("Lunch", "unprotected")))
case("gnupg-sealed-unknown-key", GPG, "signed and encrypted, the key of the signature is not known",
     pgp_mime(sealed_v1), expect("encrypted", subject=("Q1 numbers", "encrypted"), signature={"state": "unknown-key"}), knows=())
case("gnupg-sealed-by-another", GPG, "Noor inside and outside, signed by Eve",
     pgp_mime(encrypt(crlf(V1), signer="eve")),
     expect("doubtful", doubt="wrong-sender", subject=("Q1 numbers", "encrypted"), signature={"state": "wrong-sender", "signerAddress": "eve@example.net"}))
case("gnupg-encrypted-from-mismatch", GPG, "inside Noor, outside Eve, signed by nobody",
     pgp_mime(encrypt(crlf(V1)), sender="eve"), expect("doubtful", doubt="from-mismatch", fromMismatch="eve@example.net"))
case("gnupg-sealed-sent-by-another", GPG, "inside Noor, who signed it; outside a secretary's address",
     pgp_mime(sealed_v1, sender="eve"), expect("sealed", "noor", subject=Q1, fromMismatch=None))
case("gnupg-two-layers", GPG, "encrypted around multipart/signed",
     pgp_mime(encrypt(crlf(fields() + multipart_signed(BARE, detached(crlf(BARE)))))),
     expect("sealed", "noor", structure="encrypted", shape="pgp-mime"))
signed_v1 = multipart_signed(V1, detached(crlf(V1)))
case("gnupg-two-layers-v1", GPG, "encrypted around multipart/signed, header fields in the innermost part",
     pgp_mime(encrypt(crlf(signed_v1))), expect("sealed", "noor", subject=Q1))
case("gnupg-two-layers-broken", GPG, "encrypted around multipart/signed, the text changed after signing",
     pgp_mime(encrypt(crlf(signed_v1.replace("numbers.", "nothing.")))),
     expect("doubtful", doubt="invalid-signature", text=TEXT.replace("numbers.", "nothing.")))
ciphertext = pgp_mime(encrypt(crlf(V1))).split("MIME-Version: 1.0\n")[1]
case("gnupg-signed-around-encrypted", GPG, "a signature around ciphertext gives no author",
     head(sender="eve") + multipart_signed(ciphertext, detached(crlf(ciphertext), "eve")),
     expect("doubtful", doubt="from-mismatch", signature={"state": "none"}, structure="encrypted"))
case("gnupg-encrypted-twice", GPG, "an encryption inside an encryption",
     pgp_mime(encrypt(crlf(pgp_mime(sealed_v1).split("MIME-Version: 1.0\n")[1]))), expect("sealed", "noor", subject=Q1))
case("gnupg-hidden-recipients", GPG, "the session keys do not say for whom they are",
     pgp_mime(encrypt(crlf(V1), "--throw-keyids", to=("eve", "noor", "lee"), signer="noor")), expect("sealed", "noor", subject=Q1))
case("gnupg-not-compressed", GPG, "no compression inside",
     pgp_mime(encrypt(crlf(V1), "--compress-algo", "none", signer="noor")), expect("sealed", "noor", subject=Q1))
case("gnupg-text-mode", GPG, "signed as text",
     pgp_mime(encrypt(crlf(V1), "--textmode", signer="noor")), expect("sealed", "noor", subject=Q1))
closed = dict(text=None, subject=("[...]", "unprotected"), html=None)
case("gnupg-not-for-you", GPG, "encrypted to somebody else",
     pgp_mime(encrypt(crlf(V1), to=("eve",))), expect("closed", encryption={"state": "not-for-you"}, **closed), never=["numbers"])
armor_lines = sealed_v1.decode().splitlines()
flipped = list(armor_lines)
flipped[-5] = flipped[-5][:20] + ("A" if flipped[-5][20] != "A" else "B") + flipped[-5][21:]
case("gnupg-flipped", GPG, "one character of the ciphertext changed",
     pgp_mime("\n".join(flipped).encode()), expect("closed", encryption={"state": "damaged"}, **closed), never=["numbers"])
case("gnupg-cut-off", GPG, "the last lines of the ciphertext are missing",
     pgp_mime("\n".join(armor_lines[:-5] + armor_lines[-1:]).encode()), expect("closed", encryption={"state": "damaged"}, **closed), never=["numbers"])
case("gnupg-passphrase-only", GPG, "encrypted to a passphrase and to no key",
     pgp_mime(gpg("--armor", "--symmetric", "--passphrase", "secret", data=crlf(V1))),
     expect("closed", encryption={"state": "not-for-you"}, **closed))

# --- what becomes of it on the way
data_part = "--mix\nContent-Type: application/octet-stream; name=\"encrypted.asc\"\n\n" + sealed_v1.decode() + "\n"
control_part = "--mix\nContent-Type: application/pgp-encrypted; name=\"Version.txt\"\n\nVersion: 1\n\n"
mixed = 'Content-Type: multipart/mixed; boundary="mix"\n\n'
case("exchange-mixed-up", GPG, "Exchange: multipart/mixed with an empty text in front",
     head() + mixed + "--mix\nContent-Type: text/plain\n\n\n" + control_part + data_part + "--mix--\n",
     expect("sealed", "noor", subject=Q1, shape="mixed-up"))
case("exchange-mixed-up-html", GPG, "Exchange: the empty text is HTML",
     head() + mixed + "--mix\nContent-Type: text/html\n\n<html><head><meta charset=utf-8></head><body><div>&nbsp;</div></body></html>\n" + control_part + data_part + "--mix--\n",
     expect("sealed", "noor", subject=Q1, shape="mixed-up"))
case("exchange-mixed-up-no-text", GPG, "multipart/mixed of the two parts",
     head() + mixed + control_part + data_part + "--mix--\n", expect("sealed", "noor", subject=Q1, shape="mixed-up"))
case("mixed-up-with-words", GPG, "words in front: then it is a mail with an encrypted file, and the words are not under its protection",
     head("Look") + mixed + "--mix\nContent-Type: text/plain\n\nPlease pay Eve.\n" + control_part + data_part + "--mix--\n",
     expect("plain", text="Please pay Eve.", subject=("Look", "unprotected"), shape=None,
            parts=[part("Version.txt", "application/pgp-encrypted"), part("encrypted.asc", "application/octet-stream")],
            within=[{"kind": "encrypted", "name": "encrypted.asc", "opens": expect("sealed", "noor", subject=Q1, shape="attached")}]),
     never=["numbers"])
case("gateway-renamed-types", GPG, "a gateway calls the parts text and something else",
     head() + 'Content-Type: multipart/encrypted; boundary="mix"\n\n--mix\nContent-Type: text/plain; name="Version.txt"\n\nVersion: 1\n\n'
     "--mix\nContent-Type: application/x-unknown; name=\"encrypted.asc\"\n\n" + sealed_v1.decode() + "\n--mix--\n",
     expect("sealed", "noor", subject=Q1, shape="pgp-mime"))
case("gateway-base64", GPG, "a gateway has put the armor into base64",
     head() + mixed + control_part + "--mix\nContent-Type: application/octet-stream\nContent-Transfer-Encoding: base64\n\n"
     + base64.encodebytes(sealed_v1).decode() + "\n--mix--\n", expect("sealed", "noor", subject=Q1, shape="mixed-up"))
case("list-around-encrypted", GPG, "a mailing list has put its footer beside the encrypted part",
     head("[list] [...]") + mixed + "--mix\n" + pgp_mime(sealed_v1).split("MIME-Version: 1.0\n")[1] + "\n--mix\nContent-Type: text/plain\n\nlist footer\n--mix--\n",
     expect("plain", text="list footer", within=[{"kind": "encrypted", "name": "", "opens": expect("sealed", "noor", subject=Q1)}]), never=["numbers"])

# --- signed
signature = detached(crlf(BARE))
case("gnupg-signed", GPG, "signed, as RFC 3156 has it",
     head("Lunch") + multipart_signed(BARE, signature),
     expect("signed", "noor", subject=("Lunch", "unprotected"), structure="signed", shape="pgp-mime"))
case("gnupg-signed-lf", GPG, "the same, stored with bare line feeds",
     head("Lunch") + multipart_signed(BARE, signature), expect("signed", "noor"), lines="lf")
hp_clear = fields() + 'Content-Type: text/plain; charset=utf-8; hp="clear"\n\n' + TEXT
case("gnupg-signed-hp-clear", GPG, "signed, header fields protected",
     head("Q1 numbers") + multipart_signed(hp_clear, detached(crlf(hp_clear))), expect("signed", "noor", subject=("Q1 numbers", "signed")))
case("gnupg-signed-v1", GPG, "signed, header fields inside as Enigmail wrote them",
     head("Q1 numbers") + signed_v1, expect("signed", "noor", subject=("Q1 numbers", "signed")))
case("gnupg-signed-v1-subject-changed", GPG, "a list has changed the subject outside; inside stands what was signed",
     head("[list] Q1 numbers") + signed_v1, expect("signed", "noor", subject=("Q1 numbers", "signed")))
case("gnupg-signed-textmode", GPG, "a signature over text", head("Lunch") + multipart_signed(BARE, detached(crlf(BARE), "noor", "--textmode")),
     expect("signed", "noor"))
case("gnupg-signed-changed", GPG, "changed after signing: worth as much as no signature",
     head("Lunch") + multipart_signed(BARE.replace("numbers", "nothing"), signature),
     expect("plain", text=TEXT.replace("numbers", "nothing"), structure="signed", signature={"state": "invalid"}))
case("gnupg-signed-changed-fields", GPG, "a broken signature: what it covered does not count, and outside stands who sent it",
     head("Hello", sender="eve") + signed_v1.replace("numbers.", "nothing."),
     expect("plain", sender="eve", text=TEXT.replace("numbers.", "nothing."), subject=("Hello", "unprotected"), fromMismatch=None))
case("gnupg-signed-unknown-key", GPG, "signed with a key nobody knows", head("Lunch") + multipart_signed(BARE, signature),
     expect("plain", signature={"state": "unknown-key"}), knows=())
case("gnupg-signed-by-another", GPG, "from Noor, signed by Eve", head("Lunch") + multipart_signed(BARE, detached(crlf(BARE), "eve")),
     expect("doubtful", doubt="wrong-sender"))
case("gnupg-signed-sha1", GPG, "a hash for which two texts can be found: worth as much as no signature",
     head("Lunch") + multipart_signed(BARE, detached(crlf(BARE), "noor", "--digest-algo", "SHA1")),
     expect("plain", signature={"state": "invalid"}))
case("gnupg-sealed-sha1", GPG, "the same inside an encryption",
     pgp_mime(encrypt(crlf(V1), "--digest-algo", "SHA1", signer="noor")), expect("doubtful", doubt="invalid-signature"))
case("signed-garbage", "by hand", "the signature is none", head("Lunch") + multipart_signed(BARE, b"no signature"),
     expect("plain", structure="signed", signature={"state": "invalid"}))
case("list-around-signed", GPG, "a mailing list has put its footer beside the signed part",
     head("[list] Lunch") + mixed + "--mix\n" + multipart_signed(BARE, signature) + "\n--mix\nContent-Type: text/plain\n\nlist footer\n--mix--\n",
     expect("plain", text="list footer", structure="plain",
            within=[{"kind": "signed", "name": "", "opens": expect("signed", "noor", subject=("[list] Lunch", "unprotected"))}]), never=["numbers"])
case("signed-three-parts", GPG, "multipart/signed of three parts is no signed message",
     head("Lunch") + multipart_signed(BARE, signature).replace("--signed\nContent-Type: application/pgp-signature", "--signed\n\nPay Eve.\n--signed\nContent-Type: application/pgp-signature"),
     expect("plain", text=TEXT[:-1] + "\n\nPay Eve.", structure="plain", parts=[part("signature.asc", "application/pgp-signature")]))

# --- inline
inline_sealed = encrypt(TEXT.encode(), signer="noor")
plain_text = "Content-Type: text/plain; charset=utf-8\n\n"
case("gnupg-inline-sealed", GPG, "armor as the text", head("Lunch") + plain_text + inline_sealed.decode(),
     expect("sealed", "noor", subject=("Lunch", "unprotected"), shape="inline", structure="encrypted"))
case("gnupg-inline-quoted-printable", GPG, "armor as the text, quoted-printable",
     head("Lunch") + "Content-Type: text/plain\nContent-Transfer-Encoding: quoted-printable\n\n" + inline_sealed.decode().replace("=", "=3D"),
     expect("sealed", "noor", shape="inline"))
twin = "<html><body><pre>" + inline_sealed.decode() + "</pre></body></html>"
alternative = 'Content-Type: multipart/alternative; boundary="alt"\n\n--alt\n' + plain_text + inline_sealed.decode() + "\n--alt\nContent-Type: text/html\n\n{}\n--alt--\n"
case("gnupg-inline-alternative", GPG, "armor as the text, and once more in HTML", head("Lunch") + alternative.format(twin),
     expect("sealed", "noor", shape="inline"))
case("inline-alternative-other-html", GPG, "the HTML says something else: then it is a mail with armor in it",
     head("Lunch") + alternative.format("<p>Pay Eve.</p>"),
     expect("plain", text=inline_sealed.decode(), html="<p>Pay Eve.</p>",
            within=[{"kind": "encrypted", "name": "", "opens": expect("sealed", "noor", shape="inline")}]), never=["numbers"])
case("gnupg-inline-with-files", GPG, "files beside the armor are not under its protection",
     head("Lunch") + mixed + "--mix\n" + plain_text + inline_sealed.decode() + "\n--mix\nContent-Type: text/csv; name=\"a.csv\"\nContent-Disposition: attachment; filename=\"a.csv\"\n\n1,2\n--mix--\n",
     expect("sealed", "noor", shape="inline", within=[{"kind": "message", "name": "",
            "opens": expect("plain", text=None, parts=[part("a.csv", "text/csv")])}]))
case("inline-words-around", GPG, "words before and after the armor", head("Lunch") + plain_text + "Read this:\n" + inline_sealed.decode() + "Bye\n",
     expect("plain", text="Read this:\n" + inline_sealed.decode() + "Bye\n",
            within=[{"kind": "encrypted", "name": "", "opens": expect("sealed", "noor", shape="inline")}]), never=["numbers"])
clearsigned = gpg("--armor", "--local-user", address("noor"), "--clear-sign", data="Dear Lee,\n- first\n--\nNoor  \n".encode()).decode()
SHOWN = "Dear Lee,\n- first\n--\nNoor"
case("gnupg-cleartext", GPG, "cleartext signed, with lines that have to be escaped", head("Lunch") + plain_text + clearsigned,
     expect("signed", "noor", text=SHOWN, subject=("Lunch", "unprotected"), shape="inline", structure="signed"))
case("gnupg-cleartext-changed", GPG, "cleartext signed and changed", head("Lunch") + plain_text + clearsigned.replace("first", "second"),
     expect("plain", text=SHOWN.replace("first", "second"), signature={"state": "invalid"}))
case("cleartext-words-before", GPG, "words before what is signed: nothing of it has the signature's authority",
     head("Lunch") + plain_text + "Pay Eve.\n" + clearsigned,
     expect("plain", text="Pay Eve.\n" + clearsigned, structure="plain",
            within=[{"kind": "signed", "name": "", "opens": expect("signed", "noor", text=SHOWN)}]))
case("cleartext-words-in-armor-headers", GPG, "words among the armor headers, which are not signed",
     head("Lunch") + plain_text + clearsigned.replace("Hash:", "Comment: Pay Eve.\nHash:"),
     expect("plain", text=clearsigned.replace("Hash:", "Comment: Pay Eve.\nHash:"), structure="plain"))

# --- attached
attached = "Content-Type: application/octet-stream; name=\"message.asc\"\nContent-Disposition: attachment; filename=\"message.asc\"\n\n"
case("gnupg-attached", GPG, "an attached file that is the whole message",
     head() + mixed + "--mix\nContent-Type: text/plain\n\n\n--mix\n" + attached + sealed_v1.decode() + "\n--mix--\n",
     expect("sealed", "noor", subject=Q1, shape="attached"))
case("gnupg-attached-text", GPG, "the attached file holds a text and no MIME",
     head("Lunch") + attached + inline_sealed.decode(), expect("sealed", "noor", shape="attached"))
case("gnupg-attached-binary", GPG, "the attached file is binary",
     head("Lunch") + "Content-Type: application/octet-stream; name=\"message.txt.gpg\"\nContent-Transfer-Encoding: base64\n\n"
     + base64.encodebytes(encrypt(TEXT.encode(), signer="noor", armor=False)).decode(), expect("sealed", "noor", shape="attached"))
case("gnupg-attached-file", GPG, "the attached file holds what is no text",
     head("Lunch") + "Content-Type: application/octet-stream; name=\"photo.gpg\"\nContent-Transfer-Encoding: base64\n\n"
     + base64.encodebytes(encrypt(b"\x89PNG\0\xff\xfe", signer="noor", armor=False)).decode(),
     expect("sealed", "noor", text=None, parts=[part("part-1", "application/octet-stream")]))
case("gnupg-attached-beside-text", GPG, "an encrypted file beside a text",
     head("Lunch") + mixed + "--mix\nContent-Type: text/plain\n\nSee the file.\n--mix\n" + attached + sealed_v1.decode() + "\n--mix--\n",
     expect("plain", text="See the file.", parts=[part("message.asc", "application/octet-stream")],
            within=[{"kind": "encrypted", "name": "message.asc", "opens": expect("sealed", "noor", subject=Q1)}]), never=["numbers"])

# --- messages in messages
wrapped = fields() + "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n" + TEXT
for name, parameter in (("forwarded-no", "; forwarded=no"), ("without-parameter", "")):
    case(f"gnupg-wrapped-{name}", GPG, "wrapped as RFC 8551 has it",
         pgp_mime(encrypt(crlf(f"Content-Type: message/rfc822{parameter}\n\n" + wrapped), signer="noor")), expect("sealed", "noor", subject=Q1))
case("gnupg-passed-on-as-payload", GPG, "a message passed on is no wrapping",
     pgp_mime(encrypt(crlf("Content-Type: message/rfc822; forwarded=yes\n\n" + wrapped), signer="noor")),
     expect("sealed", "noor", text=None, subject=("[...]", "unprotected"), parts=[part("part-1", "message/rfc822")],
            within=[{"kind": "message", "name": "", "opens": expect("plain", subject=("Q1 numbers", "unprotected"))}]))
entity = f"Content-Type: message/rfc822; forwarded=no\n\n{wrapped}"
case("gnupg-signed-wrapped", GPG, "signed, and wrapped as RFC 8551 has it",
     head("Q1 numbers") + multipart_signed(entity, detached(crlf(entity))), expect("signed", "noor", subject=("Q1 numbers", "signed")))
passed_on = fields("Fwd") + 'Content-Type: multipart/mixed; boundary="in"; protected-headers="v1"\n\n--in\n' + BARE + "\n--in\nContent-Type: message/rfc822\n\n" + head("Old", "eve") + plain_text + "From Eve.\n\n--in--\n"
case("gnupg-sealed-with-message", GPG, "a sealed mail with another one attached, which does not stand under its status",
     pgp_mime(encrypt(crlf(passed_on), signer="noor")),
     expect("sealed", "noor", subject=("Fwd", SECRET), parts=[part("part-1", "message/rfc822")],
            within=[{"kind": "message", "name": "", "opens": expect("plain", text="From Eve.\n", sender="eve", subject=("Old", "unprotected"))}]))
nested = fields("Fwd") + 'Content-Type: multipart/mixed; boundary="in"; protected-headers="v1"\n\n--in\nContent-Type: text/plain\n\nMine.\n--in\n' + multipart_signed(BARE, detached(crlf(BARE), "eve")) + "\n--in--\n"
case("gnupg-sealed-with-signed-part", GPG, "a signed part in a sealed mail speaks for itself",
     pgp_mime(encrypt(crlf(nested), signer="noor")),
     expect("sealed", "noor", text="Mine.", subject=("Fwd", SECRET), within=[{"kind": "signed", "name": "", "opens": expect("doubtful", doubt="wrong-sender")}]))

# --- Thunderbird and Enigmail
thunderbird = (CASES / "thunderbird-payload.eml").read_bytes()
case("thunderbird-sealed", GPG, "what Thunderbird writes, with two multiparts inside each other and a key attached",
     pgp_mime(encrypt(crlf(thunderbird), signer="lee"), sender="lee"),
     {"status": {"summary": "sealed", "signer": "lee@example.com", "doubt": None},
      "headers": {"subject": {"value": "Café figures — vertrouwelijk", "protection": SECRET}, "from": {"address": "lee@example.com"}},
      "text": "Dear Noor,\n\nde cijfers van het café.\n\nLee\n", "within": [],
      "html": '<!DOCTYPE html><html><head><meta http-equiv="content-type" content="text/html; charset=UTF-8"></head>'
              "<body><p>Dear Noor,</p><p>de cijfers van het café.</p></body></html>\n",
      "parts": [part("OpenPGP_0x0123456789ABCDEF.asc", "application/pgp-keys"), part("überschuss.csv", "text/csv")]}, knows=("lee",))
legacy = fields() + ('Content-Type: multipart/mixed; boundary="in"; protected-headers="v1"\n\n--in\nContent-Type: text/rfc822-headers; protected-headers="v1"\n'
                     "Content-Disposition: inline\n\nSubject: Q1 numbers\n\n--in\n" + BARE + "\n--in--\n")
case("enigmail-legacy-part", GPG, "Enigmail's part that repeats the subject",
     pgp_mime(encrypt(crlf(legacy), signer="noor")), expect("sealed", "noor", subject=Q1, parts=[part("part-1", "text/rfc822-headers")]))
display = fields() + outer_fields() + ('MIME-Version: 1.0\nContent-Type: multipart/alternative; boundary="in"; hp="cipher"\n\n'
    '--in\nContent-Type: text/plain; charset=utf-8; hp-legacy-display="1"\n\nSubject: Q1 numbers\n\n' + TEXT +
    '\n--in\nContent-Type: text/html; charset=utf-8; hp-legacy-display="1"\n\n<html><body><div class="header-protection-legacy-display"><pre>Subject: Q1 numbers</pre></div><p>Dear Lee</p></body></html>\n--in--\n')
case("hp-legacy-display", GPG, "parts that repeat the subject for programs that do not know header protection",
     pgp_mime(encrypt(crlf(display), signer="noor")), expect("sealed", "noor", subject=Q1, html="<html><body><p>Dear Lee</p></body></html>"), never=["Subject:"])

# --- OpenPGP.js
JS = "OpenPGP.js"
case("openpgpjs-sealed", JS, "signed and encrypted", pgp_mime(ojs("seal", crlf(HP), "noor", "lee")), expect("sealed", "noor", subject=Q1))
case("openpgpjs-encrypted", JS, "encrypted", pgp_mime(ojs("seal", crlf(HP), "-", "lee,eve")), expect("encrypted", subject=("Q1 numbers", "encrypted")))
case("openpgpjs-compressed", JS, "compressed inside", pgp_mime(ojs("compressed", crlf(HP), "noor", "lee")), expect("sealed", "noor", subject=Q1))
case("openpgpjs-seipd-2", JS, "version 2 of the container, with OCB", pgp_mime(ojs("aead", crlf(HP), "noor", "lee")),
     expect("sealed", "noor", subject=Q1, encryption={"state": "encrypted", "container": "SEIPDv2", "cipher": "AES128-OCB"}))
case("openpgpjs-5-gnupg-ocb", "OpenPGP.js 5", "GnuPG's own OCB packet with chunks of 4 MiB, as GnuPG writes it from 2.3 on",
     pgp_mime(ojs("gnupg-ocb", crlf(HP), "noor", "lee")),
     expect("sealed", "noor", subject=Q1, encryption={"state": "encrypted", "container": "GnuPG-OCB", "cipher": "AES256-OCB"}))
case("openpgpjs-signed", JS, "signed", head("Lunch") + multipart_signed(BARE, ojs("detached", crlf(BARE), "noor")), expect("signed", "noor"))
case("openpgpjs-cleartext", JS, "cleartext signed", head("Lunch") + plain_text + ojs("cleartext", TEXT.encode(), "noor").decode(),
     expect("signed", "noor", text=TEXT))
case("openpgpjs-inline", JS, "armor as the text", head("Lunch") + plain_text + ojs("seal", TEXT.encode(), "noor", "lee").decode(), expect("sealed", "noor", shape="inline"))

# --- Python's email
PY = "Python's email, GnuPG"
written = EmailMessage(policy=SMTP)
written["From"], written["To"], written["Subject"], written["Date"] = PEOPLE["noor"], PEOPLE["lee"], "Größe – cijfers", DATE
written.set_content("Hallo Lee,\n\nde cijfers van het café.\n")
written.add_alternative('<p>Hallo <img src="cid:logo@example.org"></p>\n', subtype="html")
written.get_payload()[1].add_related(b"\x89PNG\r\n\x1a\n", "image", "png", cid="<logo@example.org>")
written.add_attachment("a;b\n", subtype="csv", filename="überblick.csv")
written.set_param("protected-headers", "v1")
PYTHON_SHOWS = dict(text="Hallo Lee,\n\nde cijfers van het café.\n", html='<p>Hallo <img src="cid:logo@example.org"></p>\n',
                    parts=[{"type": "image/png", "contentId": "logo@example.org"}, part("überblick.csv", "text/csv")])
case("python-sealed", PY, "text, HTML with a picture, and a file", pgp_mime(encrypt(written.as_bytes(), signer="noor")),
     expect("sealed", "noor", subject=("Größe – cijfers", SECRET), **PYTHON_SHOWS))
entity = written.as_bytes().decode().replace("\r\n", "\n")
case("python-signed", PY, "the same, signed", head("=?utf-8?q?Gr=C3=B6=C3=9Fe?=") + multipart_signed(entity, detached(written.as_bytes())),
     expect("signed", "noor", subject=("Größe – cijfers", "signed"), **PYTHON_SHOWS))
latin = EmailMessage(policy=SMTP)
latin.set_content("Grüße\n", charset="iso-8859-1", cte="quoted-printable")
case("python-latin-1", PY, "another character set inside", pgp_mime(encrypt(latin.as_bytes(), signer="noor")), expect("sealed", "noor", text="Grüße\n"))

# --- nothing of ours
case("plain", "by hand", "nothing protects it", head("Lunch") + BARE, expect("plain", subject=("Lunch", "unprotected"), structure="plain", shape=None, foreign=None))
case("plain-claims-hp", "by hand", "it says of itself that it is protected",
     fields() + outer_fields() + 'MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8; hp="cipher"\n\n' + TEXT,
     expect("plain", subject=("Q1 numbers", "unprotected"), structure="plain"))
for name, content_type, foreign in (
        ("smime-encrypted", "application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m", "smime-encrypted"),
        ("smime-opaque-signed", "application/x-pkcs7-mime; smime-type=signed-data; name=smime.p7m", "smime-signed")):
    case(name, "by hand", "another system's protection", head("Lunch") + f"Content-Type: {content_type}\nContent-Transfer-Encoding: base64\n\nMIAGCSqGSIb3DQEHA6CAMIACAQA=\n",
         expect("plain", text=None, foreign=foreign, parts=[{"name": "smime.p7m"}]))
case("smime-signed", "by hand", "another system's signature",
     head("Lunch") + 'Content-Type: multipart/signed; protocol="application/pkcs7-signature"; boundary="s"\n\n--s\n' + BARE
     + "\n--s\nContent-Type: application/pkcs7-signature; name=smime.p7s\nContent-Transfer-Encoding: base64\n\nMIAGCSqGSIb3DQEHAqCAMIACAQE=\n--s--\n",
     expect("plain", foreign="smime-signed", structure="plain", parts=[{"name": "smime.p7s"}]))

print(count, "messages")
