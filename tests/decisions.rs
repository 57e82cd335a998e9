//! Does a decision follow from bundle and draft? The cases stand in tests/cases/decisions and run in Node and in a
//! browser too; the README there says how they are written.

use serde_json::{Map, Value, json};
use zegel::bundle::{Bundle, Mode};
use zegel::compose::{Draft, DraftInput};
use zegel::contents::{Eyes, Inspection, Looked, Sight};
use zegel::decide::{Arrival, DecidedFile, Decision, Explanation, Outcome, Permit, Receipt, decide, explain, receive};
use zegel::error::Error;
use zegel::time::{Instant, ZonedTime};

const DEMO: &[u8] = include_bytes!("../www/pages/demo/policy/example.org.json");
const BASE: &[u8] = include_bytes!("cases/decisions/base.json");

fn time(case: &Value) -> Instant {
    let text = case["now"].as_str().unwrap_or("2026-06-01T12:00:00Z");
    ZonedTime::parse_iso(text).unwrap().instant()
}

/// The bundle of a file of cases: the demo's, or the base with what the file says laid over it.
fn bundle(changes: &Value) -> Bundle {
    let mut whole: Value = serde_json::from_slice(if changes.is_object() { BASE } else { DEMO }).unwrap();
    for (key, value) in changes.as_object().into_iter().flatten() {
        whole[key] = value.clone();
    }
    Bundle::read(whole.to_string().as_bytes()).unwrap()
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

/// What stands in the attachments: what a case does not say of one is that it was read whole and is empty.
fn looked(eyes: &Eyes, case: &Value) -> Vec<Option<Looked>> {
    let look = |changes: &Value| {
        let mut whole = json!({
            "kind": "text", "state": "read", "reason": null, "text": "", "properties": [], "names": [], "encrypted": false,
            "executable": false,
        });
        for (key, value) in changes.as_object()? {
            whole[key] = value.clone();
        }
        Some(eyes.look_into(serde_json::from_value::<Inspection>(whole).unwrap()))
    };
    case["inspections"].as_array().into_iter().flatten().map(look).collect()
}

/// What is found in the draft of a case. It crosses as text, as it does between the two programs.
fn sight(bundle: &Bundle, draft: &Draft, case: &Value) -> Sight {
    let eyes = Eyes::of(bundle);
    let looked = looked(&eyes, case);
    let looked: Vec<Option<&Looked>> = looked.iter().map(Option::as_ref).collect();
    let sight = eyes.see(bundle, draft, &looked);
    assert_eq!(Sight::from_json(&serde_json::to_string(&sight).unwrap()).as_ref(), Some(&sight));
    sight
}

/// The decision in the short form of the cases.
fn brief(bundle: &Bundle, decision: &Decision) -> Value {
    let name = |id: &str| bundle.label(id).unwrap().1.name.in_language("en").to_owned();
    let full = serde_json::to_value(decision).unwrap();
    let mut brief = Map::new();
    let mut set = |key: &str, value: Value| {
        if !(value.is_null() || value == json!([]) || value == json!({})) {
            brief.insert(key.to_owned(), value);
        }
    };
    if let Some(label) = decision.label.as_ref().filter(|label| name(&label.id) != "General") {
        set("label", json!(name(&label.id)));
        set("labelSource", full["label"]["source"].clone());
    }
    if let Some(protection) = &decision.protection {
        set("protection", json!(protection.template));
        set("protectionSource", full["protection"]["source"].clone());
    }
    set("recommended", json!(decision.recommended.as_ref().map(|recommended| name(&recommended.id))));
    let each = |key: &str, brief: &dyn Fn(&Value) -> String| -> Value {
        full[key].as_array().unwrap().iter().map(brief).map(Value::String).collect()
    };
    let text = |value: &Value, without: &str| value.as_str().unwrap_or(without).to_owned();
    set("reasons", each("reasons", &|one| format!("{}:{}", text(&one["rule"], "label"), text(&one["effect"], ""))));
    set("tips", each("tips", &|one| text(&one["rule"], "")));
    set(
        "questions",
        each("questions", &|one| match one["kind"].as_str().unwrap() {
            "warn" => text(&one["rule"], ""),
            kind => format!("{}:{kind}", text(&one["rule"], "label")),
        }),
    );
    set(
        "blocks",
        each("blocks", &|one| match (one["field"].as_str(), one["index"].as_u64()) {
            (Some(field), Some(index)) => format!("{}:{field}:{index}", text(&one["code"], "")),
            _ => text(&one["code"], ""),
        }),
    );
    set(
        "records",
        each("records", &|one| {
            let how = if one["audit"] == true { "audit" } else { "enforce" };
            format!("{}:{how}:{}", text(&one["rule"], ""), text(&one["severity"], "-"))
        }),
    );
    let file = |one: &DecidedFile| match (&one.label, serde_json::to_value(one.how).unwrap()) {
        (Some(label), Value::String(how)) => format!("{}:{how}", name(label)),
        _ => "-".to_owned(),
    };
    let files: Vec<String> = decision.files.iter().map(file).collect();
    set("files", if files.iter().all(|file| file == "-") { Value::Null } else { json!(files) });
    let changes = &decision.changes;
    set("subject", changes.subject.iter().map(|prefix| Value::from(prefix.in_language("en"))).collect());
    set("disclaimers", changes.disclaimers.iter().map(|one| Value::from(one.text.in_language("en"))).collect());
    set("headers", changes.headers.iter().map(|(name, value)| (name.clone(), Value::from(value.as_str()))).collect());
    set("branding", json!(changes.branding));
    Value::Object(brief)
}

/// Of a message that arrived what a draft has not; it crosses as text.
fn arrival(case: &Value) -> Option<Arrival> {
    let changes = case["arrived"].as_object()?;
    let mut whole = json!({
        "verified": true, "threadProtected": true,
        "restrictions": { "doNotForward": false, "keepProtected": false, "template": null, "expires": null },
    });
    for (key, value) in changes {
        whole[key] = value.clone();
    }
    Some(Arrival::from_json(&whole.to_string()).unwrap())
}

/// Whether protection may be taken off, in the short form of the cases.
fn brief_receipt(receipt: &Receipt) -> Value {
    let full = serde_json::to_value(receipt).unwrap();
    let mut brief = json!({ "removal": full["removal"], "why": full["why"] });
    if receipt.rule.is_some() {
        brief["rule"] = full["rule"].clone();
    } else if receipt.name.is_some() {
        brief["label"] = full["name"]["en"].clone();
    }
    if receipt.keep_original {
        brief["keepOriginal"] = json!(true);
    }
    let mode = |audit: bool| if audit { "audit" } else { "enforce" };
    let records = receipt.records.iter();
    let records: Vec<String> = records.map(|one| format!("{}:{}", one.rule, mode(one.audit))).collect();
    if !records.is_empty() {
        brief["records"] = json!(records);
    }
    brief
}

struct Case {
    file: String,
    changes: Value,
    whole: Value,
}

fn cases() -> Vec<Case> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/decisions");
    let mut all = Vec::new();
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.extension().is_none_or(|extension| extension != "json") || name == "base.json" {
            continue;
        }
        let whole: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        for case in whole["cases"].as_array().unwrap() {
            all.push(Case { file: name.clone(), changes: whole["bundle"].clone(), whole: case.clone() });
        }
    }
    all
}

