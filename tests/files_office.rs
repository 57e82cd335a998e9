//! Does an Office document or an `OpenDocument` get its label and marks, and stay as it is otherwise?

use crate::archives::documents::{all_kinds, excel, odt, powerpoint, relationships, word};
use crate::archives::{Archive, File, archive, file, read};
use zegel::bundle::Alignment;
use zegel::contents::{FileKind, inspect};
use zegel::files::{FileLabel, Left, Mark, Marks, Source, Watermark, mark};
use zegel::msip::{Group, groups};

struct Octets(Vec<u8>);

impl Source for Octets {
    fn size(&self) -> usize {
        self.0.len()
    }

    fn read(&self, start: usize, end: usize) -> Vec<u8> {
        self.0.as_slice().read(start, end)
    }
}

const SITE: &str = "0d9c6a51-77aa-4c0d-8f11-5a2b6c7d8e9f";

/// Label 1, 2, …
fn label(number: u8) -> FileLabel {
    FileLabel {
        id: format!("{number:08x}-0c1e-4b57-9a80-3b7c5d9e1f02"),
        site: SITE.to_owned(),
        name: format!("Label <{number}> & \"more\""),
        set: "2026-03-02T08:15:00Z".to_owned(),
        action: "1b5e7f90-2a3b-4c5d-8e6f-708192a3b4c5".to_owned(),
        by_person: true,
        label_info: false,
    }
}

fn marks(text: &str) -> Marks {
    let line = |place: &str, alignment| Mark {
        text: format!("{text} {place}\nR&D"),
        color: "#b00020".to_owned(),
        size: 9,
        alignment,
    };
    let watermark = Watermark { text: text.to_owned(), color: "#c0c0c0".to_owned(), size: None, diagonal: true };
    Marks {
        header: Some(line("above", Alignment::Center)),
        footer: Some(line("below", Alignment::Right)),
        watermark: Some(watermark),
    }
}

fn try_mark(octets: &[u8], label: &FileLabel, marks: &Marks) -> Result<Vec<u8>, Left> {
    let source = Octets(octets.to_vec());
    mark(&source, "a", label, marks).map(|patch| patch.apply(&source.0))
}

fn marked(octets: &[u8], label: &FileLabel, marks: &Marks) -> Vec<u8> {
    try_mark(octets, label, marks).unwrap()
}

fn labels(octets: &[u8]) -> Vec<Group> {
    let found = inspect("a", "", octets).properties;
    groups(found.iter().map(|property| (property.name.as_str(), property.value.as_str())))
}

/// Whether a file has one label, and that is this one.
fn says(octets: &[u8], label: &FileLabel, bits: u8) -> bool {
    let found = labels(octets);
    let [group] = found.as_slice() else { return false };
    label.pairs(bits).iter().all(|(name, value)| {
        let attribute = name.rsplit('_').next().unwrap();
        group.id == label.id && group.get(attribute) == Some(value) && !group.contradicts
    })
}

fn text(octets: &[u8], name: &str) -> String {
    let found = read(octets).into_iter().find(|found| found.name == name);
    String::from_utf8(found.unwrap().octets).unwrap()
}

fn count(octets: &[u8], pattern: &str) -> usize {
    read(octets).iter().map(|found| String::from_utf8_lossy(&found.octets).matches(pattern).count()).sum()
}

#[test]
fn a_label_is_read_back_and_another_takes_its_place() {
    for (original, bits) in all_kinds() {
        let original = original.write();
        let plain = marked(&original, &label(1), &Marks::default());
        assert!(says(&plain, &label(1), 0), "{:?}", labels(&plain));
        let seen = marked(&plain, &label(2), &marks("Secret"));
        assert!(says(&seen, &label(2), bits), "{:?}", labels(&seen));
        assert_eq!(marked(&seen, &label(2), &marks("Secret")), seen, "the same label once more changes nothing");
        let again = marked(&seen, &label(1), &Marks::default());
        assert!(says(&again, &label(1), 0) && count(&again, "Secret") == 0);
    }
}

