//! Rules as a bundle may have them, of nothing but what Exchange knows.

use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// A text that PowerShell could stumble over.
fn text() -> impl Strategy<Value = String> {
    let odd = prop_oneof![
        "['‘’‚‛\"“”„$`@{}();|&<>#,:\\-\\\\\\]]{1,6}",
        "[a-z0-9 ]{1,12}",
        "\\PC{1,6}",
        Just("\n".to_owned())
    ];
    let whole = proptest::collection::vec(odd, 1..6).prop_map(|pieces| pieces.concat());
    whole.prop_filter("blank", |text| !text.trim().is_empty() && !text.contains('\r'))
}

fn word() -> impl Strategy<Value = String> {
    text().prop_map(|text| text.trim().to_owned())
}

fn many(one: impl Strategy<Value = String> + 'static) -> BoxedStrategy<Value> {
    proptest::collection::btree_set(one, 1..4).prop_map(|values| json!(values)).boxed()
}

fn one_of(values: &'static [&'static str]) -> BoxedStrategy<Value> {
    proptest::sample::select(values).prop_map(|value| json!(value)).boxed()
}

/// A value for a condition or action that Exchange knows, by the shape of its name.
fn value_for(name: &str) -> BoxedStrategy<Value> {
    match name {
        "SentToScope" | "FromScope" => one_of(&["InOrganization", "NotInOrganization"]),
        "WithImportance" => one_of(&["Low", "Normal", "High"]),
        "MessageTypeMatches" => one_of(&["Encrypted", "Signed", "PermissionControlled", "Calendaring"]),
        "SetAuditSeverity" => one_of(&["DoNotAudit", "Low", "Medium", "High"]),
        "SenderManagementRelationship" => one_of(&["Manager", "DirectReport"]),
        "HasClassification" => {
            one_of(&["6f1d2a34-0c1e-4b57-9a80-3b7c5d9e1f01", "6f1d2a34-0c1e-4b57-9a80-3b7c5d9e1f04"])
        }
        "ApplyRightsProtectionTemplate" => one_of(&["encrypt", "do-not-forward"]),
        "ApplyRightsProtectionCustomizationTemplate" => one_of(&["house"]),
        "RemoveHeader" => one_of(&["X-Old", "Keywords"]),
        "GenerateIncidentReport" => one_of(&["security@example.org"]),
        "PrependSubject" | "ApplyHtmlDisclaimerText" | "GenerateNotification" | "RejectMessageReasonText" => {
            text().prop_map(|text| json!(text)).boxed()
        }
        "LabelIs" => many(
            proptest::sample::select(&["6f1d2a34-0c1e-4b57-9a80-3b7c5d9e1f01", "6f1d2a34-0c1e-4b57-9a80-3b7c5d9e1f03"])
                .prop_map(ToOwned::to_owned),
        ),
        "MessageContainsDataClassifications" => {
            let kind = proptest::sample::select(&["heron-code", "payment-card", "iban"]);
            let kinds = (kind, 1_u64..9, proptest::option::of(9_u64..99)).prop_map(|(name, least, most)| match most {
                Some(most) => json!({ "name": name, "minCount": least, "maxCount": most, "minConfidence": 85 }),
                None => json!({ "name": name, "minCount": least }),
            });
            proptest::collection::vec(kinds, 1..4)
                .prop_map(|mut kinds| {
                    kinds.dedup();
                    kinds.sort_by_key(Value::to_string);
                    kinds.dedup();
                    json!(kinds)
                })
                .boxed()
        }
        _ if name.ends_with("MemberOf") => one_of(&["board"]).prop_map(|group| json!([group])).boxed(),
        _ if name.contains("ADAttribute") || name.contains("Property") => {
            many(word().prop_map(|words| format!("Department:{words}")))
        }
        _ if name.ends_with("DomainIs") => many("[a-z]{1,8}\\.example"),
        _ if name.ends_with("Words") => many(word()),
        _ if name.ends_with("Patterns") => many(text()),
        _ if name.ends_with("SizeOver") => prop_oneof![
            (1_u64..1 << 40).prop_map(|size| json!(size)),
            (1_u64..99).prop_map(|size| json!(format!("{size} MB")))
        ]
        .boxed(),
        "SentTo" | "From" | "CopyTo" | "BlindCopyTo" | "AddToRecipients" => many("[a-z]{1,8}@example\\.(org|com)"),
        _ if name.ends_with("Header") => many("[a-z]{1,8}@example\\.(org|com)"),
        _ => Just(json!(true)).boxed(),
    }
}

