//! What people see, put on every page: one form (ISO 32000-2, 8.10) for each shape of page, drawn over what is there.
//!
//! The form bears the name of the site that made it. With the next label it gets another content, so that pages that
//! have a stamp are not changed again.

use super::document::{Document, Object};
use super::drawing::{Drawing, reals};
use super::lexer::{Dict, Ref, add_pair, array, plain_name, reference};
use super::pages::{self, Page, Shape};
use super::text;
use super::update::Update;
use crate::files::{BIT_FOOTER, BIT_HEADER, BIT_WATERMARK, Left, Marks};
use std::collections::BTreeMap;

/// The name of the form among the resources of a page, and of the key that tells whose it is.
const NAME: &str = "ZegelStamp";
/// Resources spelled longer are not kept in mind.
const MAX_KEY: usize = 16 * 1024;

/// The marks of a site.
pub(super) struct Stamp<'a> {
    drawing: Drawing,
    site: &'a str,
}

/// What is put on the pages of one file.
struct Work<'s, 'u, 'd> {
    stamp: &'s Stamp<'s>,
    document: &'d Document<'d>,
    update: &'u mut Update<'d>,
    /// The form for each shape.
    forms: BTreeMap<String, Ref>,
    /// Forms of an earlier label, and the shape that each now has.
    renewed: BTreeMap<Ref, String>,
    /// What is known of resources, by their spelling.
    known: BTreeMap<Vec<u8>, Known>,
    /// New resources, by the spelling of the old ones and the form.
    resources: BTreeMap<(Vec<u8>, Ref), Ref>,
    /// The streams before and after what a page shows, for a name of the form.
    around: BTreeMap<String, [Ref; 2]>,
}

/// What is known of resources.
#[derive(Clone)]
struct Known {
    /// The name for the form: the one that it has, or one that is not in use.
    name: String,
    /// The form of an earlier label.
    form: Option<Ref>,
}

impl<'a> Stamp<'a> {
    pub(super) fn new(marks: &Marks, site: &'a str) -> Self {
        Self { drawing: Drawing::new(marks), site }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.bits() == 0
    }

    /// The marks that can be drawn.
    pub(super) fn bits(&self) -> u8 {
        let bits = [BIT_HEADER, BIT_FOOTER, BIT_WATERMARK];
        self.drawing.parts().into_iter().zip(bits).filter(|(is_there, _)| *is_there).map(|(_, bit)| bit).sum()
    }

    /// Puts it on every page, in place of earlier ones.
    pub(super) fn apply(&self, update: &mut Update<'_>, root: &Dict<'_>) -> Result<(), Left> {
        let document = update.document();
        let mut work = Work {
            stamp: self,
            document,
            update,
            forms: BTreeMap::new(),
            renewed: BTreeMap::new(),
            known: BTreeMap::new(),
            resources: BTreeMap::new(),
            around: BTreeMap::new(),
        };
        pages::each(document, root, &mut |page| work.page(page))
    }
}

