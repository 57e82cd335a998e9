//! Actions of a rule.

use super::Report;
use super::command::Arg;
use super::convert::Converter;
use super::known::Known;
use super::values::{guid, shown};
use crate::bundle::schema::{ACTIONS, Field, Kind, List, PAIRS};
use serde_json::{Map, Value, json};

/// Actions of the bundle that Exchange has not under this name.
pub(super) const OURS: &[&str] = &["ApplyLabel", "Tip", "Warn", "RequireReason"];

/// What a rule is there for: without one of these it protects less.
const PROTECTIVE: &[&str] = &[
    "ApplyLabel",
    "ApplyRightsProtectionTemplate",
    "ApplyOME",
    "RejectMessageReasonText",
    "RejectMessageEnhancedStatusCode",
];

/// Actions of Exchange that only a server can take, and whether they hold mail back or protect it on its way.
const SERVER: &[(&str, bool)] = &[
    ("DeleteMessage", true),
    ("Quarantine", true),
    ("RedirectMessageTo", true),
    ("ModerateMessageByUser", true),
    ("ModerateMessageByManager", true),
    ("RouteMessageOutboundRequireTls", true),
    ("RouteMessageOutboundConnector", true),
    ("SmtpRejectMessageRejectText", true),
    ("SmtpRejectMessageRejectStatusCode", true),
    ("Disconnect", true),
    ("AddManagerAsRecipientType", false),
    ("IncidentReportOriginalMail", false),
    ("LogEventText", false),
    ("RemoveRMSAttachmentEncryption", false),
    ("SetSCL", false),
];

const REFUSED: &str = "Delivery not authorized, message refused";

/// Which action a parameter is.
#[derive(Clone, Copy)]
pub(super) enum Action {
    /// One of the bundle, under the same name.
    Known(&'static Field),
    /// A message classification: our label.
    Classification,
    /// How the sender is told.
    NotifySender,
    /// Only a server can do it.
    Server { protective: bool },
}

/// The action with this name, if it is one.
pub(super) fn known(name: &str) -> Option<Action> {
    // The same under its older name.
    let name = if name.eq_ignore_ascii_case("RemoveOME") { "RemoveOMEv2" } else { name };
    let is = |known: &str| known.eq_ignore_ascii_case(name);
    if is("ApplyClassification") {
        return Some(Action::Classification);
    }
    if is("NotifySender") {
        return Some(Action::NotifySender);
    }
    let server =
        SERVER.iter().find(|(known, _)| is(known)).map(|(_, protective)| Action::Server { protective: *protective });
    let own = ACTIONS.iter().find(|field| is(field.name) && !OURS.contains(&field.name)).map(Action::Known);
    own.or(server)
}

/// What became of the actions.
#[derive(Default)]
pub(super) struct Taken {
    pub(super) actions: Map<String, Value>,
    /// Something is missing.
    pub(super) fewer: bool,
    /// Something is missing that made the rule protective.
    pub(super) weaker: bool,
}

/// Takes over what can be; the rest is reported.
pub(super) fn take(arguments: &[(&str, Action, &Arg)], known: Known<'_>, report: &mut Report) -> Taken {
    let mut taker = Taker { known, report, taken: Taken::default() };
    let header = taker.label_by_header(arguments);
    for (name, action, arg) in arguments {
        match action {
            Action::Known(field) if header && matches!(field.name, "SetHeaderName" | "SetHeaderValue") => {}
            Action::Known(field) => taker.convert(name, field.name, &field.kind, arg),
            Action::Classification => taker.convert(name, "ApplyLabel", &Kind::Reference(List::Labels), arg),
            Action::Server { .. } if matches!(arg, Arg::Null | Arg::Flag(false)) => {}
            Action::Server { protective } => {
                taker.taken.fewer = true;
                taker.taken.weaker |= protective;
                taker.report.left(name, &shown(arg), "action-server-only", "Only a mail server can do this.");
            }
            Action::NotifySender => {}
        }
    }
    let notify = arguments.iter().find(|(_, action, _)| matches!(action, Action::NotifySender));
    if let Some((_, _, arg)) = notify {
        taker.notify(arg);
    }
    taker.complete();
    taker.taken
}

struct Taker<'a, 'b> {
    known: Known<'b>,
    report: &'a mut Report,
    taken: Taken,
}

impl Taker<'_, '_> {
    fn convert(&mut self, parameter: &str, field: &str, kind: &Kind, arg: &Arg) {
        // No action names a group.
        let mut groups = Vec::new();
        let mut converter = Converter::new(self.known, &mut groups);
        let value = converter.convert(kind, arg);
        for fault in converter.faults {
            self.taken.fewer = true;
            self.taken.weaker |= PROTECTIVE.contains(&field);
            self.report.left(parameter, &fault.value, fault.code, &fault.reason);
        }
        if let Some(value) = value {
            self.taken.actions.insert(field.to_owned(), value);
        }
    }

