//! Label policies of Purview: who gets which labels.

use super::entry::{Entry, is_silent, plain, setting};
use super::known::Known;
use super::labels::{Source, is_on};
use super::values::{cut, guid, is_address, is_domain};
use super::{Import, Report, convert::Converter};
use crate::bundle::schema::List;
use serde_json::{Map, Value, json};

/// Properties that say nothing about who gets what in mail, and those that are read here.
#[rustfmt::skip]
const PROPERTIES: &[&str] = &[
    "RunspaceId", "PSComputerName", "PSShowComputerName", "PSSourceJobInstanceId", "Identity", "Id", "Guid",
    "ImmutableId", "ExchangeObjectId", "MasterIdentity", "IsValid", "ExchangeVersion", "ObjectState",
    "ObjectCategory", "ObjectClass",
    "DistinguishedName", "WhenChanged", "WhenCreated", "WhenChangedUTC", "WhenCreatedUTC", "OrganizationId",
    "OrganizationalUnitRoot", "OriginatingServer", "Workload", "ObjectVersion", "CreatedBy", "LastModifiedBy",
    "ReadOnly",
    "Type", "Priority", "Comment", "DistributionStatus", "DistributionResults", "LastStatusUpdateTime",
    "PolicySettingsBlob", "PolicyTemplateInfo",
    "SharePointLocation", "SharePointLocationException", "OneDriveLocation", "OneDriveLocationException",
    "PublicFolderLocation", "SkypeLocation", "SkypeLocationException", "TeamsLocation", "TeamsLocationException",
    "Name", "Enabled", "Mode", "Labels", "ScopedLabels", "ExchangeLocation", "ModernGroupLocation", "Settings",
    "AdvancedSettings",
];

/// Settings for other programs than mail.
const ELSEWHERE: &[&str] = &["powerbi", "teamwork", "siteandgroup", "schematizeddata", "container"];

/// The settings that are read here.
const SETTINGS: &[&str] = &[
    "mandatory",
    "disablemandatoryinoutlook",
    "requiredowngradejustification",
    "defaultlabelid",
    "outlookdefaultlabel",
];

/// In the order of the bundle: there the last one that speaks wins, as does the highest priority in Purview.
pub(super) fn import(published: &[Entry<'_>], sources: &[Source<'_>], known: Known<'_>, import: &mut Import) {
    let mut sorted: Vec<&Entry<'_>> = published.iter().collect();
    sorted.sort_by_key(|entry| entry.text("Priority").and_then(|number| number.parse::<i64>().ok()).unwrap_or(0));
    for entry in sorted {
        let name = entry.text("Name").unwrap_or_default();
        let mut report = Report::about(&name);
        let policy = Publisher { entry: *entry, sources, known }.policy(import, &mut report);
        import.policies.extend(policy);
        import.take(report);
    }
}

struct Publisher<'a, 'v> {
    entry: Entry<'v>,
    sources: &'a [Source<'v>],
    known: Known<'a>,
}

impl Publisher<'_, '_> {
    fn policy(&self, import: &mut Import, report: &mut Report) -> Option<Value> {
        let off = self.entry.text("Enabled").is_some_and(|enabled| enabled.eq_ignore_ascii_case("false"));
        let mode = self.entry.text("Mode").unwrap_or_else(|| "Enforce".to_owned());
        if off || !mode.eq_ignore_ascii_case("Enforce") {
            report.left("Mode", &mode, "policy-disabled", "The policy is disabled or not in force.");
            return None;
        }
        let mut policy = Map::new();
        let at = import.policies.len() + 1;
        let id = self.known.free_id("policies", &report.subject, &format!("policy-{at}"), &import.policies);
        policy.insert("id".to_owned(), json!(id));
        if !report.subject.is_empty() {
            policy.insert("name".to_owned(), json!(cut(&report.subject, 256).0));
        }
        self.audience(&mut policy, import, report)?;
        let mut labels: Vec<String> = Vec::new();
        for name in ["Labels", "ScopedLabels"].into_iter().flat_map(|key| self.entry.names(key)) {
            match self.label(&name, import) {
                Some(label) if labels.contains(&label) => {}
                Some(label) => labels.push(label),
                None => report.left(
                    "Labels",
                    &name,
                    "label-unknown",
                    "This label did not come over and is not in the bundle.",
                ),
            }
        }
        policy.insert("labels".to_owned(), json!(labels));
        self.settings(&labels, &mut policy, import, report);
        for (key, value) in self.entry.properties() {
            if !PROPERTIES.iter().any(|known| known.eq_ignore_ascii_case(key)) && !is_silent(value) {
                let broader = key.to_ascii_lowercase().ends_with("locationexception");
                let (code, reason) = if broader {
                    ("policy-broader", "These were left out; here the policy is for them too.")
                } else {
                    ("property-unknown", "This property has no counterpart.")
                };
                report.left(key, &plain(value), code, reason);
            }
        }
        Some(Value::Object(policy))
    }

