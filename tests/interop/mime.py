"""MIME for the tests, by Python's email package: reads a message (`read`) or writes one (`write`)."""

import base64
import email
import email.message
import email.policy
import json
import sys


def part_view(part):
    return {
        "name": part.get_filename(),
        "type": part.get_content_type(),
        "disposition": part.get_content_disposition(),
        "contentId": part["Content-ID"],
        "encoding": part["Content-Transfer-Encoding"],
        "bytes": base64.b64encode(part.get_payload(decode=True) or b"").decode(),
    }


def read(data):
    message = email.message_from_bytes(data, policy=email.policy.default)
    leaves = [part for part in message.walk() if not part.is_multipart()]
    bodies = {kind: message.get_body((kind,)) for kind in ("plain", "html")}
    return {
        "headers": [[name, str(value)] for name, value in message.items()],
        "type": message.get_content_type(),
        "hp": message["Content-Type"].params.get("hp"),
        "text": bodies["plain"] and bodies["plain"].get_content(),
        "html": bodies["html"] and bodies["html"].get_content(),
        "parts": [part_view(part) for part in leaves if part not in bodies.values()],
        "defects": [repr(defect) for part in message.walk() for defect in part.defects],
    }


def write(wanted):
    message = email.message.EmailMessage(policy=email.policy.SMTP)
    for name, value in wanted["headers"].items():
        message[name] = value
    message.set_content(wanted["text"])
    if wanted.get("html"):
        message.add_alternative(wanted["html"], subtype="html")
    for file in wanted.get("parts", []):
        major, minor = file["type"].split("/")
        data = base64.b64decode(file["bytes"])
        message.add_attachment(data, maintype=major, subtype=minor, filename=file["name"])
    for name, value in wanted.get("parameters", {}).items():
        message.set_param(name, value)
    return message.as_bytes()


if sys.argv[1] == "read":
    json.dump(read(sys.stdin.buffer.read()), sys.stdout)
else:
    sys.stdout.buffer.write(write(json.load(sys.stdin)))
