//! Looks through a draft for all that a bundle's rules ask for: each text once, however many conditions ask.

use super::html::visible_text;
use super::sight::{Attached, Later, Seen, SeenData, Sight};
use super::{Inspection, Property, people};
use crate::bundle::{Bundle, OwnType, Place};
use crate::compose::{AttachmentInput, Draft};
use crate::detect::{self, Kind};
use crate::pattern::{Pattern, Patterns};
use crate::words::{Hit, Prose, WordLists};

/// Findings of one kind in one text; a text of nothing but numbers must not fill the memory.
const MAX_FINDINGS: usize = 10_000;
/// Octets of one text that are gone through, for all patterns together, to say what they match.
const MAX_EXAMPLES: usize = 16 * 1024 * 1024;

/// A bundle made ready for looking.
pub struct Eyes {
    lists: Vec<Vec<String>>,
    words: WordLists,
    patterns: Vec<Option<Pattern>>,
    set: Patterns,
    asked: Vec<Asked>,
    built_in: Vec<&'static Kind>,
    spots: Vec<Spot>,
    later: Vec<Later>,
}

/// A kind of sensitive information that something asks for.
enum Asked {
    /// A position among the built-in kinds looked for.
    BuiltIn(usize),
    /// One of the bundle's own.
    Own(OwnType),
}

/// A place, with what is looked for there.
struct Spot {
    place: Place,
    lists: Vec<usize>,
    patterns: Vec<usize>,
    /// For short texts, which are looked through for what is asked of them only.
    words_here: WordLists,
    set_here: Patterns,
}

/// What was found in the text of one attachment, and what is said of the attachment.
#[derive(Debug)]
pub struct Looked {
    attached: Attached,
    properties: Vec<Property>,
    found: Found,
}

/// What was found in one text.
#[derive(Debug, Default)]
struct Found {
    /// List, word, how often.
    words: Vec<(usize, String, usize)>,
    /// Pattern, an example of what it matches, how often.
    patterns: Vec<(usize, String, usize)>,
    /// For each kind asked for, values with how sure each is.
    data: Vec<Vec<(u8, String)>>,
}

impl Eyes {
    /// Makes a bundle ready: words indexed, patterns compiled.
    pub fn of(bundle: &Bundle) -> Self {
        let patterns: Vec<Option<Pattern>> = bundle.patterns().iter().map(|text| Pattern::parse(text).ok()).collect();
        let mut built_in: Vec<&'static Kind> = Vec::new();
        let mut asked = Vec::new();
        for name in bundle.asked() {
            if let Some(own) = bundle.types().iter().find(|own| own.id == *name) {
                asked.push(Asked::Own(own.clone()));
            } else if let Some(kind) = detect::kind(name) {
                asked.push(Asked::BuiltIn(built_in.len()));
                built_in.push(kind);
            } else {
                // A bundle that was read whole names none that is unknown.
                asked.push(Asked::BuiltIn(usize::MAX));
            }
        }
        let lists = bundle.word_lists().to_vec();
        let mut eyes = Self {
            words: index(&lists, 0..lists.len()),
            set: Patterns::new(patterns.iter().flatten()),
            spots: spots(bundle, &lists, &patterns),
            later: Vec::new(),
            lists,
            patterns,
            asked,
            built_in,
        };
        eyes.later = eyes.later_headers(bundle);
        eyes
    }

    /// Labels and rules can give header fields only so many values: each is looked at once, here.
    fn later_headers(&self, bundle: &Bundle) -> Vec<Later> {
        let mut later = Vec::new();
        for (place, spot) in self.spots.iter().enumerate() {
            let Place::Header(name) = &spot.place else { continue };
            let set = bundle.rules().iter().filter_map(|rule| rule.actions.set_header.as_ref());
            let set = set.filter(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.clone());
            let mut values: Vec<String> =
                bundle.labels().iter().filter_map(|label| label.header(name)).chain(set).collect();
            values.sort_unstable();
            values.dedup();
            for value in values {
                let mut sight = Sight::default();
                self.look_at(spot, (place, "header", None), &value, &mut sight);
                let words = sight.words.into_iter().map(|one| (false, one));
                for (pattern, Seen(_, id, _, _, matched, _)) in
                    words.chain(sight.patterns.into_iter().map(|one| (true, one)))
                {
                    later.push(Later(place, pattern, id, value.clone(), matched));
                }
            }
        }
        later
    }

