//! Rules and own types as they are taken over from a checked document.

use super::check::Ids;
use super::read::{flag, instant, items, number, plain, reference, references, string, strings, text};
use super::rule::{
    Actions, AddTo, AttachmentIs, Classification, Condition, MessageType, Mode, OwnType, Place, Rule, Test, When, Who,
    Words,
};
use super::schema::{CONDITIONS, List};
use super::size;
use crate::address::Address;
use serde_json::Value;

/// The lists of words and the patterns of a bundle, searched for together.
pub(super) struct Lists<'v> {
    top: &'v Value,
    pub(super) words: Vec<Vec<String>>,
    pub(super) patterns: Vec<String>,
    pub(super) places: Vec<Place>,
    pub(super) asked: Vec<String>,
}

impl<'v> Lists<'v> {
    /// The bundle's own lists come first, so that an id's position is a list's position.
    pub(super) fn new(top: &'v Value) -> Self {
        let words = items(top, "wordLists").map(|list| strings(list, "words").map(ToOwned::to_owned).collect());
        Self { top, words: words.collect(), patterns: Vec::new(), places: Vec::new(), asked: Vec::new() }
    }

    fn add_words(&mut self, value: &Value, key: &str) -> Words {
        let mut lists = Vec::new();
        let mut inline = Vec::new();
        for item in items(value, key) {
            match item {
                Value::String(word) => inline.push(word.clone()),
                list => {
                    let wanted = string(list, "wordList");
                    let at = items(self.top, "wordLists").position(|list| string(list, "id") == wanted);
                    lists.extend(at.filter(|at| !lists.contains(at)));
                }
            }
        }
        if !inline.is_empty() {
            lists.push(self.words.len());
            self.words.push(inline);
        }
        lists
    }

    /// Words of lists that are looked at one by one.
    fn plain_words(&mut self, value: &Value, key: &str) -> Vec<String> {
        let lists = self.add_words(value, key);
        lists.iter().filter_map(|at| self.words.get(*at)).flatten().cloned().collect()
    }

    fn add_pattern(&mut self, text: &str) -> usize {
        position(&mut self.patterns, text.to_owned())
    }

    fn add_patterns(&mut self, value: &Value, key: &str) -> Vec<usize> {
        strings(value, key).map(|text| self.add_pattern(text)).collect()
    }

    fn words_in(&mut self, place: Place, value: &Value, key: &str) -> Test {
        let lists = self.add_words(value, key);
        Test::Words(position(&mut self.places, place), lists)
    }

    fn patterns_in(&mut self, place: Place, value: &Value, key: &str) -> Test {
        let patterns = self.add_patterns(value, key);
        Test::Patterns(position(&mut self.places, place), patterns)
    }
}

/// Where a thing stands in a list, to which it is added if it is not there.
fn position<T: PartialEq>(list: &mut Vec<T>, one: T) -> usize {
    list.iter().position(|known| *known == one).unwrap_or_else(|| {
        list.push(one);
        list.len() - 1
    })
}

pub(super) fn rule(value: &Value, ids: &Ids, lists: &mut Lists<'_>) -> Rule {
    Rule {
        id: plain(value, "id"),
        name: text(value, "name").unwrap_or_default(),
        enabled: flag(value, "enabled").unwrap_or(true),
        mode: match string(value, "mode") {
            Some("Audit") => Mode::Audit,
            Some("AuditAndNotify") => Mode::AuditAndNotify,
            _ => Mode::Enforce,
        },
        active_from: instant(value, "activationDate"),
        active_until: instant(value, "expiryDate"),
        receiving: string(value, "on") == Some("receiving"),
        when: when(value, ids, lists),
        actions: actions(value.get("actions").unwrap_or(&Value::Null), ids),
    }
}

pub(super) fn when(value: &Value, ids: &Ids, lists: &mut Lists<'_>) -> When {
    let mut read = |key: &str| match value.get(key).filter(|value| value.is_object()) {
        Some(object) => {
            let known = CONDITIONS.iter().filter(|field| object.get(field.name).is_some_and(|value| !value.is_null()));
            known
                .filter_map(|field| Some(Condition { name: field.name, test: test(object, field.name, ids, lists)? }))
                .collect()
        }
        None => Vec::new(),
    };
    When { conditions: read("conditions"), exceptions: read("exceptions") }
}

