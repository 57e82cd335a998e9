//! Labels on mail: what is written, what an answer keeps, and what is read is what was written.

use crate::people::{Person, draft, now, open, protect_by};
use proptest::prelude::*;
use serde_json::{Value, json};
use zegel::bundle::Bundle;
use zegel::compose::{AnsweredLabel, AttachmentInput, DraftInput, GivenReason};
use zegel::label::{LabelState, OpenedLabel, claimed_labels};
use zegel::open::Opened;
use zegel::seal::KeyKind;

const OWN: &str = "3f0c1a52-7d1b-4c8e-9a5e-2b61d0c4e7aa";
const OTHERS: &str = "c1e6f3d8-0a94-4b7d-8f25-9d3b7a610f42";
const GENERAL: &str = "5d6c0f01-1b7a-4f3d-8c11-6f2a9d1e0002";
const SECRET: &str = "5d6c0f01-1b7a-4f3d-8c11-6f2a9d1e0006";
const FOREIGN: &str = "6f1d2a34-0c1e-4b57-9a80-3b7c5d9e1f02";

/// Two labels with everything a label may write; `changes` replace fields of the bundle.
fn rules(changes: &Value) -> Bundle {
    let mut bundle = json!({
        "format": 1, "serial": 1, "organisation": { "id": OWN, "name": "Example", "domains": ["example.org"] },
        "templates": [{ "id": "encrypt", "name": "Encrypt", "description": "Only the people addressed." }],
        "labels": [
            { "id": GENERAL, "name": { "en": "General", "nl": "Algemeen" }, "color": "#1f5fbf", "subjectTag": "[GENERAL]" },
            { "id": SECRET, "name": { "en": "Secret", "nl": "Geheim — één" }, "color": "#b00020", "sensitivity": "company-confidential",
              "lowering": "reason", "subjectTag": { "en": "[SECRET]", "nl": "[GEHEIM]" }, "subjectTagAt": "end",
              "protectiveMarking": { "security": "OFFICIAL:Sensitive", "caveat": "SH:CABINET", "access": "Legal-Privilege" },
              "header": { "text": "${If.App.O}${Item.Label} of ${User.Name}${If.End}${If.App.W}file${If.End}", "alignment": "center" },
              "footer": { "text": "Keep it" } },
        ],
        "defaultLabel": GENERAL, "fileLabels": { "fromMessage": "properties" },
        "exposedHeaders": ["msip_labels", "Sensitivity", "SIO-Label"],
    });
    bundle.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    Bundle::read(bundle.to_string().as_bytes()).unwrap()
}

fn noor() -> Person {
    Person::new("Noor de Wit", "noor@example.org", KeyKind::V4)
}

fn labelled(label: Option<&str>) -> DraftInput {
    let mut input = draft("Noor de Wit <noor@example.org>", &["noor@example.org"]);
    input.label = label.map(ToOwned::to_owned);
    input.protection = Some("encrypt".into());
    input
}

/// What leaves, and what the reader sees of it.
fn sent(rules: &Bundle, input: DraftInput, contents: &[&[u8]], noor: &Person) -> (String, Opened) {
    let bytes = protect_by(rules, input, contents, noor, &[noor]).unwrap().messages.remove(0).bytes;
    let opened = open(&bytes, noor, &[noor]);
    (String::from_utf8(bytes).unwrap(), opened)
}

fn brief(labels: &[OpenedLabel]) -> Vec<(&str, LabelState)> {
    labels.iter().map(|label| (label.id.as_str(), label.state)).collect()
}

fn foreign(id: &str, site: &str) -> String {
    format!(
        "MSIP_Label_{id}_Enabled=True; MSIP_Label_{id}_Name=Third Party New; MSIP_Label_{id}_SiteId={site}; MSIP_Label_{id}_Tag=10, 0, 1, 1"
    )
}

/// A GUID with other first digits.
fn with_start(guid: &str, start: &str) -> String {
    [start, guid.trim_start_matches(|c| c != '-')].concat()
}

