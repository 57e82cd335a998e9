//! What the bundle already knows: labels, templates, groups and branding by id or name, and which ids are taken.

use super::values::kebab;
use crate::bundle::schema::List;
use serde_json::Value;

/// The present bundle.
#[derive(Clone, Copy)]
pub(super) struct Known<'b> {
    bundle: &'b Value,
}

/// A text as English readers see it.
pub(super) fn english(text: Option<&Value>) -> Option<&str> {
    match text? {
        Value::Object(languages) => languages.get("en")?.as_str(),
        text => text.as_str(),
    }
}

impl<'b> Known<'b> {
    pub(super) fn new(bundle: &'b Value) -> Self {
        Self { bundle }
    }

    /// The entries of a list; none where it is missing.
    pub(super) fn entries(self, key: &str) -> &'b [Value] {
        self.bundle.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }

    /// The id of the entry with this id or, if it is the only one, this English name; without case.
    pub(super) fn find(self, list: List, name: &str) -> Option<&'b str> {
        find(self.entries(key(list)), name)
    }

    /// The id of a kind of sensitive information, built in or the bundle's own, by id or name.
    pub(super) fn kind(self, name: &str) -> Option<&'b str> {
        let own = find(self.entries("types"), name);
        own.or_else(|| crate::detect::kind(name).map(|kind| kind.id))
    }

    /// How Purview would name it.
    pub(super) fn spoken_kind(self, id: &'b str) -> &'b str {
        let own = self.entries("types").iter().find(|entry| entry.get("id").and_then(Value::as_str) == Some(id));
        match own {
            Some(own) => english(own.get("name")).filter(|name| self.kind(name) == Some(id)).unwrap_or(id),
            None => crate::detect::kind(id).map_or(id, |kind| kind.name),
        }
    }

    pub(super) fn entry(self, list: List, id: &str) -> Option<&'b Value> {
        let is = |entry: &&Value| {
            entry.get("id").and_then(Value::as_str).is_some_and(|known| known.eq_ignore_ascii_case(id))
        };
        self.entries(key(list)).iter().find(is)
    }

    /// How Exchange would name it: by its English name, where that leads back to the same entry.
    pub(super) fn spoken(self, list: List, id: &'b str) -> &'b str {
        let name = self.entry(list, id).and_then(|entry| english(entry.get("name")));
        name.filter(|name| self.find(list, name).is_some_and(|found| found.eq_ignore_ascii_case(id))).unwrap_or(id)
    }

    /// A label that only holds sub-labels cannot be applied or looked for.
    pub(super) fn is_heading(self, id: &str) -> bool {
        let refers = |label: &Value| {
            label.get("parent").and_then(Value::as_str).is_some_and(|parent| parent.eq_ignore_ascii_case(id))
        };
        let leads = self.entry(List::Labels, id).is_some_and(|label| label.get("defaultSubLabel").is_some());
        !leads && self.entries("labels").iter().any(refers)
    }

    /// An id made of a name that neither the bundle nor the entries taken over so far have.
    pub(super) fn free_id(self, list: &str, name: &str, otherwise: &str, taken: &[Value]) -> String {
        let wanted = Some(kebab(name)).filter(|id| !id.is_empty() && id != "none").unwrap_or(otherwise.to_owned());
        let is = |entry: &Value, id: &str| entry.get("id").and_then(Value::as_str) == Some(id);
        let free = |id: &String| !self.entries(list).iter().chain(taken).any(|entry| is(entry, id));
        let more = (2_u32..).map(|number| format!("{wanted}-{number}"));
        std::iter::once(wanted.clone()).chain(more).find(free).unwrap_or_default()
    }

    /// Whether a domain, or the domain of an address, is the organisation's own.
    pub(super) fn is_inside(self, domain: &str) -> bool {
        let domain = domain.rsplit_once('@').map_or(domain, |(_, domain)| domain);
        let own = self.bundle.pointer("/organisation/domains").and_then(Value::as_array);
        own.into_iter().flatten().filter_map(Value::as_str).any(|own| crate::bundle::is_domain_or_sub(domain, own))
    }
}

fn find<'b>(entries: &'b [Value], name: &str) -> Option<&'b str> {
    let ids = || entries.iter().filter_map(|entry| Some((entry.get("id")?.as_str()?, entry)));
    if let Some((id, _)) = ids().find(|(id, _)| id.eq_ignore_ascii_case(name)) {
        return Some(id);
    }
    let wanted = name.trim().to_lowercase();
    let same = |entry: &Value| english(entry.get("name")).is_some_and(|known| known.trim().to_lowercase() == wanted);
    let mut named = ids().filter(|(_, entry)| same(entry));
    let (id, _) = named.next()?;
    named.next().is_none().then_some(id)
}

fn key(list: List) -> &'static str {
    match list {
        List::Labels => "labels",
        List::Templates => "templates",
        List::Groups => "groups",
        List::WordLists => "wordLists",
        List::Branding => "branding",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn names_and_ids_lead_to_entries() {
        let bundle = json!({ "templates": [
            { "id": "do-not-forward", "name": { "en": "Do Not Forward", "nl": "Niet doorsturen" } },
            { "id": "a", "name": "Twin" }, { "id": "b", "name": "twin" }, { "id": "c", "name": "A" },
        ] });
        let known = Known::new(&bundle);
        assert_eq!(known.find(List::Templates, "do not forward"), Some("do-not-forward"));
        assert_eq!(known.find(List::Templates, "Niet doorsturen"), None);
        assert_eq!(known.find(List::Templates, "twin"), None, "two have this name");
        assert_eq!(known.spoken(List::Templates, "do-not-forward"), "Do Not Forward");
        assert_eq!(known.spoken(List::Templates, "a"), "a");
        assert_eq!(known.spoken(List::Templates, "c"), "c", "its name is the id of another");
    }

    #[test]
    fn ids_are_given_once() {
        let bundle = json!({ "rules": [{ "id": "same" }] });
        let known = Known::new(&bundle);
        assert_eq!(known.free_id("rules", "Same!", "rule", &[json!({ "id": "same-2" })]), "same-3");
        assert_eq!(known.free_id("rules", "規則", "rule-7", &[]), "rule-7");
        assert_eq!(known.free_id("rules", "None", "rule-8", &[]), "rule-8");
    }
}