/// Cases of one file share a bundle, which is read once.
fn for_each_case(mut work: impl FnMut(&Bundle, &Case)) -> usize {
    let cases = cases();
    let mut last: Option<(&Value, Bundle)> = None;
    for case in &cases {
        if last.as_ref().is_none_or(|(changes, _)| **changes != case.changes) {
            last = Some((&case.changes, bundle(&case.changes)));
        }
        work(&last.as_ref().unwrap().1, case);
    }
    cases.len()
}

#[test]
fn every_case_is_decided_as_written() {
    let mut wrong = Vec::new();
    let cases = for_each_case(|bundle, Case { file, whole: case, .. }| {
        let draft = draft(&case["draft"]);
        let sight = sight(bundle, &draft, case);
        let decided = match arrival(case) {
            Some(arrival) => brief_receipt(&receive(bundle, &draft, &arrival, &sight, time(case))),
            None => brief(bundle, &decide(bundle, &draft, &sight, time(case))),
        };
        if decided != case["expect"] {
            wrong.push(format!("{file}: {}\n  expected {}\n  decided  {decided}", case["name"], case["expect"]));
        }
    });
    assert!(cases >= 150, "only {cases} cases were found");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn explaining_decides_the_same_and_leaves_no_rule_out() {
    let (mut acted, mut audited) = (0, 0);
    for_each_case(|bundle, Case { whole: case, .. }| {
        let draft = draft(&case["draft"]);
        let sight = sight(bundle, &draft, case);
        let decision = decide(bundle, &draft, &sight, time(case));
        let Explanation { decision: explained, rules } = explain(bundle, &draft, &sight, time(case));
        let plain = |decision: &Decision| serde_json::to_string(decision).unwrap();
        assert_eq!(plain(&decision), plain(&explained), "{}", case["name"]);
        assert_eq!(rules.len(), bundle.rules().len());
        for rule in rules {
            let held = rule.conditions.iter().all(|trace| trace.held);
            let excepted = rule.exceptions.iter().any(|trace| trace.held);
            let enforced = bundle.rules().iter().any(|one| one.id == rule.id && one.mode == Mode::Enforce);
            acted += u32::from(rule.outcome == Outcome::Acted);
            audited += u32::from(rule.outcome == Outcome::Audited);
            match rule.outcome {
                Outcome::Acted => assert!(held && !excepted && enforced, "{}", rule.id),
                Outcome::Audited => assert!(held && !excepted && !enforced, "{}", rule.id),
                Outcome::NotMatched => assert!(!held, "{}", rule.id),
                Outcome::Excepted => assert!(held && excepted, "{}", rule.id),
                Outcome::Stopped | Outcome::Disabled | Outcome::NotYet | Outcome::Expired | Outcome::Receiving => {}
            }
        }
    });
    assert!(acted > 0 && audited > 0, "{acted} acted, {audited} only recorded");
}

/// Accepts what is to be accepted and explains what is to be explained.
fn answered(decision: &Decision, changes: &mut Value) {
    let keys: Vec<&str> = decision.questions.iter().map(|question| question.key.as_str()).collect();
    let reasons: Vec<Value> =
        keys.iter().map(|key| json!({ "question": key, "text": "Asked for by the client." })).collect();
    changes["answers"] = json!({ "acknowledged": keys, "reasons": reasons });
}

#[test]
fn an_answer_counts_only_for_what_was_asked() {
    let bundle = bundle(&Value::Null);
    let file = json!({ "name": "film.mp4", "type": "video/mp4", "size": 99_999_999, "contentId": null });
    let mut changes = json!({ "to": ["lee@example.com"], "attachments": [file] });
    let now = time(&Value::Null);
    let read = json!({ "inspections": [{}, {}] });
    let grant = |changes: &Value| {
        let draft = draft(changes);
        let sight = sight(&bundle, &draft, &read);
        Permit::grant(&bundle, draft, &sight, now).map(|_| ())
    };
    assert_eq!(grant(&changes), Err(Error::QuestionOpen {}));
    changes["answers"] = json!({ "acknowledged": ["large-files-to-outsiders"] });
    assert_eq!(grant(&changes), Err(Error::QuestionOpen {}), "the name of the rule is no answer");
    let decision = decide(&bundle, &draft(&changes), &sight(&bundle, &draft(&changes), &read), now);
    answered(&decision, &mut changes);
    assert_eq!(grant(&changes), Ok(()));
    changes["to"] = json!(["lee@example.com", "somebody@example.net"]);
    assert_eq!(grant(&changes), Err(Error::QuestionOpen {}), "another recipient asks again");
}

#[test]
fn a_permit_holds_the_header_fields_that_rules_set_and_no_others() {
    let bundle = bundle(&json!({ "rules": [{
        "id": "r", "name": "R", "conditions": { "SubjectContainsWords": ["apollo"] },
        "actions": { "SetHeaderName": "X-Class", "SetHeaderValue": "one" },
    }] }));
    for (subject, fields) in [("hello", &[][..]), ("apollo", &[("X-Class".to_owned(), "one".to_owned())])] {
        let draft = draft(&json!({ "to": ["daan@example.org"], "subject": subject }));
        let sight = sight(&bundle, &draft, &Value::Null);
        let (permit, _) = Permit::grant(&bundle, draft, &sight, time(&Value::Null)).unwrap();
        assert_eq!(permit.headers(), fields);
    }
}

#[test]
fn a_labels_tag_stands_where_the_label_says_and_in_the_place_of_others() {
    let ids = ["8d2f6c31-5a1e-4b7f-8c4d-2e3f4a5b6003", "8d2f6c31-5a1e-4b7f-8c4d-2e3f4a5b6004"];
    let bundle = bundle(&json!({
        "labels": [
            { "id": ids[0], "name": "Internal", "color": "#1f5fbf", "subjectTag": "[INT]" },
            { "id": ids[1], "name": "Secret", "color": "#1f5fbf", "subjectTag": "[SEC]", "subjectTagAt": "end" },
        ],
        "defaultLabel": ids[0], "templates": [{ "id": "encrypt", "name": "Encrypt", "description": "\u{2026}" }],
    }));
    for (label, subject, tagged) in [
        (0, "Plan", "[INT] Plan"),
        (1, "Plan", "Plan [SEC]"),
        (1, "[INT] Plan", "Plan [SEC]"),
        (0, "Re: Plan [SEC]", "[INT] Re: Plan"),
    ] {
        let draft = draft(
            &json!({ "to": ["daan@example.org"], "subject": subject, "label": ids[label], "answers": { "acknowledged": [] } }),
        );
        let sight = sight(&bundle, &draft, &Value::Null);
        let (permit, _) = Permit::grant(&bundle, draft, &sight, time(&Value::Null)).unwrap();
        assert_eq!(permit.subject(), tagged);
    }
}

#[test]
fn of_very_many_findings_the_first_are_told_and_all_are_asked_about() {
    let rule = json!({ "id": "r", "name": "R", "conditions": { "SentToScope": "NotInOrganization" }, "actions": { "Tip": "Outside.", "Warn": "Sure?" } });
    let bundle = bundle(&json!({ "rules": [rule] }));
    let many: Vec<String> = (0..150).map(|number| format!("a{number}@example.net")).collect();
    let draft = draft(&json!({ "to": many }));
    let decision = decide(&bundle, &draft, &sight(&bundle, &draft, &Value::Null), time(&Value::Null));
    assert!(decision.reasons.iter().all(|reason| reason.because.len() == 100) && !decision.reasons.is_empty());
    assert_eq!((decision.tips[0].because.len(), decision.questions[0].because.len()), (100, 150));
}

/// Asked about one thing, somebody answers, and then something else stands in its place.
#[test]
fn an_answer_counts_for_nothing_that_takes_the_place_of_what_was_asked_about() {
    let rule = |conditions: Value, actions: Value| json!([{ "id": "r", "name": "R", "conditions": conditions, "actions": actions }]);
    let warn = json!({ "Warn": "Sure?" });
    let file = |name: &str, size: u64| json!([{ "name": name, "type": "x/y", "size": size, "contentId": null }]);
    let cases = [
        (
            rule(json!({ "SentToScope": "NotInOrganization" }), warn.clone()),
            "to",
            json!(["lee@example.com"]),
            json!(["eve@example.net"]),
        ),
        (
            rule(json!({ "AnyOfRecipientAddressContainsWords": ["example"] }), warn.clone()),
            "cc",
            json!(["lee@example.com"]),
            json!(["eve@example.net"]),
        ),
        (
            rule(json!({ "RecipientDomainIs": ["example.com"] }), json!({ "RequireReason": "Why?" })),
            "to",
            json!(["lee@example.com"]),
            json!(["eve@sub.example.com"]),
        ),
        (
            rule(json!({ "HasAttachment": true }), warn.clone()),
            "attachments",
            file("lunch.pdf", 5_000),
            file("customers.xlsx", 5_000),
        ),
        (
            rule(json!({ "AttachmentSizeOver": "1KB" }), warn.clone()),
            "attachments",
            file("lunch.pdf", 5_000),
            file("lunch.pdf", 9_000),
        ),
        (
            rule(json!({ "MessageContainsDataClassifications": [{ "name": "email-address" }] }), warn.clone()),
            "text",
            json!("ann@example.com"),
            json!("ann@example.com, bob@example.com"),
        ),
        (
            rule(json!({ "MessageContainsDataClassifications": [{ "name": "email-address" }] }), warn),
            "text",
            json!("ann@example.com, bob@example.com"),
            json!("ann@example.com, tim@example.com"),
        ),
    ];
    let now = time(&Value::Null);
    for (rules, field, asked, other) in cases {
        let bundle = bundle(&json!({ "rules": rules }));
        let grant = |changes: &Value| {
            let draft = draft(changes);
            let sight = sight(&bundle, &draft, &json!({ "inspections": [{}] }));
            (decide(&bundle, &draft, &sight, now), Permit::grant(&bundle, draft, &sight, now).map(|_| ()))
        };
        let mut changes = json!({ "to": ["daan@example.org"] });
        changes[field] = asked.clone();
        let (decision, refused) = grant(&changes);
        assert_eq!(refused, Err(Error::QuestionOpen {}), "{rules}");
        answered(&decision, &mut changes);
        assert_eq!(grant(&changes).1, Ok(()), "{rules}");
        changes[field] = other;
        assert_eq!(grant(&changes).1, Err(Error::QuestionOpen {}), "{rules}");
        changes[field] = asked;
        changes["cc"] = if field == "cc" { changes["cc"].clone() } else { json!(["daan@example.org"]) };
        changes["subject"] = json!("Another subject");
        assert_eq!(grant(&changes).1, Ok(()), "what was not asked about asks nothing: {rules}");
    }
}

#[test]
fn going_outside_is_answered_for_those_outsiders_only() {
    let internal = "8d2f6c31-5a1e-4b7f-8c4d-2e3f4a5b6003";
    let bundle = bundle(&json!({
        "labels": [{ "id": internal, "name": "Internal", "color": "#1f5fbf", "recipients": "ask", "allowedRecipients": ["example.com"] }],
        "templates": [{ "id": "encrypt", "name": "Encrypt", "description": "\u{2026}" }],
        "defaultLabel": internal,
    }));
    let now = time(&Value::Null);
    let mut changes = json!({ "to": ["daan@example.org", "lee@example.com", "kim@example.net"] });
    let grant = |changes: &Value| {
        let draft = draft(changes);
        let sight = sight(&bundle, &draft, &Value::Null);
        Permit::grant(&bundle, draft, &sight, now).map(|_| ())
    };
    assert_eq!(grant(&changes), Err(Error::QuestionOpen {}));
    let draft = draft(&changes);
    let decision = decide(&bundle, &draft, &sight(&bundle, &draft, &Value::Null), now);
    let found: Vec<_> = decision.questions[0].because.iter().map(|because| because.matched.as_deref()).collect();
    assert_eq!(found, [Some("kim@example.net")], "who is allowed is not asked about");
    answered(&decision, &mut changes);
    changes["answers"]["reasons"] = json!([]);
    assert_eq!(grant(&changes), Ok(()));
    changes["to"] =
        json!(["daan@example.org", "lee@example.com", "kim@example.net", "ann@example.com", "ivo@example.org"]);
    assert_eq!(grant(&changes), Ok(()), "others who may have it ask nothing");
    changes["cc"] = json!(["jo@example.net"]);
    assert_eq!(grant(&changes), Err(Error::QuestionOpen {}), "another outsider asks again");
    changes["cc"] = json!([]);
    changes["to"][2] = json!("jo@example.net");
    assert_eq!(grant(&changes), Err(Error::QuestionOpen {}), "as does one in the place of another");
}

#[test]
fn a_stronger_template_does_not_take_back_that_one_asks_not_to_forward() {
    let cases: Value = serde_json::from_slice(include_bytes!("cases/decisions/protection.json")).unwrap();
    let bundle = bundle(&cases["bundle"]);
    let permitted = |protection: &str, subject: &str| {
        let changes = json!({ "to": ["daan@example.org"], "protection": protection, "subject": subject });
        let draft = draft(&changes);
        let sight = sight(&bundle, &draft, &Value::Null);
        let (permit, decision) = Permit::grant(&bundle, draft, &sight, time(&Value::Null)).unwrap();
        let template = permit.template().unwrap();
        assert_eq!(decision.protection.unwrap().do_not_forward, template.do_not_forward);
        (template.id.clone(), template.do_not_forward, template.keep_protected)
    };
    assert_eq!(permitted("do-not-forward", "[colleagues]"), ("colleagues".to_owned(), true, true));
    assert_eq!(permitted("encrypt", "[colleagues]"), ("colleagues".to_owned(), false, false));
    assert_eq!(permitted("encrypt", "[no-forward]"), ("do-not-forward".to_owned(), true, true));
}

#[test]
fn a_label_below_what_was_answered_takes_a_reason_that_is_kept() {
    let bundle = bundle(&json!({ "lowering": "reason" }));
    let confidential = "5d6c0f01-1b7a-4f3d-8c11-6f2a9d1e0004";
    let public = "5d6c0f01-1b7a-4f3d-8c11-6f2a9d1e0001";
    let site = "3f0c1a52-7d1b-4c8e-9a5e-2b61d0c4e7aa";
    let text = format!("MSIP_Label_{confidential}_Enabled=true; MSIP_Label_{confidential}_SiteId={site}");
    let mut changes = json!({
        "to": ["daan@example.org"], "label": public, "answeredLabels": [{ "text": text, "verified": true }],
    });
    let now = time(&Value::Null);
    let grant = |changes: &Value| {
        let draft = draft(changes);
        let sight = sight(&bundle, &draft, &Value::Null);
        Permit::grant(&bundle, draft, &sight, now)
    };
    assert_eq!(grant(&changes).unwrap_err(), Error::QuestionOpen {});
    let whole = draft(&changes);
    answered(&decide(&bundle, &whole, &sight(&bundle, &whole, &Value::Null), now), &mut changes);
    let (permit, _) = grant(&changes).unwrap();
    assert_eq!(permit.lowered(), Some((confidential, Some(public))));
    assert_eq!(permit.reasons(), [("lower-label".to_owned(), "Asked for by the client.".to_owned())]);
}

#[test]
fn labels_of_files_have_to_be_seen_before_they_count() {
    let file = json!({ "name": "a.txt", "type": "text/plain", "size": 6, "contentId": null });
    let changes = json!({ "to": ["lee@example.com"], "attachments": [file] });
    for (labels, wanted) in [
        (json!({}), Ok(())),
        (json!({ "labelInfo": true }), Ok(())),
        (json!({ "toMessage": "recommend" }), Err(Error::AttachmentUnreadable { index: 0 })),
        (json!({ "fromMessage": "properties" }), Err(Error::AttachmentUnreadable { index: 0 })),
    ] {
        let bundle = bundle(&json!({ "fileLabels": labels }));
        let draft = draft(&changes);
        let sight = sight(&bundle, &draft, &json!({ "inspections": [null] }));
        assert_eq!(Permit::grant(&bundle, draft, &sight, time(&Value::Null)).map(|_| ()), wanted, "{labels}");
    }
}

#[test]
fn what_rules_look_into_has_to_be_seen() {
    let rule = json!([{
        "id": "words", "name": "Words", "conditions": { "AttachmentContainsWords": ["secret"] },
        "actions": { "RejectMessageReasonText": "No." },
    }]);
    let bundle = bundle(&json!({ "rules": rule }));
    let file = json!({ "name": "a.txt", "type": "text/plain", "size": 6, "contentId": null });
    let changes = json!({ "to": ["lee@example.com"], "attachments": [file] });
    let grant = |inspections: Value| {
        let draft = draft(&changes);
        let sight = sight(&bundle, &draft, &json!({ "inspections": inspections }));
        Permit::grant(&bundle, draft, &sight, time(&Value::Null)).map(|_| ())
    };
    assert_eq!(grant(json!([])), Err(Error::AttachmentUnreadable { index: 0 }));
    assert_eq!(grant(json!([null])), Err(Error::AttachmentUnreadable { index: 0 }));
    assert_eq!(grant(json!([{ "text": "harmless" }])), Ok(()));
    assert_eq!(grant(json!([{ "text": "a secret" }])), Err(Error::Blocked {}));
}

#[test]
fn a_misspelt_wish_is_refused() {
    let error = serde_json::from_value::<DraftInput>(json!({ "protecion": "encrypt" })).unwrap_err();
    assert!(error.to_string().contains("unknown field `protecion`"), "{error}");
}

#[test]
fn a_rule_about_people_or_files_tells_which_and_what_of_them() {
    let tip = |name: &str, conditions: Value| json!({ "id": name, "name": name, "conditions": conditions, "actions": { "Tip": name } });
    let bundle = bundle(&json!({
        "people": [
            { "address": "noor@example.org", "manager": "mara@example.org", "attributes": { "City": "Utrecht" } },
            { "address": "daan@example.org", "manager": "noor@example.org", "attributes": { "City": "utrecht" } },
        ],
        "rules": [
            tip("city", json!({ "ADComparisonAttribute": "City", "ADComparisonOperator": "Equal" })),
            tip("report", json!({ "SenderManagementRelationship": "Manager" })),
            tip("film", json!({ "AttachmentExtensionMatchesWords": ["mp4"] })),
            tip("large", json!({ "AttachmentSizeOver": 1000 })),
        ],
    }));
    let file = |name: &str, size: u64| json!({ "name": name, "type": "video/mp4", "size": size, "contentId": null });
    let files = json!([file("notes.txt", 7), file("film.mp4", 2000)]);
    let draft = draft(&json!({ "to": ["lee@example.com", "daan@example.org"], "attachments": files }));
    let read = json!({ "inspections": [{}, {}] });
    let decision = decide(&bundle, &draft, &sight(&bundle, &draft, &read), time(&Value::Null));
    let told: Vec<_> = decision
        .tips
        .iter()
        .flat_map(|tip| &tip.because)
        .map(|one| (one.field.as_str(), one.index, one.matched.as_deref()))
        .collect();
    let (daan, second) = (("to", Some(1)), ("attachments", Some(1)));
    assert_eq!(
        told,
        [
            (daan.0, daan.1, Some("utrecht")),
            (daan.0, daan.1, None),
            (second.0, second.1, Some("mp4")),
            (second.0, second.1, None)
        ]
    );
}

#[test]
fn of_files_with_the_same_label_the_first_is_named_as_the_reason() {
    let [public, internal, secret] = [6001, 6003, 6005].map(|end| format!("8d2f6c31-5a1e-4b7f-8c4d-2e3f4a5b{end}"));
    let bundle = bundle(&json!({
        "labels": [{ "id": public, "name": "Public", "color": "#1f5fbf" }, { "id": internal, "name": "Internal", "color": "#1f5fbf" }, { "id": secret, "name": "Secret", "color": "#b02a37" }],
        "templates": [{ "id": "encrypt", "name": "Encrypt", "description": "\u{2026}" }], "defaultLabel": public,
        "fileLabels": { "toMessage": "recommend" },
    }));
    let site = &bundle.organisation().id;
    let file = |label: &str| {
        let label = format!("MSIP_Label_{label}_Enabled=true; MSIP_Label_{label}_SiteId={site}");
        json!({ "name": "plan.txt", "type": "text/plain", "size": 9, "contentId": null, "label": label })
    };
    for (labels, named) in
        [(vec![&secret, &secret], 0), (vec![&internal, &secret, &secret], 1), (vec![&secret, &internal], 0)]
    {
        let files: Vec<Value> = labels.iter().map(|label| file(label)).collect();
        let read = json!({ "inspections": vec![json!({}); files.len()] });
        let draft = draft(&json!({ "to": ["daan@example.org"], "attachments": files }));
        let recommended =
            decide(&bundle, &draft, &sight(&bundle, &draft, &read), time(&Value::Null)).recommended.unwrap();
        assert_eq!((recommended.id, recommended.because[0].index), (secret.clone(), Some(named)), "{labels:?}");
    }
}

#[test]
fn a_permit_crosses_on_one_line_however_the_draft_was_written() {
    let bundle = bundle(&Value::Null);
    let whole = json!({
        "from": "Noor de Wit <noor@example.org>", "to": ["daan@example.org"], "cc": [], "bcc": [], "subject": "Zürich",
        "text": "one\r\ntwo\n", "html": null, "attachments": [], "label": null, "protection": null,
        "answers": { "acknowledged": [] }, "inReplyTo": null, "references": [], "language": "en", "date": "", "messageId": "",
    });
    let draft = Draft::new(serde_json::from_value::<DraftInput>(whole.clone()).unwrap());
    let sight = sight(&bundle, &draft, &Value::Null);
    let (permit, _) = Permit::grant(&bundle, draft, &sight, time(&Value::Null)).unwrap();
    let written = serde_json::to_string_pretty(&whole).unwrap();
    for text in [whole.to_string(), written.clone(), written.replace('\n', "\r\n")] {
        let crossed = permit.to_json(&text).unwrap();
        assert!(!crossed.contains(['\n', '\r']), "{crossed}");
        let permit = Permit::from_json(&crossed).unwrap();
        assert_eq!(
            (permit.draft().input().subject.as_str(), permit.draft().input().text.as_str()),
            ("Zürich", "one\r\ntwo\n")
        );
    }
}

/// The permit for a draft of somebody, under a bundle with these changes and a rule that always holds.
fn permitted(changes: &Value, actions: &Value, draft_changes: &Value) -> Permit {
    let mut whole = json!({ "rules": [{ "id": "always", "name": "Always", "conditions": {}, "actions": actions }] });
    for (key, value) in changes.as_object().unwrap() {
        whole[key] = value.clone();
    }
    let bundle = bundle(&whole);
    let mut all = json!({ "to": ["daan@example.org"] });
    for (key, value) in draft_changes.as_object().unwrap() {
        all[key] = value.clone();
    }
    let draft = draft(&all);
    let sight = sight(&bundle, &draft, &Value::Null);
    Permit::grant(&bundle, draft, &sight, time(&Value::Null)).unwrap().0
}

#[test]
fn a_text_that_a_rule_adds_names_the_sender() {
    let directory = json!({ "people": [{ "address": "noor@example.org", "attributes": { "City": "Utrecht", "DisplayName": "N. de Wit" } }] });
    let texts = |changes: &Value, from: &str, text: &str, above: bool| {
        let place = if above { "Prepend" } else { "Append" };
        let actions = json!({ "ApplyHtmlDisclaimerText": text, "ApplyHtmlDisclaimerLocation": place });
        permitted(changes, &actions, &json!({ "from": from })).disclaimers().to_vec()
    };
    let noor = "Noor de Wit <noor@example.org>";
    for (directory, from, text, expected) in [
        (&json!({}), noor, "By %%DisplayName%% (%%UserPrincipalName%%).", "By Noor de Wit (noor@example.org)."),
        (&json!({}), "noor@example.org", "%%DisplayName%%%%WindowsEmailAddress%%", "noor@example.orgnoor@example.org"),
        (&directory, noor, "%%DisplayName%%, %%city%%, %%Phone%%.", "N. de Wit, Utrecht, ."),
        (&directory, noor, "100%% sure, %%City%% too: 5%%", "100%% sure, Utrecht too: 5%%"),
        (&directory, noor, "%%%%City%%%%, %% City %%", "%%Utrecht%%, %% City %%"),
    ] {
        assert_eq!(texts(directory, from, text, false), [(expected.to_owned(), false)], "{text}");
        assert_eq!(texts(directory, from, text, true), [(expected.to_owned(), true)], "{text}");
    }
}

#[test]
fn what_rules_put_before_a_subject_stands_there_once() {
    let subject = |own: &str| {
        permitted(&json!({}), &json!({ "PrependSubject": "[All] " }), &json!({ "subject": own })).subject().to_owned()
    };
    assert_eq!(subject("Budget"), "[All] Budget");
    assert_eq!(subject("[All] Budget"), "[All] Budget", "an answer has it already");
    assert_eq!(subject("Re: [All] Budget"), "[All] Re: [All] Budget");
}

#[test]
fn whether_documents_get_a_part_of_their_own_for_the_label_is_the_bundles_word() {
    for wanted in [true, false] {
        let permit = permitted(&json!({ "fileLabels": { "labelInfo": wanted } }), &json!({ "Tip": "x" }), &json!({}));
        assert_eq!(permit.label_info(), wanted);
    }
    assert!(!permitted(&json!({}), &json!({ "Tip": "x" }), &json!({})).label_info());
}