#[test]
fn a_clear_mail_says_it_in_every_field_that_is_switched_on() {
    let noor = noor();
    let mut input = labelled(Some(SECRET));
    (input.protection, input.language, input.html) = (None, "nl".into(), Some("<p>Hello</p>".into()));
    let (wire, opened) = sent(&rules(&json!({})), input.clone(), &[], &noor);
    let unfolded = wire.replace("\r\n ", " ").replace("\r\n\t", " ");
    // Mail flow rules look for this in one piece.
    assert!(wire.contains(&format!("MSIP_Label_{SECRET}_Enabled=true;\r\n")), "{wire}");
    for expected in [
        format!("MSIP_Label_{SECRET}_SetDate=2026-03-02T08:15:00Z; "),
        format!("MSIP_Label_{SECRET}_Method=Privileged; MSIP_Label_{SECRET}_Name=Secret; MSIP_Label_{SECRET}_SiteId={OWN}; "),
        format!("MSIP_Label_{SECRET}_ActionId={}; MSIP_Label_{SECRET}_ContentBits=3\r\n", crate::people::ACTION),
        "SIO-Label: marking*=utf-8''Geheim%20%E2%80%94%20%C3%A9%C3%A9n; fgcolor=\"white\"; bgcolor=\"#b00020\"\r\n".to_owned(),
        "Sensitivity: Company-Confidential\r\n".to_owned(),
        "X-Protective-Marking: VER=2018.3, NS=gov.au, SEC=OFFICIAL:Sensitive, CAVEAT=SH:CABINET, ACCESS=Legal-Privilege, ORIGIN=noor@example.org".to_owned(),
        "Subject: Hello [GEHEIM]\r\n".to_owned(),
    ] {
        assert!(unfolded.contains(&expected), "{expected}\n{unfolded}");
    }
    assert!(wire.lines().all(|line| line.len() <= 200));
    assert_eq!(opened.text.as_deref().unwrap().lines().next(), Some("Geheim — één of Noor de Wit"));
    assert!(opened.text.unwrap().ends_with("Hello there.\n\nKeep it\n"));
    assert_eq!(opened.label_lines, (1, 1));
    assert!(opened.html.unwrap().contains("class=\"zegel-label-header\""));
    assert_eq!(brief(&opened.labels), [(SECRET, LabelState::Claimed)]);

    let quiet = rules(&json!({ "labelHeaders": ["Sensitivity"] }));
    let (wire, opened) = sent(&quiet, input, &[], &noor);
    assert!(
        wire.contains("Sensitivity: ")
            && !wire.contains("MSIP_Label")
            && !wire.contains("SIO-Label")
            && !wire.contains("X-Protective")
    );
    assert!(opened.label.is_none());
    assert_eq!(opened.markings.iter().map(|one| one.field.as_str()).collect::<Vec<_>>(), ["Sensitivity"]);
}

#[test]
fn inside_it_is_verified_and_outside_stands_what_the_bundle_exposes() {
    let noor = noor();
    let (wire, opened) = sent(&rules(&json!({})), labelled(Some(SECRET)), &[], &noor);
    assert!(
        wire.contains("MSIP_Label_")
            && wire.contains("Sensitivity: ")
            && wire.contains("SIO-Label: ")
            && !wire.contains("X-Protective")
    );
    assert_eq!(brief(&opened.labels), [(SECRET, LabelState::Verified)]);
    assert!(!opened.label.as_ref().unwrap().hidden);
    let (wire, opened) = sent(&rules(&json!({ "exposedHeaders": [] })), labelled(Some(SECRET)), &[], &noor);
    assert!(!wire.contains("MSIP_Label") && !wire.contains("Sensitivity") && !wire.contains("SIO-Label"));
    assert_eq!(brief(&opened.labels), [(SECRET, LabelState::Verified)]);
    assert!(opened.label.unwrap().hidden);
    assert!(opened.markings.iter().all(|marking| marking.state == LabelState::Verified) && opened.markings.len() == 3);
}

#[test]
fn somebody_on_the_way_who_relabels_is_found_out() {
    let noor = noor();
    let (wire, _) = sent(&rules(&json!({})), labelled(Some(SECRET)), &[], &noor);
    let (forged, removed) = (wire.replace(SECRET, GENERAL), wire.replace("Enabled=true", "Enabled=false"));
    assert_eq!(brief(&open(forged.as_bytes(), &noor, &[&noor]).labels), [(SECRET, LabelState::Disagree)]);
    assert_eq!(brief(&open(removed.as_bytes(), &noor, &[&noor]).labels), [(SECRET, LabelState::Verified)]);
    // Another organisation's server adds its own: nobody vouches for that, and it takes nothing away.
    let added = wire.replacen("msip_labels: ", &format!("msip_labels: {};\r\n ", foreign(FOREIGN, OTHERS)), 1);
    let opened = open(added.as_bytes(), &noor, &[&noor]);
    assert_eq!(brief(&opened.labels), [(SECRET, LabelState::Verified), (FOREIGN, LabelState::Claimed)]);
    assert_eq!(opened.label.unwrap().id, SECRET);
}

