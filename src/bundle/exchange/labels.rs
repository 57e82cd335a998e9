//! Labels of Purview.

use super::entry::{Entry, Setting, is_silent, is_true, members, plain, setting, settings};
use super::known::Known;
use super::markings::{actions, is_flat, mark};
use super::values::{color, cut, guid};
use super::{Import, ImportError, MAX_FILE, Report, automatic::automatic, policies, protection::protect};
use crate::bundle::schema::List;
use serde_json::{Map, Value, json};

/// Properties that say nothing about the label itself, and those that are read elsewhere.
#[rustfmt::skip]
const PROPERTIES: &[&str] = &[
    "RunspaceId", "PSComputerName", "PSShowComputerName", "PSSourceJobInstanceId", "Identity", "Id", "Guid",
    "ImmutableId", "ExchangeObjectId", "MasterIdentity", "IsValid", "ExchangeVersion", "ObjectState",
    "ObjectCategory", "ObjectClass",
    "DistinguishedName", "WhenChanged", "WhenCreated", "WhenChangedUTC", "WhenCreatedUTC", "OrganizationId",
    "OrganizationalUnitRoot", "OriginatingServer", "Workload", "Policy", "Mode", "ObjectVersion", "CreatedBy",
    "LastModifiedBy", "ReadOnly", "ExternalIdentity", "IsParent", "IsLabelGroup", "ParentLabelDisplayName",
    "Capabilities",
    "Name", "DisplayName", "ParentId", "Priority", "Tooltip", "Comment", "Disabled", "ContentType",
    "LocaleSettings", "LabelActions", "Settings", "AdvancedSettings", "Conditions",
];

/// Settings that repeat properties, and those that are read here.
#[rustfmt::skip]
const SETTINGS: &[&str] = &[
    "displayname", "tooltip", "contenttype", "isparent", "parentid", "comment", "priority", "labelstatus",
    "aiplabelversion",
    "color", "defaultsublabelid", "islabelgroup",
];

/// From calm to alarming.
const COLORS: [&str; 4] = ["#2e7d32", "#1f5fbf", "#c25e00", "#b00020"];

/// A label as it stands in the file.
pub(super) struct Source<'v> {
    pub(super) id: String,
    pub(super) entry: Entry<'v>,
    parent: Option<String>,
    priority: i64,
    mail: bool,
}

pub(super) fn import(json: &str, bundle: &Value) -> Result<Import, ImportError> {
    if json.len() > MAX_FILE {
        return Err(ImportError::ImportTooLarge { limit: MAX_FILE });
    }
    let malformed =
        |error: serde_json::Error| ImportError::ImportJsonMalformed { line: error.line(), column: error.column() };
    let top: Value = serde_json::from_str(json.trim_start_matches('\u{feff}')).map_err(malformed)?;
    let mut import = Import::default();
    let (mut labels, mut published) = (Vec::new(), Vec::new());
    for value in entries(&top) {
        let entry = Entry(value);
        if ["ExchangeLocation", "ScopedLabels", "Labels"].iter().any(|name| entry.has(name)) {
            published.push(entry);
        } else if ["ImmutableId", "LabelActions", "ContentType", "Tooltip"].iter().any(|name| entry.has(name)) {
            labels.push(entry);
        } else {
            let mut report = Report::about(&entry.text("Name").unwrap_or_default());
            report.left("", &value.to_string(), "entry-unknown", "This is neither a label nor a label policy.");
            import.take(report);
        }
    }
    if labels.is_empty() && published.is_empty() {
        return Err(ImportError::ImportNotLabels {});
    }
    let known = Known::new(bundle);
    let sources: Vec<Source<'_>> = labels.into_iter().filter_map(|entry| source(entry, &mut import)).collect();
    for at in order(&sources) {
        let Some(source) = sources.get(at) else { continue };
        let mut report = Report::about(&title(source.entry));
        if let Some(reason) = unwanted(source, &sources, known, &import) {
            report.left("", &source.id, reason.0, reason.1);
        } else {
            let label = label(source, known, &mut import, &mut report);
            import.labels.push(label);
        }
        import.take(report);
    }
    finish(&sources, known, &mut import);
    policies::import(&published, &sources, known, &mut import);
    Ok(import)
}

/// The objects of the file, whichever way they were gathered.
fn entries(top: &Value) -> Vec<&Value> {
    let entry = Entry(top);
    let single = ["Name", "Guid", "ImmutableId"].iter().any(|name| entry.has(name));
    if top.is_object() && !single && (entry.has("labels") || entry.has("policies")) {
        return ["labels", "policies"].into_iter().filter_map(|name| entry.get(name)).flat_map(members).collect();
    }
    members(top)
}

fn title(entry: Entry<'_>) -> String {
    entry.text("DisplayName").or_else(|| entry.text("Name")).unwrap_or_default()
}

