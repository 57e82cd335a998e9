//! Is what stands in an attachment found, whatever the attachment is?

use flate2::{Compress, Compression, FlushCompress};
use std::fs;
use std::path::{Path, PathBuf};
use zegel::contents::{
    FileKind, Inspection, InspectionState, MAX_INPUT, MAX_OBJECTS, MAX_PARTS, MAX_TEXT, Unread, inspect,
};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/contents")
}

fn sample(name: &str) -> Vec<u8> {
    fs::read(folder().join(name)).unwrap()
}

fn inspected(name: &str) -> Inspection {
    inspect(name, "", &sample(name))
}

fn has_property(found: &Inspection, name: &str, value: &str) -> bool {
    found.properties.iter().any(|property| property.name == name && property.value == value)
}

const LABEL: &str = "MSIP_Label_6f1d2a34-0c1e-4b57-9a80-3b7c5d9e1f02_Enabled";

#[test]
fn documents_made_by_programs_are_read() {
    let writer = &[
        "Project Falcon\n",
        "secret cost of the new office in Zürich is €5,000.",
        "NL91ABNA0417164300",
        "efficient office fluff",
    ];
    let calc = &["Name", "123456782", "4321.5", "De Vries", "0.07"];
    let cases: &[(&str, FileKind, &[&str])] = &[
        ("libreoffice.docx", FileKind::Docx, writer),
        ("libreoffice.odt", FileKind::Odt, writer),
        ("libreoffice.pdf", FileKind::Pdf, writer),
        ("qpdf-object-streams.pdf", FileKind::Pdf, writer),
        ("libreoffice.xlsx", FileKind::Xlsx, calc),
        ("libreoffice.ods", FileKind::Ods, calc),
        (
            "libreoffice.odp",
            FileKind::Odp,
            &["Merger with Example\n", "Price per share: 42", "cell one\ncell two", "Notes: do not say this"],
        ),
        (
            "python-docx.docx",
            FileKind::Docx,
            &[
                "Project Falcon starts in Zürich & costs €5.\n",
                "IBAN\nNL91ABNA0417164300\n",
                "Header: internal only",
                "Footer: page of Falcon",
                "Comment: ask legal first",
                "Footnote: see annex 7",
            ],
        ),
        (
            "openpyxl.xlsx",
            FileKind::Xlsx,
            &[
                "Jansen\t123456782\t4321.5\t4111111111111111\n",
                "De Vries\t111222333\t0.07",
                "buried treasure",
                "Comment: on leave",
                "Footer: confidential",
                "Payroll\n",
            ],
        ),
        (
            "python-pptx.pptx",
            FileKind::Pptx,
            &["Merger with Example\n", "Price per share: 42", "cell one\ncell two", "Notes: do not say this"],
        ),
        (
            "reportlab.pdf",
            FileKind::Pdf,
            &[
                "Project Falcon is secret.\n",
                "Zürich and café cost €5.\nThe second line.\n",
                "each word stands alone\n",
                "letters\n",
                "4111 1111 1111 1111",
                "form value",
            ],
        ),
        ("qpdf-linearised.pdf", FileKind::Pdf, &["Project Falcon is secret.", "Page two: 4111 1111 1111 1111"]),
        ("pypdf.pdf", FileKind::Pdf, &["Project Falcon is secret.", "attached treasure"]),
    ];
    for (name, kind, texts) in cases {
        let found = inspected(name);
        assert_eq!((found.kind, found.state, found.reason), (*kind, InspectionState::Read, None), "{name}");
        for text in *texts {
            assert!(found.text.contains(text), "{name} lacks {text:?}: {:?}", found.text);
        }
        assert!(!found.encrypted && !found.executable, "{name}");
    }
}

