"""Office documents for the tests, by python-docx, openpyxl and python-pptx; one request as JSON on stdin, the answer on
stdout. `make`: {"kind"} gives {"bytes"} in base64. `judge`: {"kind", "original", "labelled", "properties", "marks"} holds a
labelled document against its original and gives {"ok": true} or {"complaints": [...]}. Kinds: docx, docm, xlsx, pptx."""

import base64
import io
import json
import re
import struct
import sys
import zipfile

import docx
import openpyxl
import pptx
from docx.enum.section import WD_SECTION
from lxml import etree
from openpyxl.chart import BarChart, Reference
from pptx.util import Inches

CONTENT_TYPES = "[Content_Types].xml"
CUSTOM = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
PLAIN = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
MACROS = b"application/vnd.ms-word.document.macroEnabled.main+xml"
# What a label may change, and what marks may change besides.
LABEL_PARTS = re.compile(r"\[Content_Types\]\.xml|_rels/\.rels|docProps/custom\.xml|docMetadata/LabelInfo\.xml")
MARK_PARTS = re.compile(
    r"word/(document|header\d+|footer\d+)\.xml|word/_rels/document\.xml\.rels"
    r"|xl/(work|chart)sheets/[^/]*\.xml|ppt/(slideMasters|slideLayouts|slides)/[^/]*\.xml"
)


# Making.

def saved(document):
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def make_docx():
    document = docx.Document()
    document.settings.odd_and_even_pages_header_footer = True
    document.add_heading("Plan", 0)
    document.add_paragraph("The new office in Zürich costs €5 & more.")
    document.sections[0].header.paragraphs[0].text = "Header of the first section"
    document.add_table(2, 2).cell(1, 1).text = "a cell"
    second = document.add_section(WD_SECTION.NEW_PAGE)
    document.add_paragraph("Second section, with a title page")
    second.different_first_page_header_footer = True
    second.footer.is_linked_to_previous = False
    second.footer.paragraphs[0].text = "Footer from here on"
    third = document.add_section(WD_SECTION.CONTINUOUS)
    third.header.is_linked_to_previous = False
    third.header.paragraphs[0].text = "Header of the third section"
    document.add_paragraph("Third section")
    return saved(document)


def retyped(data, before, after):
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, content.replace(before, after) if name == CONTENT_TYPES else content)
    return stream.getvalue()


def make_xlsx():
    book = openpyxl.Workbook()
    first = book.create_sheet("Pay", 0)
    for row in (["Name", "Pay"], ["De Vries", 4321.5], ["Jansen", 1234]):
        first.append(row)
    first.oddHeader.left.text = "Old && left &P"
    first.oddHeader.center.text = "Old middle"
    first.oddHeader.center.size = 14
    second = book["Sheet"]
    second["B2"] = "=Pay!B2*2"
    second.merge_cells("C3:D4")
    second.HeaderFooter.differentFirst = True
    second.firstFooter.right.text = "first"
    chart = BarChart()
    chart.add_data(Reference(first, min_col=2, min_row=1, max_row=3), titles_from_data=True)
    second.add_chart(chart, "F2")
    book.create_chartsheet("Chart").add_chart(BarChart())
    return saved(book)


def make_pptx():
    deck = pptx.Presentation()
    for number in range(3):
        slide = deck.slides.add_slide(deck.slide_layouts[5])
        slide.shapes.title.text = f"Slide {number} & more"
        slide.shapes.add_textbox(Inches(1), Inches(3), Inches(4), Inches(1)).text_frame.text = "a box"
    deck.slides[1].element.set("showMasterSp", "0")
    deck.slide_layouts[6].element.set("showMasterSp", "0")
    deck.slides.add_slide(deck.slide_layouts[6])
    return saved(deck)


MAKERS = {"docx": make_docx, "docm": lambda: retyped(make_docx(), PLAIN, MACROS), "xlsx": make_xlsx, "pptx": make_pptx}


# Judging.

