//! Office Open XML (ECMA-376): documents, workbooks and presentations.
//!
//! Parts are told by their root element instead of by relationships: a part that nothing refers to leaves as well.

use super::archive::{read_inner, read_stray};
use super::findings::Findings;
use super::sheet::{self, SharedStrings};
use super::xml::{Element, Node, walk};
use super::zip::Entry;
use super::{FileKind, Unread, properties, text};

/// Which document the files of an archive make, if one.
pub(super) fn kind(files: &[Entry<'_>]) -> Option<FileKind> {
    let has = |prefix: &str| files.iter().any(|file| file.name.starts_with(prefix));
    if !has("[Content_Types].xml") {
        return None;
    }
    let folders = [("word/", FileKind::Docx), ("xl/", FileKind::Xlsx), ("ppt/", FileKind::Pptx)];
    folders.into_iter().find(|(folder, _)| has(folder)).map(|(_, kind)| kind)
}

/// Reads the text of every part, the properties, and documents embedded in it.
pub(super) fn read(findings: &mut Findings, kind: FileKind, files: &[Entry<'_>], depth: usize) {
    if kind == FileKind::Xlsx && files.iter().any(|file| file.name == "xl/workbook.bin") {
        findings.miss(Unread::Unsupported);
    }
    let mut order: Vec<&Entry<'_>> = files.iter().filter(|file| rank(&file.name) < STRAY).collect();
    order.sort_by_key(|file| rank(&file.name));
    let mut strings = SharedStrings::default();
    for file in order {
        if findings.is_full() || !findings.take_part() {
            return;
        }
        let bytes = file.read(findings);
        if file.name.contains("/embeddings/") {
            read_inner(findings, &file.name, &bytes, depth);
            continue;
        }
        let xml = text::decode(findings, &bytes);
        findings.part('\n');
        let end = match root(&xml).as_str() {
            "coreProperties" | "Properties" | "labelList" => {
                properties::read(findings, &xml);
                Ok(())
            }
            "sst" => strings.read(&xml),
            "worksheet" => sheet::read(findings, &xml, &mut strings),
            root => part(findings, &xml, matches!(root, "sldLayout" | "sldMaster" | "notesMaster" | "handoutMaster")),
        };
        if let Err(reason) = end {
            findings.miss(reason);
        }
        findings.part('\n');
    }
    strings.finish(findings);
    for file in files.iter().filter(|file| rank(&file.name) == STRAY) {
        read_stray(findings, file, depth);
    }
}

/// Rank of what is no part of the format.
const STRAY: u8 = 8;
const IGNORED: u8 = 9;

/// Large parts that hold no text.
const TEXTLESS: [&str; 6] =
    ["/styles.xml", "/styleswitheffects.xml", "/settings.xml", "/websettings.xml", "/fonttable.xml", "/calcchain.xml"];

/// Properties first, then what cells refer to, then the text itself, then what stands around it.
fn rank(name: &str) -> u8 {
    let ends = |ending: &str| name.len() >= ending.len() && name.to_ascii_lowercase().ends_with(ending);
    if name.contains("/embeddings/") {
        return 5;
    }
    if !ends(".xml") {
        return STRAY;
    }
    if name.contains("/theme/") || TEXTLESS.iter().any(|part| ends(part)) {
        return IGNORED;
    }
    if name.starts_with("docProps/") || name.starts_with("docMetadata/") {
        0
    } else if ends("sharedstrings.xml") {
        1
    } else if ends("/document.xml") || name.contains("/worksheets/") || name.contains("/slides/") {
        2
    } else if name.contains("/slideLayouts/") || name.contains("/slideMasters/") {
        4
    } else {
        3
    }
}

/// The local name of the first element.
fn root(xml: &str) -> String {
    let mut name = String::new();
    let _: Result<(), Unread> = walk(xml, &mut |node| {
        if let Node::Open(element) = node {
            element.name().clone_into(&mut name);
        }
        name.is_empty()
    });
    name
}

/// Adds the text of a part: that of `WordprocessingML`, `DrawingML`, comments, charts and diagrams.
fn part(findings: &mut Findings, xml: &str, is_master: bool) -> Result<(), Unread> {
    let mut reader = PartReader { findings, is_master, is_prompt: false, fallback: 0, inside_text: false };
    walk(xml, &mut |node| {
        match node {
            Node::Open(element) => reader.open(element),
            Node::Close(name) => reader.close(name),
            Node::Text(text) if reader.inside_text && reader.is_seen() => reader.findings.text(text),
            Node::Text(_) => {}
        }
        !reader.findings.is_full()
    })
}

struct PartReader<'a> {
    findings: &'a mut Findings,
    /// Placeholders of a master only prompt for text.
    is_master: bool,
    is_prompt: bool,
    /// Depth inside an alternative for readers that do not know the first one: the same text again.
    fallback: usize,
    inside_text: bool,
}

impl PartReader<'_> {
    fn open(&mut self, element: &Element<'_>) {
        match element.name() {
            _ if self.fallback > 0 => self.fallback += 1,
            "Fallback" => self.fallback = 1,
            "t" | "delText" => self.inside_text = true,
            // Codes of fields, such as the address of a link; values in charts; comments on slides; names of sheets.
            "instrText" | "delInstrText" | "v" | "text" | "definedName" => {
                self.findings.part(' ');
                self.inside_text = true;
            }
            "sheet" => self.findings.apart(&element.attribute("name").unwrap_or_default()),
            "docPr" | "cNvPr" => self.findings.apart(&element.attribute("descr").unwrap_or_default()),
            "tab" | "ptab" => self.findings.part('\t'),
            "br" | "cr" => self.findings.part('\n'),
            "noBreakHyphen" => self.findings.letter('-'),
            "softHyphen" => self.findings.letter('\u{ad}'),
            "sp" => self.is_prompt = false,
            "ph" => self.is_prompt = self.is_master,
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            _ if self.fallback > 0 => self.fallback -= 1,
            "t" | "delText" => self.inside_text = false,
            "instrText" | "delInstrText" | "v" | "text" | "definedName" => {
                self.inside_text = false;
                self.findings.part(' ');
            }
            "p" | "tc" | "tr" | "comment" | "cm" => self.findings.part('\n'),
            _ => {}
        }
    }

    fn is_seen(&self) -> bool {
        self.fallback == 0 && !self.is_prompt
    }
}