#[test]
fn properties_are_found() {
    for name in ["python-docx.docx", "libreoffice.odt", "reportlab.pdf"] {
        let found = inspected(name);
        assert!(has_property(&found, "Title", "Falcon plan"), "{name} {:?}", found.properties);
        assert!(has_property(&found, "Author", "Ann Example"), "{name} {:?}", found.properties);
    }
    assert!(has_property(&inspected("python-docx.docx"), LABEL, "true"));
    assert!(has_property(&inspected("pypdf.pdf"), LABEL, "true"));
    let listed = "MSIP_Label_7a1d2a34-0c1e-4b57-9a80-3b7c5d9e1f03_Enabled";
    assert!(has_property(&inspected("python-docx.docx"), listed, "true"));
    assert!(has_property(&inspected("openpyxl.xlsx"), "Title", "Pay 2026"));
}

#[test]
fn encrypted_files_are_known() {
    for (name, kind, state) in [
        ("encrypted.zip", FileKind::Zip, InspectionState::Partly),
        ("encrypted.7z", FileKind::Archive, InspectionState::Unread),
        ("qpdf-encrypted.pdf", FileKind::Pdf, InspectionState::Unread),
        ("msoffcrypto.xlsx", FileKind::LegacyOffice, InspectionState::Unread),
    ] {
        let found = inspected(name);
        assert!(found.encrypted, "{name}");
        assert_eq!((found.kind, found.state, found.reason), (kind, state, Some(Unread::Encrypted)), "{name}");
    }
    assert_eq!(inspected("encrypted.zip").names, ["note.txt"]);
    for name in ["plain.7z", "libreoffice.doc"] {
        let found = inspected(name);
        assert!(!found.encrypted && found.reason == Some(Unread::Unsupported), "{name}");
    }
    let manifest: &[u8] = b"<manifest><file-entry><encryption-data/></file-entry></manifest>";
    let odt = zip(&[("mimetype", b"application/vnd.oasis.opendocument.text"), ("META-INF/manifest.xml", manifest)]);
    let found = inspect("a.odt", "", &odt);
    assert_eq!((found.kind, found.encrypted, found.reason), (FileKind::Odt, true, Some(Unread::Encrypted)));
}

#[test]
fn archives_are_read_one_level_down() {
    let found = inspected("zip.zip");
    assert_eq!((found.kind, found.state), (FileKind::Zip, InspectionState::Read));
    assert_eq!(found.names, ["note.txt", "Bücher.csv", "pay.xlsx", "sub/run"]);
    for text in ["a note about Falcon", "a\tb\n12\t34", "Jansen\t123456782"] {
        assert!(found.text.contains(text), "{text}");
    }
    assert!(found.executable, "a script is inside");
    assert!(has_property(&found, "Title", "Pay 2026"));

    let found = inspected("nested.zip");
    assert_eq!((found.state, found.reason), (InspectionState::Partly, Some(Unread::TooDeep)));
    assert_eq!(found.names, ["nested.zip", "Bücher.csv"]);
    assert!(found.text.contains("12\t34") && !found.text.contains("Falcon"));

    let found =
        inspect("a.zip", "", &zip(&[("setup.txt", b"MZ\x90\0\x03\0\0\0"), ("photo.txt", b"\xff\xd8\xff\xe0\0\0")]));
    assert!(found.executable && found.reason == Some(Unread::Unsupported));
}

#[test]
fn documents_inside_documents_are_read() {
    let inner = sample("openpyxl.xlsx");
    let document = zip(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("word/document.xml", b"<w:document><w:p><w:t>outer</w:t></w:p></w:document>"),
        ("word/embeddings/sheet1.xlsx", &inner),
    ]);
    let found = inspect("a.docx", "", &document);
    assert!(found.text.starts_with("outer\n") && found.text.contains("123456782"), "{found:?}");
    assert_eq!((found.kind, found.state), (FileKind::Docx, InspectionState::Read));
}

