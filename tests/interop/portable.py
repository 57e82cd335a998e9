"""PDF and pictures for the tests: a request as JSON on stdin, the answer as JSON on stdout; bytes travel in base64.

`make` makes a file of a kind. `judge` reads a labelled file and the one that it was made from, with programs that know
nothing of this project: ReportLab, pypdf, Pillow.
"""

import base64
import io
import json
import sys
import xml.etree.ElementTree as ElementTree

RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
PDFX = "{http://ns.adobe.com/pdfx/1.3/}"
PACKET = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
    'xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:CreatorTool="Interop"/></rdf:RDF></x:xmpmeta>'
    '<?xpacket end="w"?>'
)


def decode(text):
    return base64.b64decode(text)


def encode(data):
    return base64.b64encode(bytes(data)).decode()


# Making


def make_pdf(request):
    """Options: pages, and `shape`: plain, rotated, inherited, updated or packet."""
    from pypdf import PdfReader, PdfWriter
    from pypdf.generic import NameObject, StreamObject
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfgen import canvas

    made = io.BytesIO()
    page = canvas.Canvas(made, pagesize=A4)
    page.setTitle("A (title)")
    page.setAuthor("Ann")
    for number in range(1, request.get("pages", 2) + 1):
        for line in range(30):
            page.drawString(60, 760 - 20 * line, f"Page {number} line {line}: the quick brown fox")
        page.showPage()
    page.save()
    shape = request.get("shape", "plain")
    if shape == "plain":
        return made.getvalue()
    if shape == "updated":
        writer = PdfWriter(made, incremental=True)
        writer.add_metadata({"/Subject": "once more"})
        return written(writer)
    writer = PdfWriter(clone_from=PdfReader(made))
    top = writer.root_object["/Pages"]
    for turn, each in enumerate(writer.pages):
        if shape == "rotated":
            each.rotate(90 * (turn + 1))
        if shape == "inherited":
            for name in ("/Resources", "/MediaBox"):
                top[NameObject(name)] = each[name]
                del each[name]
    if shape == "packet":
        stream = StreamObject()
        stream.set_data(PACKET.encode())
        stream = stream.flate_encode()
        stream[NameObject("/Type")] = NameObject("/Metadata")
        stream[NameObject("/Subtype")] = NameObject("/XML")
        writer.root_object[NameObject("/Metadata")] = writer._add_object(stream)
    return written(writer)


def written(writer):
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def make_picture(request):
    """Options: `packet`, and for PNG `packed`. Kinds: png, jpeg, tiff."""
    from PIL import Image, PngImagePlugin

    kind = request["kind"]
    picture = Image.effect_mandelbrot((64, 48), (-2, -1.5, 1, 1.5), 60).convert("RGB")
    options = {"dpi": (96, 96)}
    if request.get("packet"):
        if kind == "png":
            options["pnginfo"] = PngImagePlugin.PngInfo()
            options["pnginfo"].add_itxt("XML:com.adobe.xmp", PACKET, zip=bool(request.get("packed")))
        elif kind == "jpeg":
            options["xmp"] = PACKET.encode()
        else:
            options["tiffinfo"] = {700: PACKET.encode()}
    out = io.BytesIO()
    picture.save(out, kind.upper(), **options)
    return out.getvalue()


def make(request):
    maker = make_pdf if request["kind"] == "pdf" else make_picture
    return {"bytes": encode(maker(request))}


# Judging


def packet_properties(packet):
    """Custom properties of a packet by name, and the other properties, sorted; elements and attributes alike."""
    if not packet:
        return {}, []
    text = packet.decode() if isinstance(packet, bytes) else packet
    tree = ElementTree.fromstring(text.strip("\0\ufeff \r\n"))
    custom, others = {}, []
    for description in tree.iter(RDF + "Description"):
        found = [(each.tag, each.text or "".join(each.itertext())) for each in description]
        found += [pair for pair in description.attrib.items() if pair[0] != RDF + "about"]
        for name, value in found:
            if name.startswith(PDFX):
                custom[name[len(PDFX) :]] = value
            else:
                others.append([name, value])
    return custom, sorted(others)


def read_pdf(data):
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(data), strict=True)
    information = {name.lstrip("/"): str(value) for name, value in (reader.metadata or {}).items()}
    metadata = reader.root_object.get("/Metadata")
    custom, others = packet_properties(metadata.get_object().get_data() if metadata else None)
    return {
        "information": information,
        "packet": custom,
        "others": others,
        "pages": [page.extract_text() for page in reader.pages],
        "boxes": [[float(side) for side in page.cropbox] + [page.rotation] for page in reader.pages],
    }


def judge_pdf(before, after):
    old, new = read_pdf(before), read_pdf(after)
    label = {name: value for name, value in new["information"].items() if name.startswith("MSIP_Label_")}
    kept = {name: value for name, value in new["information"].items() if name not in label}
    unlabelled = {name: value for name, value in old["information"].items() if not name.startswith("MSIP_Label_")}
    return {
        "information": label,
        "packet": {name: value for name, value in new["packet"].items() if name.startswith("MSIP_Label_")},
        "pages": len(new["pages"]),
        # What each page says beyond what it said.
        "added": [beyond(was, now) for was, now in zip(old["pages"], new["pages"])],
        "isAppended": after.startswith(before),
        "keptInformation": kept == unlabelled,
        "keptPacket": all(pair in new["others"] for pair in old["others"]),
        "keptPages": len(old["pages"]) == len(new["pages"]) and old["boxes"] == new["boxes"],
        "keptText": all(not beyond(now, was) for was, now in zip(old["pages"], new["pages"])),
    }


def beyond(old, new):
    """The lines of a page that another does not have."""
    left = [line.strip() for line in old.splitlines()]
    added = []
    for line in (line.strip() for line in new.splitlines()):
        if line in left:
            left.remove(line)
        elif line:
            added.append(line)
    return added


def read_picture(data):
    from PIL import Image

    picture = Image.open(io.BytesIO(data))
    frames = []
    for frame in range(getattr(picture, "n_frames", 1)):
        picture.seek(frame)
        frames.append((picture.mode, picture.size, picture.tobytes()))
    picture.seek(0)
    packet = picture.info.get("XML:com.adobe.xmp") or picture.info.get("xmp")
    if hasattr(picture, "tag_v2"):
        packet = picture.tag_v2.get(700)
    return frames, packet, picture.info.get("dpi")


def judge_picture(before, after):
    (old_frames, old_packet, old_dpi), (new_frames, new_packet, new_dpi) = read_picture(before), read_picture(after)
    custom, others = packet_properties(new_packet)
    return {
        "packet": {name: value for name, value in custom.items() if name.startswith("MSIP_Label_")},
        "keptPacket": all(pair in others for pair in packet_properties(old_packet)[1]),
        "keptPixels": old_frames == new_frames and old_dpi == new_dpi,
    }


def judge(request):
    judging = judge_pdf if request["kind"] == "pdf" else judge_picture
    return judging(decode(request["before"]), decode(request["after"]))


asked = json.load(sys.stdin)
json.dump({"make": make, "judge": judge}[asked["do"]](asked), sys.stdout)