const CONDITIONS: &[&str] = &[
    "SentToScope",
    "FromScope",
    "RecipientDomainIs",
    "SenderDomainIs",
    "SentTo",
    "From",
    "AnyOfToHeader",
    "AnyOfCcHeader",
    "AnyOfToCcHeader",
    "SentToMemberOf",
    "FromMemberOf",
    "AnyOfToHeaderMemberOf",
    "AnyOfCcHeaderMemberOf",
    "AnyOfToCcHeaderMemberOf",
    "FromAddressContainsWords",
    "FromAddressMatchesPatterns",
    "RecipientAddressContainsWords",
    "RecipientAddressMatchesPatterns",
    "AnyOfRecipientAddressContainsWords",
    "AnyOfRecipientAddressMatchesPatterns",
    "SubjectContainsWords",
    "SubjectMatchesPatterns",
    "SubjectOrBodyContainsWords",
    "SubjectOrBodyMatchesPatterns",
    "AttachmentContainsWords",
    "AttachmentMatchesPatterns",
    "AttachmentNameMatchesPatterns",
    "AttachmentSizeOver",
    "AttachmentPropertyContainsWords",
    "MessageSizeOver",
    "AttachmentIsPasswordProtected",
    "AttachmentIsUnsupported",
    "AttachmentProcessingLimitExceeded",
    "AttachmentHasExecutableContent",
    "HasClassification",
    "HasNoClassification",
    "MessageContainsDataClassifications",
    "MessageTypeMatches",
    "WithImportance",
    "SenderADAttributeContainsWords",
    "RecipientADAttributeMatchesPatterns",
    "SenderManagementRelationship",
    "LabelIs",
];

const ACTIONS: &[&str] = &[
    "ApplyRightsProtectionTemplate",
    "ApplyOME",
    "ApplyRightsProtectionCustomizationTemplate",
    "PrependSubject",
    "ApplyHtmlDisclaimerText",
    "RemoveHeader",
    "AddToRecipients",
    "CopyTo",
    "BlindCopyTo",
    "RejectMessageReasonText",
    "GenerateNotification",
    "GenerateIncidentReport",
    "SetAuditSeverity",
    "StopRuleProcessing",
];

fn fields(names: &'static [&'static str], count: std::ops::Range<usize>) -> impl Strategy<Value = Map<String, Value>> {
    proptest::sample::subsequence(names, count)
        .prop_flat_map(|names| {
            let values: Vec<_> = names.iter().map(|name| value_for(name)).collect();
            (Just(names), values)
        })
        .prop_map(|(names, values)| names.iter().map(|name| (*name).to_owned()).zip(values).collect())
}

/// Pairs of parameters, and what people are asked, which Exchange ties to sensitive information.
fn with_pairs(mut rule: Value, pair: u8, words: &str) -> Value {
    match pair {
        0 => {
            rule["conditions"]["HeaderContainsMessageHeader"] = json!("X-Project");
            rule["conditions"]["HeaderContainsWords"] = json!([words.trim()]);
        }
        1 => {
            rule["exceptions"]["HeaderMatchesMessageHeader"] = json!("Subject");
            rule["exceptions"]["HeaderMatchesPatterns"] = json!([words]);
        }
        2 => {
            rule["actions"]["SetHeaderName"] = json!("X-Set");
            rule["actions"]["SetHeaderValue"] = json!(words);
        }
        3 | 4 => {
            rule["conditions"]["MessageContainsDataClassifications"] = json!([{ "name": "iban" }]);
            rule["actions"].as_object_mut().unwrap().remove("RejectMessageReasonText");
            rule["actions"][if pair == 3 { "Warn" } else { "RequireReason" }] = json!(words);
        }
        5 => {
            rule["conditions"]["BetweenMemberOf1"] = json!(["board"]);
            rule["conditions"]["BetweenMemberOf2"] = json!(["board"]);
            rule["exceptions"]["ManagerAddresses"] = json!(["noor@example.org"]);
            rule["exceptions"]["ManagerForEvaluatedUser"] = json!("Sender");
        }
        6 => {
            rule["actions"]["RejectMessageReasonText"] = json!(words);
            rule["actions"]["RejectMessageEnhancedStatusCode"] = json!("5.7.950");
            rule["activationDate"] = json!("2026-03-02T08:15:00+01:00");
        }
        _ => {}
    }
    rule
}

prop_compose! {
    /// A rule of a bundle in which Exchange knows everything.
    pub(crate) fn rule()(
        name in text(),
        comments in proptest::option::of(text()),
        mode in proptest::option::of(one_of(&["Audit", "AuditAndNotify"])),
        disabled in any::<bool>(),
        conditions in fields(CONDITIONS, 0..8),
        exceptions in fields(CONDITIONS, 0..5),
        actions in fields(ACTIONS, 1..5),
        pair in 0_u8..9,
        words in text(),
    ) -> Value {
        let mut rule = json!({
            "name": name.trim(), "conditions": conditions, "exceptions": exceptions, "actions": actions
        });
        if let Some(comments) = comments {
            rule["comments"] = json!(comments);
        }
        if let Some(mode) = mode {
            rule["mode"] = mode;
        }
        if disabled {
            rule["enabled"] = json!(false);
        }
        let mut rule = with_pairs(rule, pair, &words);
        for key in ["conditions", "exceptions"] {
            if rule[key] == json!({}) {
                rule.as_object_mut().unwrap().remove(key);
            }
        }
        rule
    }
}