/// A document leads its reader to whatever stands in its archive, whether the format has such a part or not.
#[test]
fn nothing_beside_the_parts_of_a_document_is_passed_over() {
    const SECRET: &str = "project apollo NL91ABNA0417164300";
    let program: &[u8] = b"MZ\x90\0\x03\0\0\0";
    let old = [&b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"[..], &[0; 600]].concat();
    let page = format!("<html><body><p>{SECRET}</p></body></html>");
    let inner = zip(&[("customers.csv", SECRET.as_bytes())]);
    let picture = b"\x89PNG\r\n\x1a\n".as_slice();
    let strays: [(&str, &[u8], bool, bool); 10] = [
        ("word/afchunk.html", page.as_bytes(), true, true),
        ("customers.csv", SECRET.as_bytes(), true, true),
        ("song.mp3", SECRET.as_bytes(), true, true),
        ("word/_rels/more.rels", SECRET.as_bytes(), true, true),
        ("font.ttf", program, false, false),
        ("tool.exe", program, false, false),
        ("inner.zip", &inner, false, false),
        ("Object 1", &old, false, false),
        ("word/media/image1.dat", picture, false, true),
        ("word/_rels/document.xml.rels", b"<Relationships/>", false, true),
    ];
    for (name, octets, tells, whole) in strays {
        let text = "<text:p xmlns:text='t'>hello</text:p>";
        let files = [
            zip(&[
                ("[Content_Types].xml", b"<Types/>"),
                ("word/document.xml", b"<w:document><w:p><w:t>hello</w:t></w:p></w:document>"),
                (name, octets),
            ]),
            zip(&[
                ("mimetype", b"application/vnd.oasis.opendocument.text"),
                ("content.xml", text.as_bytes()),
                (name, octets),
            ]),
        ];
        for file in files {
            let found = inspect("a.docx", "", &file);
            assert!(found.text.contains("hello"), "{name}");
            assert_eq!(found.text.contains(SECRET), tells, "{name}: {}", found.text);
            assert_eq!(found.state == InspectionState::Read, whole, "{name}");
            assert_eq!(found.executable, octets == program, "{name}");
            let named = !name.contains("image1") && !name.contains("document.xml.rels");
            assert_eq!(found.names.iter().any(|known| known == name), named, "{name}");
        }
    }
}

#[test]
fn a_file_in_a_document_that_asks_for_a_password_was_not_read() {
    let mut document = zip(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("word/document.xml", b"<w:document><w:p><w:t>hello</w:t></w:p></w:document>"),
        ("customers.csv", b"not readable"),
    ]);
    // The flag of encryption (APPNOTE section 4.4.4), in both headers of the last file.
    for (signature, flags) in [(&b"PK\x03\x04"[..], 6), (b"PK\x01\x02", 8)] {
        let at = document.windows(4).rposition(|window| window == signature).unwrap();
        document[at + flags] |= 1;
    }
    let found = inspect("a.docx", "", &document);
    assert!(found.encrypted && found.reason == Some(Unread::Encrypted), "{found:?}");
    assert_eq!(found.names, ["customers.csv"]);
}

/// A page with a picture and no text is most likely scanned, whatever the other pages say.
#[test]
fn a_scanned_page_is_not_taken_for_read() {
    let text = "BT /F1 12 Tf 50 700 Td (Cover sheet) Tj ET";
    let scan = "q 600 0 0 800 0 0 cm /I Do Q";
    let both = [text, " ", scan].concat();
    for (pages, whole) in
        [(vec![text], true), (vec![both.as_str(), text], true), (vec![scan], false), (vec![text, scan, text], false)]
    {
        let found = inspect("a.pdf", "", &pdf(&pages));
        assert_eq!(found.state == InspectionState::Read, whole, "{pages:?}");
        assert_eq!(
            found.text.matches("Cover sheet").count(),
            pages.iter().filter(|page| page.contains("Cover")).count()
        );
    }
}