    /// Setting `msip_labels` to one of our labels is applying it. Answers whether that was so.
    fn label_by_header(&mut self, arguments: &[(&str, Action, &Arg)]) -> bool {
        let argument = |wanted: &str| {
            let mut own = arguments
                .iter()
                .filter(|(_, action, _)| matches!(action, Action::Known(field) if field.name == wanted));
            own.next().map(|(_, _, arg)| shown(arg))
        };
        let is_labels = argument("SetHeaderName").is_some_and(|name| name.eq_ignore_ascii_case("msip_labels"));
        let Some(value) = argument("SetHeaderValue").filter(|_| is_labels) else { return false };
        let enabled = |pair: &str| {
            let (key, value) = pair.split_once('=')?;
            let id = key.trim().to_ascii_lowercase();
            let id = guid(id.strip_prefix("msip_label_")?.strip_suffix("_enabled")?)?;
            value.trim().eq_ignore_ascii_case("true").then_some(id)
        };
        let mut labels = value.split(';').filter_map(enabled);
        let label = labels.next().filter(|_| labels.next().is_none());
        let id =
            label.as_deref().and_then(|id| self.known.find(List::Labels, id)).filter(|id| !self.known.is_heading(id));
        if let Some(id) = id {
            let reason = "Setting msip_labels became ApplyLabel, which raises a label and never lowers one.";
            self.report.note("SetHeaderName", &value, "label-by-header", reason);
            self.taken.actions.insert("ApplyLabel".to_owned(), json!(id));
        } else {
            self.taken.weaker = true;
            let reason = "No label of the bundle that a message can carry is set by this. Import the labels first.";
            self.report.left("SetHeaderValue", &value, "label-unknown", reason);
        }
        true
    }

    fn notify(&mut self, arg: &Arg) {
        let value = shown(arg);
        let field = match value.trim().to_ascii_lowercase().as_str() {
            "" | "$null" => return,
            "notifyonly" => "Tip",
            "rejectmessage" => "RejectMessageReasonText",
            "rejectunlessfalsepositiveoverride" | "rejectunlesssilentoverride" => "Warn",
            "rejectunlessexplicitoverride" => "RequireReason",
            _ => {
                self.taken.weaker = true;
                return self.report.left(
                    "NotifySender",
                    &value,
                    "value-unusable",
                    "How the sender is told is not known.",
                );
            }
        };
        // Beside an override the text of a refusal is what the sender reads; beside NotifyOnly it stays a refusal.
        let text = match field {
            "Warn" | "RequireReason" => {
                if self.taken.actions.remove("RejectMessageEnhancedStatusCode").is_some() {
                    let reason = "A warning has no status code.";
                    self.report.note("RejectMessageEnhancedStatusCode", "", "no-effect", reason);
                }
                self.taken.actions.remove("RejectMessageReasonText")
            }
            "RejectMessageReasonText" => self.taken.actions.remove("RejectMessageReasonText"),
            _ => None,
        };
        let made = text.is_none();
        let text = text.unwrap_or_else(|| match field {
            "RejectMessageReasonText" => json!(REFUSED),
            _ => json!(format!("This message matches the rule \"{}\".", self.report.subject)),
        });
        if made {
            let reason = format!("The export has no text for {field}. Write one that helps people.");
            self.report.note("NotifySender", &value, "text-made", &reason);
        }
        self.taken.actions.insert(field.to_owned(), text);
    }

    /// What needs another action beside it, or stands against one.
    fn complete(&mut self) {
        let actions = &mut self.taken.actions;
        if actions.contains_key("RejectMessageEnhancedStatusCode") && !actions.contains_key("RejectMessageReasonText") {
            actions.insert("RejectMessageReasonText".to_owned(), json!(REFUSED));
            self.report.note(
                "RejectMessageReasonText",
                REFUSED,
                "text-made",
                "The export has no text for the refusal.",
            );
        }
        for (first, second, both) in PAIRS {
            for (one, other, needed) in [(first, second, *both), (second, first, true)] {
                if needed && !actions.contains_key(*other) && actions.remove(*one).is_some() {
                    self.report.left(one, "", "incomplete-pair", &format!("It needs {other} beside it."));
                }
            }
        }
        let protects = actions.contains_key("ApplyRightsProtectionTemplate") || actions.contains_key("ApplyOME");
        if protects && actions.remove("RemoveOMEv2").is_some() {
            self.report.left("RemoveOMEv2", "$true", "contradiction", "The same rule applies protection.");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_here_is_one_of_the_tables() {
        let tables = |name: &&str| ACTIONS.iter().any(|field| field.name == *name);
        assert!(OURS.iter().chain(PROTECTIVE).all(tables));
        assert!(!SERVER.iter().any(|(name, _)| tables(name)), "an action of the bundle can be taken over");
        assert!(OURS.iter().all(|name| known(name).is_none()), "Exchange has no such parameter");
    }
}
