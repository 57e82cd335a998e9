//! Does a PDF get its label and marks, and stay as it is otherwise?

use crate::labelling::{Dice, Octets, count, label, labelled, labels, marks, patch, says, theirs};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use zegel::contents::inspect;
use zegel::files::{Left, Marks, Piece, mark};

const KINDS: [&str; 5] =
    ["reportlab.pdf", "pypdf.pdf", "libreoffice.pdf", "qpdf-object-streams.pdf", "qpdf-linearised.pdf"];

fn sample(name: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/contents").join(name)).unwrap()
}

fn text(octets: &[u8]) -> String {
    inspect("a.pdf", "", octets).text
}

/// A PDF with a table, made of objects from number 1 on.
fn pdf(objects: &[&str], trailer: &str) -> Vec<u8> {
    let mut octets = b"%PDF-1.7\n".to_vec();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (number, object) in (1..).zip(objects) {
        writeln!(table, "{:010} 00000 n ", octets.len()).unwrap();
        octets.extend(format!("{number} 0 obj\n{object}\nendobj\n").bytes());
    }
    let (start, size) = (octets.len(), objects.len() + 1);
    octets.extend(format!("{table}trailer\n<</Size {size}/Root 1 0 R{trailer}>>\nstartxref\n{start}\n%%EOF").bytes());
    octets
}

const CATALOG: &str = "<</Type/Catalog/Pages 2 0 R>>";
const PAGES: &str = "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 600 800]/Resources<</Font<</A 4 0 R>>>>>>";
const PAGE: &str = "<</Type/Page/Parent 2 0 R/Contents[5 0 R]>>";
const FONT: &str = "<</Type/Font/Subtype/Type1/BaseFont/Times-Roman>>";
const SHOWN: &str = "<</Length 36>>stream\nBT /A 12 Tf 50 700 Td (Body) Tj ET   \nendstream";

fn small() -> Vec<u8> {
    pdf(&[CATALOG, PAGES, PAGE, FONT, SHOWN], "")
}

/// With something in place of an object.
fn with(at: usize, object: &str) -> Vec<u8> {
    let mut objects = [CATALOG, PAGES, PAGE, FONT, SHOWN, "<</Kids[3 0 R]/Parent 2 0 R>>"];
    objects[at - 1] = object;
    pdf(&objects, "")
}

#[test]
fn every_kind_gets_a_label_and_marks() {
    let marks = marks(["Above all", "Below all é€", "SECRET"]);
    for original in KINDS.map(sample).into_iter().chain([small()]) {
        let patch = patch(&original, &label(1, "A"), &marks).unwrap();
        assert_eq!(patch.pieces()[0], Piece::Kept(0, original.len()));
        assert_eq!(patch.pieces().len(), 2);
        let octets = patch.apply(&original);
        assert!(says(&octets, &label(1, "A"), 7), "{:?}", labels(&octets));
        let (before, after) = (text(&original), text(&octets));
        for line in before.lines().chain(["Above all", "Below all é€", "SECRET"]) {
            assert!(after.contains(line), "{line:?} is not in {after:?}");
        }
        let (before, after) = (inspect("a", "", &original).properties, inspect("a", "", &octets).properties);
        assert!(before.iter().all(|property| after.contains(property)));
        // Two dictionaries each: the information and the packet.
        assert_eq!(count(&octets, b"_ActionId>"), 2);
        assert_eq!(count(&octets, b"_ActionId "), 1);
    }
}

#[test]
fn a_new_label_takes_the_place_of_the_old_and_no_other() {
    for original in KINDS.map(sample).into_iter().chain([small()]) {
        let none = Marks::default();
        let octets = labelled(&original, &theirs(), &marks(["Their header", "", ""])).unwrap();
        let octets = labelled(&octets, &label(1, "A"), &marks(["Old header", "", "OLD"])).unwrap();
        let octets = labelled(&octets, &label(2, "B"), &marks(["New header", "New footer", ""])).unwrap();
        assert!(says(&octets, &label(2, "B"), 3) && says(&octets, &theirs(), 1), "{:?}", labels(&octets));
        assert_eq!(labels(&octets).len(), labels(&original).len() + 2);
        let shown = text(&octets);
        let times = |word: &str| shown.matches(word).count();
        let pages = times("Their header");
        assert!(pages > 0 && times("Old header") == 0 && times("OLD") == 0, "{shown}");
        assert_eq!((times("New header"), times("New footer")), (pages, pages));
        let again = labelled(&octets, &label(2, "B"), &none).unwrap();
        assert!(says(&again, &label(2, "B"), 0) && says(&again, &theirs(), 1));
        assert!(!text(&again).contains("New header") && text(&again).contains("Their header"));
    }
}

