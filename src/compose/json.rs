//! A draft out of JSON text, field by field. What serde derives for it would be the largest part of the small program.

use super::{Answered, AnsweredLabel, Answers, AttachmentInput, DraftInput, GivenReason};
use serde_json::{Map, Value};

/// The name of the field that is missing, unknown or of the wrong type; `form` where it has no name that may be told.
type Wrong = String;

impl DraftInput {
    /// Reads a draft. Unknown fields are refused: a misspelt wish must not pass unnoticed.
    ///
    /// # Errors
    /// The name of the field at fault, `form` where there is none.
    pub fn from_json(text: &str) -> Result<Self, String> {
        let value: Value = serde_json::from_slice(text.as_bytes()).map_err(|_| "form".to_owned())?;
        let mut fields = Fields::of(value)?;
        let draft = Self {
            from: fields.text("from")?,
            to: fields.texts("to")?,
            cc: fields.texts("cc")?,
            bcc: fields.texts("bcc")?,
            subject: fields.text("subject")?,
            text: fields.text("text")?,
            html: fields.optional("html")?,
            attachments: fields.list("attachments")?.into_iter().map(attachment).collect::<Result<_, _>>()?,
            label: fields.optional("label")?,
            previous_label: fields.optional("previousLabel")?,
            answered_labels: fields.some("answeredLabels")?.into_iter().map(answered).collect::<Result<_, _>>()?,
            answered: fields.take("answered").filter(|value| !value.is_null()).map(protection).transpose()?,
            label_hidden: fields.has("labelHidden") && fields.flag("labelHidden")?,
            body_only: fields.has("bodyOnly") && fields.flag("bodyOnly")?,
            protection: fields.optional("protection")?,
            importance: fields.optional("importance")?,
            answers: answers(fields.take("answers").unwrap_or(Value::Null))?,
            in_reply_to: fields.optional("inReplyTo")?,
            references: fields.texts("references")?,
            language: fields.text("language")?,
            date: fields.text("date")?,
            message_id: fields.text("messageId")?,
        };
        fields.end()?;
        Ok(draft)
    }
}

fn attachment(value: Value) -> Result<AttachmentInput, Wrong> {
    let mut fields = Fields::of(value)?;
    let file = AttachmentInput {
        name: fields.text("name")?,
        media_type: fields.text("type")?,
        size: fields.take("size").and_then(|size| size.as_u64()).ok_or_else(|| "size".to_owned())?,
        content_id: fields.optional("contentId")?,
        label: fields.optional("label")?,
    };
    fields.end()?;
    Ok(file)
}

fn answered(value: Value) -> Result<AnsweredLabel, Wrong> {
    let mut fields = Fields::of(value)?;
    let label = AnsweredLabel { text: fields.text("text")?, verified: fields.flag("verified")? };
    fields.end()?;
    Ok(label)
}

fn protection(value: Value) -> Result<Answered, Wrong> {
    let mut fields = Fields::of(value)?;
    let restricted = fields.has("restricted") && fields.flag("restricted")?;
    let answered = Answered { protected: fields.flag("protected")?, people: fields.texts("people")?, restricted };
    fields.end()?;
    Ok(answered)
}

fn answers(value: Value) -> Result<Answers, Wrong> {
    let mut fields = Fields::of(value)?;
    let acknowledged = fields.texts("acknowledged")?;
    let reasons = fields.some("reasons")?;
    let reason = |value: Value| {
        let mut fields = Fields::of(value)?;
        let reason = GivenReason { question: fields.text("question")?, text: fields.text("text")? };
        fields.end()?;
        Ok::<_, Wrong>(reason)
    };
    let reasons = reasons.into_iter().map(reason).collect::<Result<_, _>>()?;
    fields.end()?;
    Ok(Answers { acknowledged, reasons })
}