#[test]
fn an_answer_keeps_what_others_say_and_does_not_tell_what_was_hidden() {
    let noor = noor();
    let mut input = labelled(None);
    let answered = |text: String| AnsweredLabel { text, verified: true };
    let own = format!("MSIP_Label_{SECRET}_Enabled=true; MSIP_Label_{SECRET}_SiteId={OWN}");
    input.answered_labels = vec![answered(foreign(FOREIGN, OTHERS)), answered(own)];
    input.label_hidden = true;
    input.subject = "Re: [GENERAL] Hello [SECRET]".into();
    let (wire, opened) = sent(&rules(&json!({})), input, &[], &noor);
    assert!(!wire.contains("MSIP_Label") && !wire.contains("Sensitivity") && !wire.contains("SIO-Label"), "{wire}");
    assert_eq!(brief(&opened.labels), [(SECRET, LabelState::Verified), (FOREIGN, LabelState::Verified)]);
    let kept = &opened.labels[1];
    assert_eq!((kept.name.as_deref(), kept.organisation.as_deref()), (Some("Third Party New"), Some(OTHERS)));
    assert!(kept.text.contains("_Tag=10, 0, 1, 1"));
    let headers = serde_json::to_value(&opened.headers).unwrap();
    assert_eq!(headers.pointer("/subject/value").unwrap(), "Re: Hello [SECRET]");
}

#[test]
fn how_many_lines_are_the_labels_own_is_told() {
    let noor = noor();
    let cases = [
        (json!({ "header": { "text": "Of the\nlabel" } }), Some("1-0")),
        (json!({ "footer": { "text": "Of the label" } }), Some("0-1")),
        (json!({ "header": { "text": "One" }, "footer": { "text": "Two" } }), Some("1-1")),
        (json!({}), None),
    ];
    for (marks, lines) in cases {
        let mut label = json!({ "id": GENERAL, "name": "General", "color": "#1f5fbf" });
        label.as_object_mut().unwrap().extend(marks.as_object().unwrap().clone());
        let mut input = labelled(Some(GENERAL));
        input.protection = None;
        let (wire, _) = sent(&rules(&json!({ "labels": [label] })), input, &[], &noor);
        let told = wire.split_once("zegel-label-lines=\"").map(|(_, rest)| rest.split('"').next().unwrap());
        assert_eq!(told, lines, "{wire}");
    }
}

#[test]
fn an_answer_keeps_one_label_of_each_other_organisation_and_none_that_was_taken_off() {
    let noor = noor();
    let (second, third) = (with_start(FOREIGN, "00000002"), with_start(FOREIGN, "00000003"));
    let off = foreign(&third, &with_start(OTHERS, "00000003")).replace("_Enabled=True", "_Enabled=False");
    let mut input = labelled(None);
    input.answered_labels = [foreign(FOREIGN, OTHERS), foreign(&second, OTHERS), off]
        .map(|text| AnsweredLabel { text, verified: true })
        .into();
    let (_, opened) = sent(&rules(&json!({})), input, &[], &noor);
    assert_eq!(brief(&opened.labels), [(GENERAL, LabelState::Verified), (FOREIGN, LabelState::Verified)]);

    let mut input = labelled(None);
    input.protection = None;
    let many = (0..40).map(|at| format!("{at:08x}"));
    let many = many.map(|at| foreign(&with_start(FOREIGN, &at), &with_start(OTHERS, &at)));
    input.answered_labels = many.map(|text| AnsweredLabel { text, verified: true }).collect();
    let (wire, _) = sent(&rules(&json!({})), input, &[], &noor);
    assert_eq!(wire.matches("_Enabled=True").count(), 16, "{wire}");
}