pub(super) fn own_type(value: &Value, lists: &mut Lists<'_>) -> OwnType {
    let percent = |key: &str| number(value, key).and_then(|number| u8::try_from(number).ok());
    let keywords = lists.plain_words(value, "keywords");
    OwnType {
        id: plain(value, "id"),
        patterns: lists.add_patterns(value, "patterns"),
        words: lists.add_words(value, "words"),
        check: string(value, "check").map(ToOwned::to_owned),
        proximity: number(value, "proximity").and_then(|far| usize::try_from(far).ok()).unwrap_or(300),
        confidence: percent("confidence").unwrap_or(85),
        // What no keyword can make surer is as sure without.
        confidence_alone: percent("confidenceAlone")
            .or(keywords.is_empty().then(|| percent("confidence").unwrap_or(85))),
        keywords,
    }
}

/// One condition. `None` where it stands only to complete another.
fn test(all: &Value, name: &'static str, ids: &Ids, lists: &mut Lists<'_>) -> Option<Test> {
    let groups = |key: &str| references(all, key, List::Groups, ids);
    let domains = || strings(all, name).map(str::to_ascii_lowercase).collect();
    let addresses = |key: &str| strings(all, key).filter_map(|text| Address::parse(text).ok()).collect();
    let inside = string(all, name) == Some("InOrganization");
    let yes = flag(all, name).unwrap_or(true);
    // `false` asks for the opposite: to leave the condition out would make the rule broader.
    let is = |what| Test::Attachment(what, yes);
    let header = |key: &str| Place::Header(plain(all, key));
    Some(match name {
        "SentToScope" => Test::Scope(Who::Recipient, inside),
        "FromScope" => Test::Scope(Who::Sender, inside),
        "RecipientDomainIs" => Test::Domain(Who::Recipient, domains()),
        "SenderDomainIs" => Test::Domain(Who::Sender, domains()),
        "SentTo" => Test::Address(Who::Recipient, addresses(name)),
        "From" => Test::Address(Who::Sender, addresses(name)),
        "AnyOfToHeader" => Test::Address(Who::To, addresses(name)),
        "AnyOfCcHeader" => Test::Address(Who::Cc, addresses(name)),
        "AnyOfToCcHeader" => Test::Address(Who::ToCc, addresses(name)),
        "SentToMemberOf" => Test::Group(Who::Recipient, groups(name)),
        "FromMemberOf" => Test::Group(Who::Sender, groups(name)),
        "AnyOfToHeaderMemberOf" => Test::Group(Who::To, groups(name)),
        "AnyOfCcHeaderMemberOf" => Test::Group(Who::Cc, groups(name)),
        "AnyOfToCcHeaderMemberOf" => Test::Group(Who::ToCc, groups(name)),
        "BetweenMemberOf1" => Test::Between(groups(name), groups("BetweenMemberOf2")),
        "FromAddressContainsWords" => lists.words_in(Place::AddressOf(Who::Sender), all, name),
        "FromAddressMatchesPatterns" => lists.patterns_in(Place::AddressOf(Who::Sender), all, name),
        "RecipientAddressContainsWords" | "AnyOfRecipientAddressContainsWords" => {
            lists.words_in(Place::AddressOf(Who::Recipient), all, name)
        }
        "RecipientAddressMatchesPatterns" | "AnyOfRecipientAddressMatchesPatterns" => {
            lists.patterns_in(Place::AddressOf(Who::Recipient), all, name)
        }
        "SubjectContainsWords" => lists.words_in(Place::Subject, all, name),
        "SubjectMatchesPatterns" => lists.patterns_in(Place::Subject, all, name),
        "SubjectOrBodyContainsWords" => lists.words_in(Place::SubjectOrBody, all, name),
        "SubjectOrBodyMatchesPatterns" => lists.patterns_in(Place::SubjectOrBody, all, name),
        "AttachmentContainsWords" => lists.words_in(Place::Attachments, all, name),
        "AttachmentMatchesPatterns" => lists.patterns_in(Place::Attachments, all, name),
        "AttachmentNameMatchesPatterns" => lists.patterns_in(Place::AttachmentNames, all, name),
        "AttachmentExtensionMatchesWords" => {
            Test::Extension(strings(all, name).map(|word| word.trim_start_matches('.').to_owned()).collect())
        }
        "AttachmentPropertyContainsWords" => named_in(all, name, Place::Property, lists)?,
        "AttachmentSizeOver" => Test::AttachmentSize(all.get(name).and_then(size)?),
        "MessageSizeOver" => Test::MessageSize(all.get(name).and_then(size)?),
        "AttachmentIsPasswordProtected" => is(AttachmentIs::PasswordProtected),
        "AttachmentIsUnsupported" => is(AttachmentIs::Unsupported),
        "AttachmentProcessingLimitExceeded" => is(AttachmentIs::LimitExceeded),
        "AttachmentHasExecutableContent" => is(AttachmentIs::Executable),
        "AttachmentIsNotInspected" => is(AttachmentIs::NotInspected),
        "HeaderContainsWords" => lists.words_in(header("HeaderContainsMessageHeader"), all, name),
        "HeaderMatchesPatterns" => lists.patterns_in(header("HeaderMatchesMessageHeader"), all, name),
        "HasClassification" => Test::Label(reference(all, name, List::Labels, ids).into_iter().collect()),
        "HasNoClassification" => Test::NoLabel(yes),
        "LabelIs" => Test::Label(references(all, name, List::Labels, ids)),
        "LabelIsAtLeast" => Test::LabelAtLeast(reference(all, name, List::Labels, ids)?),
        "MessageContainsDataClassifications" => {
            Test::Data(items(all, name).filter_map(|one| classification(one, lists)).collect())
        }
        "MessageTypeMatches" => Test::MessageType(match string(all, name)? {
            "Encrypted" => MessageType::Encrypted,
            "Signed" => MessageType::Signed,
            "PermissionControlled" => MessageType::PermissionControlled,
            _ => MessageType::Calendaring,
        }),
        "WithImportance" => Test::Importance(match string(all, name)? {
            "Low" => "low",
            "High" => "high",
            _ => "normal",
        }),
        "SenderADAttributeContainsWords" => named_in(all, name, |name| Place::AttributeOf(Who::Sender, name), lists)?,
        "RecipientADAttributeContainsWords" => {
            named_in(all, name, |name| Place::AttributeOf(Who::Recipient, name), lists)?
        }
        "SenderADAttributeMatchesPatterns" => attribute_patterns(all, name, Who::Sender, lists)?,
        "RecipientADAttributeMatchesPatterns" => attribute_patterns(all, name, Who::Recipient, lists)?,
        "ADComparisonAttribute" => {
            Test::SameAttribute(plain(all, name), string(all, "ADComparisonOperator") != Some("NotEqual"))
        }
        "SenderManagementRelationship" => Test::Manages(string(all, name) == Some("Manager")),
        "ManagerAddresses" => {
            Test::ManagedBy(string(all, "ManagerForEvaluatedUser") == Some("Sender"), addresses(name))
        }
        "HasAttachment" => Test::HasAttachment(yes),
        "RecipientCountOver" => Test::RecipientCount(number(all, name)?),
        "IsReply" => Test::Reply(yes),
        "InReplyToOurs" => Test::ReplyToOurs(yes),
        _ => return None,
    })
}

