//! Lines over and under the text that say the label to people.
//!
//! Our lines carry a class, so that an answer can replace them instead of piling them up.

use crate::bundle::{Alignment, App, Marking, Variables};
use crate::decide::PermittedLabel;

const HEADER_CLASS: &str = "zegel-label-header";
const FOOTER_CLASS: &str = "zegel-label-footer";
const DISCLAIMER_CLASS: &str = "zegel-disclaimer";

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

/// A body with a label's lines around both of its forms.
#[derive(Debug, Default)]
pub(super) struct Marked {
    pub(super) text: String,
    pub(super) html: Option<String>,
    /// Lines before and after the text.
    pub(super) lines: (usize, usize),
}

/// Puts a label's lines around both forms of the body. What an editor has taken over of earlier ones goes.
pub(super) fn mark(text: &str, html: Option<&str>, label: &PermittedLabel, variables: &Variables) -> Marked {
    // One line: Outlook joins the lines of a marking too.
    let line = |marking: &Marking| {
        let text = variables.expand(&marking.text, App::Outlook);
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let seen = |marking: &Marking| Some(line(marking)).filter(|line| !line.is_empty());
    let header = label.header.as_ref().and_then(|marking| Some((marking, seen(marking)?)));
    let footer = label.footer.as_ref().and_then(|marking| Some((marking, seen(marking)?)));
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
    let lines = (usize::from(header.is_some()), usize::from(footer.is_some()));
    let html = html.map(|html| {
        let html = without_marks(html);
        let before = header.map(|(marking, line)| element(HEADER_CLASS, marking, &line)).unwrap_or_default();
        let after = footer.map(|(marking, line)| element(FOOTER_CLASS, marking, &line)).unwrap_or_default();
        format!("{before}{html}{after}")
    });
    Marked { text: marked, html, lines }
}

/// Takes out elements that are a label's lines: an answer, or another label, has its own. They hold text only.
fn without_marks(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, after)) = rest.split_once("<div") {
        let Some((tag, inside)) = after.split_once('>') else { break };
        out.push_str(before);
        let is_ours = [HEADER_CLASS, FOOTER_CLASS].iter().any(|class| tag.contains(class));
        let mark = inside.split_once("</div>").filter(|(text, _)| is_ours && !text.contains("<div"));
        if let Some((_, after)) = mark {
            rest = after;
        } else {
            out.push_str("<div");
            rest = after;
        }
    }
    out.push_str(rest);
    out
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
    fn letters_of_html_are_written_as_letters() {
        assert_eq!(escape("<b>\"&"), "&lt;b&gt;&quot;&amp;");
    }

    #[test]
    fn earlier_marks_go_and_everything_else_stays() {
        let html = "<div>a<div dir=ltr class=\"zegel-label-header x\">Secret<br></div><p>b</p></div>\
                    <div class='zegel-label-footer'>F</div><div";
        assert_eq!(without_marks(html), "<div>a<p>b</p></div><div");
        let nested = "<div class=zegel-label-header><div>kept</div></div>";
        assert_eq!(without_marks(nested), nested);
    }
}