fn pdf(pages: &[&str]) -> Vec<u8> {
    let mut objects = vec![
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        String::new(),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_owned(),
        "<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8/Length 1>>\nstream\n0\nendstream"
            .to_owned(),
    ];
    let mut kids = Vec::new();
    for page in pages {
        objects.push(format!("<</Length {}>>\nstream\n{page}\nendstream", page.len()));
        let content = objects.len();
        objects.push(format!(
            "<</Type/Page/Parent 2 0 R/Resources<</Font<</F1 3 0 R>>/XObject<</I 4 0 R>>>>/Contents {content} 0 R>>"
        ));
        kids.push(format!("{} 0 R", objects.len()));
    }
    objects[1] = format!("<</Type/Pages/Count {}/Kids[{}]>>", pages.len(), kids.join(" "));
    let written = |(number, object): (usize, &String)| format!("{} 0 obj\n{object}\nendobj\n", number + 1);
    let objects: Vec<String> = objects.iter().enumerate().map(written).collect();
    ["%PDF-1.4\n", &objects.concat(), "trailer<</Root 1 0 R>>\n%%EOF"].concat().into_bytes()
}

#[test]
fn text_is_read_in_its_character_set() {
    for (name, bytes, kind, text) in [
        ("a.txt", &b"caf\xc3\xa9"[..], FileKind::Text, "café"),
        ("a.txt", b"caf\xe9 \x80", FileKind::Text, "café €"),
        ("a.txt", b"\xff\xfec\0\xe9\0", FileKind::Text, "cé"),
        ("a.csv", b"IBAN;12,5\n\"x;y\";7", FileKind::Csv, "IBAN\t12,5\nx;y\t7"),
        ("a.html", b"<style>x</style>se<b>cr</b>et&euro;<p>y", FileKind::Html, "\n\nsecret€\ny"),
        ("empty", b"", FileKind::Text, ""),
    ] {
        let found = inspect(name, "", bytes);
        assert_eq!((found.kind, found.state, found.text.as_str()), (kind, InspectionState::Read, text), "{name}");
    }
    let found = inspect("a.eml", "message/rfc822", b"Subject: x\n\nFalcon");
    assert_eq!(
        (found.kind, found.state, found.reason),
        (FileKind::Message, InspectionState::Partly, Some(Unread::Unsupported))
    );
    let script = inspect("run", "", b"#!/bin/sh\n");
    assert!(script.executable && script.text.starts_with("#!"));
    let found = inspect("a.png", "image/png", b"\x89PNG\r\n\x1a\n\0\0");
    assert_eq!(
        (found.kind, found.state, found.reason),
        (FileKind::Image, InspectionState::Unread, Some(Unread::Unsupported))
    );
}