    /// Looks through an attachment that has been inspected.
    pub fn look_into(&self, inspection: Inspection) -> Looked {
        let attached = Attached::of(&inspection);
        Looked { attached, found: self.look_through(&inspection.text), properties: inspection.properties }
    }

    /// Looks through a draft; `attachments` holds for each of its attachments what was found there, where that is known.
    pub fn see(&self, bundle: &Bundle, draft: &Draft, attachments: &[Option<&Looked>]) -> Sight {
        let input = draft.input();
        let subject = self.look_through(&input.subject);
        let body = self.look_through_body(&input.text, input.html.as_deref());
        let looked = |at: usize| attachments.get(at).copied().flatten();
        let mut sight = Sight {
            attachments: (0..input.attachments.len()).map(|at| looked(at).map(|one| one.attached.clone())).collect(),
            later: self.later.clone(),
            ..Sight::default()
        };
        let files = || (0..input.attachments.len()).filter_map(|at| Some((at, looked(at)?)));
        for (place, spot) in self.spots.iter().enumerate() {
            let mut long = |field: &str, index: Option<usize>, found: &Found| {
                let of = |list: &[(usize, String, usize)], asked: &[usize]| -> Vec<Seen> {
                    let asked_for = list.iter().filter(|(id, ..)| asked.contains(id));
                    asked_for
                        .map(|(id, matched, count)| Seen(place, *id, field.to_owned(), index, matched.clone(), *count))
                        .collect()
                };
                sight.words.extend(of(&found.words, &spot.lists));
                sight.patterns.extend(of(&found.patterns, &spot.patterns));
            };
            match &spot.place {
                Place::Subject => long("subject", None, &subject),
                Place::SubjectOrBody => {
                    long("subject", None, &subject);
                    long("body", None, &body);
                }
                Place::Attachments => files().for_each(|(at, looked)| long("attachments", Some(at), &looked.found)),
                short => {
                    for (field, index, text) in short_texts(short, bundle, draft, attachments) {
                        self.look_at(spot, (place, &field, index), &text, &mut sight);
                    }
                }
            }
        }
        let named = |(at, file): (usize, &AttachmentInput)| {
            let inside = looked(at).map(|one| one.attached.names.join("\n")).unwrap_or_default();
            self.look_through(&[&file.name, "\n", &inside].concat())
        };
        let labels: Vec<Found> = input.attachments.iter().enumerate().map(named).collect();
        let labels = labels.iter().enumerate().map(|(at, found)| ("attachments", Some(at), found));
        for (field, index, found) in [("subject", None, &subject), ("body", None, &body)]
            .into_iter()
            .chain(labels)
            .chain(files().map(|(at, looked)| ("attachments", Some(at), &looked.found)))
        {
            for (kind, values) in found.data.iter().enumerate().filter(|(_, values)| !values.is_empty()) {
                let recommended = self.recommended(kind);
                sight.data.push(SeenData(kind, field.to_owned(), index, recommended, values.clone()));
            }
        }
        sight
    }

    fn recommended(&self, asked: usize) -> u8 {
        match self.asked.get(asked) {
            Some(Asked::BuiltIn(at)) => self.built_in.get(*at).map_or(75, |kind| kind.recommended_confidence),
            _ => 75,
        }
    }

    /// Looks for everything in a text.
    fn look_through(&self, text: &str) -> Found {
        if text.is_empty() {
            return Found::default();
        }
        let prose = Prose::new(text);
        let words = self.words.find(&prose);
        let matching = self.set.matching(prose.plain());
        let holds = |at: usize| matching.get(at).is_some_and(|holds| *holds);
        // Where in the text a pattern matches is looked up one by one: of a long text in the beginning, and by the first patterns.
        let mut left = MAX_EXAMPLES;
        let example = |at: usize| {
            let text = prose.plain().get(..prose.plain().floor_char_boundary(left)).unwrap_or("");
            left = left.saturating_sub(text.len());
            let spans = self.patterns.get(at)?.as_ref()?.find_all(text, 100);
            let first = spans.first().and_then(|(start, end)| text.get(*start..*end)).unwrap_or("");
            Some((at, shown(first), spans.len().max(1)))
        };
        Found {
            patterns: (0..self.patterns.len()).filter(|at| holds(*at)).filter_map(example).collect(),
            data: self.data(&prose, &words, holds),
            words: words.iter().filter_map(|hit| self.word(hit)).collect(),
        }
    }

