//! From JSON to a [`Bundle`], collecting every mistake on the way.

use super::json::{Notes, Object, checked, child, string, text};
use super::{
    Actions, Alignment, Audience, Bundle, Condition, ExposedHeader, Label, Marking, Mistake, Organisation, Rule,
    Sensitivity, Template,
};
use serde_json::Value;

/// A bundle longer than this is refused before it is parsed.
const MAX_BYTES: usize = 8 * 1024 * 1024;

pub(super) fn read(bytes: &[u8]) -> Result<Bundle, Vec<Mistake>> {
    let mut notes = Notes::default();
    if bytes.len() > MAX_BYTES {
        notes.add("", "too-large", "a bundle has at most 8 MiB");
        return Err(notes.0);
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        notes.add("", "empty", "the file is empty");
        return Err(notes.0);
    }
    let value: Value = match serde_json::from_slice(bytes) {
        Ok(value) => value,
        Err(error) => {
            let place = format!("not JSON at line {}, column {}", error.line(), error.column());
            notes.add("", "not-json", &place);
            return Err(notes.0);
        }
    };
    let bundle = bundle(&value, &mut notes);
    match bundle {
        Some(bundle) if notes.0.is_empty() => Ok(bundle),
        _ => Err(notes.0),
    }
}

const TOP: &[&str] = &[
    "format",
    "serial",
    "issued",
    "expires",
    "organisation",
    "labels",
    "templates",
    "rules",
    "defaultLabel",
    "labelRequired",
    "exposedHeaders",
];

fn bundle(value: &Value, notes: &mut Notes) -> Option<Bundle> {
    let top = Object::new(value, String::new(), TOP, notes)?;
    if let Some(format) = top.required("format", notes)
        && format.as_u64() != Some(1)
    {
        notes.add(&top.at("format"), "not-allowed", "this version reads format 1; update to read newer bundles");
        return None;
    }
    let serial = top.required("serial", notes).and_then(Value::as_u64);
    if serial.is_none() && top.optional("serial").is_some() {
        notes.add(&top.at("serial"), "wrong-type", "a whole number is expected here, higher with every edition");
    }
    let expires = top.optional_string("expires", notes).map(ToOwned::to_owned);
    for key in ["issued", "expires"] {
        if let Some(date) = top.optional_string(key, notes)
            && crate::time::ZonedTime::parse_iso(date).is_none()
        {
            notes.add(&top.at(key), "not-allowed", "a time such as 2026-03-02T08:15:00Z is expected here");
        }
    }
    let organisation = organisation(&top, notes);
    let ids = Ids {
        labels: ids(&top, "labels", is_guid, "a GUID such as 6f1d2a34-0c1e-4b57-9a80-3b7c5d9e1f02", notes),
        templates: ids(&top, "templates", is_name, "lower-case letters, digits and hyphens", notes),
    };
    ids_of_rules(&top, notes);
    let mut labels: Vec<Label> =
        top.list("labels", notes).iter().filter_map(|(value, path)| label(value, path, &ids, notes)).collect();
    let parents: Vec<usize> = labels.iter().filter_map(|label| label.parent).collect();
    for (at, label) in labels.iter_mut().enumerate() {
        label.applicable = !parents.contains(&at);
    }
    let templates: Vec<Template> =
        top.list("templates", notes).iter().filter_map(|(value, path)| template(value, path, &ids, notes)).collect();
    if templates.is_empty() {
        notes.add("/templates", "missing", "at least one protection template is needed");
    }
    let rules: Vec<Rule> =
        top.list("rules", notes).iter().filter_map(|(value, path)| rule(value, path, &ids, notes)).collect();
    let default_label = top.optional("defaultLabel").and_then(|value| ids.label(value, &top.at("defaultLabel"), notes));
    if default_label.and_then(|at| labels.get(at)).is_some_and(|label| !label.applicable) {
        notes.add("/defaultLabel", "not-allowed", "a label with sub-labels cannot be applied itself");
    }
    refuse_headings(&labels, &templates, &rules, notes);
    let exposed = exposed_headers(&top, notes);
    let label_required = top.flag("labelRequired", notes);
    Some(Bundle {
        organisation: organisation?,
        serial: serial?,
        expires,
        labels,
        templates,
        rules,
        default_label,
        label_required,
        exposed,
    })
}

