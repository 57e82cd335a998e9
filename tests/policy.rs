//! Do the laws of rules hold for whatever bundle and whatever draft, and is no broken bundle let through?

use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};
use serde_json::{Map, Value, json};
use std::sync::LazyLock;
use zegel::bundle::{Bundle, Mistake};
use zegel::compose::{Draft, DraftInput};
use zegel::contents::{Eyes, Inspection, Looked};
use zegel::decide::{Decision, decide};
use zegel::time::Instant;

const LABEL: &str = "5d6c0f01-1b7a-4f3d-8c11-6f2a9d1e000";

/// The bundle of the decision cases, with something for every condition to find.
static BASE: LazyLock<Value> = LazyLock::new(|| {
    let mut base: Value = serde_json::from_slice(include_bytes!("cases/decisions/base.json")).unwrap();
    base["defaultLabel"] = Value::Null;
    base["groups"] =
        json!([{ "id": "board", "members": ["mara@example.org"] }, { "id": "partners", "members": ["example.com"] }]);
    base["people"] = json!([
        { "address": "noor@example.org", "manager": "mara@example.org", "attributes": { "Department": "Sales" } },
        { "address": "daan@example.org", "attributes": { "Department": "Finance" } },
    ]);
    base["wordLists"] = json!([{ "id": "gems", "words": ["ruby", "alpha"] }]);
    base["types"] = json!([{ "id": "code", "name": "Code", "patterns": ["\\bC\\d\\b"] }]);
    base["branding"] = json!([{ "id": "plain" }]);
    base
});

/// The bundles of all decision cases: between them they have every field.
static BUNDLES: LazyLock<Vec<Value>> = LazyLock::new(|| {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/decisions");
    let mut bundles = vec![BASE.clone()];
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "json") || path.ends_with("base.json") {
            continue;
        }
        let changes: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
        let mut whole: Value = serde_json::from_slice(include_bytes!("cases/decisions/base.json")).unwrap();
        for (key, value) in changes["bundle"].as_object().into_iter().flatten() {
            whole[key] = value.clone();
        }
        bundles.push(whole);
    }
    bundles
});

fn label(number: u8) -> Value {
    Value::from(format!("{LABEL}{number}"))
}

fn read(bundle: &Value) -> Result<Bundle, Vec<Mistake>> {
    Bundle::read(bundle.to_string().as_bytes())
}

fn with_rules(rules: &[Value]) -> Bundle {
    let mut bundle = BASE.clone();
    bundle["rules"] = json!(rules);
    read(&bundle).unwrap()
}

