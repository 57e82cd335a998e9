//! Lines over and under the text that say the label to people.
//!
//! Our lines carry a class, so that an answer can replace them instead of piling them up.

use crate::bundle::{Alignment, Marking};
use crate::compose::Draft;
use crate::decide::PermittedLabel;
use crate::time::ZonedTime;

const HEADER_CLASS: &str = "zegel-label-header";
const FOOTER_CLASS: &str = "zegel-label-footer";
const DISCLAIMER_CLASS: &str = "zegel-disclaimer";

/// Values of the variables a marking may use (their names are case-sensitive).
pub(super) struct Variables {
    label: String,
    subject: String,
    name: String,
    address: String,
    time: String,
}

impl Variables {
    pub(super) fn new(draft: &Draft, label: &str, time: ZonedTime) -> Self {
        let from = draft.from();
        let address = from.map(crate::address::Address::addr_spec).unwrap_or_default();
        Self {
            label: label.to_owned(),
            subject: draft.input().subject.clone(),
            name: from.and_then(|from| from.name()).map_or_else(|| address.clone(), ToOwned::to_owned),
            address,
            // Without the seconds: people read this.
            time: time.to_iso().get(..16).unwrap_or_default().replace('T', " "),
        }
    }

    /// One line: Outlook joins the lines of a marking too. Unknown variables stay as they are.
    fn expand(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("${") {
            out.push_str(before);
            let Some((variable, tail)) = after.split_once('}') else {
                rest = after;
                out.push_str("${");
                continue;
            };
            match variable {
                "Item.Label" => out.push_str(&self.label),
                "Item.Name" | "Item.Location" => out.push_str(&self.subject),
                "User.Name" => out.push_str(&self.name),
                "User.PrincipalName" => out.push_str(&self.address),
                "Event.DateTime" => out.push_str(&self.time),
                unknown => {
                    out.push_str("${");
                    out.push_str(unknown);
                    out.push('}');
                }
            }
            rest = tail;
        }
        out.push_str(rest);
        out.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// Adds the texts of rules before and after both forms of the body. They are plain text: what a rule adds cannot
/// change how the message looks.
pub(super) fn add_disclaimers(text: &str, html: Option<&str>, added: &[(String, bool)]) -> (String, Option<String>) {
    let (mut text, mut html) = (text.to_owned(), html.map(ToOwned::to_owned));
    for (disclaimer, before) in added {
        let element = format!("<div class=\"{DISCLAIMER_CLASS}\">{}</div>", escape(disclaimer).replace('\n', "<br>"));
        if *before {
            text = format!("{disclaimer}\n\n{text}");
            html = html.map(|html| format!("{element}{html}"));
        } else {
            let gap = if text.ends_with('\n') { "\n" } else { "\n\n" };
            text = format!("{text}{gap}{disclaimer}\n");
            html = html.map(|html| format!("{html}{element}"));
        }
    }
    (text, html)
}

/// Puts a label's lines around both forms of the body.
pub(super) fn mark(
    text: &str,
    html: Option<&str>,
    label: &PermittedLabel,
    variables: &Variables,
) -> (String, Option<String>) {
    let header = label.header.as_ref().map(|marking| (marking, variables.expand(&marking.text)));
    let footer = label.footer.as_ref().map(|marking| (marking, variables.expand(&marking.text)));
    let mut marked = String::with_capacity(text.len() + 256);
    if let Some((_, line)) = &header {
        marked.push_str(line);
        marked.push_str("\n\n");
    }
    marked.push_str(text);
    if let Some((_, line)) = &footer {
        marked.push_str(if text.ends_with('\n') { "\n" } else { "\n\n" });
        marked.push_str(line);
        marked.push('\n');
    }
    let html = html.map(|html| {
        let before = header.map(|(marking, line)| element(HEADER_CLASS, marking, &line)).unwrap_or_default();
        let after = footer.map(|(marking, line)| element(FOOTER_CLASS, marking, &line)).unwrap_or_default();
        format!("{before}{html}{after}")
    });
    (marked, html)
}

fn element(class: &str, marking: &Marking, line: &str) -> String {
    let alignment = match marking.alignment {
        Alignment::Left => "left",
        Alignment::Center => "center",
        Alignment::Right => "right",
    };
    let (color, size) = (&marking.color, marking.size);
    format!(
        "<div class=\"{class}\" style=\"color:{color};font-size:{size}pt;text-align:{alignment}\">{}</div>",
        escape(line)
    )
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_expand_and_unknown_ones_stay() {
        let variables = Variables {
            label: "Confidential".into(),
            subject: "Q1".into(),
            name: "Noor".into(),
            address: "noor@example.org".into(),
            time: "2026-03-02 09:15".into(),
        };
        assert_eq!(
            variables
                .expand("${Item.Label} by ${User.Name}\n<${User.PrincipalName}> ${item.label} ${Item.Name} ${open"),
            "Confidential by Noor <noor@example.org> ${item.label} Q1 ${open"
        );
        assert_eq!(escape("<b>\"&"), "&lt;b&gt;&quot;&amp;");
    }
}