/// A label with sub-labels is a heading; neither a template nor a rule may apply it.
fn refuse_headings(labels: &[Label], templates: &[Template], rules: &[Rule], notes: &mut Notes) {
    let is_heading = |at: Option<usize>| at.and_then(|at| labels.get(at)).is_some_and(|label| !label.applicable);
    let mut refuse = |path: String| notes.add(&path, "not-allowed", "a label with sub-labels cannot be applied itself");
    for (at, _) in templates.iter().enumerate().filter(|(_, template)| is_heading(template.label)) {
        refuse(format!("/templates/{at}/label"));
    }
    for (at, _) in rules.iter().enumerate().filter(|(_, rule)| is_heading(rule.actions.apply_label)) {
        refuse(format!("/rules/{at}/actions/ApplyLabel"));
    }
}

fn organisation(top: &Object<'_>, notes: &mut Notes) -> Option<Organisation> {
    let value = top.required("organisation", notes)?;
    let fields = Object::new(value, top.at("organisation"), &["id", "name", "domains", "accent"], notes)?;
    let id = fields.string("id", notes).and_then(|id| checked(id, is_guid, &fields.at("id"), "a UUID", notes));
    let name = fields.string("name", notes);
    let mut domains = Vec::new();
    for (value, path) in fields.list("domains", notes) {
        if let Some(domain) = domain(value, &path, notes) {
            domains.push(domain);
        }
    }
    if domains.is_empty() {
        notes.add(&fields.at("domains"), "missing", "at least one mail domain is needed to know who is an outsider");
    }
    let accent = color(&fields, "accent", notes);
    Some(Organisation { id: id?.to_ascii_lowercase(), name: name?.to_owned(), domains, accent })
}

fn domain(value: &Value, path: &str, notes: &mut Notes) -> Option<String> {
    let text = string(value, path, notes)?;
    let valid = crate::address::Address::parse(&format!("x@{text}")).is_ok();
    checked(text, |_| valid, path, "a domain such as example.org (as A-label)", notes).map(str::to_ascii_lowercase)
}

/// The ids of labels and templates, gathered before anything may refer to them.
struct Ids {
    labels: Vec<Option<String>>,
    templates: Vec<Option<String>>,
}

impl Ids {
    fn label(&self, value: &Value, path: &str, notes: &mut Notes) -> Option<usize> {
        position(&self.labels, value, path, "no label has this id", notes)
    }

    fn template(&self, value: &Value, path: &str, notes: &mut Notes) -> Option<usize> {
        position(&self.templates, value, path, "no template has this id", notes)
    }
}

fn position(ids: &[Option<String>], value: &Value, path: &str, detail: &str, notes: &mut Notes) -> Option<usize> {
    let wanted = string(value, path, notes)?.to_ascii_lowercase();
    let found = ids.iter().position(|id| id.as_deref() == Some(wanted.as_str()));
    if found.is_none() {
        notes.add(path, "dangling", detail);
    }
    found
}

fn ids(top: &Object<'_>, key: &str, valid: fn(&str) -> bool, wanted: &str, notes: &mut Notes) -> Vec<Option<String>> {
    let mut found: Vec<Option<String>> = Vec::new();
    for (value, path) in top.list(key, notes) {
        let path = child(&path, "id");
        let id = if let Some(id) = value.get("id") {
            string(id, &path, notes).and_then(|id| checked(id, valid, &path, wanted, notes))
        } else {
            notes.add(&path, "missing", "every entry needs an id");
            None
        };
        let id = id.map(str::to_ascii_lowercase);
        if id.is_some() && found.contains(&id) {
            notes.add(&path, "duplicate", "this id stands twice");
        }
        found.push(id);
    }
    found
}

fn ids_of_rules(top: &Object<'_>, notes: &mut Notes) {
    ids(top, "rules", is_name, "lower-case letters, digits and hyphens", notes);
}

const LABEL: &[&str] =
    &["id", "parent", "name", "tooltip", "color", "protection", "header", "footer", "sensitivity", "recipients"];

