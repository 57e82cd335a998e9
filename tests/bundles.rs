//! Does a bundle with mistakes name all of them, each with its place, and is it refused?

use serde_json::Value;
use zegel::bundle::Bundle;

const CASES: &[u8] = include_bytes!("cases/bundles/mistakes.json");

#[test]
fn every_mistake_is_named_with_its_place() {
    let cases: Vec<Value> = serde_json::from_slice(CASES).unwrap();
    for case in &cases {
        let text = match &case["bundle"] {
            Value::String(text) => text.clone(),
            bundle => bundle.to_string(),
        };
        let mistakes = Bundle::read(text.as_bytes()).unwrap_err();
        let mut named: Vec<String> = mistakes.iter().map(|found| format!("{} {}", found.path, found.code)).collect();
        named.sort();
        let expected: Vec<String> = serde_json::from_value(case["mistakes"].clone()).unwrap();
        assert_eq!(named, expected, "{}", case["name"]);
        assert!(mistakes.iter().all(|found| !found.detail.is_empty()));
    }
}

#[test]
fn the_example_bundles_are_sound() {
    for bytes in [
        include_bytes!("../www/pages/demo/policy/example.org.json").as_slice(),
        include_bytes!("../www/pages/demo/policy/example.com.json"),
    ] {
        let bundle = Bundle::read(bytes).unwrap();
        assert_eq!(bundle.templates().len(), 4);
        assert!(bundle.labels().iter().any(|label| label.means.is_none()));
    }
}

#[test]
fn a_huge_bundle_is_refused_unread() {
    let mistakes = Bundle::read(&vec![b' '; 9 * 1024 * 1024]).unwrap_err();
    assert_eq!(mistakes[0].code, "too-large");
}

#[test]
fn deep_nesting_does_not_overflow() {
    let mistakes = Bundle::read("[".repeat(100_000).as_bytes()).unwrap_err();
    assert_eq!(mistakes[0].code, "not-json");
}