impl Work<'_, '_, '_> {
    fn page(&mut self, page: &Page) -> Result<(), Left> {
        let spelled = page.resources.as_deref().unwrap_or(b"<<>>");
        let known = self.known(spelled)?;
        let shape = key(&page.shape);
        let Some(old) = known.form else {
            if self.stamp.is_empty() {
                return Ok(());
            }
            let form = self.form(&page.shape)?;
            return self.wrap(page, spelled, &known.name, form);
        };
        match self.renewed.get(&old) {
            None => {
                self.draw(old, &page.shape)?;
                self.forms.entry(shape.clone()).or_insert(old);
                self.renewed.insert(old, shape);
                Ok(())
            }
            Some(now) if *now == shape => Ok(()),
            // Two pages share a form, but since then one was cut or turned.
            Some(_) => {
                let form = self.form(&page.shape)?;
                let resources = self.with_form(spelled, &known.name, form)?;
                let mut changed = page.object.dict()?.opened_without(&["Resources"]);
                add_pair(&mut changed, b"Resources", resources.spelled());
                changed.extend_from_slice(b">>");
                self.update.object(page.object.at, &changed)
            }
        }
    }

    /// Looks for a form of an earlier label among resources.
    fn known(&mut self, spelled: &[u8]) -> Result<Known, Left> {
        if let Some(known) = self.known.get(spelled) {
            return Ok(known.clone());
        }
        let resources = self.document.resolved(spelled)?;
        let forms = self.document.get(&Dict::parse(&resources)?, "XObject")?;
        let forms = forms.as_deref().map_or(Ok(Dict::default()), Dict::parse)?;
        self.document.spend(resources.len())?;
        let mut known = Known { name: NAME.to_owned(), form: None };
        for (name, value) in &forms.0 {
            let name = String::from_utf8_lossy(&plain_name(name)).into_owned();
            let is_ours = name.starts_with(NAME) && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
            let Some(at) = reference(value).filter(|_| is_ours) else { continue };
            let form = self.document.object(at)?.filter(Object::is_stream);
            let Some(form) = form else { continue };
            let site = form.dict()?.get(NAME).and_then(text::read);
            if site.as_deref() == Some(self.stamp.site) {
                known = Known { name, form: Some(at) };
                break;
            }
        }
        let mut number = 0;
        while known.form.is_none() && forms.get(&known.name).is_some() {
            number += 1;
            known.name = format!("{NAME}{number}");
            self.document.spend(64 * forms.0.len())?;
        }
        if spelled.len() <= MAX_KEY {
            self.known.insert(spelled.to_vec(), known.clone());
        }
        Ok(known)
    }

    /// The form for a shape.
    fn form(&mut self, shape: &Shape) -> Result<Ref, Left> {
        let key = key(shape);
        if let Some(known) = self.forms.get(&key) {
            return Ok(*known);
        }
        let at = self.update.reserve()?;
        self.draw(at, shape)?;
        self.forms.insert(key, at);
        Ok(at)
    }

    fn draw(&mut self, at: Ref, shape: &Shape) -> Result<(), Left> {
        let drawing = &self.stamp.drawing;
        let opened = format!(
            "<</Type /XObject\n/Subtype /Form\n/BBox [0 0 {}]\n/Matrix [{}]\n/{NAME} {}\n/Resources <</Font <</F \
             <</Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding>>>> \
             /ExtGState <</G <</Type /ExtGState /ca {}>>>>>>\n",
            reals(&[shape.width, shape.height]),
            reals(&shape.matrix),
            text::spelled(self.stamp.site),
            reals(&[drawing.opacity()]),
        );
        self.update.stream(at, opened.as_bytes(), &drawing.operators(shape))
    }

    /// A new state of a page: what it shows, its graphics state closed in, then the form.
    fn wrap(&mut self, page: &Page, spelled: &[u8], name: &str, form: Ref) -> Result<(), Left> {
        let [before, after] = self.around(name)?;
        let resources = self.with_form(spelled, name, form)?;
        let dict = page.object.dict()?;
        let mut contents = format!("[{}", before.spelled()).into_bytes();
        let shown = dict.get("Contents").unwrap_or(b"null");
        let list = self.document.resolved(shown)?;
        let streams = match list.first() {
            Some(b'[') => array(&list)?,
            _ if *list == *b"null" => Vec::new(),
            _ => vec![shown],
        };
        for stream in streams {
            reference(stream).ok_or(Left::Damaged)?;
            contents.push(b' ');
            contents.extend_from_slice(stream);
        }
        contents.extend_from_slice(format!(" {}]", after.spelled()).as_bytes());
        let mut changed = dict.opened_without(&["Contents", "Resources"]);
        add_pair(&mut changed, b"Contents", contents);
        add_pair(&mut changed, b"Resources", resources.spelled());
        changed.extend_from_slice(b">>");
        self.update.object(page.object.at, &changed)
    }

    /// Streams that keep and restore the graphics state; the second draws the form.
    fn around(&mut self, name: &str) -> Result<[Ref; 2], Left> {
        if let Some(known) = self.around.get(name) {
            return Ok(*known);
        }
        let first = self.around.values().next().map(|[before, _]| *before);
        let before = first.map_or_else(|| self.update.reserve(), Ok)?;
        if first.is_none() {
            self.update.stream(before, b"<<", b"q")?;
        }
        let after = self.update.reserve()?;
        self.update.stream(after, b"<<", format!("Q\nq\n/{name} Do\nQ").as_bytes())?;
        self.around.insert(name.to_owned(), [before, after]);
        Ok([before, after])
    }

    /// Resources to which a form is added.
    fn with_form(&mut self, spelled: &[u8], name: &str, form: Ref) -> Result<Ref, Left> {
        let known = (spelled.len() <= MAX_KEY).then(|| (spelled.to_vec(), form));
        if let Some(at) = known.as_ref().and_then(|known| self.resources.get(known)) {
            return Ok(*at);
        }
        let resources = self.document.resolved(spelled)?;
        let resources = Dict::parse(&resources)?;
        let forms = self.document.get(&resources, "XObject")?;
        let mut forms = forms.as_deref().map_or(Ok(Dict::default()), Dict::parse)?.opened_without(&[name]);
        add_pair(&mut forms, name.as_bytes(), form.spelled());
        forms.extend_from_slice(b">>");
        let mut changed = resources.opened_without(&["XObject"]);
        add_pair(&mut changed, b"XObject", forms);
        changed.extend_from_slice(b">>");
        let at = self.update.reserve()?;
        self.update.object(at, &changed)?;
        if let Some(known) = known {
            self.resources.insert(known, at);
        }
        Ok(at)
    }
}

fn key(shape: &Shape) -> String {
    reals(&[&[shape.width, shape.height], &shape.matrix[..]].concat())
}