fn label(value: &Value, path: &str, ids: &Ids, notes: &mut Notes) -> Option<Label> {
    let fields = Object::new(value, path.to_owned(), LABEL, notes)?;
    let name = fields.text("name", notes);
    let tooltip = fields.optional("tooltip").and_then(|value| text(value, &fields.at("tooltip"), notes));
    let parent = fields.optional("parent").and_then(|value| ids.label(value, &fields.at("parent"), notes));
    let id = fields.optional("id").and_then(Value::as_str).map(str::to_ascii_lowercase);
    if let (Some(parent), Some(own)) = (parent, ids.labels.iter().position(|known| known.is_some() && *known == id))
        && parent >= own
    {
        notes.add(&fields.at("parent"), "not-allowed", "a parent stands before its sub-labels");
    }
    let color = color(&fields, "color", notes);
    if color.is_none() && fields.optional("color").is_none() {
        notes.add(&fields.at("color"), "missing", "a colour such as #b00020 is needed");
    }
    let protection =
        fields.optional("protection").and_then(|value| ids.template(value, &fields.at("protection"), notes));
    let header = marking(&fields, "header", notes);
    let footer = marking(&fields, "footer", notes);
    let sensitivity = fields.choice(
        "sensitivity",
        &[
            ("personal", Sensitivity::Personal),
            ("private", Sensitivity::Private),
            ("company-confidential", Sensitivity::CompanyConfidential),
        ],
        notes,
    );
    let recipients = audience(&fields, notes);
    let name = name?;
    Some(Label {
        id: id?,
        parent,
        tooltip: tooltip.unwrap_or_else(|| name.clone()),
        name,
        color: color.unwrap_or_default(),
        protection,
        header,
        footer,
        sensitivity,
        recipients,
        applicable: true,
    })
}

fn audience(fields: &Object<'_>, notes: &mut Notes) -> Audience {
    fields
        .choice("recipients", &[("anyone", Audience::Anyone), ("insiders", Audience::Insiders)], notes)
        .unwrap_or(Audience::Anyone)
}

fn marking(label: &Object<'_>, key: &str, notes: &mut Notes) -> Option<Marking> {
    let value = label.optional(key)?;
    let fields = Object::new(value, label.at(key), &["text", "color", "size", "alignment"], notes)?;
    let text = fields.string("text", notes)?;
    if text.chars().count() > 1024 {
        notes.add(&fields.at("text"), "too-long", "at most 1024 characters");
    }
    let size = fields.optional("size").map_or(Some(10), |size| size.as_u64().and_then(|size| u8::try_from(size).ok()));
    if size.is_none_or(|size| !(6..=72).contains(&size)) {
        notes.add(&fields.at("size"), "not-allowed", "a size in points from 6 to 72");
    }
    let alignment = fields.choice(
        "alignment",
        &[("left", Alignment::Left), ("center", Alignment::Center), ("right", Alignment::Right)],
        notes,
    );
    Some(Marking {
        text: text.to_owned(),
        color: color(&fields, "color", notes).unwrap_or_else(|| "#000000".to_owned()),
        size: size.unwrap_or(10),
        alignment: alignment.unwrap_or(Alignment::Left),
    })
}

fn template(value: &Value, path: &str, ids: &Ids, notes: &mut Notes) -> Option<Template> {
    let allowed = ["id", "name", "description", "recipients", "doNotForward", "label"];
    let fields = Object::new(value, path.to_owned(), &allowed, notes)?;
    let id = fields.optional("id").and_then(Value::as_str);
    if id == Some("none") {
        notes.add(&fields.at("id"), "not-allowed", "`none` stands for no protection");
    }
    let name = fields.text("name", notes);
    let description = fields.text("description", notes);
    let recipients = audience(&fields, notes);
    let do_not_forward = fields.flag("doNotForward", notes);
    let label = fields.optional("label").and_then(|value| ids.label(value, &fields.at("label"), notes));
    Some(Template { id: id?.to_owned(), name: name?, description: description?, recipients, do_not_forward, label })
}

fn rule(value: &Value, path: &str, ids: &Ids, notes: &mut Notes) -> Option<Rule> {
    let fields = Object::new(value, path.to_owned(), &["id", "name", "conditions", "exceptions", "actions"], notes)?;
    let name = fields.text("name", notes);
    let conditions = conditions(&fields, "conditions", ids, notes);
    let exceptions = conditions_or_none(&fields, ids, notes);
    let actions = fields.required("actions", notes).and_then(|value| actions(value, &fields.at("actions"), ids, notes));
    let id = fields.optional("id").and_then(Value::as_str)?;
    Some(Rule { id: id.to_owned(), name: name?, conditions, exceptions, actions: actions? })
}

fn conditions_or_none(fields: &Object<'_>, ids: &Ids, notes: &mut Notes) -> Vec<Condition> {
    if let Some(Value::Object(none)) = fields.optional("exceptions")
        && none.is_empty()
    {
        return Vec::new();
    }
    conditions(fields, "exceptions", ids, notes)
}

const CONDITIONS: &[&str] = &[
    "SentToScope",
    "RecipientDomainIs",
    "SubjectContainsWords",
    "SubjectOrBodyContainsWords",
    "AttachmentExtensionMatchesWords",
    "AttachmentSizeOver",
    "LabelIs",
];