/// Some of these fields. `all` names each with the values it may have.
fn some_of(all: Vec<(&'static str, Vec<Value>)>, least: usize, most: usize) -> impl Strategy<Value = Value> {
    let most = most.min(all.len());
    subsequence(all, least..=most).prop_flat_map(|chosen| {
        let values: Vec<_> = chosen.into_iter().map(|(name, values)| (Just(name.to_owned()), select(values))).collect();
        values.prop_map(|fields| Value::Object(fields.into_iter().collect::<Map<_, _>>()))
    })
}

/// What can be found in a draft whatever label and protection it has.
fn facts() -> Vec<(&'static str, Vec<Value>)> {
    vec![
        ("SentToScope", vec![json!("InOrganization"), json!("NotInOrganization")]),
        ("FromScope", vec![json!("InOrganization"), json!("NotInOrganization")]),
        ("RecipientDomainIs", vec![json!(["example.com"]), json!(["example.net", "example.org"])]),
        ("SentTo", vec![json!(["lee@example.com"]), json!(["daan@example.org", "ann@example.net"])]),
        ("AnyOfCcHeader", vec![json!(["lee@example.com"])]),
        ("SentToMemberOf", vec![json!(["board"]), json!(["partners"])]),
        ("RecipientAddressMatchesPatterns", vec![json!(["^[a-l].*@example"])]),
        ("SubjectContainsWords", vec![json!(["alpha", "beta"])]),
        ("SubjectOrBodyContainsWords", vec![json!(["gamma"]), json!([{ "wordList": "gems" }, "alpha beta"])]),
        ("SubjectOrBodyMatchesPatterns", vec![json!(["b.t", "g+"])]),
        ("AttachmentContainsWords", vec![json!(["alpha"])]),
        ("AttachmentIsNotInspected", vec![json!(true), json!(false)]),
        (
            "MessageContainsDataClassifications",
            vec![json!([{ "name": "code" }]), json!([{ "name": "code", "minCount": 2 }])],
        ),
        ("MessageSizeOver", vec![json!(20)]),
        ("WithImportance", vec![json!("High"), json!("Normal")]),
        ("SenderADAttributeContainsWords", vec![json!(["Department:Sales,Finance"])]),
        ("HasAttachment", vec![json!(true), json!(false)]),
        ("RecipientCountOver", vec![json!(1)]),
        ("IsReply", vec![json!(true), json!(false)]),
    ]
}

/// What becomes true, and never false again, as labels rise and protection grows.
fn rising() -> Vec<(&'static str, Vec<Value>)> {
    vec![
        ("LabelIsAtLeast", vec![label(3), label(5)]),
        ("HasNoClassification", vec![json!(false)]),
        ("MessageTypeMatches", vec![json!("Encrypted"), json!("PermissionControlled")]),
    ]
}

fn actions() -> impl Strategy<Value = Value> {
    let templates = vec![json!("encrypt"), json!("do-not-forward"), json!("employees"), json!("highly")];
    let protecting = vec![
        ("ApplyLabel", vec![label(1), label(4), label(5), label(6)]),
        ("ApplyRightsProtectionTemplate", templates),
        ("ApplyOME", vec![json!(true), json!(false)]),
    ];
    let others = vec![
        ("PrependSubject", vec![json!("[x] ")]),
        ("CopyTo", vec![json!(["mara@example.org"])]),
        ("Tip", vec![json!("Mind.")]),
        ("Warn", vec![json!("Sure?")]),
        ("RequireReason", vec![json!("Why?")]),
        ("RejectMessageReasonText", vec![json!("No.")]),
    ];
    (some_of(protecting, 0, 1), some_of(others, 1, 2)).prop_map(both)
}

fn both((mut one, other): (Value, Value)) -> Value {
    one.as_object_mut().unwrap().extend(other.as_object().unwrap().clone());
    one
}

/// A rule that depends on one of these, and on what can be found in the draft.
fn rule(seen: Vec<(&'static str, Vec<Value>)>) -> impl Strategy<Value = Value> {
    let exceptions = prop_oneof![2 => Just(json!({})), 1 => some_of(facts(), 1, 1)];
    let mode = prop_oneof![8 => Just("Enforce"), 1 => Just("Audit"), 1 => Just("AuditAndNotify")];
    (some_of(facts(), 0, 1), some_of(seen, 0, 1), exceptions, actions(), mode).prop_map(
        |(conditions, seen, exceptions, actions, mode)| {
            let conditions = both((conditions, seen));
            json!({ "id": "further", "name": "further", "mode": mode, "conditions": conditions, "exceptions": exceptions, "actions": actions })
        },
    )
}

/// Named by their first places, so that they stay apart while a failure is made smaller.
fn rules(seen: Vec<(&'static str, Vec<Value>)>) -> impl Strategy<Value = Vec<Value>> {
    proptest::collection::vec(rule(seen), 0..6).prop_map(|mut rules| {
        for (at, rule) in rules.iter_mut().enumerate() {
            rule["id"] = json!(format!("rule-{at}"));
            rule["name"] = rule["id"].clone();
        }
        rules
    })
}

/// A draft, and what was found in its attachments.
fn drafts() -> impl Strategy<Value = (Value, Vec<Value>)> {
    let people = vec!["daan@example.org", "mara@example.org", "lee@example.com", "ann@example.net", "no address"];
    let words = "(alpha|beta|gamma|ruby|C1|C2|\\.| |\n){0,8}";
    let inspection = prop_oneof![
        Just(Value::Null),
        words.prop_map(|text| json!({ "text": text, "state": "read" })),
        words.prop_map(|text| json!({ "text": text, "state": "partly", "reason": "damaged" })),
    ];
    let or_none = |values: Vec<Value>| prop_oneof![2 => Just(Value::Null), 1 => select(values)];
    let choices = (
        or_none(vec![label(1), label(4), label(6), json!("nothing")]),
        or_none(["none", "encrypt", "do-not-forward", "highly", "nothing"].map(Value::from).to_vec()),
        or_none(vec![label(1), label(5)]),
        or_none(vec![json!("high"), json!("low")]),
    );
    let who = (
        subsequence(people.clone(), 0..=2),
        subsequence(people, 0..=2),
        select(vec!["noor@example.org", "lee@example.com", "?"]),
    );
    let texts = (words, words, proptest::option::of(words), any::<bool>());
    (who, texts, choices, proptest::collection::vec(inspection, 0..3)).prop_map(|(who, texts, choices, inspections)| {
        let ((to, cc, from), (subject, text, html, reply)) = (who, texts);
        let (label, protection, previous, importance) = choices;
        let file = json!({ "name": "a.txt", "type": "text/plain", "size": 9, "contentId": null });
        let draft = json!({
            "from": from, "to": to, "cc": cc, "subject": subject, "text": text, "html": html, "label": label,
            "protection": protection, "previousLabel": previous, "importance": importance,
            "inReplyTo": if reply { json!("1@example.com") } else { Value::Null }, "attachments": vec![file; inspections.len()],
        });
        (draft, inspections)
    })
}

fn decided(bundle: &Bundle, (draft, inspections): &(Value, Vec<Value>)) -> Decision {
    let mut whole = serde_json::to_value(DraftInput::default()).unwrap();
    for (key, value) in draft.as_object().unwrap() {
        whole[key] = value.clone();
    }
    let draft = Draft::new(serde_json::from_value(whole).unwrap());
    let eyes = Eyes::of(bundle);
    let inspect = |changes: &Value| {
        let mut whole = serde_json::to_value(Inspection::default()).unwrap();
        for (key, value) in changes.as_object()? {
            whole[key] = value.clone();
        }
        Some(eyes.look_into(serde_json::from_value(whole).unwrap()))
    };
    let looked: Vec<Option<Looked>> = inspections.iter().map(inspect).collect();
    let looked: Vec<Option<&Looked>> = looked.iter().map(Option::as_ref).collect();
    decide(bundle, &draft, &eyes.see(bundle, &draft, &looked), Instant::from_seconds(1_780_000_000))
}

/// How high the label is, and how strong the template.
fn strength(bundle: &Bundle, decision: &Decision) -> [usize; 2] {
    let label = decision.label.as_ref().and_then(|label| bundle.label(&label.id)).map_or(0, |(at, _)| at + 1);
    let template = decision.protection.as_ref().and_then(|one| bundle.template(&one.template));
    [label, template.map_or(0, |(at, _)| at + 1)]
}

/// What is asked and what blocks: by whom, and where.
fn demands(decision: &Decision) -> Vec<String> {
    let questions = decision.questions.iter().map(|one| format!("{:?} {:?}", one.rule, one.kind));
    let blocks = decision.blocks.iter();
    let blocks = blocks.map(|one| format!("{} {:?} {:?} {:?}", one.code, one.rule, one.field, one.index));
    questions.chain(blocks).collect()
}

/// What was done, by which rule and on what grounds, whatever the order. That a label was raised twice on the way says
/// nothing about where it stands.
fn grounds(decision: &Decision) -> Vec<String> {
    let full = serde_json::to_value(decision).unwrap();
    let all = ["reasons", "tips", "questions", "blocks", "records"].into_iter();
    let all = all.flat_map(|key| {
        full[key].as_array().unwrap().iter().filter(|one| one["effect"] != "label").map(Value::to_string)
    });
    let mut grounds: Vec<String> = all.collect();
    grounds.sort();
    grounds
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn a_further_rule_never_weakens(
        rules in rules(rising()),
        further in rule(rising()),
        first in any::<bool>(),
        draft in drafts(),
    ) {
        let mut more = rules.clone();
        more.insert(if first { 0 } else { rules.len() }, further);
        let (fewer, more) = (with_rules(&rules), with_rules(&more));
        let (before, after) = (decided(&fewer, &draft), decided(&more, &draft));
        for (weaker, stronger) in strength(&fewer, &before).iter().zip(strength(&more, &after)) {
            prop_assert!(*weaker <= stronger, "{before:?} before, {after:?} after");
        }
        let demands_after = demands(&after);
        for demand in demands(&before) {
            prop_assert!(demands_after.contains(&demand), "{demand} is gone: {before:?} before, {after:?} after");
        }
    }

    #[test]
    fn the_order_of_rules_that_see_no_label_does_not_matter(
        (rules, others) in rules(Vec::new()).prop_flat_map(|rules| (Just(rules.clone()), Just(rules).prop_shuffle())),
        draft in drafts(),
    ) {
        let (one, other) = (with_rules(&rules), with_rules(&others));
        let (first, second) = (decided(&one, &draft), decided(&other, &draft));
        prop_assert_eq!(strength(&one, &first), strength(&other, &second));
        prop_assert_eq!(grounds(&first), grounds(&second));
    }

    #[test]
    fn the_same_draft_is_decided_the_same(rules in rules(rising()), draft in drafts()) {
        let once = with_rules(&rules);
        let json = |bundle: &Bundle| serde_json::to_string(&decided(bundle, &draft)).unwrap();
        let first = json(&once);
        prop_assert_eq!(&first, &json(&once), "the same bundle a second time");
        prop_assert_eq!(&first, &json(&with_rules(&rules)), "the bundle read a second time");
    }

    #[test]
    fn whatever_people_write_is_decided(
        bundle in any::<Index>(),
        texts in proptest::collection::vec("(\\PC|\\s|[<>&;@\"=.\u{0}]|[A-Z0-9 ]){0,60}", 12),
        to in proptest::collection::vec("\\PC{0,20}@?\\PC{0,20}", 0..4),
        label in proptest::option::of("\\PC{0,40}"),
        size in any::<u64>(),
    ) {
        let bundle = &BUNDLES[bundle.index(BUNDLES.len())];
        let bundle = read(bundle).unwrap();
        let file = json!({ "name": texts[0], "type": texts[1], "size": size, "contentId": null });
        let draft = json!({
            "from": texts[2], "to": to, "cc": [texts[3]], "bcc": [texts[4]], "subject": texts[5], "text": texts[6],
            "html": texts[7], "label": label, "previousLabel": texts[8], "protection": label, "importance": texts[9],
            "inReplyTo": label, "references": [texts[10]], "language": texts[11], "attachments": [file.clone(), file],
            "answers": { "acknowledged": texts },
        });
        let properties = json!([{ "name": texts[9], "value": texts[10] }]);
        let seen = json!({ "text": texts[8], "names": texts, "properties": properties });
        let decision = decided(&bundle, &(draft, vec![seen]));
        // A text can be no label and no template by accident: it has to be refused, not overlooked.
        prop_assert!(label.is_none() || decision.blocks.iter().any(|block| block.code == "label-unknown"));
        prop_assert!(decision.blocks.iter().any(|block| block.field.as_deref() == Some("cc")) || texts[3].contains('@'));
    }
}

/// Every place of a document, as JSON pointers (RFC 6901).
fn places(value: &Value, path: &str, all: &mut Vec<String>) {
    all.push(path.to_owned());
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                places(value, &format!("{path}/{}", key.replace('~', "~0").replace('/', "~1")), all);
            }
        }
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                places(item, &format!("{path}/{at}"), all);
            }
        }
        _ => {}
    }
}

fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", ""))
}

/// Whether the names of an object's fields are free: attributes of people, and languages but for English.
fn has_free_names(path: &str, object: &Value) -> bool {
    split(path).1 == "attributes" || object.get("en").is_some()
}

fn is_reference(path: &str) -> bool {
    let (above, key) = split(path);
    let name = if key.bytes().all(|byte| byte.is_ascii_digit()) { split(above).1 } else { key };
    let one = "parent defaultSubLabel protection label defaultLabel lowerableBy ApplyLabel LabelIs LabelIsAtLeast \
        HasClassification ApplyRightsProtectionTemplate ApplyRightsProtectionCustomizationTemplate wordList";
    // A mapping names the label of another organisation, which is none of ours.
    if above.starts_with("/labelMappings") {
        return key == "to";
    }
    one.split(' ').any(|one| one == name)
        || name.contains("MemberOf")
        || (name == "labels" || name == "groups") && path.starts_with("/policies/")
        || name == "name" && path.contains("/MessageContainsDataClassifications/")
}

/// Breaks one place and says where the mistake must be, or breaks nothing where this cannot be broken so.
fn break_at(bundle: &mut Value, path: &str, how: u8) -> Option<String> {
    let (above, key) = split(path);
    let value = bundle.pointer(path)?.clone();
    match how {
        0 => {
            let object = bundle.pointer(above).filter(|above_it| above_it.is_object() && !path.is_empty())?;
            if has_free_names(above, object) && key != "en" {
                return None;
            }
            let object = bundle.pointer_mut(above)?.as_object_mut()?;
            let taken = object.remove(key)?;
            object.insert(format!("{key}x"), taken);
            // A text without its English form is missed at its old name.
            Some(if key == "en" { path.to_owned() } else { format!("{path}x") })
        }
        1 => {
            let wrong = [json!(7.5), json!(true), json!([]), json!({})];
            let kind = std::mem::discriminant(&value);
            let wrong = [wrong.clone(), wrong]
                .concat()
                .into_iter()
                .skip(path.len() % 4)
                .find(|one| std::mem::discriminant(one) != kind)?;
            *bundle.pointer_mut(path)? = wrong;
            Some(path.to_owned())
        }
        _ => {
            value.as_str().filter(|_| is_reference(path))?;
            *bundle.pointer_mut(path)? = json!("00000000-0000-4000-8000-000000000000");
            Some(path.to_owned())
        }
    }
}