/// `Name:word,phrase`
fn named_words(text: &str) -> (String, Vec<String>) {
    let (name, words) = text.split_once(':').unwrap_or((text, ""));
    let words = words.split(',').map(|word| word.trim().to_owned()).filter(|word| !word.is_empty());
    (name.trim().to_owned(), words.collect())
}

/// Of several attributes or properties each has a place of its own; a condition over more than one is an alternative of
/// them.
fn named_in(all: &Value, key: &str, place: impl Fn(String) -> Place, lists: &mut Lists<'_>) -> Option<Test> {
    let mut alternatives = Vec::new();
    for text in strings(all, key) {
        let (name, words) = named_words(text);
        lists.words.push(words);
        let list = lists.words.len() - 1;
        alternatives.push(Test::Words(position(&mut lists.places, place(name)), vec![list]));
    }
    any_of(alternatives)
}

fn attribute_patterns(all: &Value, name: &str, who: Who, lists: &mut Lists<'_>) -> Option<Test> {
    let mut alternatives = Vec::new();
    for text in strings(all, name) {
        // Commas part patterns, as in Exchange; within one a comma is written \u002C.
        let (attribute, patterns) = text.split_once(':')?;
        let patterns = patterns.split(',').map(|pattern| lists.add_pattern(pattern)).collect();
        let place = Place::AttributeOf(who, attribute.trim().to_owned());
        alternatives.push(Test::Patterns(position(&mut lists.places, place), patterns));
    }
    any_of(alternatives)
}

fn any_of(mut alternatives: Vec<Test>) -> Option<Test> {
    if alternatives.len() > 1 { Some(Test::Any(alternatives)) } else { alternatives.pop() }
}

