//! The objects of a file, fetched one by one.

use super::filter::Filter;
use super::lexer::{Dict, Fault, Lexer, Ref, array, count, reference};
use super::xref::{Entry, Xref};
use crate::files::window::Window;
use crate::files::{Left, Source};
use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

/// Octets that are fetched for an object at first; most need no more.
const FIRST_LOOK: usize = 1024;
/// Octets of an object, without those of its stream.
const MAX_OBJECT: usize = 8 * 1024 * 1024;
/// Octets of a stream, packed and unpacked.
const MAX_STREAM: usize = 32 * 1024 * 1024;
/// Octets that are looked at, all together.
const MAX_WORK: usize = 192 * 1024 * 1024;
/// References that lead to a reference.
const MAX_HOPS: usize = 8;

/// A file, its cross-reference table and what was unpacked of it.
pub(super) struct Document<'a> {
    window: Window<'a>,
    pub(super) xref: Xref,
    unpacked: RefCell<BTreeMap<u32, Rc<Unpacked>>>,
    is_unpacking: Cell<bool>,
    work: Cell<usize>,
}

/// An object as it stands.
#[derive(Debug, Clone)]
pub(super) struct Object {
    pub(super) at: Ref,
    pub(super) value: Vec<u8>,
    /// Where the octets start, if it is a stream.
    stream: Option<usize>,
}

impl Object {
    pub(super) fn dict(&self) -> Result<Dict<'_>, Left> {
        Ok(Dict::parse(&self.value)?)
    }

    pub(super) fn is_stream(&self) -> bool {
        self.stream.is_some()
    }
}

/// What an object stream holds.
struct Unpacked {
    octets: Vec<u8>,
    /// The number of each object, and where it starts.
    places: Vec<(usize, usize)>,
}

impl<'a> Document<'a> {
    /// Reads the cross-reference tables.
    pub(super) fn open(source: &'a dyn Source) -> Result<Self, Left> {
        let window = Window::new(source, 4096);
        if !window.read(0, 8).starts_with(b"%PDF-") {
            return Err(Left::Damaged);
        }
        let mut document = Self {
            window,
            xref: Xref::default(),
            unpacked: RefCell::default(),
            is_unpacking: Cell::default(),
            work: Cell::new(MAX_WORK),
        };
        document.xref = Xref::read(&document)?;
        Ok(document)
    }