#[test]
fn all_else_stays_octet_for_octet() {
    let touched = ["[Content_Types].xml", "_rels/.rels", "META-INF/manifest.xml"];
    let many: [fn(&mut File); 4] = [
        |_| {},
        |file| file.sizes_later = true,
        |file| file.extra = b"\x20\xa2\x02\0ab".to_vec(),
        |file| file.packed = false,
    ];
    for (original, _) in all_kinds() {
        for (change, large) in many.iter().flat_map(|change| [(change, false), (change, true)]) {
            let mut original = original.clone().change(change);
            (original.large, original.comment) = (large, b"a comment".to_vec());
            let before = original.write();
            let after = marked(&before, &label(1), &Marks::default());
            assert!(says(&after, &label(1), 0) && after.ends_with(b"a comment"));
            let (before, after) = (read(&before), read(&after));
            assert_eq!(after.len(), before.len() + 1);
            for (old, new) in before.iter().zip(&after) {
                assert_eq!((&old.name, old.time), (&new.name, new.time));
                assert!(old == new || touched.contains(&old.name.as_str()), "{} changed", old.name);
            }
        }
    }
}

const CUSTOM: &str = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties";

/// With custom properties in a part of another name.
fn with_properties(xml: &str) -> Archive {
    let related =
        relationships(&[("officeDocument", "word/document.xml"), ("custom-properties", "/docProps/Own%20one.xml")]);
    word("").with("_rels/.rels", related).with("docProps/Own one.xml", xml)
}

#[test]
fn properties_and_labels_of_others_stay() {
    let other = "MSIP_Label_6f1d2a34-0c1e-4b57-9a80-3b7c5d9e1f02";
    let old = "msip_label_7F1D2A34-0C1E-4B57-9A80-3B7C5D9E1F02";
    let set = "fmtid='{D5CDD505-2E9C-101B-9397-08002B2CF9AE}'";
    let keep = format!(
        "<!-- x --><c:property {set} pid='7' name='Project'><v:bool>true</v:bool></c:property>\n\
         <c:property {set} pid='9' name='{other}_SiteId'><v:lpwstr>aaaaaaaa-77aa-4c0d-8f11-5a2b6c7d8e9f</v:lpwstr></c:property>"
    );
    let goes = format!(
        "<c:property {set} pid='12' name='{old}_SiteId'><v:lpwstr>{{{}}}</v:lpwstr></c:property>\
         <c:property {set} pid='13' name=\"{old}_Name\"><v:lpwstr>Old</v:lpwstr></c:property>",
        SITE.to_ascii_uppercase()
    );
    let values = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes";
    let xml = format!("\u{feff}<c:Properties xmlns:c='{CUSTOM}' xmlns:v='{values}'>{keep}{goes}</c:Properties>");
    let found = marked(&with_properties(&xml).write(), &label(1), &Marks::default());
    let custom = text(&found, "docProps/Own one.xml");
    assert!(custom.contains(&keep) && !custom.contains("Old") && custom.contains("<c:property fmtid=\"{D5CDD505"));
    assert!(custom.contains("pid=\"10\"") && custom.contains("pid=\"16\"") && !custom.contains("pid=\"17\""));
    assert_eq!(read(&found).iter().filter(|found| found.name.starts_with("docProps/")).count(), 1);
    let ids: Vec<String> = labels(&found).into_iter().map(|group| group.id).collect();
    assert_eq!(ids, ["6f1d2a34-0c1e-4b57-9a80-3b7c5d9e1f02".to_owned(), label(1).id]);
}

#[test]
fn properties_are_written_however_the_part_is_written() {
    for xml in [
        format!("<Properties xmlns='{CUSTOM}'/>"),
        format!("<?xml version=\"1.0\" encoding='utf-8'?>\n<p:Properties\n xmlns:p = '{CUSTOM}' />\n"),
        "<Properties xmlns='http://purl.oclc.org/ooxml/officeDocument/customProperties'> </Properties>".to_owned(),
    ] {
        assert!(says(&marked(&with_properties(&xml).write(), &label(1), &Marks::default()), &label(1), 0), "{xml}");
    }
    let doctype = format!("<!DOCTYPE a [<!ENTITY b 'c'>]><Properties xmlns='{CUSTOM}'/>");
    for xml in ["<Properties/>", "<Properties", &doctype, ""] {
        assert_eq!(try_mark(&with_properties(xml).write(), &label(1), &Marks::default()), Err(Left::Damaged), "{xml}");
    }
    let wide: Vec<u8> = "\u{feff}<Properties/>".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let wide = with_properties("").with("docProps/Own one.xml", wide).write();
    assert_eq!(try_mark(&wide, &label(1), &Marks::default()), Err(Left::Unsupported));
}