fn source<'v>(entry: Entry<'v>, import: &mut Import) -> Option<Source<'v>> {
    let id = ["ImmutableId", "Guid", "ExchangeObjectId"].iter().find_map(|name| guid(&entry.text(name)?));
    let Some(id) = id else {
        let mut report = Report::about(&title(entry));
        report.left("ImmutableId", "", "value-unusable", "The label has no GUID.");
        import.take(report);
        return None;
    };
    let parent = entry.text("ParentId").as_deref().and_then(guid).filter(|id| id.chars().any(|c| c != '0' && c != '-'));
    let priority = entry.text("Priority").and_then(|number| number.parse().ok()).unwrap_or(i64::MAX);
    let mail = entry.text("ContentType").is_none_or(|kinds| kinds.to_ascii_lowercase().contains("email"));
    Some(Source { id, entry, parent, priority, mail })
}

/// By priority, but parents before their sub-labels.
fn order(sources: &[Source<'_>]) -> Vec<usize> {
    let mut waiting: Vec<usize> = (0..sources.len()).collect();
    waiting.sort_by_key(|at| sources.get(*at).map(|source| source.priority));
    let mut order: Vec<usize> = Vec::new();
    for at in waiting {
        let mut chain = vec![at];
        // A circle of parents ends where it meets itself.
        while let Some(above) = chain.last().and_then(|at| parent(sources, *at)).filter(|above| !chain.contains(above))
        {
            chain.push(above);
        }
        for at in chain.into_iter().rev() {
            if !order.contains(&at) {
                order.push(at);
            }
        }
    }
    order
}

fn parent(sources: &[Source<'_>], at: usize) -> Option<usize> {
    let wanted = sources.get(at)?.parent.as_deref()?;
    sources.iter().position(|source| source.id == wanted)
}

/// Why a label does not come over.
fn unwanted(
    source: &Source<'_>,
    all: &[Source<'_>],
    known: Known<'_>,
    import: &Import,
) -> Option<(&'static str, &'static str)> {
    if known.entry(List::Labels, &source.id).is_some() {
        return Some(("label-exists", "The bundle has this label already; it stays as it is there."));
    }
    if import.labels.iter().any(|label| label.get("id") == Some(&json!(source.id))) {
        return Some(("label-twice", "The label stands in the file twice; the first is taken."));
    }
    if source.entry.flag("Disabled")
        || source.entry.text("Mode").is_some_and(|mode| mode.to_ascii_lowercase().contains("delet"))
    {
        return Some(("label-disabled", "The label is disabled or being deleted."));
    }
    let heads_mail = all.iter().any(|sub| sub.mail && sub.parent.as_deref() == Some(&source.id));
    (!source.mail && !heads_mail).then_some(("label-not-for-mail", "The label is not for mail."))
}

fn label(source: &Source<'_>, known: Known<'_>, import: &mut Import, report: &mut Report) -> Value {
    let entry = source.entry;
    let mut label = Map::from_iter([("id".to_owned(), json!(source.id))]);
    let locales = locales(entry, report);
    let name = entry.text("DisplayName").or_else(|| entry.text("Name")).unwrap_or_else(|| source.id.clone());
    label.insert("name".to_owned(), text(&name, "displayname", &locales, 64, report));
    if let Some(tooltip) = entry.text("Tooltip") {
        label.insert("tooltip".to_owned(), text(&tooltip, "tooltip", &locales, 1024, report));
    }
    if let Some(comment) = entry.text("Comment") {
        label.insert("description".to_owned(), json!(cut(&comment, 1024).0));
    }
    if let Some(parent) = &source.parent {
        let there = import.labels.iter().any(|label| label.get("id") == Some(&json!(parent)));
        if there || known.entry(List::Labels, parent).is_some() {
            label.insert("parent".to_owned(), json!(parent));
        } else {
            report.left("ParentId", parent, "parent-unknown", "The label above it is not there; it stands on its own.");
        }
    }
    for action in actions(entry, report) {
        if action.kind == "encrypt" {
            protect(&action, known, &mut label, &mut import.templates, report);
        } else if !mark(&action, &mut label, report) {
            let reason = "A label for mail cannot do this here.";
            report.left("LabelActions", &format!("{} {}", action.kind, action.sub), "action-unknown", reason);
        }
    }
    let mut own: Vec<Setting> = entry.settings("Settings");
    own.extend(entry.settings("AdvancedSettings"));
    if let Some(color) = setting(&own, "color").and_then(color) {
        label.insert("color".to_owned(), json!(color));
    }
    if let Some(sub) = setting(&own, "defaultsublabelid").and_then(guid) {
        label.insert("defaultSubLabel".to_owned(), json!(sub));
    }
    for (key, value) in own.iter().filter(|(key, value)| !SETTINGS.contains(&key.as_str()) && !is_silent(&json!(value)))
    {
        report.left("Settings", &format!("{key}: {value}"), "setting-unknown", "This setting has no counterpart.");
    }
    if let Some(automatic) = automatic(entry, known, report) {
        label.insert("automatic".to_owned(), automatic);
    }
    for (key, value) in entry.properties() {
        let read = PROPERTIES.iter().any(|known| known.eq_ignore_ascii_case(key)) || is_flat(key);
        if !read && !is_silent(value) {
            report.left(key, &plain(value), "property-unknown", "This property has no counterpart.");
        }
    }
    Value::Object(label)
}

/// Texts per language: the text, lower-case language tag and value.
fn locales(entry: Entry<'_>, report: &mut Report) -> Vec<(String, Vec<Setting>)> {
    let (objects, odd) = entry.objects("LocaleSettings");
    for text in odd {
        report.left(
            "LocaleSettings",
            &text,
            "json-unreadable",
            "This is no text per language. Write with ConvertTo-Json -Depth 10.",
        );
    }
    let one = |object: &Value| {
        let entry = Entry(object);
        Some((entry.text("LocaleKey")?.to_ascii_lowercase(), entry.get("Settings").map(settings)?))
    };
    objects.iter().filter_map(one).collect()
}

/// One text, or one per language.
fn text(default: &str, key: &str, locales: &[(String, Vec<Setting>)], limit: usize, report: &mut Report) -> Value {
    let mut texts = Map::new();
    let mut long = false;
    let mut short = |text: &str| {
        let (text, cut) = cut(text.trim(), limit);
        long |= cut;
        json!(text)
    };
    for (tag, value) in locales.iter().filter(|(known, _)| known == key).flat_map(|(_, settings)| settings) {
        let base = tag.split('-').next().unwrap_or_default();
        let valid = (2..=3).contains(&base.len()) && tag.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        if valid && tag.len() <= 35 && !value.trim().is_empty() {
            let free = if texts.contains_key(base) { tag } else { base };
            texts.insert(free.to_owned(), short(value));
        }
    }
    let english = texts.entry("en").or_insert_with(|| short(default)).clone();
    if long {
        report.note(key, "", "text-cut", &format!("The text is cut to {limit} characters."));
    }
    if texts.len() == 1 { english } else { Value::Object(texts) }
}

/// What can only be said when all labels are there: default sub-labels, headings, colours.
fn finish(sources: &[Source<'_>], known: Known<'_>, import: &mut Import) {
    let parents: Vec<(Value, Option<Value>)> = import
        .labels
        .iter()
        .filter_map(|label| Some((label.get("id")?.clone(), label.get("parent").cloned())))
        .collect();
    let is_parent = |id: &Value| parents.iter().any(|(_, parent)| parent.as_ref() == Some(id));
    let count = import.labels.len().max(1);
    let mut reports = Vec::new();
    let mut colors: Vec<(Value, String)> = Vec::new();
    for (at, label) in import.labels.iter_mut().filter_map(Value::as_object_mut).enumerate() {
        let id = label.get("id").cloned().unwrap_or_default();
        let title = sources.iter().find(|source| id == json!(source.id)).map(|source| title(source.entry));
        let mut report = Report::about(&title.unwrap_or_default());
        if let Some(sub) = label.get("defaultSubLabel").cloned()
            && (is_parent(&sub) || !parents.iter().any(|(own, parent)| *own == sub && parent.as_ref() == Some(&id)))
        {
            label.remove("defaultSubLabel");
            let reason = "It is not one of the label's own sub-labels that a message can carry.";
            report.left("defaultsublabelid", &plain(&sub), "label-unknown", reason);
        }
        if is_parent(&id) && !label.contains_key("defaultSubLabel") && label.remove("automatic").is_some() {
            report.left("Conditions", "", "label-heading", "A label with sub-labels cannot apply itself.");
        }
        if !label.contains_key("color") {
            let parent = label.get("parent").and_then(Value::as_str);
            let above = parent.and_then(|parent| {
                let own = colors.iter().find(|(id, _)| id.as_str() == Some(parent)).map(|(_, color)| color.clone());
                own.or_else(|| known.entry(List::Labels, parent)?.get("color")?.as_str().map(ToOwned::to_owned))
            });
            let own = COLORS.get(at * COLORS.len() / count).copied().unwrap_or("#1f5fbf");
            let color = above.unwrap_or_else(|| own.to_owned());
            report.note("color", &color, "color-made", "The label had no colour; it got one by its place.");
            label.insert("color".to_owned(), json!(color));
        }
        colors.push((id, label.get("color").map(plain).unwrap_or_default()));
        reports.push(report);
    }
    for report in reports {
        import.take(report);
    }
}

/// Whether a policy or label is switched on by its text.
pub(super) fn is_on(text: Option<&str>) -> bool {
    text.is_some_and(is_true)
}