    /// A label by GUID or name that came over or is in the bundle.
    fn label(&self, name: &str, import: &Import) -> Option<String> {
        let wanted = name.trim().to_lowercase();
        let called = |source: &&Source<'_>, key: &str| {
            source.entry.text(key).is_some_and(|known| known.to_lowercase() == wanted)
        };
        let by = |key: &'static str| {
            let mut found = self.sources.iter().filter(move |source| called(source, key));
            // Display names are not unique.
            found.next().filter(|_| found.next().is_none()).map(|source| source.id.clone())
        };
        let id = guid(name).or_else(|| by("Name")).or_else(|| by("DisplayName"));
        let id = id.or_else(|| self.known.find(List::Labels, name).map(ToOwned::to_owned))?;
        let there = import.labels.iter().any(|label| label.get("id") == Some(&json!(id)));
        (there || self.known.entry(List::Labels, &id).is_some()).then_some(id)
    }

    /// None where nobody would get it: a policy that names nobody is for everyone.
    fn audience(&self, policy: &mut Map<String, Value>, import: &mut Import, report: &mut Report) -> Option<()> {
        let named = self.entry.names("ExchangeLocation");
        let groups = self.entry.names("ModernGroupLocation");
        if named.iter().any(|name| name.eq_ignore_ascii_case("All")) {
            return Some(());
        }
        let (users, odd): (Vec<String>, Vec<String>) =
            named.into_iter().partition(|name| is_address(name) || is_domain(name));
        for name in odd {
            report.left(
                "ExchangeLocation",
                &name,
                "value-unusable",
                "This is no address; who it is, is not known here.",
            );
        }
        let mut converter = Converter::new(self.known, &mut import.groups);
        let groups: Vec<Value> = groups
            .iter()
            .filter(|name| !name.eq_ignore_ascii_case("All"))
            .map(|name| match converter.known.find(List::Groups, name) {
                Some(id) => json!(id),
                None => converter.group(name),
            })
            .collect();
        for note in converter.notes {
            report.note("ModernGroupLocation", &note.value, note.code, &note.reason);
        }
        if users.is_empty() && groups.is_empty() {
            report.left(
                "ExchangeLocation",
                "",
                "policy-for-nobody",
                "The policy is for nobody's mail, or for nobody known here.",
            );
            return None;
        }
        if !users.is_empty() {
            let reason =
                "Where one of these is the address of a group, make a group of it: here it is a single mailbox.";
            report.note("ExchangeLocation", &users.join(", "), "address-or-group", reason);
            policy.insert("users".to_owned(), json!(users));
        }
        if !groups.is_empty() {
            policy.insert("groups".to_owned(), json!(groups));
        }
        Some(())
    }

    fn settings(&self, labels: &[String], policy: &mut Map<String, Value>, import: &Import, report: &mut Report) {
        let mut own = self.entry.settings("Settings");
        own.extend(self.entry.settings("AdvancedSettings"));
        let get = |key: &str| setting(&own, key);
        if get("mandatory").is_some() {
            let required = is_on(get("mandatory")) && !is_on(get("disablemandatoryinoutlook"));
            policy.insert("labelRequired".to_owned(), json!(required));
        }
        if get("requiredowngradejustification").is_some() {
            let lowering = if is_on(get("requiredowngradejustification")) { "reason" } else { "free" };
            policy.insert("lowering".to_owned(), json!(lowering));
        }
        if let Some(name) =
            get("outlookdefaultlabel").or(get("defaultlabelid")).filter(|name| !name.eq_ignore_ascii_case("None"))
        {
            match self.label(name, import).filter(|id| labels.contains(id) && !self.is_heading(id, import)) {
                Some(id) => {
                    policy.insert("defaultLabel".to_owned(), json!(id));
                }
                None => report.left(
                    "defaultlabelid",
                    name,
                    "label-unknown",
                    "It is none of the policy's labels that a message can carry.",
                ),
            }
        }
        for (key, value) in own.iter().filter(|(key, _)| !SETTINGS.contains(&key.as_str())) {
            let silent = is_silent(&json!(value)) || value.trim().eq_ignore_ascii_case("none");
            let text = format!("{key}: {value}");
            if ELSEWHERE.iter().any(|elsewhere| key.starts_with(elsewhere)) {
                report.note("Settings", &text, "no-effect", "This is for other programs than mail.");
            } else if !silent {
                report.left("Settings", &text, "setting-unknown", "This setting has no counterpart.");
            }
        }
    }

    fn is_heading(&self, id: &str, import: &Import) -> bool {
        let own = |label: &&Value| label.get("id").and_then(Value::as_str) == Some(id);
        let leads = import.labels.iter().find(own).is_some_and(|label| label.get("defaultSubLabel").is_some());
        let refers = |label: &Value| label.get("parent").and_then(Value::as_str) == Some(id);
        self.known.is_heading(id) || (!leads && import.labels.iter().any(refers))
    }
}