/// The fields of an object, each taken once, and the names of those that were.
struct Fields(Map<String, Value>, Vec<&'static str>);

impl Fields {
    fn of(value: Value) -> Result<Self, Wrong> {
        if let Value::Object(fields) = value { Ok(Self(fields, Vec::new())) } else { Err("form".to_owned()) }
    }

    fn take(&mut self, name: &'static str) -> Option<Value> {
        self.1.push(name);
        self.0.get_mut(name).map(Value::take)
    }

    fn text(&mut self, name: &'static str) -> Result<String, Wrong> {
        if let Some(Value::String(text)) = self.take(name) { Ok(text) } else { Err(name.to_owned()) }
    }

    fn optional(&mut self, name: &'static str) -> Result<Option<String>, Wrong> {
        match self.take(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(name.to_owned()),
        }
    }

    fn list(&mut self, name: &'static str) -> Result<Vec<Value>, Wrong> {
        if let Some(Value::Array(items)) = self.take(name) { Ok(items) } else { Err(name.to_owned()) }
    }

    /// A list that need not be there.
    fn some(&mut self, name: &'static str) -> Result<Vec<Value>, Wrong> {
        if self.has(name) { self.list(name) } else { Ok(Vec::new()) }
    }

    fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    fn flag(&mut self, name: &'static str) -> Result<bool, Wrong> {
        self.take(name).and_then(|value| value.as_bool()).ok_or_else(|| name.to_owned())
    }

    fn texts(&mut self, name: &'static str) -> Result<Vec<String>, Wrong> {
        let text = |value| if let Value::String(text) = value { Ok(text) } else { Err(name.to_owned()) };
        self.list(name)?.into_iter().map(text).collect()
    }

    /// Nothing may be left.
    fn end(self) -> Result<(), Wrong> {
        // A name is told if it can be one; anything else may be what a person wrote.
        let is_name = |name: &String| name.len() <= 32 && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
        match self.0.keys().find(|name| !self.1.contains(&name.as_str())) {
            None => Ok(()),
            Some(name) => Err(if is_name(name) { name.clone() } else { "form".to_owned() }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn whole() -> Value {
        json!({
            "from": "noor@example.org", "to": ["a@example.org"], "cc": [], "bcc": [], "subject": "S", "text": "T", "html": "<p>T",
            "attachments": [{ "name": "a", "type": "text/plain", "size": 3, "contentId": null }], "label": null, "protection": "none",
            "answers": { "acknowledged": ["k"], "reasons": [{ "question": "q", "text": "because" }] }, "inReplyTo": null,
            "references": ["r@example.org"], "language": "en", "date": "", "messageId": "m", "importance": "high",
            "answeredLabels": [{ "text": "x", "verified": true }], "labelHidden": true, "bodyOnly": true,
            "answered": { "protected": true, "people": ["lee@example.com"], "restricted": false },
        })
    }

    #[test]
    fn it_reads_what_serde_reads() {
        let text = whole().to_string();
        let plain = |draft: &DraftInput| serde_json::to_string(draft).unwrap();
        let derived: DraftInput = serde_json::from_str(&text).unwrap();
        assert_eq!(plain(&DraftInput::from_json(&text).unwrap()), plain(&derived));
        assert_eq!(plain(&DraftInput::from_json(&plain(&derived)).unwrap()), plain(&derived));
    }

    #[test]
    fn it_refuses_what_serde_refuses() {
        let changes: [(&str, Value, &str); 15] = [
            ("/from", json!(5), "from"),
            ("/to", json!("x"), "to"),
            ("/to/0", json!(null), "to"),
            ("/html", json!([]), "html"),
            ("/attachments/0/size", json!(-1), "size"),
            ("/attachments/0/nmae", json!("x"), "nmae"),
            ("/answers/reasons/0/text", json!(null), "text"),
            ("/answeredLabels/0/verified", json!("yes"), "verified"),
            ("/labelHidden", json!(null), "labelHidden"),
            ("/bodyOnly", json!(1), "bodyOnly"),
            ("/answered/protected", json!(1), "protected"),
            ("/answered/people/0", json!(1), "people"),
            ("/answered/restricted", json!(null), "restricted"),
            ("/answers", json!([]), "form"),
            ("/what a person wrote", json!(1), "form"),
        ];
        for (path, value, field) in changes {
            let mut draft = whole();
            let (parent, name) = path.rsplit_once('/').unwrap();
            match draft.pointer_mut(parent).unwrap() {
                Value::Array(items) => items[name.parse::<usize>().unwrap()] = value,
                object => object[name] = value,
            }
            assert_eq!(DraftInput::from_json(&draft.to_string()).unwrap_err(), field, "{path}");
            assert!(serde_json::from_value::<DraftInput>(draft).is_err(), "{path}");
        }
        let fields = whole().as_object().unwrap().keys().cloned().collect::<Vec<_>>();
        for name in fields {
            let mut draft = whole();
            draft.as_object_mut().unwrap().remove(&name);
            let text = draft.to_string();
            let derived = serde_json::from_str::<DraftInput>(&text).is_ok();
            assert_eq!(DraftInput::from_json(&text).is_ok(), derived, "{name}");
        }
    }
}