#[test]
fn a_list_of_labels_is_kept_up() {
    let space = "http://schemas.microsoft.com/office/2020/mipLabelMetadata";
    let wanted = FileLabel { label_info: true, ..label(1) };
    let new = marked(&word("").write(), &wanted, &marks("Secret"));
    assert!(text(&new, "docMetadata/LabelInfo.xml").contains("method=\"Privileged\" siteId=\"{0d9c6a51-"));
    assert_eq!(labels(&new).len(), 1);
    let other = "<l:label id=\"{6f1d2a34-0c1e-4b57-9a80-3b7c5d9e1f02}\" enabled=\"1\" siteId=\"{aaaaaaaa-77aa-4c0d-8f11-5a2b6c7d8e9f}\"/>";
    let removed = format!("<l:label id='{{{SITE}}}' enabled='0' siteId='{{{SITE}}}' removed='1'/>");
    let list = format!("<l:labelList xmlns:l='{space}'>{removed}{other}<l:extLst/></l:labelList>");
    let found = marked(&word("").with("docMetadata/LabelInfo.xml", list).write(), &label(1), &Marks::default());
    let own = format!("<l:label id=\"{{{}}}\"", label(1).id);
    let found = text(&found, "docMetadata/LabelInfo.xml");
    assert!(found.contains(&[other, &own].concat()) && found.ends_with("removed=\"0\"/><l:extLst/></l:labelList>"));
    assert_eq!(found.matches("label ").count(), 2);
}

#[test]
fn every_page_of_a_word_document_is_marked_once() {
    let header = "<w:headerReference w:type='default' r:id='r0'/>";
    let body = format!(
        "<w:p><w:pPr><w:sectPr>{header}<w:titlePg/></w:sectPr></w:pPr></w:p><w:sectPr><w:titlePg w:val='0'/></w:sectPr>"
    );
    let space = "xmlns:q='http://schemas.openxmlformats.org/wordprocessingml/2006/main'";
    let original = word(&body)
        .with("word/_rels/document.xml.rels", relationships(&[("header", "h.xml"), ("settings", "s.xml")]))
        .with("word/h.xml", format!("<q:hdr {space}><q:p><q:t>Old</q:t></q:p></q:hdr>"))
        .with("word/s.xml", format!("<q:settings {space}><q:evenAndOddHeaders/></q:settings>"))
        .write();
    let found = marked(&original, &label(1), &marks("Secret"));
    // Three kinds of header and three of footer, all in the first section: the second one shows the same.
    assert_eq!(
        (count(&found, "Secret above"), count(&found, "Secret below"), count(&found, "v:textpath on")),
        (3, 3, 3)
    );
    let document = text(&found, "word/document.xml");
    assert_eq!(
        (document.matches("Reference ").count(), document.find("titlePg") > document.rfind("Reference ")),
        (6, true)
    );
    assert!(text(&found, "word/h.xml").contains("zegel-watermark") && says(&found, &label(1), 7));
    let again = marked(&found, &label(2), &Marks { watermark: None, ..marks("Other") });
    assert_eq!((count(&again, "Secret"), count(&again, "Other above"), count(&again, "zegel-watermark")), (0, 3, 0));
    let clean = marked(&again, &label(2), &Marks::default());
    assert_eq!(text(&clean, "word/h.xml"), text(&original, "word/h.xml"));
    // Where a part cannot be understood, it stays, and the label says that there are no marks.
    let strange = word(&body)
        .with("word/_rels/document.xml.rels", relationships(&[("header", "h.xml")]))
        .with("word/h.xml", "<x>");
    let found = marked(&strange.write(), &label(1), &marks("Secret"));
    assert!(says(&found, &label(1), 0) && text(&found, "word/h.xml") == "<x>" && count(&found, "Secret") == 0);
}