def raw_entries(data):
    """Name to method, checksum and packed octets, in the order of the file."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if archive.testzip() is not None:
            raise ValueError(f"{archive.testzip()} is damaged")
        entries = {}
        for info in sorted(archive.infolist(), key=lambda info: info.header_offset):
            name, extra = struct.unpack_from("<HH", data, info.header_offset + 26)
            start = info.header_offset + 30 + name + extra
            if info.filename in entries:
                raise ValueError(f"{info.filename} stands there twice")
            entries[info.filename] = (info.compress_type, info.CRC, data[start : start + info.compress_size])
        return entries


def judge_archive(original, labelled, has_marks):
    before, after = raw_entries(original), raw_entries(labelled)
    if list(after)[: len(before)] != list(before):
        yield f"entries were {list(before)} and are {list(after)}"
    for name, entry in before.items():
        may = LABEL_PARTS.fullmatch(name) or (has_marks and MARK_PARTS.fullmatch(name))
        if after.get(name) != entry and not may:
            yield f"{name} changed"
    for name in list(after)[len(before) :]:
        if not (LABEL_PARTS.fullmatch(name) or (has_marks and re.fullmatch(r"word/(header|footer)\d+\.xml", name))):
            yield f"{name} is new"
    with zipfile.ZipFile(io.BytesIO(labelled)) as archive:
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                etree.fromstring(archive.read(name))
        types = etree.fromstring(archive.read(CONTENT_TYPES))
        parts = [one.get("PartName") for one in types.iter(TYPES + "Override")]
        if len(parts) != len(set(parts)):
            yield f"types are said twice: {parts}"
        for part in parts:
            if part.lstrip("/") not in after:
                yield f"{part} is said to be there"


def custom_properties(package):
    xml = etree.fromstring(package.part_related_by(CUSTOM).blob)
    ids = [one.get("pid") for one in xml]
    if len(ids) != len(set(ids)):
        raise ValueError(f"numbers of properties: {ids}")
    return {one.get("name"): "".join(one.itertext()) for one in xml}


def own_text(element):
    """The text of a part of a Word document without our marks."""
    tree = etree.fromstring(etree.tostring(element))
    for control in tree.findall(f"{WORD}sdt"):
        if control.find(f"{WORD}sdtPr/{WORD}tag").get(f"{WORD}val").startswith("zegel-"):
            tree.remove(control)
    return all_text(tree)


def all_text(element):
    return "".join(one.text or "" for one in element.iter(f"{WORD}t"))


def judge_docx(original, labelled, marks):
    # python-docx opens no documents with macros.
    before, after = (docx.Document(io.BytesIO(retyped(data, MACROS, PLAIN))) for data in (original, labelled))
    yield custom_properties(after.part.package)
    if own_text(before.element.body) != own_text(after.element.body):
        yield "the text changed"
    for number, (old, new) in enumerate(zip(before.sections, after.sections, strict=True)):
        for place in ("header", "footer"):
            first = [f"first_page_{place}"] if new.different_first_page_header_footer else []
            for kind in [place, f"even_page_{place}", *first]:
                was, now = getattr(old, kind)._element, getattr(new, kind)._element
                if own_text(was) != own_text(now):
                    yield f"section {number}: the text of its {kind} changed"
                mark, said = marks.get(place, "").replace("\n", ""), all_text(now)
                if mark and said.count(mark) != 1:
                    yield f"section {number}: {kind} says {said!r}"
                letters = etree.tostring(now, encoding="unicode").count("<v:textpath style=")
                if place == "header" and letters != ("watermark" in marks):
                    yield f"section {number}: {kind} has {letters} watermarks"


def judge_xlsx(original, labelled, marks):
    before, after = openpyxl.load_workbook(io.BytesIO(original)), openpyxl.load_workbook(io.BytesIO(labelled))
    yield {one.name: one.value for one in after.custom_doc_props.props}
    for old, new in zip(before.worksheets, after.worksheets, strict=True):
        if list(old.iter_rows(values_only=True)) != list(new.iter_rows(values_only=True)):
            yield f"{old.title}: its cells changed"
        both = lambda kind: (getattr(sheet, kind) for sheet in (old, new))
        for name in ("Header", "Footer"):
            mark = marks.get(name.lower(), "").replace("&", "&&")
            for kind in [f"odd{name}"] + ([f"first{name}"] if new.HeaderFooter.differentFirst else []):
                was, now = ([part.text or "" for part in (at.left, at.center, at.right)] for at in both(kind))
                if not all(after.startswith(before) for before, after in zip(was, now)):
                    yield f"{old.title}: {kind} was {was} and is {now}"
                if mark and "".join(now).count(mark) != 1:
                    yield f"{old.title}: {kind} says {now}"


def judge_pptx(original, labelled, marks):
    before, after = pptx.Presentation(io.BytesIO(original)), pptx.Presentation(io.BytesIO(labelled))
    yield custom_properties(after.part.package)

    def shapes(part):
        ids = [shape.shape_id for shape in part.shapes]
        if len(ids) != len(set(ids)):
            raise ValueError(f"numbers of shapes: {ids}")
        named = [(shape.name, shape.text_frame.text if shape.has_text_frame else None) for shape in part.shapes]
        ours = [one for one in named if one[0].startswith("zegel-")]
        return [one for one in named if one not in ours], dict(ours)

    wanted = {f"zegel-{place}": text for place, text in marks.items()}
    masters = [(deck.slide_masters, deck.slide_layouts, deck.slides) for deck in (before, after)]
    for olds, news in zip(*masters, strict=True):
        for old, new in zip(olds, news, strict=True):
            (was, _), (now, ours) = shapes(old), shapes(new)
            is_hidden = new.element.get("showMasterSp") == "0"
            if was != now or ours != (wanted if is_hidden or news is masters[1][0] else {}):
                yield f"{new.name}: shapes were {was} and are {now} with {ours}"


JUDGES = {"docx": judge_docx, "docm": judge_docx, "xlsx": judge_xlsx, "pptx": judge_pptx}


def judge(asked):
    original, labelled = (base64.b64decode(asked[name]) for name in ("original", "labelled"))
    marks = asked.get("marks", {})
    try:
        found, *complaints = JUDGES[asked["kind"]](original, labelled, marks)
        complaints += judge_archive(original, labelled, bool(marks))
        ours = {name: value for name, value in found.items() if name in asked["properties"]}
        if ours != asked["properties"]:
            complaints.append(f"properties: {found}")
    except Exception as problem:  # whatever a library says of a document is a complaint about it
        complaints = [repr(problem)]
    return {"complaints": complaints} if complaints else {"ok": True}


asked = json.load(sys.stdin)
if sys.argv[1] == "make":
    json.dump({"bytes": base64.b64encode(MAKERS[asked["kind"]]()).decode()}, sys.stdout)
else:
    json.dump(judge(asked), sys.stdout)