    /// Text and HTML may differ; a rule sees both. Mostly they do not, and looking once is enough.
    fn look_through_body(&self, text: &str, html: Option<&str>) -> Found {
        let visible = html.map(visible_text).unwrap_or_default();
        let visible = visible.trim_start();
        let plain = self.look_through(text);
        if visible.is_empty() || visible.split_whitespace().eq(text.split_whitespace()) {
            return plain;
        }
        plain.or_in(self.look_through(visible))
    }

    fn word(&self, hit: &Hit) -> Option<(usize, String, usize)> {
        let word = self.lists.get(hit.list)?.get(hit.word)?.clone();
        Some((hit.list, word, usize::try_from(hit.count).unwrap_or(usize::MAX)))
    }

    fn data(&self, prose: &Prose, words: &[Hit], holds: impl Fn(usize) -> bool) -> Vec<Vec<(u8, String)>> {
        let mut scanned = detect::scan(prose.plain(), &self.built_in);
        let mut found = Vec::with_capacity(self.asked.len());
        for asked in &self.asked {
            let findings = match asked {
                Asked::BuiltIn(at) => scanned.get_mut(*at).map(std::mem::take).unwrap_or_default(),
                Asked::Own(own) => self.own(own, prose, words, &holds),
            };
            let mut values: Vec<(u8, String)> =
                findings.into_iter().map(|finding| (finding.confidence, finding.value)).collect();
            distinct(&mut values);
            found.push(values);
        }
        found
    }

    fn own(&self, own: &OwnType, prose: &Prose, words: &[Hit], holds: impl Fn(usize) -> bool) -> Vec<detect::Finding> {
        let mut candidates = Vec::new();
        for pattern in own.patterns.iter().filter(|at| holds(**at)) {
            let pattern = self.patterns.get(*pattern).and_then(Option::as_ref);
            candidates.extend(pattern.into_iter().flat_map(|one| one.find_all(prose.plain(), MAX_FINDINGS)));
        }
        candidates.sort_unstable();
        let custom = detect::Custom {
            check: own.check.as_deref().and_then(detect::Check::named),
            keywords: &own.keywords,
            proximity: own.proximity,
            with_keyword: own.confidence,
            without_keyword: own.confidence_alone,
        };
        let mut findings = detect::judge(prose.plain(), &candidates, &custom);
        // Of a dictionary's word the first place is looked at.
        let words = words.iter().filter(|hit| own.words.contains(&hit.list));
        let mut places: Vec<(usize, usize)> = words.map(|hit| (hit.start, hit.end)).collect();
        places.sort_unstable();
        findings.extend(detect::judge(prose.lower(), &places, &detect::Custom { check: None, ..custom }));
        findings
    }

    /// Looks at a short text for what is asked of it.
    fn look_at(&self, spot: &Spot, (place, field, index): (usize, &str, Option<usize>), text: &str, sight: &mut Sight) {
        let prose = Prose::new(text);
        for hit in spot.words_here.find(&prose) {
            let Some(list) = spot.lists.get(hit.list) else { continue };
            let word = self.lists.get(*list).and_then(|words| words.get(hit.word)).cloned().unwrap_or_default();
            let count = usize::try_from(hit.count).unwrap_or(usize::MAX);
            sight.words.push(Seen(place, *list, field.to_owned(), index, word, count));
        }
        let matching = spot.set_here.matching(prose.plain());
        for (pattern, _) in spot.patterns.iter().zip(matching).filter(|(_, holds)| *holds) {
            sight.patterns.push(Seen(place, *pattern, field.to_owned(), index, shown(text), 1));
        }
    }
}

impl Found {
    /// What stands in one of two forms of the same text: what is in both counts once.
    fn or_in(mut self, other: Self) -> Self {
        for (mine, theirs) in [(&mut self.words, other.words), (&mut self.patterns, other.patterns)] {
            for (id, matched, count) in theirs {
                let same = mine.iter_mut().find(|(known, text, _)| *known == id && *text == matched);
                match same {
                    Some((.., known)) => *known = count.max(*known),
                    None => mine.push((id, matched, count)),
                }
            }
        }
        if self.data.is_empty() {
            return Self { data: other.data, ..self };
        }
        for (mine, theirs) in self.data.iter_mut().zip(other.data) {
            mine.extend(theirs);
            distinct(mine);
        }
        self
    }
}