#[test]
fn what_an_answer_keeps_cannot_carry_anything_else() {
    let noor = noor();
    for text in [
        format!(
            "MSIP_Label_{FOREIGN}_Enabled=true; MSIP_Label_{FOREIGN}_SiteId={OTHERS}; MSIP_Label_{FOREIGN}_Name=a\r\nBcc: x@example.com"
        ),
        format!(
            "MSIP_Label_{FOREIGN}_Enabled=true; MSIP_Label_{FOREIGN}_SiteId={OTHERS}; MSIP_Label_{FOREIGN}_Name={}",
            "n".repeat(10_000)
        ),
        (0..600)
            .map(|at| foreign(&with_start(FOREIGN, &format!("{at:08x}")), &with_start(OTHERS, &format!("{at:08x}"))))
            .collect::<Vec<_>>()
            .join("; "),
        foreign(FOREIGN, OTHERS)
            + &(0..500)
                .map(|at| format!("; MSIP_Label_{FOREIGN}_X{at}={}", "x".repeat(250)))
                .collect::<Vec<_>>()
                .concat(),
        "\u{2028};;;===;MSIP_Label_".to_owned(),
    ] {
        let mut input = labelled(None);
        input.protection = None;
        input.answered_labels = vec![AnsweredLabel { text, verified: false }];
        let (wire, opened) = sent(&rules(&json!({})), input, &[], &noor);
        assert!(!wire.contains("\r\nBcc"), "{wire}");
        assert!(wire.lines().all(|line| line.len() <= 998) && opened.labels.len() <= 17, "{wire}");
        assert!(wire.len() < 16 * 1024, "{} octets", wire.len());
        assert_eq!(opened.label.unwrap().id, GENERAL);
    }
}

#[test]
fn lowering_with_a_reason_is_signed_and_recorded() {
    let noor = noor();
    let mut input = labelled(Some(GENERAL));
    let own = format!("MSIP_Label_{SECRET}_Enabled=true; MSIP_Label_{SECRET}_SiteId={OWN}");
    input.answered_labels = vec![AnsweredLabel { text: own, verified: true }];
    let rules = rules(&json!({}));
    assert!(protect_by(&rules, input.clone(), &[], &noor, &[&noor]).is_err(), "it is asked first");
    let shown = zegel::compose::Draft::new(input.clone());
    let decision = zegel::decide::decide(&rules, &shown, &zegel::contents::Sight::default(), now());
    let question = decision.questions[0].key.clone();
    input.answers.reasons = vec![GivenReason { question, text: "It was published.".into() }];
    input.protection = None;
    let postings = protect_by(&rules, input, &[], &noor, &[&noor]).unwrap();
    let reason = &postings.reasons[0];
    assert_eq!((reason.rule.as_deref(), reason.text.as_str()), (None, "It was published."));
    assert_eq!((reason.from.as_deref(), reason.to.as_deref()), (Some(SECRET), Some(GENERAL)));
    let wire =
        String::from_utf8(postings.messages[0].bytes.clone()).unwrap().replace("\r\n ", " ").replace("\r\n\t", " ");
    assert!(
        wire.contains(&format!("Zegel-Justification: lower-label; from={SECRET}; to={GENERAL}; It was published.\r\n")),
        "{wire}"
    );
}

#[test]
fn every_attached_file_has_its_label_beside_it() {
    let noor = noor();
    let mut input = labelled(Some(SECRET));
    let file = |name: &str, label: Option<String>| AttachmentInput {
        name: name.into(),
        media_type: "text/plain".into(),
        size: 3,
        content_id: None,
        label,
    };
    let own = format!("MSIP_Label_{GENERAL}_Enabled=true; MSIP_Label_{GENERAL}_SiteId={OWN}");
    let both = [own, foreign(FOREIGN, OTHERS)].join("; ");
    input.attachments = vec![file("a.txt", None), file("b.txt", Some(both))];
    let (_, opened) = sent(&rules(&json!({})), input.clone(), &[b"abc", b"def"], &noor);
    let parts = serde_json::to_value(&opened.parts).unwrap();
    let ids = |at: usize| {
        let labels = parts[at]["labels"].as_array().unwrap().clone();
        labels
            .into_iter()
            .map(|label| (label["id"].as_str().unwrap().to_owned(), label["state"].clone()))
            .collect::<Vec<_>>()
    };
    assert_eq!(ids(0), [(SECRET.to_owned(), json!("verified"))]);
    assert_eq!(ids(1), [(SECRET.to_owned(), json!("verified")), (FOREIGN.to_owned(), json!("verified"))]);
    // Where files get none, one that came with a label keeps it.
    let (_, opened) = sent(&rules(&json!({ "fileLabels": {} })), input, &[b"abc", b"def"], &noor);
    let parts = serde_json::to_value(&opened.parts).unwrap();
    assert_eq!(parts[0]["labels"], json!([]));
    assert_eq!(parts[1]["labels"].as_array().unwrap().len(), 2);
}

