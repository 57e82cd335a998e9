//! Writes the published JSON Schema (2020-12) to `www/generated/bundle.schema.json`, from the tables that the reader
//! checks by. Like the contract it is checked in, so that a changed format is a visible difference.

use super::schema::{BUNDLE, Field, Form, Kind, List, MAX_WORDS};
use serde_json::{Map, Value, json};

fn object(table: &[Field]) -> Value {
    let properties: Map<String, Value> =
        table.iter().map(|field| (field.name.to_owned(), schema(&field.kind))).collect();
    let required: Vec<&str> = table.iter().filter(|field| field.required).map(|field| field.name).collect();
    json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
}

fn schema(kind: &Kind) -> Value {
    match kind {
        Kind::Text(limit) => {
            let text = json!({ "type": "string", "minLength": 1, "maxLength": limit });
            json!({ "oneOf": [
                text,
                { "type": "object", "required": ["en"], "additionalProperties": text,
                  "propertyNames": { "pattern": "^[A-Za-z0-9-]{2,35}$" } },
            ] })
        }
        Kind::Plain(limit) => json!({ "type": "string", "minLength": 1, "maxLength": limit }),
        Kind::Flag => json!({ "type": "boolean" }),
        Kind::Count(least, most) => json!({ "type": "integer", "minimum": least, "maximum": most }),
        Kind::Time => json!({ "type": "string", "format": "date-time" }),
        Kind::Form(form) => form_schema(*form),
        Kind::Choice(words) => json!({ "enum": words }),
        Kind::Size => json!({ "oneOf": [
            { "type": "integer", "minimum": 0 }, { "type": "string", "pattern": "^\\d+ ?([KMGTkmgt]?[Bb])?( ?\\(.*)?$" },
        ] }),
        Kind::Reference(list) => {
            json!({ "type": "string", "description": format!("The id of one of the {}.", list_name(*list)) })
        }
        Kind::DataType => {
            json!({ "type": "string", "description": "The id or name of a built-in type, or the id of an own one." })
        }
        Kind::Word => json!({ "oneOf": [
            { "type": "string", "minLength": 1, "maxLength": 128 },
            { "type": "object", "properties": { "wordList": { "type": "string" } }, "required": ["wordList"], "additionalProperties": false },
        ] }),
        Kind::Attributes => {
            json!({ "type": "object", "additionalProperties": { "type": "string", "minLength": 1, "maxLength": 255 } })
        }
        Kind::Any(each) => json!({ "type": "array", "items": schema(each), "maxItems": MAX_WORDS }),
        Kind::Many(each) => json!({ "type": "array", "items": schema(each), "minItems": 1, "maxItems": MAX_WORDS }),
        Kind::Object(table) => object(table),
    }
}

fn list_name(list: List) -> &'static str {
    match list {
        List::Labels => "labels",
        List::Templates => "templates",
        List::Groups => "groups",
        List::WordLists => "word lists",
        List::Branding => "branding templates",
    }
}

fn form_schema(form: Form) -> Value {
    let pattern = |pattern: &str| json!({ "type": "string", "pattern": pattern });
    match form {
        Form::Color => pattern("^#[0-9A-Fa-f]{6}$"),
        Form::Guid => pattern("^[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}$"),
        Form::Name => pattern("^[a-z0-9-]{1,64}$"),
        Form::Domain => pattern("^[^@\\s]+$"),
        Form::Address => pattern("^[^@\\s]+@[^@\\s]+$"),
        Form::AddressOrDomain => pattern("^\\S+$"),
        Form::Pattern => json!({ "type": "string", "minLength": 1, "maxLength": 2048 }),
        Form::Check => json!({ "enum": crate::detect::CHECKS.iter().map(|check| check.id).collect::<Vec<_>>() }),
        Form::PropertyWords => pattern("^[^:]+:.+$"),
        Form::Header | Form::SettableHeader | Form::ExposableHeader => pattern("^[!-9;-~]{1,76}$"),
        Form::MarkingWord => pattern("^[A-Za-z0-9:-]{1,64}$"),
        Form::WebAddress => pattern("^https://[A-Za-z0-9][!#-&(-;=?-\\[\\]-_a-~]*$"),
        Form::Origin => pattern("^(https://[a-z0-9][a-z0-9.-]*|http://(localhost|127\\.0\\.0\\.1))(:[0-9]{1,5})?$"),
        Form::Picture => pattern("^data:image/(png|jpeg);base64,[A-Za-z0-9+/]+=*$"),
        Form::StatusCode => pattern("^5\\.7\\.(1|9\\d\\d)$"),
    }
}

#[test]
fn the_schema_is_written_down() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/www/generated/bundle.schema.json");
    let mut whole = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Zegel policy bundle, format 1",
        "description": "Labels, protection templates, rules and detection of one organisation. See docs/policy-bundle.md.",
    });
    if let (Value::Object(whole), Value::Object(rest)) = (&mut whole, object(BUNDLE)) {
        whole.extend(rest);
    }
    let text = serde_json::to_string_pretty(&whole).unwrap() + "\n";
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path, &text).unwrap();
    }
    let written = std::fs::read_to_string(path).unwrap_or_default();
    assert!(written == text, "{path} is out of date: run `UPDATE=1 cargo test the_schema` and look at the difference");
}
