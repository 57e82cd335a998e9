//! Documents that are zip archives, as small as they can be.

use super::{Archive, archive, file};

const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const TYPE: &str = "application/vnd.openxmlformats-officedocument";

pub(crate) fn relationships(list: &[(&str, &str)]) -> String {
    let one = |(number, (kind, target)): (usize, &(&str, &str))| {
        format!("<Relationship Id='r{number}' Type='{OFFICE}/{kind}' Target='{target}'/>")
    };
    let list: String = list.iter().enumerate().map(one).collect();
    format!(
        "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>{list}</Relationships>"
    )
}

fn package(main: &str, content_type: &str, parts: &[(&str, &str)]) -> Archive {
    let types = format!(
        "<?xml version='1.0'?><Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'>\
         <Default Extension='rels' ContentType='application/vnd.openxmlformats-package.relationships+xml'/>\
         <Default Extension='xml' ContentType='application/xml'/>\
         <Override PartName='/{main}' ContentType='{content_type}'/></Types>"
    );
    let mut all =
        archive(&[("[Content_Types].xml", &types), ("_rels/.rels", &relationships(&[("officeDocument", main)]))]);
    all.files.extend(parts.iter().map(|(name, text)| file(name, text)));
    all
}

pub(crate) fn word(body: &str) -> Archive {
    let document = format!(
        "<w:document xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main' xmlns:r='{OFFICE}'>\
         <w:body>{body}</w:body></w:document>"
    );
    let content_type = format!("{TYPE}.wordprocessingml.document.main+xml");
    package("word/document.xml", &content_type, &[("word/document.xml", &document), ("word/media/a.png", "\u{7f}PNG")])
}

pub(crate) fn excel(sheet: &str) -> Archive {
    let space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let sheet = format!("<x:worksheet xmlns:x='{space}'><x:sheetData/>{sheet}<x:drawing/></x:worksheet>");
    let related = relationships(&[("worksheet", "/xl/worksheets/one.xml")]);
    let parts = [
        ("xl/workbook.xml", "<workbook/>"),
        ("xl/_rels/workbook.xml.rels", &related),
        ("xl/worksheets/one.xml", &sheet),
    ];
    package("xl/workbook.xml", &format!("{TYPE}.spreadsheetml.sheet.main+xml"), &parts)
}

pub(crate) fn powerpoint() -> Archive {
    let part = |root: &str, attributes: &str, inside: &str| {
        format!(
            "<p:{root} {attributes} xmlns:p='http://schemas.openxmlformats.org/presentationml/2006/main' \
             xmlns:a='http://schemas.openxmlformats.org/drawingml/2006/main'>{inside}</p:{root}>"
        )
    };
    let tree =
        "<p:cSld><p:spTree><p:nvGrpSpPr><p:cNvPr id='41' name=''/></p:nvGrpSpPr><p:grpSpPr/></p:spTree></p:cSld>";
    let slides = [("slideMaster", "m.xml"), ("slide", "s1.xml"), ("slide", "s2.xml")];
    let parts = [
        ("ppt/p.xml", part("presentation", "", "<p:sldSz cx='12192000' cy='6858000'/>")),
        ("ppt/_rels/p.xml.rels", relationships(&slides)),
        ("ppt/m.xml", part("sldMaster", "", tree)),
        ("ppt/_rels/m.xml.rels", relationships(&[("slideLayout", "l.xml")])),
        ("ppt/l.xml", part("sldLayout", "", tree)),
        ("ppt/s1.xml", part("sld", "", tree)),
        ("ppt/s2.xml", part("sld", "showMasterSp='0'", tree)),
    ];
    let parts: Vec<(&str, &str)> = parts.iter().map(|(name, text)| (*name, text.as_str())).collect();
    package("ppt/p.xml", &format!("{TYPE}.presentationml.presentation.main+xml"), &parts)
}

pub(crate) fn odt() -> Archive {
    let manifest = "<m:manifest xmlns:m='urn:oasis:names:tc:opendocument:xmlns:manifest:1.0' m:version='1.3'>\
        <m:file-entry m:full-path='content.xml'/></m:manifest>";
    let mut all = archive(&[
        ("mimetype", "application/vnd.oasis.opendocument.text"),
        ("content.xml", "<t/>"),
        ("META-INF/manifest.xml", manifest),
    ]);
    all.files[0].packed = false;
    all
}

pub(crate) fn all_kinds() -> [(Archive, u8); 5] {
    let visio = package("visio/d.xml", "application/vnd.ms-visio.drawing.main+xml", &[("visio/d.xml", "<d/>")]);
    // `contents` knows documents by their folders.
    let visio = visio.but(
        "_rels/.rels",
        &format!("{OFFICE}/officeDocument"),
        "http://schemas.microsoft.com/visio/2010/relationships/document",
    );
    [(word("<w:p/>"), 7), (excel(""), 7), (powerpoint(), 7), (odt(), 0), (visio.with("word/x", ""), 0)]
}
