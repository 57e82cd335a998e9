//! Does a decision follow from bundle and draft? The cases stand in tests/cases/decisions and run in Node and in a
//! browser too.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at the first surprise")]

use serde_json::{Value, json};
use zegel::bundle::Bundle;
use zegel::compose::{Draft, DraftInput};
use zegel::decide::{Decision, decide};

fn bundle() -> Bundle {
    Bundle::read(include_bytes!("../www/pages/demo/policy/example.org.json")).unwrap()
}

fn draft(changes: &Value) -> Draft {
    let mut whole = json!({
        "from": "Noor de Wit <noor@example.org>", "to": [], "cc": [], "bcc": [], "subject": "", "text": "", "html": null,
        "attachments": [], "label": null, "protection": null, "answers": { "acknowledged": [] }, "inReplyTo": null,
        "references": [], "language": "en", "date": "", "messageId": "",
    });
    for (key, value) in changes.as_object().unwrap() {
        whole[key] = value.clone();
    }
    Draft::new(serde_json::from_value::<DraftInput>(whole).unwrap())
}

/// The decision in the short form of the cases.
fn brief(decision: &Decision) -> Value {
    let bundle = bundle();
    let full = serde_json::to_value(decision).unwrap();
    let mut brief = json!({});
    if let Some(label) = &decision.label {
        let name = bundle.label(&label.id).unwrap().1.name.in_language("en").to_owned();
        if name != "General" {
            brief["label"] = json!(name);
            brief["labelSource"] = full["label"]["source"].clone();
        }
    }
    if let Some(protection) = &decision.protection {
        brief["protection"] = json!(protection.template);
        brief["protectionSource"] = full["protection"]["source"].clone();
    }
    let mut list = |key: &str, values: Vec<String>| {
        if !values.is_empty() {
            brief[key] = json!(values);
        }
    };
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    list(
        "reasons",
        full["reasons"]
            .as_array()
            .unwrap()
            .iter()
            .map(|reason| format!("{}:{}", reason["rule"].as_str().unwrap_or("label"), text(&reason["effect"])))
            .collect(),
    );
    list("questions", decision.questions.iter().map(|question| question.rule.clone()).collect());
    list(
        "blocks",
        decision
            .blocks
            .iter()
            .map(|block| match (&block.field, block.index) {
                (Some(field), Some(index)) => format!("{}:{field}:{index}", block.code),
                _ => block.code.clone(),
            })
            .collect(),
    );
    brief
}

#[test]
fn every_case_is_decided_as_written() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/decisions");
    let (mut cases, mut wrong) = (0, Vec::new());
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let list: Vec<Value> = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
        for case in list {
            cases += 1;
            let decided = brief(&decide(&bundle(), &draft(&case["draft"])));
            if decided != case["expect"] {
                wrong.push(format!("{}\n  expected {}\n  decided  {decided}", case["name"], case["expect"]));
            }
        }
    }
    assert!(cases >= 20, "only {cases} cases were found");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_warning_has_to_be_accepted_by_name() {
    let bundle = bundle();
    let mut changes = json!({
        "to": ["lee@example.com"],
        "attachments": [{ "name": "film.mp4", "type": "video/mp4", "size": 99_999_999, "contentId": null }],
    });
    let grant = |changes: &Value| {
        let draft = draft(changes);
        zegel::decide::Permit::grant(&bundle, &draft).is_ok()
    };
    assert!(!grant(&changes));
    changes["answers"] = json!({ "acknowledged": ["another-rule"] });
    assert!(!grant(&changes));
    changes["answers"] = json!({ "acknowledged": ["large-files-to-outsiders"] });
    assert!(grant(&changes));
}

#[test]
fn a_misspelt_wish_is_refused() {
    let error = serde_json::from_value::<DraftInput>(json!({ "protecion": "encrypt" })).unwrap_err();
    assert!(error.to_string().contains("unknown field `protecion`"), "{error}");
}