#[test]
fn names_come_back_as_they_were() {
    let long = "é".repeat(255);
    for name in ["a (b) \\c\\)", "<&>\"'", "Ś 機密 😀", "]]> -->", "#41 /x", &long] {
        for original in [small(), sample("qpdf-object-streams.pdf")] {
            let octets = labelled(&original, &label(1, name), &Marks::default()).unwrap();
            assert!(says(&octets, &label(1, name), 0), "{name} {:?}", labels(&octets));
        }
    }
}

#[test]
fn what_must_not_be_changed_is_left() {
    let left = |octets: &[u8]| labelled(octets, &label(1, "A"), &marks(["A", "B", "C"])).unwrap_err();
    assert_eq!(left(&sample("qpdf-encrypted.pdf")), Left::Encrypted);
    let signed =
        "<</Type/Catalog/Pages 2 0 R/AcroForm<</SigFlags 1/Fields[<</FT/Sig/Kids[<</V<</ByteRange[]>>>>]>>]>>>>";
    assert_eq!(left(&with(1, signed)), Left::Signed);
    assert_eq!(left(&with(1, "<</Type/Catalog/Pages 2 0 R/Perms<</DocMDP 4 0 R>>>>")), Left::Signed);
    assert!(labelled(&with(1, &signed.replace("/V", "/X")), &label(1, "A"), &Marks::default()).is_ok());

    let whole = small();
    for end in [whole.len() / 2, whole.len() - 6, whole.len() - 20] {
        assert_eq!(left(&whole[..end]), Left::Damaged);
    }
    let changed = |from: &str, to: &str| {
        let text = String::from_utf8(whole.clone()).unwrap();
        assert!(text.contains(from), "{from}");
        left(text.replacen(from, to, 1).as_bytes())
    };
    for (from, to) in [
        ("1 0 obj", "9 0 obj"),
        ("\n1 0 obj", "\n\n1 0 obj"),
        ("0000000009 00000 n", "0000000008 00001 n"),
        ("xref\n0 6", "xref\n1 6"),
        (" 00000 n \n", " 00000 n\n"),
        ("/Root 1 0 R", "/Root 4 0 R"),
        ("/Size 6", "/Size 99999999"),
        ("/Size 6", "/Prev 9/Size 6"),
        ("startxref\n", "startxref\n1"),
        ("/Kids[3 0 R]", "/Kids[2 0 R]"),
        ("/MediaBox[0 0 600 800]", "/MediaBox[0 0 600 0]  "),
    ] {
        assert_eq!(changed(from, to), Left::Damaged, "{from} {to}");
    }
    let start = String::from_utf8(whole.clone()).unwrap().rfind("xref\n0").unwrap();
    assert_eq!(left(&pdf(&[CATALOG, PAGES, PAGE, FONT, SHOWN], &format!("/Prev {start}"))), Left::Damaged);
}

#[test]
fn hidden_objects_of_a_table_are_found() {
    // The catalog is free in the table; a stream that adds to the table says where it is, behind a line break.
    let plain = pdf(&[CATALOG, PAGES, PAGE, FONT, SHOWN], "/XRefStm 0000000000");
    let text = String::from_utf8(plain).unwrap().replace("0000000009 00000 n", "0000000000 00000 f");
    assert_eq!(labelled(text.as_bytes(), &label(1, "A"), &Marks::default()), Err(Left::Damaged));
    let table = text.find("xref\n0").unwrap();
    let hybrid = |stream: &str| {
        let moved = text.replace("/XRefStm 0000000000", &format!("/XRefStm {table:010}"));
        let (head, tail) = moved.split_at(table);
        let tail = tail.replace(&format!("startxref\n{table}"), &format!("startxref\n{}", table + stream.len()));
        [head, stream, &tail].concat().into_bytes()
    };
    let head = "7 0 obj\n<</Type/XRef/Size 8/W[1 2 1]/Index[1 1]";
    let packed = format!("{head}/Filter/ASCIIHexDecode/Length 9>>stream\n01000900>\nendstream\nendobj\n");
    assert_eq!(labelled(&hybrid(&packed), &label(1, "A"), &Marks::default()), Err(Left::Unsupported));
    let stream = format!("{head}/Length 4>>stream\n\x01\0\x09\0\nendstream\nendobj\n");
    let octets = labelled(&hybrid(&stream), &label(1, "A"), &marks(["Top", "", ""])).unwrap();
    assert!(says(&octets, &label(1, "A"), 1));
    // The update has a table too, and leads to the one before.
    let end = String::from_utf8_lossy(&octets).split("%%EOF").nth(1).unwrap().to_owned();
    assert!(end.contains("xref\n1 1\n") && end.contains(&format!("/Prev {}\n", table + stream.len())), "{end}");
}