fn classification(value: &Value, lists: &mut Lists<'_>) -> Option<Classification> {
    let count = |key: &str| number(value, key).and_then(|count| usize::try_from(count).ok());
    let percent = |key: &str| number(value, key).and_then(|number| u8::try_from(number).ok());
    Some(Classification {
        data: position(&mut lists.asked, string(value, "name")?.to_owned()),
        min_count: count("minCount").unwrap_or(1),
        max_count: count("maxCount").unwrap_or(usize::MAX),
        min_confidence: percent("minConfidence"),
        max_confidence: percent("maxConfidence").unwrap_or(100),
    })
}

fn actions(value: &Value, ids: &Ids) -> Actions {
    let owned = |key: &str| string(value, key).map(ToOwned::to_owned);
    let on = |key: &str| flag(value, key).unwrap_or(false);
    let template = reference(value, "ApplyRightsProtectionTemplate", List::Templates, ids);
    let mut add = Vec::new();
    for (key, to) in [("AddToRecipients", AddTo::To), ("CopyTo", AddTo::Cc), ("BlindCopyTo", AddTo::Bcc)] {
        add.extend(strings(value, key).filter_map(|text| Some((to, Address::parse(text).ok()?))));
    }
    let before = string(value, "ApplyHtmlDisclaimerLocation") == Some("Prepend");
    Actions {
        apply_label: reference(value, "ApplyLabel", List::Labels, ids),
        apply_protection: template.or(on("ApplyOME").then_some(0)),
        remove_protection: on("RemoveOMEv2"),
        branding: owned("ApplyRightsProtectionCustomizationTemplate"),
        prepend_subject: text(value, "PrependSubject"),
        disclaimer: text(value, "ApplyHtmlDisclaimerText").map(|text| (text, before)),
        set_header: owned("SetHeaderName").zip(owned("SetHeaderValue")),
        remove_header: owned("RemoveHeader"),
        add,
        tip: text(value, "Tip"),
        warn: text(value, "Warn"),
        require_reason: text(value, "RequireReason"),
        reject: text(value, "RejectMessageReasonText"),
        status_code: owned("RejectMessageEnhancedStatusCode"),
        notification: text(value, "GenerateNotification"),
        incident: owned("GenerateIncidentReport")
            .map(|to| (to, strings(value, "IncidentReportContent").map(ToOwned::to_owned).collect())),
        severity: owned("SetAuditSeverity"),
        stop: on("StopRuleProcessing"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::check::Notes;
    use super::super::schema::{Form, Kind, PAIRS};
    use super::*;
    use serde_json::json;

    /// A value as the table wants it.
    fn sample(kind: &Kind) -> Value {
        match kind {
            Kind::Flag => json!(true),
            Kind::Count(least, _) => json!(least),
            Kind::Size => json!("10 MB"),
            Kind::Choice(words) => json!(words[0]),
            Kind::Any(each) | Kind::Many(each) => json!([sample(each)]),
            Kind::Object(table) => {
                let fields = table.iter().filter(|field| field.required);
                fields.map(|field| (field.name.to_owned(), sample(&field.kind))).collect()
            }
            Kind::Reference(List::Labels) => json!("6f1d2a34-0c1e-4b57-9a80-3b7c5d9e1f02"),
            Kind::Form(Form::Address) => json!("noor@example.org"),
            Kind::Form(Form::Domain) => json!("example.org"),
            Kind::Form(Form::PropertyWords) => json!("Department:Sales"),
            Kind::DataType => json!("iban"),
            _ => json!("x"),
        }
    }

    #[test]
    fn every_condition_of_the_table_is_taken_over() {
        let top = json!({
            "labels": [{ "id": "6f1d2a34-0c1e-4b57-9a80-3b7c5d9e1f02" }], "groups": [{ "id": "x" }],
        });
        let ids = Ids::of(&top, &super::super::check::Judge::WHOLE, &mut Notes::default());
        let completing = |name: &str| {
            PAIRS.iter().any(|(first, second, _)| match name {
                "HeaderContainsMessageHeader" | "HeaderMatchesMessageHeader" => *first == name,
                _ => *second == name && !name.starts_with("Header"),
            })
        };
        for field in CONDITIONS {
            let mut all = json!({ field.name: sample(&field.kind) });
            for (first, second, _) in PAIRS {
                for (one, other) in [(first, second), (second, first)] {
                    if *one == field.name
                        && let Some(kind) = CONDITIONS.iter().find(|field| field.name == *other)
                    {
                        all[other] = sample(&kind.kind);
                    }
                }
            }
            let mut lists = Lists::new(&top);
            let read = test(&all, field.name, &ids, &mut lists).is_some();
            assert_eq!(read, !completing(field.name), "{}", field.name);
        }
    }
}