    pub(super) fn window(&self) -> &Window<'a> {
        &self.window
    }

    /// Pays for looking at octets.
    pub(super) fn spend(&self, octets: usize) -> Result<(), Left> {
        self.work.set(self.work.get().checked_sub(octets).ok_or(Left::TooLarge)?);
        Ok(())
    }

    /// An object, unless it is free or null.
    pub(super) fn object(&self, wanted: Ref) -> Result<Option<Object>, Left> {
        let found = match self.xref.find(self, wanted.0)? {
            None | Some(Entry::Free) => return Ok(None),
            Some(Entry::At(at, generation)) => {
                let found = self.object_at(at)?;
                if found.at != wanted || found.at.1 != generation {
                    return Err(Left::Damaged);
                }
                found
            }
            Some(Entry::Inside(stream, index)) => {
                let unpacked = self.unpacked(stream)?;
                let (number, at) = *unpacked.places.get(index).ok_or(Left::Damaged)?;
                if u32::try_from(number) != Ok(wanted.0) || wanted.1 != 0 {
                    return Err(Left::Damaged);
                }
                let mut lexer = Lexer::new(&unpacked.octets, at, false);
                let value = lexer.value()?.to_vec();
                self.spend(value.len())?;
                Object { at: wanted, value, stream: None }
            }
        };
        Ok(Some(found).filter(|found| found.value != b"null"))
    }

    /// What a value is, or what it leads to; `null` where that is nothing.
    pub(super) fn resolved<'v>(&self, value: &'v [u8]) -> Result<Cow<'v, [u8]>, Left> {
        let mut found = Cow::Borrowed(value);
        for _ in 0..MAX_HOPS {
            let Some(to) = reference(&found) else { return Ok(found) };
            found = Cow::Owned(self.object(to)?.map_or_else(|| b"null".to_vec(), |object| object.value));
        }
        Err(Left::Damaged)
    }

    /// The value of a name, resolved; `null` counts as none.
    pub(super) fn get<'v>(&self, dict: &Dict<'v>, name: &str) -> Result<Option<Cow<'v, [u8]>>, Left> {
        let Some(value) = dict.get(name) else { return Ok(None) };
        Ok(Some(self.resolved(value)?).filter(|value| **value != *b"null"))
    }

    /// The octets of a stream; `None` where its filter is not known or it lies in another file.
    pub(super) fn stream(&self, object: &Object) -> Result<Option<Vec<u8>>, Left> {
        let start = object.stream.ok_or(Left::Damaged)?;
        let dict = object.dict()?;
        let mut direct = b"<<".to_vec();
        for name in ["Filter", "DecodeParms"] {
            if let Some(value) = self.get(&dict, name)? {
                super::lexer::add_pair(&mut direct, name.as_bytes(), value);
            }
        }
        direct.extend_from_slice(b">>");
        let Some(filter) = Filter::of(&Dict::parse(&direct)?)?.filter(|_| dict.get("F").is_none()) else {
            return Ok(None);
        };
        let length = self.get(&dict, "Length")?.as_deref().and_then(count).ok_or(Left::Damaged)?;
        if length > MAX_STREAM {
            return Err(Left::TooLarge);
        }
        self.spend(length)?;
        let raw = self.window.exactly(start, length)?;
        let after = self.window.read(start.saturating_add(length), 32);
        Lexer::new(&after, 0, false).keyword(b"endstream")?;
        let octets = filter.decode(raw, MAX_STREAM)?;
        self.spend(octets.len())?;
        Ok(Some(octets))
    }

    /// The object that stands at a place in the file.
    pub(super) fn object_at(&self, at: usize) -> Result<Object, Left> {
        self.looked_at(at, |lexer, octets| {
            let head = lexer.head()?;
            let value = lexer.value()?.to_vec();
            lexer.skip_space();
            let stream = match lexer.regular()? {
                b"endobj" => None,
                b"stream" if value.starts_with(b"<<") => {
                    let rest = octets.get(lexer.at..).unwrap_or_default();
                    let end = match rest {
                        [b'\n', ..] => 1,
                        [b'\r', b'\n', ..] => 2,
                        [] | [b'\r'] => return Err(Fault::Short),
                        _ => return Err(Fault::Bad),
                    };
                    Some(at + lexer.at + end)
                }
                _ => return Err(Fault::Bad),
            };
            Ok(Object { at: head, value, stream })
        })
    }

    /// Reads something at a place, with as many octets as it needs.
    pub(super) fn looked_at<T>(
        &self,
        at: usize,
        read: impl Fn(&mut Lexer<'_>, &[u8]) -> Result<T, Fault>,
    ) -> Result<T, Left> {
        let mut length = FIRST_LOOK;
        loop {
            let octets = self.window.read(at, length);
            self.spend(octets.len())?;
            let goes_on = octets.len() == length && at.saturating_add(length) < self.window.size();
            match read(&mut Lexer::new(&octets, 0, goes_on), &octets) {
                Ok(found) => return Ok(found),
                Err(Fault::Short) if goes_on && length >= MAX_OBJECT => return Err(Left::TooLarge),
                Err(Fault::Short) if goes_on => length *= 4,
                Err(_) => return Err(Left::Damaged),
            }
        }
    }

    fn unpacked(&self, number: u32) -> Result<Rc<Unpacked>, Left> {
        if let Some(known) = self.unpacked.borrow().get(&number) {
            return Ok(Rc::clone(known));
        }
        // An object stream whose length stands in an object stream could lead in a circle.
        if self.is_unpacking.replace(true) {
            return Err(Left::Damaged);
        }
        let found = self.unpack(number);
        self.is_unpacking.set(false);
        let found = Rc::new(found?);
        self.unpacked.borrow_mut().insert(number, Rc::clone(&found));
        Ok(found)
    }

    fn unpack(&self, number: u32) -> Result<Unpacked, Left> {
        let Some(Entry::At(..)) = self.xref.find(self, number)? else { return Err(Left::Damaged) };
        let object = self.object(Ref(number, 0))?.ok_or(Left::Damaged)?;
        let dict = object.dict()?;
        let of = |name: &str| -> Result<usize, Left> {
            self.get(&dict, name)?.as_deref().and_then(count).ok_or(Left::Damaged)
        };
        let (length, first) = (of("N")?, of("First")?);
        if !dict.says("Type", "ObjStm") {
            return Err(Left::Damaged);
        }
        let octets = self.stream(&object)?.ok_or(Left::Unsupported)?;
        let mut lexer = Lexer::new(octets.get(..first).ok_or(Left::Damaged)?, 0, false);
        let mut places = Vec::new();
        for _ in 0..length {
            let (number, at) = (lexer.count()?, lexer.count()?);
            places.push((number, first.saturating_add(at)));
        }
        Ok(Unpacked { octets, places })
    }

    /// Four numbers, such as a box of a page.
    pub(super) fn numbers(&self, value: &[u8]) -> Result<[f64; 4], Left> {
        let value = self.resolved(value)?;
        let mut numbers = [0.0; 4];
        let items = array(&value)?;
        if items.len() != 4 {
            return Err(Left::Damaged);
        }
        for (to, item) in numbers.iter_mut().zip(items) {
            let number = super::lexer::number(&self.resolved(item)?).ok_or(Left::Damaged)?;
            *to = number.clamp(-1e6, 1e6);
        }
        Ok(numbers)
    }
}
