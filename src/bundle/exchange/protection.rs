//! The encryption of a label: which template it gets, and who may receive it.

use super::Report;
use super::entry::{is_true, setting, settings};
use super::known::Known;
use super::markings::Action;
use super::values::{is_address, is_domain};
use crate::bundle::schema::List;
use serde_json::{Map, Value, json};

/// Settings that only Microsoft's service has a use for.
const INTERNAL: &[&str] = &[
    "disabled",
    "protectiontype",
    "donotforward",
    "encryptonly",
    "rightsdefinitions",
    "templateid",
    "linkedtemplateid",
    "aiptemplatescopes",
    "templatearchived",
    "prompt",
    "promptuser",
];

/// Gives a label its template.
pub(super) fn protect(
    action: &Action,
    known: Known<'_>,
    label: &mut Map<String, Value>,
    templates: &mut Vec<Value>,
    report: &mut Report,
) {
    let get = |key: &str| setting(&action.settings, key);
    let kind = get("protectiontype").unwrap_or("template").to_ascii_lowercase();
    if kind == "removeprotection" {
        return report.left("encrypt", &kind, "protection-removed", "No label takes protection away here.");
    }
    let do_not_forward = get("donotforward").is_some_and(is_true);
    let template = template(do_not_forward, known, templates, report);
    let reason = format!("The label protects by the template {template}. Check that it is the one you want.");
    report.note("encrypt", &kind, "protection-chosen", &reason);
    label.insert("protection".to_owned(), json!(template));
    match get("rightsdefinitions") {
        Some(rights) => audience(rights, known, label, report),
        None if kind == "template" => {
            let reason = "The export does not say who may open it; here anyone who is addressed can.";
            report.left("encrypt", "rightsdefinitions", "recipients-unknown", reason);
        }
        None => {}
    }
    for (key, value) in &action.settings {
        let silent = ["", "never", "-1", "false", "null", "none"].contains(&value.trim().to_ascii_lowercase().as_str());
        if !silent && !INTERNAL.contains(&key.as_str()) {
            let reason = "Encrypted mail has no such limit here: whoever can open it, can keep it.";
            report.left("encrypt", &format!("{key}: {value}"), "limit-missing", reason);
        }
    }
}

/// The bundle's own template for this, or a new one.
fn template(do_not_forward: bool, known: Known<'_>, templates: &mut Vec<Value>, report: &mut Report) -> String {
    let (id, name, description) = if do_not_forward {
        let description = "Only the people addressed can open it. Their program is asked not to forward it.";
        ("do-not-forward", "Do Not Forward", description)
    } else {
        ("encrypt", "Encrypt", "Only the people addressed can open it.")
    };
    let id_of = |template: &Value| template.get("id").and_then(Value::as_str).map(ToOwned::to_owned);
    // The label says itself who may receive it; a template with a label or an audience of its own would say more.
    let fits = |template: &&Value| {
        template.get("doNotForward").and_then(Value::as_bool).unwrap_or(false) == do_not_forward
            && template.get("label").is_none()
            && template.get("recipients").and_then(Value::as_str).is_none_or(|audience| audience == "anyone")
    };
    let own = known.find(List::Templates, id).map(ToOwned::to_owned);
    let fitting = || known.entries("templates").iter().find(fits).and_then(id_of);
    if let Some(id) = own.or_else(fitting) {
        return id;
    }
    if !templates.iter().any(|template| id_of(template).as_deref() == Some(id)) {
        let mut template = json!({ "id": id, "name": name, "description": description });
        if let (true, Some(fields)) = (do_not_forward, template.as_object_mut()) {
            fields.insert("doNotForward".to_owned(), json!(true));
        }
        templates.push(template);
        let reason =
            "The bundle had no such template. Templates stand from the weakest to the strongest: check its place.";
        report.note("encrypt", id, "template-made", reason);
    }
    id.to_owned()
}

/// Who has rights: `[{ "Identity", "Rights" }]`, or `identity:rights;identity:rights`.
fn audience(rights: &str, known: Known<'_>, label: &mut Map<String, Value>, report: &mut Report) {
    let identities: Vec<String> = match serde_json::from_str::<Value>(rights) {
        Ok(Value::Array(items)) => {
            let identity = |item: &Value| setting(&settings(item), "identity").map(ToOwned::to_owned);
            items.iter().filter_map(identity).collect()
        }
        _ => rights.split(';').filter_map(|one| Some(one.split_once(':')?.0.trim().to_owned())).collect(),
    };
    let reason = "OpenPGP cannot hold people to single rights: whoever can open it, can copy, print and forward it.";
    report.note("encrypt", rights, "rights-not-enforced", reason);
    let anyone =
        |identity: &String| ["authenticatedusers", "everyone"].contains(&identity.to_ascii_lowercase().as_str());
    if identities.iter().any(anyone) {
        return;
    }
    // Whoever has no rights could not open it there; here they must not receive it.
    label.insert("recipients".to_owned(), json!("insiders"));
    let mut outside = Vec::new();
    let mut named = Vec::new();
    let mut whole = false;
    for identity in identities {
        match (known.is_inside(&identity), is_domain(&identity)) {
            (true, true) => whole = true,
            (true, false) => named.push(identity),
            (false, _) if is_domain(&identity) || is_address(&identity) => outside.push(json!(identity)),
            (false, _) => report.left("encrypt", &identity, "value-unusable", "This is no address and no domain."),
        }
    }
    if !outside.is_empty() {
        label.insert("allowedRecipients".to_owned(), Value::Array(outside));
    }
    if !whole {
        let reason = "Only these had rights; here everyone in the organisation can receive it.";
        report.left("encrypt", &named.join(", "), "recipients-broader", reason);
    }
}