#[test]
fn a_page_is_marked_as_it_is_seen() {
    let matrix = |page: &str| {
        let octets = labelled(&with(3, page), &label(1, "A"), &marks(["Top", "", ""])).unwrap();
        assert!(text(&octets).contains("Body") && text(&octets).contains("Top"), "{page}");
        let text = String::from_utf8_lossy(&octets).into_owned();
        let at = |key: &str| text.split(key).nth(1).unwrap().split(']').next().unwrap().to_owned();
        (at("/BBox ["), at("/Matrix ["))
    };
    let is = |page: &str, bounds: &str, place: &str| assert_eq!(matrix(page), (bounds.to_owned(), place.to_owned()));
    is(PAGE, "0 0 600 800", "1 0 0 1 0 0");
    is("<</Type/Page/Parent 2 0 R/Contents 5 0 R/Rotate 90>>", "0 0 800 600", "0 1 -1 0 600 0");
    is("<</Type/Page/Parent 2 0 R/Contents[5 0 R]/Rotate -90/CropBox[90 80 10 20]>>", "0 0 60 80", "0 -1 1 0 10 80");
    is("<</Type/Page/Parent 2 0 R/Contents 5 0 R/UserUnit 2/Rotate 540>>", "0 0 1200 1600", "-0.5 0 0 -0.5 600 800");
}

#[test]
fn the_bits_tell_what_was_really_put_in() {
    let bits = |octets: &[u8], texts| {
        let octets = labelled(octets, &label(1, "A"), &marks(texts)).unwrap();
        (0..8).find(|bits| says(&octets, &label(1, "A"), *bits))
    };
    assert_eq!(bits(&small(), ["тайно", "Ściśle tajne", "機密"]), Some(2));
    assert_eq!(bits(&small(), ["", "", ""]), Some(0));
    assert_eq!(bits(&small(), [" \n ", "b", "c"]), Some(6));
    // Pages of archival files stay as they are.
    let packet = "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><rdf:Description rdf:about=\"\" \
                  xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\" pdfaid:part=\"2\"/></rdf:RDF>";
    let stream = format!("<</Type/Metadata/Subtype/XML/Length {}>>stream\n{packet}\nendstream", packet.len());
    let catalog = "<</Type/Catalog/Pages 2 0 R/Metadata 6 0 R>>";
    let archival = pdf(&[catalog, PAGES, PAGE, FONT, SHOWN, &stream], "");
    assert_eq!(bits(&archival, ["a", "b", "c"]), Some(0));
    // A packet that cannot be changed stays.
    let foreign = pdf(&[catalog, PAGES, PAGE, FONT, SHOWN, &stream.replace("</rdf:RDF>", "</rdf:ODD>")], "");
    assert_eq!(bits(&foreign, ["a", "b", "c"]), Some(7));
}

#[test]
fn a_large_file_is_hardly_read() {
    let ballast = format!("<</Length 5000000>>stream\n{}\nendstream", "x".repeat(5_000_000));
    let source = Octets::new(&pdf(&[CATALOG, PAGES, PAGE, FONT, SHOWN, &ballast], ""));
    mark(&source, "a", &label(1, "A"), &marks(["A", "B", "C"])).unwrap();
    assert!(source.read.get() < 64 * 1024, "{}", source.read.get());
}

#[test]
fn too_many_pages_get_no_marks() {
    let kids = "3 0 R ".repeat(20_001);
    let pages = format!("<</Type/Pages/MediaBox[0 0 9 9]/Kids[{kids}]>>");
    let octets = labelled(&with(2, &pages), &label(1, "A"), &marks(["A", "", ""])).unwrap();
    assert!(says(&octets, &label(1, "A"), 0));
}

#[test]
fn spoiled_files_are_left_or_labelled() {
    let words: [&[u8]; 12] = [
        b" 0 R",
        b"<<",
        b">>",
        b"[",
        b"endobj",
        b"stream",
        b"/Kids",
        b"/Length",
        b"/Prev",
        b"4294967295",
        b"-1",
        b"xref",
    ];
    let mut dice = Dice(7);
    let stamped = labelled(&small(), &label(3, "C"), &marks(["X", "Y", "Z"])).unwrap();
    let originals = [small(), stamped, sample("qpdf-object-streams.pdf"), sample("qpdf-linearised.pdf")];
    let mut done = 0;
    for round in 0..4000 {
        let spoiled = dice.spoiled(&originals[round % originals.len()], &words);
        if let Ok(octets) = labelled(&spoiled, &label(1, "A"), &marks(["A", "", "C"])) {
            assert!(octets.starts_with(&spoiled));
            done += 1;
        }
    }
    assert!(done > 200, "only {done}");
}