#[test]
fn answers_cross_the_boundary_as_they_are() {
    let found = inspected("nested.zip");
    let json = serde_json::to_string(&found).unwrap();
    assert!(json.contains(r#""kind":"zip","state":"partly","reason":"too-deep""#), "{json}");
    assert_eq!(serde_json::from_str::<Inspection>(&json).unwrap(), found);
    assert!(serde_json::from_str::<Inspection>(&json.replacen('{', "{\"more\":1,", 1)).is_err());
}

#[test]
fn sizes_are_bounded() {
    let found = inspect("a.txt", "", &b"x".repeat(MAX_INPUT + 1));
    assert_eq!(
        (found.kind, found.state, found.reason),
        (FileKind::Text, InspectionState::Unread, Some(Unread::TooLarge))
    );
    assert!(found.text.is_empty());
    let found = inspect("a.txt", "", "€".repeat(MAX_TEXT).as_bytes());
    assert_eq!(
        (found.state, found.reason, found.text.len()),
        (InspectionState::Partly, Some(Unread::TooLarge), MAX_TEXT / 3 * 3)
    );
    assert!(found.text.ends_with('€'));
}

#[test]
fn cut_off_files_do_no_harm() {
    let mut looked_at = 0;
    for entry in fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        let bytes = fs::read(&path).unwrap();
        for end in (0..bytes.len()).step_by(97) {
            let found = inspect(name, "", &bytes[..end]);
            assert!(found.text.len() <= MAX_TEXT);
            looked_at += 1;
        }
    }
    assert!(looked_at > 2000, "only {looked_at} were tried");
    // A directory that was lost takes nothing with it but the certainty.
    let bytes = sample("python-docx.docx");
    let found = inspect("a.docx", "", &bytes[..bytes.len() - 200]);
    assert_eq!(
        (found.kind, found.state, found.reason),
        (FileKind::Docx, InspectionState::Partly, Some(Unread::Damaged))
    );
    assert!(found.text.contains("Project Falcon starts"));
    let bytes = sample("reportlab.pdf");
    let found = inspect("a.pdf", "", &bytes[..bytes.len() - 900]);
    assert!(found.text.contains("Project Falcon is secret."), "{found:?}");
}

mod hostile {
    use super::*;

    #[test]
    fn zip_bombs_stop_at_the_limit() {
        let zeros = packed(&vec![b'x'; 80 << 20]);
        let found = inspect("a.zip", "", &Zip::default().with("a.txt", 8, &zeros).with("b.txt", 0, b"last").close());
        assert_eq!((found.state, found.reason), (InspectionState::Partly, Some(Unread::TooLarge)));
        assert_eq!(found.text.len(), MAX_TEXT);

        // The same octets under many names.
        let mut archive = Zip::default().with("a.bin", 8, &packed(&vec![0; 3 << 20]));
        for _ in 0..1000 {
            archive = archive.again();
        }
        let found = inspect("a.zip", "", &archive.close());
        assert_eq!((found.state, found.reason), (InspectionState::Partly, Some(Unread::TooLarge)));
    }

    #[test]
    fn sizes_that_lie_are_not_believed() {
        let mut bytes = Zip::default().with("a.txt", 8, &packed(&b"Falcon ".repeat(1000))).close();
        let directory = find(&bytes, b"PK\x01\x02");
        bytes[directory + 24..directory + 28].fill(0);
        assert_eq!(inspect("a.zip", "", &bytes).text.trim_end().len(), 6999);
        bytes[directory + 20..directory + 24].copy_from_slice(&[0xff, 0xff, 0xff, 0x7f]);
        let found = inspect("a.zip", "", &bytes);
        assert!(found.text.contains("Falcon"));
        bytes[directory + 42..directory + 46].copy_from_slice(&[0xff, 0xff, 0xff, 0x7f]);
        let found = inspect("a.zip", "", &bytes);
        assert_eq!((found.reason, found.text.as_str()), (Some(Unread::Damaged), ""));
    }

    #[test]
    fn parts_are_counted() {
        let mut archive = Zip::default();
        for number in 0..=MAX_PARTS {
            archive = archive.with(&number.to_string(), 0, b"x");
        }
        let found = inspect("a.zip", "", &archive.close());
        assert_eq!((found.reason, found.names.len()), (Some(Unread::TooManyParts), 1000));
    }

    #[test]
    fn archives_for_large_files_are_read() {
        let found = inspect("a.zip", "", &Zip::default().with("a.txt", 0, b"Falcon").close_long());
        assert_eq!((found.state, found.text.as_str()), (InspectionState::Read, "Falcon\n"), "{found:?}");
    }

    #[test]
    fn an_archive_behind_something_else_is_read() {
        let archive = zip(&[("a.txt", b"Falcon")]);
        let found = inspect("a.zip", "", &[b"PK\x03\x04 and more", &archive[..]].concat());
        assert!(found.text.contains("Falcon"), "{found:?}");
    }

    #[test]
    fn documents_define_no_entities() {
        let laughs = "<!DOCTYPE x [<!ENTITY a 'haha'><!ENTITY b '&a;&a;&a;'><!ENTITY c SYSTEM 'file:///etc/passwd'>]>\
            <w:document><w:p><w:t>start &b;&c; end</w:t></w:p></w:document>";
        let found = inspect("a.docx", "", &docx(laughs));
        assert_eq!(found.text, "start  end\n");
        let deep = "<a>".repeat(100_000);
        let found = inspect("a.docx", "", &docx(&format!("<w:t>first</w:t>{deep}")));
        assert_eq!((found.reason, found.text.as_str()), (Some(Unread::TooDeep), "first\n"));
    }

    #[test]
    fn pages_that_lead_in_circles_end() {
        let circles = [
            "1 0 obj<</Type/Page/Parent 1 0 R/Contents 2 0 R>>endobj 2 0 obj<<>>stream\n(x)Tj\nendstream endobj",
            "1 0 obj<</Type/Pages/Kids[1 0 R 1 0 R]>>endobj trailer<</Root<</Pages 1 0 R>>/Prev 0>>",
            "1 0 obj 1 0 R endobj 2 0 obj<</Type/Page/Contents 1 0 R/Resources 1 0 R/Annots 1 0 R>>endobj",
            "1 0 obj<</Type/ObjStm/N 1/First 4>>stream\n1 0 <</Type/Page/Contents 1 0 R>>\nendstream endobj",
            "1 0 obj<</Type/Page/Contents 2 0 R>>endobj 2 0 obj<</Length 2 0 R>>stream\nq\nendstream endobj",
        ];
        for circle in circles {
            let found = inspect("a.pdf", "", format!("%PDF-1.7\n{circle}").as_bytes());
            assert_eq!(found.kind, FileKind::Pdf, "{circle}");
        }
        let forms = "%PDF-1.7\n1 0 obj<</Type/Page/Contents 2 0 R/Resources 3 0 R>>endobj 2 0 obj<<>>stream\n/X Do /X Do\nendstream endobj \
            3 0 obj<</XObject<</X 4 0 R>>/Font<</F<</Subtype/Type1/BaseFont/Courier>>>>>>endobj \
            4 0 obj<</Subtype/Form/Resources 3 0 R>>stream\nBT /F 9 Tf (Falcon)Tj ET /X Do\nendstream endobj";
        assert_eq!(inspect("a.pdf", "", forms.as_bytes()).text, "Falcon");
    }

    #[test]
    fn lengths_that_lie_are_not_believed() {
        let page = |stream: &str| {
            format!(
                "%PDF-1.7\n1 0 obj<</Type/Page/Contents 2 0 R/Resources<</Font<</F 3 0 R>>>>>>endobj \
                3 0 obj<</Type/Font/Subtype/Type1>>endobj 2 0 obj{stream}"
            )
        };
        let text = "stream\nBT /F 9 Tf (Falcon)Tj ET\nendstream endobj";
        for dictionary in ["<<>>", "<</Length 99999999999>>", "<</Length 3>>", "<</Length -1>>", "<</Length 9 0 R>>"] {
            assert_eq!(
                inspect("a.pdf", "", page(&format!("{dictionary}{text}")).as_bytes()).text,
                "Falcon",
                "{dictionary}"
            );
        }
        let predicted = "<</Filter/AHx/DecodeParms<</Predictor 15/Columns 4294967295/Colors 4294967295/BitsPerComponent 4294967295>>>>";
        let found = inspect("a.pdf", "", page(&format!("{predicted}stream\n00010203>\nendstream")).as_bytes());
        assert_eq!(found.text, "");
    }

    #[test]
    fn objects_are_counted() {
        let objects: Vec<String> = (0..=MAX_OBJECTS).map(|number| format!("{number} 0 obj<</A 1>>endobj\n")).collect();
        let pdf = format!("%PDF-1.7\n{}", objects.concat());
        assert_eq!(inspect("a.pdf", "", pdf.as_bytes()).reason, Some(Unread::TooManyParts));
    }

    #[test]
    fn brackets_do_not_pile_up() {
        for piece in ["[", "<<", "<</A", "(", "1 0 obj<<", "BT[("] {
            let pdf = format!("%PDF-1.7\n1 0 obj{}", piece.repeat(400_000));
            assert_eq!(inspect("a.pdf", "", pdf.as_bytes()).text, "", "{piece}");
        }
    }
}

/// A zip archive in the making.
#[derive(Default)]
struct Zip {
    bytes: Vec<u8>,
    directory: Vec<u8>,
    last: Vec<u8>,
    count: u16,
}

impl Zip {
    fn with(mut self, name: &str, method: u16, data: &[u8]) -> Self {
        let (size, length) = (u32::try_from(data.len()).unwrap(), u16::try_from(name.len()).unwrap());
        let offset = u32::try_from(self.bytes.len()).unwrap();
        let mut fields = vec![20, 0, 0, 0];
        fields.extend(method.to_le_bytes());
        fields.extend([0; 8]);
        fields.extend([size.to_le_bytes(), size.to_le_bytes()].concat());
        fields.extend(length.to_le_bytes());
        fields.extend([0; 2]);
        self.bytes.extend([b"PK\x03\x04", &fields[..], name.as_bytes(), data].concat());
        self.last = [b"PK\x01\x02\x14\0", &fields[..], &[0; 10], &offset.to_le_bytes(), name.as_bytes()].concat();
        self.again()
    }

    /// Lists the last file once more.
    fn again(mut self) -> Self {
        self.directory.extend(&self.last);
        self.count += 1;
        self
    }

    fn close(mut self) -> Vec<u8> {
        let (offset, size) = (u32::try_from(self.bytes.len()).unwrap(), u32::try_from(self.directory.len()).unwrap());
        self.bytes.extend(&self.directory);
        self.bytes.extend(b"PK\x05\x06\0\0\0\0");
        self.bytes.extend([self.count.to_le_bytes(), self.count.to_le_bytes()].concat());
        self.bytes.extend([size.to_le_bytes(), offset.to_le_bytes()].concat());
        self.bytes.extend([0; 2]);
        self.bytes
    }

    /// With 64-bit numbers only, for an archive of one file.
    fn close_long(mut self) -> Vec<u8> {
        let offset = u64::try_from(self.bytes.len()).unwrap();
        let size = u64::from(u32::from_le_bytes(self.directory[20..24].try_into().unwrap()));
        let extra = [&[1, 0, 24, 0], &size.to_le_bytes()[..], &size.to_le_bytes(), &0_u64.to_le_bytes()].concat();
        self.directory[20..28].fill(0xff);
        self.directory[42..46].fill(0xff);
        self.directory[30..32].copy_from_slice(&[28, 0]);
        self.directory.extend(extra);
        let length = u64::try_from(self.directory.len()).unwrap();
        self.bytes.extend(&self.directory);
        self.bytes.extend(
            [b"PK\x06\x06", &44_u64.to_le_bytes()[..], &[0; 12], &1_u64.to_le_bytes(), &1_u64.to_le_bytes()].concat(),
        );
        self.bytes.extend([length.to_le_bytes(), offset.to_le_bytes()].concat());
        self.bytes.extend([b"PK\x06\x07\0\0\0\0", &(offset + length).to_le_bytes()[..], &[1, 0, 0, 0]].concat());
        self.bytes.extend([b"PK\x05\x06\0\0\0\0\xff\xff\xff\xff", &[0xff; 8][..], &[0; 2]].concat());
        self.bytes
    }
}

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    files.iter().fold(Zip::default(), |archive, (name, data)| archive.with(name, 0, data)).close()
}

fn docx(document: &str) -> Vec<u8> {
    zip(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", document.as_bytes())])
}

fn packed(plain: &[u8]) -> Vec<u8> {
    let mut packed = Vec::with_capacity(plain.len() / 100 + 1024);
    Compress::new(Compression::best(), false).compress_vec(plain, &mut packed, FlushCompress::Finish).unwrap();
    packed
}

fn find(bytes: &[u8], pattern: &[u8]) -> usize {
    bytes.windows(pattern.len()).position(|window| window == pattern).unwrap()
}