#[test]
fn sheets_and_slides_are_marked_once() {
    let old =
        "<x:headerFooter differentFirst='1'><x:oddHeader>&amp;LPage &amp;P&amp;Cmiddle</x:oddHeader></x:headerFooter>";
    let original = excel(old).write();
    let found = marked(&original, &label(1), &marks("Secret"));
    let sheet = text(&found, "xl/worksheets/one.xml");
    assert!(sheet.contains("<x:oddHeader>&amp;LPage &amp;P&amp;Cmiddle&#10;&amp;&quot;-,Regular&quot;&amp;9&amp;KB00020Secret above&#10;R&amp;&amp;D"));
    assert!(sheet.contains("</x:firstFooter></x:headerFooter><x:drawing/>"));
    let again = text(&marked(&found, &label(2), &marks("Other")), "xl/worksheets/one.xml");
    assert_eq!((again.matches("Secret").count(), again.matches("Other above").count()), (0, 2));
    let clean = text(&marked(&found, &label(2), &Marks::default()), "xl/worksheets/one.xml");
    assert_eq!(clean, text(&original, "xl/worksheets/one.xml"));
    // What Excel would not show for its length is left out.
    let long = old.replace("middle", &"m".repeat(230));
    assert!(says(&marked(&excel(&long).write(), &label(1), &marks("Secret")), &label(1), 2));

    let found = marked(&powerpoint().write(), &label(1), &marks("Secret"));
    let (master, slide) = (text(&found, "ppt/m.xml"), text(&found, "ppt/s2.xml"));
    for part in [&master, &slide] {
        assert!(
            part.contains("id=\"42\" name=\"zegel-watermark\"") && part.contains("id=\"44\" name=\"zegel-footer\"")
        );
    }
    assert_eq!(count(&found, "name=\"zegel-"), 6);
}

#[test]
fn what_cannot_be_changed_without_doubt_is_left() {
    let whole = word("").write();
    let signed = "<x/>";
    let bomb = "<a/>".repeat(1_500_000);
    let installer = word("").but("_rels/.rels", "officeDocument'", "manifest'");
    let twin = |name: &str| {
        let mut twin = word("");
        twin.files.push(file(name, ""));
        twin
    };
    // The second entry of the directory says that its file is where the first one is.
    let mut overlapping = archive(&[("mimetype", "a"), ("mimetypf", "a")]).change(|file| file.packed = false).write();
    let start = overlapping.windows(4).rposition(|window| window == b"PK\x01\x02").unwrap();
    overlapping[start + 42] = 0;
    let encrypted = "<m:file-entry m:full-path='content.xml'><m:encryption-data/></m:file-entry></m:manifest>";
    let cases: Vec<(&str, Vec<u8>, Left)> = vec![
        ("another archive", archive(&[("a.txt", "a")]).write(), Left::Unsupported),
        ("an installer", installer.write(), Left::Unsupported),
        ("a book", odt().with("mimetype", "application/epub+zip").write(), Left::Unsupported),
        ("a password", word("").change(|file| file.flags = 1).write(), Left::Encrypted),
        ("a password", odt().but("META-INF/manifest.xml", "</m:manifest>", encrypted).write(), Left::Encrypted),
        ("a signature", word("").with("_xmlsignatures/sig1.xml", signed).write(), Left::Signed),
        ("a signature", odt().with("META-INF/documentsignatures.xml", signed).write(), Left::Signed),
        ("a twin", twin("WORD/document.xml").write(), Left::Damaged),
        ("two in one place", overlapping, Left::Damaged),
        ("something before it", [b"PK\x03\x04".as_slice(), &whole].concat(), Left::Damaged),
        ("something after it", [whole.as_slice(), b"\0"].concat(), Left::Damaged),
        ("the end of it missing", whole[..whole.len() - 1].to_vec(), Left::Damaged),
        ("a bomb", word("").with("[Content_Types].xml", bomb).write(), Left::TooLarge),
        ("a large part", word("").change(|file| file.said_size = Some(65 << 20)).write(), Left::TooLarge),
        ("a wrong size", word("").change(|file| file.said_size = Some(7)).write(), Left::Damaged),
        ("no relationships", word("").with("_rels/.rels", "").write(), Left::Damaged),
    ];
    for (what, octets, left) in cases {
        assert_eq!(try_mark(&octets, &label(1), &marks("Secret")).map(|_| ()), Err(left), "{what}");
    }
}

#[test]
fn whatever_is_changed_in_a_file_it_is_left_or_stays_one() {
    let mut state: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut random = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % below
    };
    let mut done = 0;
    for (original, _) in all_kinds() {
        let original = original.change(|file| file.packed = false);
        for _ in 0..300 {
            let mut octets = original.write();
            for _ in 0..=random(3) {
                let at = random(octets.len());
                octets[at] ^= 1 << random(8);
            }
            let Ok(found) = try_mark(&octets, &label(1), &marks("Secret")) else { continue };
            done += 1;
            let kind = inspect("a", "", &found).kind;
            let ends = found.windows(4).any(|window| window == b"PK\x05\x06");
            assert!(ends && kind != FileKind::Zip, "{kind:?}");
            assert_eq!(try_mark(&found, &label(1), &marks("Secret")).as_ref(), Ok(&found));
        }
    }
    assert!(done > 100, "only {done} were still files");
}