fn conditions(rule: &Object<'_>, key: &str, ids: &Ids, notes: &mut Notes) -> Vec<Condition> {
    let Some(value) = rule.optional(key) else { return Vec::new() };
    let Some(fields) = Object::new(value, rule.at(key), CONDITIONS, notes) else { return Vec::new() };
    let mut found = Vec::new();
    let scope = [("InOrganization", true), ("NotInOrganization", false)];
    found.extend(fields.choice("SentToScope", &scope, notes).map(|inside| Condition::SentToScope { inside }));
    found.extend(words(&fields, "RecipientDomainIs", notes).map(Condition::RecipientDomainIs));
    found.extend(words(&fields, "SubjectContainsWords", notes).map(Condition::SubjectContainsWords));
    found.extend(words(&fields, "SubjectOrBodyContainsWords", notes).map(Condition::SubjectOrBodyContainsWords));
    found.extend(
        words(&fields, "AttachmentExtensionMatchesWords", notes).map(Condition::AttachmentExtensionMatchesWords),
    );
    if let Some(value) = fields.optional("AttachmentSizeOver") {
        match value.as_u64() {
            Some(size) => found.push(Condition::AttachmentSizeOver(size)),
            None => notes.add(&fields.at("AttachmentSizeOver"), "wrong-type", "a number of octets is expected here"),
        }
    }
    if fields.optional("LabelIs").is_some() {
        let listed = fields.list("LabelIs", notes);
        found.push(Condition::LabelIs(
            listed.iter().filter_map(|(value, path)| ids.label(value, path, notes)).collect(),
        ));
    }
    found
}

fn words(fields: &Object<'_>, key: &str, notes: &mut Notes) -> Option<Vec<String>> {
    fields.optional(key)?;
    let mut words = Vec::new();
    for (value, path) in fields.list(key, notes) {
        if let Some(word) = string(value, &path, notes) {
            if word.trim() != word {
                notes.add(&path, "not-allowed", "no blanks at the start or end");
            }
            words.push(word.to_owned());
        }
    }
    if words.is_empty() {
        notes.add(&fields.at(key), "empty", "at least one value is needed");
    }
    Some(words)
}

const ACTIONS: &[&str] =
    &["ApplyLabel", "ApplyRightsProtectionTemplate", "Warn", "RejectMessageReasonText", "StopRuleProcessing"];

fn actions(value: &Value, path: &str, ids: &Ids, notes: &mut Notes) -> Option<Actions> {
    let fields = Object::new(value, path.to_owned(), ACTIONS, notes)?;
    let optional_text =
        |key: &str, notes: &mut Notes| fields.optional(key).and_then(|value| text(value, &fields.at(key), notes));
    let warn = optional_text("Warn", notes);
    let reject = optional_text("RejectMessageReasonText", notes);
    let apply_label = fields.optional("ApplyLabel").and_then(|value| ids.label(value, &fields.at("ApplyLabel"), notes));
    let apply_protection = fields
        .optional("ApplyRightsProtectionTemplate")
        .and_then(|value| ids.template(value, &fields.at("ApplyRightsProtectionTemplate"), notes));
    let actions =
        Actions { apply_label, apply_protection, warn, reject, stop: fields.flag("StopRuleProcessing", notes) };
    if fields.fields.is_empty() {
        notes.add(path, "empty", "a rule needs at least one action");
    }
    Some(actions)
}

fn exposed_headers(top: &Object<'_>, notes: &mut Notes) -> Vec<ExposedHeader> {
    let mut exposed = Vec::new();
    for (value, path) in top.list("exposedHeaders", notes) {
        match string(value, &path, notes) {
            Some("msip_labels") => exposed.push(ExposedHeader::MsipLabels),
            Some("Sensitivity") => exposed.push(ExposedHeader::Sensitivity),
            Some(_) => notes.add(&path, "not-allowed", "allowed: msip_labels, Sensitivity"),
            None => {}
        }
    }
    exposed
}

fn color(fields: &Object<'_>, key: &str, notes: &mut Notes) -> Option<String> {
    let text = fields.optional_string(key, notes)?;
    checked(text, is_color, &fields.at(key), "a colour such as #b00020", notes).map(str::to_ascii_lowercase)
}

fn is_color(text: &str) -> bool {
    text.strip_prefix('#').is_some_and(|hex| hex.len() == 6 && hex.bytes().all(|b| b.is_ascii_hexdigit()))
}

fn is_name(text: &str) -> bool {
    text.len() <= 64
        && !text.is_empty()
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

fn is_guid(text: &str) -> bool {
    let lengths: Vec<usize> = text.split('-').map(str::len).collect();
    lengths == [8, 4, 4, 4, 12] && text.bytes().all(|b| b == b'-' || b.is_ascii_hexdigit())
}