/// Each value once, with the surest of its findings.
fn distinct(values: &mut Vec<(u8, String)>) {
    values.sort_unstable_by(|a, b| (&a.1, b.0).cmp(&(&b.1, a.0)));
    values.dedup_by(|later, first| later.1 == first.1);
    values.truncate(MAX_FINDINGS);
}

fn index(lists: &[Vec<String>], which: impl IntoIterator<Item = usize>) -> WordLists {
    let chosen: Vec<&[String]> = which.into_iter().filter_map(|at| lists.get(at)).map(Vec::as_slice).collect();
    WordLists::new(&chosen)
}

fn spots(bundle: &Bundle, lists: &[Vec<String>], patterns: &[Option<Pattern>]) -> Vec<Spot> {
    let tests = bundle.text_tests();
    let spot = |(at, place): (usize, &Place)| {
        let here = || tests.iter().filter(|(place, ..)| *place == at);
        let of_lists = once(here().flat_map(|(_, lists, _)| lists.iter().copied()).collect());
        let of_patterns = once(here().flat_map(|(.., patterns)| patterns.iter().copied()).collect());
        let long = matches!(place, Place::Subject | Place::SubjectOrBody | Place::Attachments);
        let shorts = |ids: &[usize]| if long { Vec::new() } else { ids.to_vec() };
        Spot {
            place: place.clone(),
            words_here: index(lists, shorts(&of_lists)),
            set_here: Patterns::new(shorts(&of_patterns).iter().filter_map(|at| patterns.get(*at)?.as_ref())),
            lists: of_lists,
            patterns: of_patterns,
        }
    };
    bundle.places().iter().enumerate().map(spot).collect()
}

/// Each of them once.
fn once(mut ids: Vec<usize>) -> Vec<usize> {
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// The short texts of a place, each with its field and position.
fn short_texts(
    place: &Place,
    bundle: &Bundle,
    draft: &Draft,
    attachments: &[Option<&Looked>],
) -> Vec<(String, Option<usize>, String)> {
    let input = draft.input();
    let mut texts = Vec::new();
    match place {
        Place::AttachmentNames => {
            for (at, file) in input.attachments.iter().enumerate() {
                texts.push(("attachments".to_owned(), Some(at), file.name.clone()));
                let inside = attachments.get(at).copied().flatten().into_iter().flat_map(|one| &one.attached.names);
                texts.extend(inside.map(|name| ("attachments".to_owned(), Some(at), name.clone())));
            }
        }
        Place::AddressOf(who) => {
            let people = people::of(*who, draft).into_iter();
            texts.extend(people.map(|(field, index, one)| (field.to_owned(), index, one.addr_spec())));
        }
        Place::AttributeOf(who, name) => {
            for (field, index, address) in people::of(*who, draft) {
                let value = bundle.person(address).and_then(|person| person.attribute(name));
                texts.extend(value.map(|value| (field.to_owned(), index, value.to_owned())));
            }
        }
        Place::Header(name) => {
            texts.extend(header(name, draft).into_iter().map(|value| ("header".to_owned(), None, value)));
        }
        Place::Property(name) => {
            for (at, looked) in attachments.iter().enumerate().filter_map(|(at, one)| Some((at, (*one)?))) {
                let named = looked.properties.iter().filter(|property| property.name.eq_ignore_ascii_case(name));
                texts.extend(named.map(|property| ("attachments".to_owned(), Some(at), property.value.clone())));
            }
        }
        Place::Subject | Place::SubjectOrBody | Place::Attachments => {}
    }
    texts
}

/// The values of a header field, as far as the draft has them. What rules set is for the program that decides to see.
fn header(name: &str, draft: &Draft) -> Vec<String> {
    let input = draft.input();
    match name.to_ascii_lowercase().as_str() {
        "from" => vec![input.from.clone()],
        "to" => input.to.clone(),
        "cc" => input.cc.clone(),
        "subject" => vec![input.subject.clone()],
        "in-reply-to" => input.in_reply_to.iter().cloned().collect(),
        "references" => input.references.clone(),
        "importance" => input.importance.iter().cloned().collect(),
        _ => Vec::new(),
    }
}

/// What a pattern matched, as it is shown and recorded: short, and of long numbers only the end.
fn shown(text: &str) -> String {
    if text.bytes().filter(u8::is_ascii_digit).count() > 4 {
        return detect::mask(text);
    }
    text.chars().take(60).collect()
}
