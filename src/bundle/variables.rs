//! The variables a marking may use (their names are case-sensitive).

use serde::{Deserialize, Serialize};

/// What the variables of a marking stand for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Variables {
    /// `${Item.Label}`: the label's name.
    pub label: String,
    /// `${Item.Name}` and `${Item.Location}`: a subject, or the name of a file.
    pub item: String,
    /// `${User.Name}`
    pub name: String,
    /// `${User.PrincipalName}`: the address.
    pub address: String,
    /// `${Event.DateTime}`
    pub time: String,
}

/// The kind of thing a marking stands in, for `${If.App.…}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum App {
    /// A document.
    Word,
    /// A workbook.
    Excel,
    /// A presentation.
    PowerPoint,
    /// A mail.
    Outlook,
    /// Anything else, such as a PDF.
    Other,
}

impl App {
    /// Whether a condition names it: by its name, or by its letter among others.
    fn is_among(self, names: &str) -> bool {
        let (name, letters) = match self {
            Self::Word => ("Word", "W"),
            Self::Excel => ("Excel", "EX"),
            Self::PowerPoint => ("PowerPoint", "P"),
            Self::Outlook => ("Outlook", "O"),
            Self::Other => return false,
        };
        let is_list = !names.is_empty() && names.chars().all(|c| "WEXPO".contains(c));
        names == name || is_list && names.contains(|c| letters.contains(c))
    }
}

impl Variables {
    /// The text with its variables replaced. What is no variable stays as it is.
    pub fn expand(&self, text: &str, app: App) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        // Inside a condition that does not hold nothing is written.
        let mut silent = false;
        while let Some((before, after)) = rest.split_once("${") {
            let Some((variable, tail)) = after.split_once('}') else { break };
            if !silent {
                out.push_str(before);
            }
            rest = tail;
            let value = match variable {
                "If.End" => {
                    silent = false;
                    continue;
                }
                "Item.Label" => &self.label,
                "Item.Name" | "Item.Location" => &self.item,
                "User.Name" => &self.name,
                "User.PrincipalName" => &self.address,
                "Event.DateTime" => &self.time,
                other => {
                    if let Some(names) = other.strip_prefix("If.App.") {
                        silent = !app.is_among(names);
                    } else if !silent {
                        for piece in ["${", other, "}"] {
                            out.push_str(piece);
                        }
                    }
                    continue;
                }
            };
            if !silent {
                out.push_str(value);
            }
        }
        if !silent {
            out.push_str(rest);
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variables() -> Variables {
        Variables {
            label: "Confidential".into(),
            item: "Q1".into(),
            name: "Noor".into(),
            address: "noor@example.org".into(),
            time: "2026-03-02 09:15".into(),
        }
    }

    #[test]
    fn variables_expand_and_unknown_ones_stay() {
        let text = "${Item.Label} by ${User.Name} <${User.PrincipalName}> ${item.label} ${Item.Name} ${open";
        let expanded = "Confidential by Noor <noor@example.org> ${item.label} Q1 ${open";
        assert_eq!(variables().expand(text, App::Outlook), expanded);
    }

    #[test]
    fn conditions_name_the_kind() {
        let text = "${If.App.WP}This content is ${If.End}Confidential${If.App.Outlook} mail${If.End}";
        for (app, expanded) in [
            (App::Word, "This content is Confidential"),
            (App::PowerPoint, "This content is Confidential"),
            (App::Excel, "Confidential"),
            (App::Outlook, "Confidential mail"),
            (App::Other, "Confidential"),
        ] {
            assert_eq!(variables().expand(text, app), expanded, "{app:?}");
        }
        assert_eq!(variables().expand("${If.App.WXO}a${If.End}", App::Excel), "a");
    }
}