/// Custom properties as Office writes them into files, one for each fact about a label.
#[test]
fn what_properties_of_a_file_say_is_a_claim_and_what_they_switch_off_is_nothing() {
    let named = |id: &str, key: &str| format!("MSIP_Label_{id}_{key}");
    let facts = [
        (named(SECRET, "Enabled"), "true"),
        (named(SECRET, "Name"), "Secret"),
        (named(SECRET, "SiteId"), OWN),
        (named(GENERAL, "Enabled"), "false"),
        (named(GENERAL, "Name"), "General"),
        ("Company".to_owned(), "Example"),
        (named(FOREIGN, "Enabled"), "True"),
        (named(FOREIGN, "SiteId"), OTHERS),
    ];
    let labels = claimed_labels(facts.iter().map(|(name, value)| (name.as_str(), *value)));
    assert_eq!(brief(&labels), [(SECRET, LabelState::Claimed), (FOREIGN, LabelState::Claimed)]);
    assert_eq!(labels.iter().map(|label| label.name.as_deref()).collect::<Vec<_>>(), [Some("Secret"), None]);
    assert_eq!(labels.iter().map(|label| label.organisation.as_deref()).collect::<Vec<_>>(), [Some(OWN), Some(OTHERS)]);
}

/// A file may claim as many as it likes.
#[test]
fn of_many_labels_the_first_sixteen_are_read() {
    let ids: Vec<String> = (10..40).map(|at| with_start(FOREIGN, &format!("000000{at}"))).collect();
    let names: Vec<String> = ids.iter().map(|id| format!("MSIP_Label_{id}_Enabled")).collect();
    let labels = claimed_labels(names.iter().map(|name| (name.as_str(), "true")));
    assert!(labels.iter().map(|label| &label.id).eq(ids.iter().take(16)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever a label is called and whatever stands on the mail it answers: what is read is what was written.
    #[test]
    fn a_label_is_read_as_it_was_written(name in "\\PC{1,60}", tag in "[A-Z]{0,8}", others in prop::collection::vec(("[0-9a-f]{8}", "\\PC{0,80}"), 0..5)) {
        prop_assume!(!name.trim().is_empty());
        let noor = noor();
        let mut label = json!({ "id": SECRET, "name": name, "color": "#b00020", "header": { "text": "${Item.Label}" } });
        if !tag.is_empty() {
            label["subjectTag"] = json!(tag);
        }
        let rules = rules(&json!({ "labels": [label], "defaultLabel": SECRET, "exposedHeaders": [] }));
        let mut input = labelled(None);
        for (start, name) in &others {
            let (id, site) = (with_start(FOREIGN, start), with_start(OTHERS, start));
            input.answered_labels.push(AnsweredLabel { text: format!("MSIP_Label_{id}_Enabled=true; MSIP_Label_{id}_SiteId={site}; MSIP_Label_{id}_Name={name}"), verified: false });
        }
        let (_, opened) = sent(&rules, input.clone(), &[], &noor);
        let own = opened.label.unwrap();
        prop_assert_eq!((own.id.as_str(), own.state, own.organisation.as_deref()), (SECRET, LabelState::Verified, Some(OWN)));
        let expected: String = name.chars().map(|c| if !c.is_ascii() { '?' } else if c.is_ascii_graphic() && c != ';' { c } else { ' ' }).collect();
        let expected = expected.split_whitespace().collect::<Vec<_>>().join(" ");
        prop_assert_eq!(own.name.unwrap_or_default(), expected);
        let mut sites: Vec<&String> = others.iter().map(|(start, _)| start).collect();
        sites.sort();
        sites.dedup();
        prop_assert_eq!(opened.labels.len(), 1 + sites.len());
    }
}
