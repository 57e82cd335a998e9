//! What may stand in a label, and in the settings about labels.

use super::schema::{
    ANYBODY, COLOR, CONDITIONS, Field, Form, Kind, LABEL_ID, LOWERING, List, SENTENCE, TEMPLATE_ID, may, must,
};

/// Header fields that state a label.
pub(super) const LABEL_HEADERS: &[&str] = &["msip_labels", "SIO-Label", "Sensitivity", "X-Protective-Marking"];

const IN_FILES: Kind = Kind::Choice(&["off", "properties", "visible"]);

/// How labels go between a message and the files attached to it.
pub(super) const FILE_LABELS: &[Field] = &[
    may("toMessage", Kind::Choice(&["off", "recommend", "apply"])),
    may("fromMessage", IN_FILES),
    may("labelInfo", Kind::Flag),
];

/// What a label of another organisation means here.
pub(super) const MAPPING: &[Field] =
    &[must("organisation", Kind::Form(Form::Guid)), may("label", Kind::Form(Form::Guid)), must("to", LABEL_ID)];

pub(super) const LABEL: &[Field] = &[
    must("id", Kind::Form(Form::Guid)),
    may("parent", LABEL_ID),
    may("defaultSubLabel", LABEL_ID),
    must("name", Kind::Text(64)),
    may("tooltip", SENTENCE),
    may("description", SENTENCE),
    must("color", COLOR),
    may("protection", TEMPLATE_ID),
    may("header", Kind::Object(MARKING)),
    may("footer", Kind::Object(MARKING)),
    may("watermark", Kind::Object(WATERMARK)),
    may("files", IN_FILES),
    may("sensitivity", Kind::Choice(&["personal", "private", "company-confidential"])),
    may("protectiveMarking", Kind::Object(PROTECTIVE_MARKING)),
    may("subjectTag", Kind::Text(64)),
    may("subjectTagAt", Kind::Choice(&["start", "end"])),
    may("recipients", Kind::Choice(&["anyone", "ask", "insiders"])),
    may("allowedRecipients", ANYBODY),
    may("maxRecipients", Kind::Count(1, 100_000)),
    may("lowering", LOWERING),
    may("lowerableBy", Kind::Any(&Kind::Reference(List::Groups))),
    may("automatic", Kind::Object(AUTOMATIC)),
    may("removal", Kind::Choice(&["allowed", "forbidden"])),
    may("remoteContent", Kind::Choice(&["never"])),
];

const MARKING: &[Field] = &[
    must("text", Kind::Plain(1024)),
    may("color", COLOR),
    may("size", Kind::Count(6, 72)),
    may("alignment", Kind::Choice(&["left", "center", "right"])),
];

const WATERMARK: &[Field] = &[
    must("text", Kind::Plain(255)),
    may("color", COLOR),
    may("size", Kind::Count(6, 144)),
    may("layout", Kind::Choice(&["horizontal", "diagonal"])),
];

/// The Australian Email Protective Marking Standard, 2018.3.
const PROTECTIVE_MARKING: &[Field] = &[
    must(
        "security",
        Kind::Choice(&["UNOFFICIAL", "OFFICIAL", "OFFICIAL:Sensitive", "PROTECTED", "SECRET", "TOP-SECRET"]),
    ),
    may("caveat", Kind::Form(Form::MarkingWord)),
    may("access", Kind::Form(Form::MarkingWord)),
];

const AUTOMATIC: &[Field] = &[
    must("mode", Kind::Choice(&["apply", "recommend"])),
    must("conditions", Kind::Object(CONDITIONS)),
    may("exceptions", Kind::Object(CONDITIONS)),
    may("tip", SENTENCE),
];
