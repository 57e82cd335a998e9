//! Do rules and labels come over from Exchange and Purview whole, or with every loss named, and go back the same?

use crate::exchange_rules::rule;
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use std::path::PathBuf;
use std::sync::LazyLock;
use zegel::bundle::Bundle;
use zegel::bundle::exchange::{Import, ImportError, import_labels, import_rules, print_rules};

fn case(name: &str) -> Vec<u8> {
    std::fs::read(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/cases/exchange").join(name)).unwrap()
}

fn bundle() -> Value {
    BUNDLE.clone()
}

static BUNDLE: LazyLock<Value> = LazyLock::new(|| serde_json::from_slice(&case("bundle.json")).unwrap());

fn import_case(name: &str) -> Import {
    let bytes = case(name);
    if name.starts_with("labels") {
        import_labels(std::str::from_utf8(&bytes).unwrap(), &bundle()).unwrap()
    } else {
        import_rules(&bytes, &bundle()).unwrap()
    }
}

/// What came over, in the bundle it came over into.
fn appended(import: &Import) -> Value {
    let mut bundle = bundle();
    let whole = serde_json::to_value(import).unwrap();
    for key in ["labels", "policies", "templates", "groups", "rules", "types"] {
        let mut list = bundle.get(key).and_then(Value::as_array).cloned().unwrap_or_default();
        list.extend(whole[key].as_array().unwrap().iter().cloned());
        bundle[key] = Value::Array(list);
    }
    bundle
}

/// What an import is expected to be: rules and labels whole, losses as `rule | parameter | code`.
fn summary(import: &Import) -> Value {
    let lines = |left: &[zegel::bundle::exchange::Left]| -> Vec<String> {
        let line = |one: &zegel::bundle::exchange::Left| {
            format!("{} | {} | {}", one.rule, one.parameter.as_deref().unwrap_or("-"), one.code)
        };
        left.iter().map(line).collect()
    };
    let whole = serde_json::to_value(import).unwrap();
    let mut summary = Map::new();
    for key in ["labels", "policies", "templates", "groups", "rules", "types"] {
        if whole[key] != json!([]) {
            summary.insert(key.to_owned(), whole[key].clone());
        }
    }
    summary.insert("notImported".to_owned(), json!(lines(&import.not_imported)));
    summary.insert("notes".to_owned(), json!(lines(&import.notes)));
    Value::Object(summary)
}

#[test]
fn exports_come_over_as_expected() {
    let expected: Map<String, Value> = serde_json::from_slice(&case("expected.json")).unwrap();
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/cases/exchange");
    let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
    let files: Vec<String> = files.filter(|name| name != "expected.json" && name != "bundle.json").collect();
    assert_eq!(files.len(), expected.len(), "every case has an expectation");
    for (name, expected) in expected {
        let import = import_case(&name);
        assert_eq!(summary(&import), expected, "{name}");
        for left in import.not_imported.iter().chain(&import.notes) {
            assert!(left.reason.ends_with('.') && !left.rule.is_empty(), "{name}: {left:?}");
            assert!(left.value.as_ref().is_none_or(|value| value.chars().count() <= 200), "{name}: {left:?}");
        }
    }
}

#[test]
fn what_came_over_is_a_sound_bundle() {
    let expected: Map<String, Value> = serde_json::from_slice(&case("expected.json")).unwrap();
    for name in expected.keys() {
        let read = Bundle::read(appended(&import_case(name)).to_string().as_bytes());
        assert!(read.is_ok(), "{name}: {:?}", read.err());
    }
}

/// An export of these commands.
fn export(commands: &[&str]) -> String {
    let rule = |command: &&str| {
        let command = command.replace("]]>", "]]]]><![CDATA[>");
        format!(
            "<rule name=\"x\" format=\"cmdlet\"><version requiredMinVersion=\"15.0.3.0\">\
             <commandBlock><![CDATA[{command}]]></commandBlock></version></rule>"
        )
    };
    format!("<rules name=\"TransportVersioned\">{}</rules>", commands.iter().map(rule).collect::<String>())
}

fn imported(command: &str) -> Import {
    import_rules(export(&[command]).as_bytes(), &bundle()).unwrap()
}

fn with_rules(rules: Value) -> Value {
    let mut bundle = bundle();
    bundle["rules"] = rules;
    bundle
}

/// Lines of a print: comments, and the commands with whatever line breaks their texts have.
fn printed(rule: &Value) -> (Vec<String>, String) {
    let text = print_rules(&with_rules(json!([rule])));
    let (comments, command) = text.split_at(text.find("New-TransportRule ").unwrap_or(text.len()));
    (comments.lines().map(ToOwned::to_owned).collect(), command.strip_suffix('\n').unwrap_or(command).to_owned())
}

#[test]
fn files_that_are_no_exports_are_refused_whole() {
    let refused = |bytes: &[u8]| import_rules(bytes, &bundle()).unwrap_err();
    let laughs = (0..9).fold(String::from("<!DOCTYPE r [<!ENTITY l0 \"ha\">"), |text, at| {
        format!("{text}<!ENTITY l{} \"{}\">", at + 1, format!("&l{at};").repeat(10))
    });
    let laughs = format!("<?xml version=\"1.0\"?>{laughs}]><rules><rule name=\"&l9;\"/></rules>");
    assert!(matches!(refused(laughs.as_bytes()), ImportError::ImportXmlForbidden { .. }));
    let outside = "<!DOCTYPE rules SYSTEM \"file:///etc/passwd\"><rules/>";
    assert!(matches!(refused(outside.as_bytes()), ImportError::ImportXmlForbidden { .. }));
    assert!(matches!(refused("<rules>".repeat(1_000_000).as_bytes()), ImportError::ImportXmlMalformed { .. }));
    assert!(matches!(refused(&vec![b'<'; 9 * 1024 * 1024]), ImportError::ImportTooLarge { .. }));
    let whole = case("02-utf16.xml");
    for end in [1, 2, 3, 40, 41, 400, 1001, whole.len() - 40] {
        import_rules(&whole[..end], &bundle()).unwrap_err();
    }
    let rules = vec!["New-TransportRule -Name a -PrependSubject b"; 1001];
    assert_eq!(refused(export(&rules).as_bytes()), ImportError::ImportTooManyRules { limit: 1000 });
    assert_eq!(import_labels("{", &bundle()), Err(ImportError::ImportJsonMalformed { line: 1, column: 1 }));
    assert_eq!(import_labels("[]", &bundle()), Err(ImportError::ImportNotLabels {}));
    assert!(matches!(import_labels(&"[".repeat(100_000), &bundle()), Err(ImportError::ImportJsonMalformed { .. })));
    let large = " ".repeat(9 * 1024 * 1024);
    assert!(matches!(import_labels(&large, &bundle()), Err(ImportError::ImportTooLarge { .. })));
}

#[test]
fn errors_are_codes_with_detail() {
    let error = serde_json::to_value(ImportError::ImportTooLarge { limit: 5 }).unwrap();
    assert_eq!(error, json!({ "code": "import-too-large", "detail": { "limit": 5 } }));
}

#[test]
fn a_rule_longer_than_64_kb_is_left_behind() {
    let command = |length| format!("New-TransportRule -Name a -Comments '{}' -PrependSubject b", "x".repeat(length));
    let import = imported(&command(70_000));
    assert_eq!((import.rules.len(), import.not_imported[0].code), (0, "command-too-long"));
    let import = imported(&command(60_000));
    assert_eq!(import.rules[0]["comments"].as_str().unwrap().len(), 1024);
    assert_eq!(import.notes[0].code, "text-cut");
}

#[test]
fn ids_do_not_clash_with_each_other_or_the_bundle() {
    let import =
        import_rules(export(&["New-TransportRule -Name 'Old RULE' -PrependSubject a"; 3]).as_bytes(), &bundle());
    let ids: Vec<Value> = import.unwrap().rules.iter().map(|rule| rule["id"].clone()).collect();
    assert_eq!(ids, ["old-rule-2", "old-rule-3", "old-rule-4"]);
}

#[test]
fn templates_that_labels_need_are_made() {
    let mut bare = bundle();
    bare["templates"] = json!([{ "id": "inside", "name": "Inside", "description": "x", "recipients": "insiders" }]);
    let text = String::from_utf8(case("labels-array.json")).unwrap();
    let import = import_labels(&text, &bare).unwrap();
    let made: Vec<(&Value, &Value)> = import.templates.iter().map(|one| (&one["id"], &one["doNotForward"])).collect();
    assert_eq!(made, [(&json!("encrypt"), &Value::Null), (&json!("do-not-forward"), &json!(true))]);
}

#[test]
fn a_print_cannot_be_broken_out_of() {
    let evil = "x'; Remove-Mailbox noor #’;\nRemove-Mailbox noor\u{2028}$(Remove-Mailbox noor)";
    let rule = json!({
        "id": "x", "name": { "en": evil, (evil): "x" }, "comments": evil, "mode": evil, "activationDate": evil,
        "conditions": { "SentToScope": evil, "SubjectContainsWords": [evil], "AttachmentSizeOver": evil,
            "IsReply": true, "LabelIs": [evil], "MessageContainsDataClassifications": [{ "name": evil, "minCount": evil }] },
        "actions": { "ApplyLabel": evil, "PrependSubject": { "en": evil, (evil): "x" }, "Warn": evil },
    });
    let text = print_rules(&with_rules(json!([rule])));
    let (comments, command) = printed(&rule);
    assert!(comments.iter().all(|line| line.starts_with("# not printed: ")), "{comments:?}");
    assert!(text.ends_with(&format!("{command}\n")));
    let import = imported(&command);
    assert!(import.not_imported.iter().all(|left| left.parameter.is_some()), "one command: {:?}", import.not_imported);
    assert_eq!(import.rules[0]["name"], evil.trim());
    assert_eq!(import.rules[0]["conditions"]["SubjectContainsWords"], json!([evil]));
}

#[test]
fn taking_protection_off_arriving_mail_is_a_rule_on_receiving() {
    let one = |parameters: &str| {
        let xml = format!(
            "<rules name=\"TransportVersioned\"><rule name=\"R\" format=\"cmdlet\"><version requiredMinVersion=\"15.0.3.0\">\
             <commandBlock><![CDATA[New-TransportRule -Name 'R' {parameters}]]></commandBlock></version></rule></rules>"
        );
        let import = import_rules(xml.as_bytes(), &bundle()).unwrap();
        let rule = import.rules[0].clone();
        let mut whole = bundle();
        whole["rules"] = json!([rule]);
        Bundle::read(whole.to_string().as_bytes()).unwrap();
        (rule["on"].clone(), rule["actions"].clone(), rule["enabled"].clone())
    };
    let takes_off = json!({ "RemoveOMEv2": true });
    for parameters in [
        "-FromScope NotInOrganization -RemoveOMEv2 $true",
        "-FromScope NotInOrganization -RemoveOME $true",
        "-FromScope InOrganization -SentToScope InOrganization -SubjectContainsWords 'x' -RemoveOMEv2 $true",
    ] {
        assert_eq!(one(parameters), (json!("receiving"), takes_off.clone(), Value::Null), "{parameters}");
    }
    // What leaves is taken its protection off before; what only a header tells is not known of mail that arrived.
    for parameters in [
        "-FromScope InOrganization -RemoveOMEv2 $true",
        "-FromScope InOrganization -SentToScope NotInOrganization -RemoveOMEv2 $true",
        "-FromScope NotInOrganization -WithImportance High -RemoveOMEv2 $true",
    ] {
        assert_eq!(one(parameters).0, Value::Null, "{parameters}");
    }
    let print = |rule: Value| {
        let mut whole = bundle();
        whole["rules"] = json!([rule]);
        print_rules(&whole)
    };
    let rule = |conditions: Value| json!({ "id": "r", "name": "R", "on": "receiving", "conditions": conditions, "actions": takes_off });
    assert!(!format!("{:?}", print(rule(json!({ "FromScope": "NotInOrganization" })))).contains("-Enabled $false"));
    assert!(format!("{:?}", print(rule(json!({ "SubjectContainsWords": ["x"] })))).contains("-Enabled $false"));
}

#[test]
fn what_exchange_has_not_is_a_comment_and_the_rule_is_disabled() {
    let label = "6f1d2a34-0c1e-4b57-9a80-3b7c5d9e1f03";
    for (rule, comments, command) in [
        (
            json!({ "name": "At least", "conditions": { "LabelIsAtLeast": label }, "actions": { "ApplyOME": true } }),
            &["# not printed: LabelIsAtLeast: it is printed as the labels of today"][..],
            "New-TransportRule -Name 'At least' -Mode Enforce -HeaderContainsMessageHeader 'msip_labels' \
             -HeaderContainsWords 'MSIP_Label_6f1d2a34-0c1e-4b57-9a80-3b7c5d9e1f03_Enabled=true',\
             'MSIP_Label_6f1d2a34-0c1e-4b57-9a80-3b7c5d9e1f04_Enabled=true' -ApplyOME $true",
        ),
        (
            json!({ "name": "Reply", "exceptions": { "IsReply": true, "HasAttachment": false },
                "actions": { "PrependSubject": "x" } }),
            &["# not printed: ExceptIfIsReply: Exchange has no such condition; the rule is printed disabled"],
            "New-TransportRule -Name 'Reply' -Mode Enforce -PrependSubject 'x' -Enabled $false",
        ),
        (
            json!({ "name": "Label", "actions": { "ApplyLabel": label, "StopRuleProcessing": true } }),
            &[
                "# not printed: ApplyLabel All Employees: mail flow rules cannot set labels, auto-labelling policies do; \
               printed disabled",
            ],
            "New-TransportRule -Name 'Label' -Mode Enforce -StopRuleProcessing $true -Enabled $false",
        ),
        (
            json!({ "name": "Ask", "actions": { "Warn": "Sure?" } }),
            &[
                "# not printed: Warn: NotifySender needs sensitive information",
                "# not printed: the rule Ask: Exchange has none of its actions",
            ],
            "",
        ),
        (
            json!({ "name": { "en": "Tip", "nl": "Wenk" }, "mode": "Audit", "enabled": false,
                "conditions": { "MessageContainsDataClassifications": [{ "name": "heron-code", "minCount": 2 }],
                    "SubjectContainsWords": ["a", { "wordList": "projects" }] },
                "actions": { "Tip": "Look again." } }),
            &["# not printed: name in nl", "# not printed: the text of Tip: NotifyOnly has none"],
            "New-TransportRule -Name 'Tip' -Mode Audit -SubjectContainsWords 'a','project heron','project otter' \
             -MessageContainsDataClassifications @{Name='Heron Code'; minCount='2'} -NotifySender NotifyOnly \
             -Enabled $false",
        ),
    ] {
        let (found, text) = printed(&rule);
        assert_eq!(
            (found.as_slice(), text.as_str()),
            (comments.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>().as_slice(), command)
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn what_was_printed_is_what_comes_back(rule in rule()) {
        let (comments, command) = printed(&rule);
        prop_assert!(comments.is_empty(), "{comments:?}");
        let import = imported(&command);
        prop_assert!(import.not_imported.is_empty(), "{:?}", import.not_imported);
        let mut back = import.rules[0].clone();
        back.as_object_mut().unwrap().remove("id");
        prop_assert_eq!(back, rule, "{}", command);
    }

    #[test]
    fn nothing_unknown_leaves_a_rule_enabled(rule in rule(), which in 0_usize..6) {
        let (_, command) = printed(&rule);
        let more = [
            "-SomethingNew 'x'", "-ExceptIfSomethingNew 'x'", "-SenderIpRanges 192.0.2.1", "-ExceptIfSCLOver 5",
            "-Quarantine $true", "-ModerateMessageByUser 'noor@example.org'",
        ][which];
        let import = imported(&format!("{command} {more}"));
        prop_assert_eq!(&import.rules[0]["enabled"], &json!(false), "{}", command);
        prop_assert!(import.not_imported.iter().any(|left| more.contains(left.parameter.as_deref().unwrap())));
    }

    #[test]
    fn no_command_is_too_odd_to_be_read_or_listed(
        odd in "(New-TransportRule )?[-a-zA-Z '‘’\"“$`@{}();|&<>#,:=\\n]{0,60}",
    ) {
        let import = import_rules(export(&[&odd]).as_bytes(), &bundle()).unwrap();
        prop_assert!(!import.rules.is_empty() || !import.not_imported.is_empty());
    }

    #[test]
    fn no_label_is_too_odd(key in proptest::sample::select(&[
        "ImmutableId", "ParentId", "Priority", "LabelActions", "Conditions", "LocaleSettings", "Settings", "ContentType",
    ]), odd in prop_oneof![
        "\\PC{0,30}".prop_map(|text| json!(text)),
        "[\\[{\"}\\],:a-z]{0,20}".prop_map(|text| json!([text])),
        Just(json!([[[1]], null, { "And": [{ "Or": [{ "And": 5 }] }], "Settings": [{ "Key": "x" }] }])),
    ]) {
        let mut labels: Value = serde_json::from_slice(&case("labels-array.json")).unwrap();
        labels[0][key] = odd;
        let import = import_labels(&labels.to_string(), &bundle()).unwrap();
        prop_assert!(import.labels.len() >= 4);
    }
}