/// Breaks a bundle in up to so many ways.
fn broken(most: usize) -> impl Strategy<Value = (Value, Vec<String>)> {
    (any::<Index>(), proptest::collection::vec((any::<Index>(), 0..3_u8), 1..=most)).prop_filter_map(
        "nothing to break so",
        |(bundle, ways)| {
            let mut bundle = BUNDLES[bundle.index(BUNDLES.len())].clone();
            let mut broken = Vec::new();
            for (at, how) in ways {
                let mut all = Vec::new();
                places(&bundle, "", &mut all);
                if how == 2 {
                    all.retain(|path| is_reference(path) && bundle.pointer(path).is_some_and(Value::is_string));
                }
                let path = (!all.is_empty()).then(|| all[at.index(all.len())].clone());
                broken.extend(path.and_then(|path| break_at(&mut bundle, &path, how)));
            }
            (!broken.is_empty()).then_some((bundle, broken))
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn a_bundle_with_one_mistake_is_refused_at_its_place((bundle, places) in broken(1)) {
        let mistakes = read(&bundle).map(|_| "read").unwrap_err();
        let near = |path: &str| {
            let within = |one: &str, other: &str| one == other || one.strip_prefix(other).is_some_and(|rest| rest.starts_with('/'));
            within(path, &places[0]) || within(&places[0], path)
        };
        prop_assert!(mistakes.iter().any(|mistake| near(&mistake.path)), "{:?} is broken, {:?} is told", places, mistakes);
    }

    #[test]
    fn every_mistake_names_a_place_that_is_there((bundle, places) in broken(4)) {
        for mistake in read(&bundle).err().into_iter().flatten() {
            let there = bundle.pointer(&mistake.path).or_else(|| bundle.pointer(split(&mistake.path).0));
            prop_assert!(there.is_some(), "{:?} is broken, {:?} is told", places, mistake);
            prop_assert!(!mistake.detail.is_empty() && !mistake.code.is_empty());
        }
    }
}

#[test]
fn the_bundles_that_are_broken_are_sound_before() {
    assert!(BUNDLES.len() > 10, "only {}", BUNDLES.len());
    for bundle in BUNDLES.iter() {
        read(bundle).unwrap();
    }
}

/// Labels are named without case. An id of another list in capitals means the same, or is told as a mistake; it must
/// not pass and then mean nothing.
#[test]
fn a_reference_in_capitals_is_understood_or_refused() {
    let rule = |reference: &str| {
        let upper = |id: &str| if reference == id { id.to_uppercase() } else { id.to_owned() };
        json!({
            "id": "one", "name": "One",
            "conditions": { "SubjectContainsWords": [{ "wordList": upper("gems") }], "SentToMemberOf": [upper("partners")] },
            "actions": {
                "ApplyRightsProtectionTemplate": upper("encrypt"), "ApplyRightsProtectionCustomizationTemplate": upper("plain"),
                "ApplyLabel": upper("5d6c0f01-1b7a-4f3d-8c11-6f2a9d1e0004"),
            },
        })
    };
    let draft = (json!({ "from": "noor@example.org", "to": ["lee@example.com"], "subject": "ruby" }), Vec::new());
    let expected = serde_json::to_value(decided(&with_rules(&[rule("")]), &draft)).unwrap();
    assert_eq!(expected["protection"]["template"], "encrypt");
    let mut wrong = Vec::new();
    for reference in ["gems", "partners", "encrypt", "plain", "5d6c0f01-1b7a-4f3d-8c11-6f2a9d1e0004"] {
        let mut bundle = BASE.clone();
        bundle["rules"] = json!([rule(reference)]);
        let understood = match read(&bundle) {
            Ok(bundle) => serde_json::to_value(decided(&bundle, &draft)).unwrap() == expected,
            Err(mistakes) => mistakes.iter().all(|mistake| mistake.code == "dangling"),
        };
        wrong.extend((!understood).then_some(reference));
    }
    assert!(wrong.is_empty(), "{wrong:?} pass in capitals and mean something else");
}
