//! Do the laws hold, whatever people write?

use crate::people::{Person, draft, open, protect};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::sync::LazyLock;
use zegel::bundle::Bundle;
use zegel::compose::{AttachmentInput, Draft, DraftInput};
use zegel::decide::decide;
use zegel::seal::{EncryptionState, KeyKind, SignatureState};

static NOOR: LazyLock<Person> = LazyLock::new(|| Person::new("Noor", "noor@example.org", KeyKind::V4));
static LEE: LazyLock<Person> = LazyLock::new(|| Person::new("Lee", "lee@example.com", KeyKind::V6));

/// Text as people write it: any letter of any script, lines of any length, blank lines, dots and dashes that mean
/// something to mail, blanks at line ends.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[ -~]{0,120}",
        "\\PC{0,40}",
        Just("\n".to_owned()),
        Just("\n\n".to_owned()),
        Just(".\n".to_owned()),
        Just("From me\n".to_owned()),
        Just("-- \n".to_owned()),
        Just("--=_".to_owned()),
        Just("=3D=\n".to_owned()),
        Just("\t ".to_owned()),
        "[a-z]{990,1010}",
    ];
    proptest::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

fn attachment() -> impl Strategy<Value = (String, String, Vec<u8>)> {
    let name = prop_oneof!["[a-z]{1,20}\\.[a-z]{3}", "\\PC{1,60}", Just("a\"b\\c;d=e.txt".to_owned())];
    let media_type = prop_oneof![
        Just("text/plain".to_owned()),
        Just("text/html".to_owned()),
        Just("message/rfc822".to_owned()),
        Just("multipart/mixed".to_owned()),
        Just("no type".to_owned()),
        Just("application/pdf; x=\"\n\"".to_owned()),
    ];
    (name, media_type, proptest::collection::vec(any::<u8>(), 0..3000))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn what_is_opened_is_what_was_sealed(
        subject in "\\PC{0,200}",
        text in text(),
        html in proptest::option::of(text()),
        attachments in proptest::collection::vec(attachment(), 0..4),
    ) {
        let mut input = draft("Noor <noor@example.org>", &["lee@example.com"]);
        input.protection = Some("encrypt".into());
        (input.subject, input.text, input.html) = (subject.clone(), text.clone(), html.clone());
        input.attachments = attachments.iter().map(|(name, media_type, bytes)| AttachmentInput {
            name: name.clone(),
            media_type: media_type.clone(),
            size: bytes.len() as u64,
            ..AttachmentInput::default()
        }).collect();
        let contents: Vec<&[u8]> = attachments.iter().map(|(_, _, bytes)| bytes.as_slice()).collect();
        // Words of the example rules change the label; that has tests of its own.
        prop_assume!(!text.to_lowercase().contains("donor") && !subject.to_lowercase().contains("donor"));
        let extension = |name: &str| name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
        prop_assume!(attachments.iter().all(|(name, _, _)| {
            extension(name).is_none_or(|extension| !["exe", "com", "scr", "bat", "cmd", "msi"].contains(&extension.as_str()))
        }));
        let sent = protect(input, &contents, &NOOR, &[&LEE]).unwrap();
        let bytes = &sent.messages[0].bytes;
        prop_assert!(bytes.split(|byte| *byte == b'\n').all(|line| line.len() <= 998), "a line longer than mail allows");
        let opened = open(bytes, &LEE, &[&NOOR]);
        prop_assert_eq!(opened.encryption.state, EncryptionState::Encrypted);
        prop_assert_eq!(opened.signature.state, SignatureState::Valid);
        let json = serde_json::to_value(&opened).unwrap();
        let flat = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        prop_assert_eq!(flat(json["headers"]["subject"]["value"].as_str().unwrap()), flat(&subject));
        prop_assert_eq!(opened.text.as_deref().unwrap_or_default(), text.as_str());
        if let Some(html) = html {
            let shown = opened.html.unwrap_or_default().replace("\r\n", "\n");
            prop_assert!(shown.contains(&html), "{:?} is not in {:?}", html, shown);
        }
        let expected: Vec<&[u8]> = contents.clone();
        prop_assert_eq!(opened.contents.iter().map(Vec::as_slice).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn noise_is_survived(mut bytes in proptest::collection::vec(any::<u8>(), 0..2000), at in any::<usize>(), with in any::<u8>()) {
        let _ = zegel::open::open(
            &bytes,
            &zegel::open::Means { keys: &[], certificates: &[], site: None, now: crate::people::now() },
            &mut |_, _, _| {},
        );
        let _ = Bundle::read(&bytes);
        let _ = zegel::seal::Certificate::read_all(&bytes, crate::people::now());
        let _ = zegel::seal::OwnKey::read(&bytes, Some("x"), crate::people::now());
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let _ = zegel::address::Address::parse(&text);
        let _ = zegel::label::part_labels(&text, zegel::label::LabelState::Claimed);
        bytes.clone_from(&LEE.certificate);
        let at = at % bytes.len();
        bytes[at] = with;
        let _ = zegel::seal::Certificate::read_all(&bytes, crate::people::now());
    }

    #[test]
    fn a_further_rule_never_weakens(
        words in proptest::sample::subsequence(vec!["alpha", "beta", "gamma"], 1..=3),
        body in "(alpha|beta|gamma|delta| ){0,6}",
        protection in proptest::sample::select(vec![None, Some("none"), Some("encrypt"), Some("do-not-forward")]),
        template in proptest::sample::select(vec!["encrypt", "do-not-forward"]),
        first in any::<bool>(),
    ) {
        let rule = json!({
            "id": "further", "name": "Further", "conditions": { "SubjectOrBodyContainsWords": words },
            "actions": { "ApplyRightsProtectionTemplate": template, "ApplyLabel": "5d6c0f01-1b7a-4f3d-8c11-6f2a9d1e0002" },
        });
        let before: Value = serde_json::from_slice(include_bytes!("../www/pages/demo/policy/example.org.json")).unwrap();
        let mut after = before.clone();
        let rules = after["rules"].as_array_mut().unwrap();
        if first { rules.insert(0, rule) } else { rules.push(rule) }
        let input = DraftInput {
            text: body,
            protection: protection.map(ToOwned::to_owned),
            ..draft("noor@example.org", &["lee@example.com"])
        };
        let draft = Draft::new(input);
        let strength = |bundle: &Value| {
            let bundle = Bundle::read(bundle.to_string().as_bytes()).unwrap();
            let decision = decide(&bundle, &draft, &zegel::contents::Eyes::of(&bundle).see(&bundle, &draft, &[]), crate::people::now());
            let label = decision.label.and_then(|label| bundle.label(&label.id)).map(|(at, _)| at);
            let template = decision.protection.and_then(|found| bundle.template(&found.template)).map(|(at, _)| at);
            (label, template, decision.questions.len(), decision.blocks.len())
        };
        let (weaker, stronger) = (strength(&before), strength(&after));
        prop_assert!(weaker.0 <= stronger.0 && weaker.1 <= stronger.1 && weaker.2 <= stronger.2 && weaker.3 <= stronger.3);
    }
}
