//! The way in, in steps: what is done to all octets of a message may be done elsewhere, between two of them.

use super::layers::{Kept, Met, Reached, Way, descend};
use super::{MAX_MESSAGE, Means, Opened};
use crate::error::Error;
use crate::mime::Tree;
use crate::protect::Stage;
use crate::seal::Errand;
use std::cell::RefCell;

/// A message that is being opened. While there is an [`Unsealing::errand`], it has to be done, and then [`Unsealing::go_on`]; after
/// that there may be another.
#[derive(Debug)]
pub struct Unsealing {
    /// The header section outside; the rest of the message is not needed any more.
    outside: Vec<u8>,
    pub(super) kept: Option<RefCell<Kept>>,
    reached: Option<Reached>,
}

impl Unsealing {
    /// Opens a message up to its data.
    ///
    /// # Errors
    /// [`Error::MessageMalformed`], [`Error::MessageTooLarge`]
    pub fn begin(bytes: &[u8], means: &Means<'_>, progress: &mut dyn FnMut(Stage, u64, u64)) -> Result<Self, Error> {
        Self::keeping(bytes, means, None, progress)
    }

    /// The same; `kept`: gets what was encrypted.
    pub(super) fn keeping(
        bytes: &[u8],
        means: &Means<'_>,
        kept: Option<RefCell<Kept>>,
        progress: &mut dyn FnMut(Stage, u64, u64),
    ) -> Result<Self, Error> {
        if bytes.len() > MAX_MESSAGE {
            return Err(Error::MessageTooLarge { limit: MAX_MESSAGE });
        }
        let tree = Tree::of(bytes);
        let outer = tree.root().filter(|root| !root.head.headers().is_empty()).ok_or(Error::MessageMalformed {})?;
        let way = Way { outer, means, kept: kept.as_ref() };
        let reached = descend(&tree, &way, Met::nothing(), progress);
        Ok(Self { outside: outer.fields().to_vec(), reached: Some(reached), kept })
    }

    /// What has to be done before it goes on.
    pub fn errand(&mut self) -> Option<Errand<'_>> {
        match &mut self.reached {
            Some(Reached::Waiting(halt)) => Some(halt.errand()),
            _ => None,
        }
    }

    /// Goes on after that.
    pub fn go_on(&mut self, means: &Means<'_>, progress: &mut dyn FnMut(Stage, u64, u64)) {
        let tree = Tree::of(&self.outside);
        let Some(outer) = tree.root() else { return };
        self.reached = match self.reached.take() {
            Some(Reached::Waiting(halt)) => Some(halt.go_on(&Way { outer, means, kept: self.kept.as_ref() }, progress)),
            reached => reached,
        };
    }

    /// The message, once there is no errand any more.
    ///
    /// # Errors
    /// [`Error::Internal`] before that.
    pub fn finish(self) -> Result<Opened, Error> {
        match self.reached {
            Some(Reached::Opened(opened)) => Ok(*opened),
            _ => Err(Error::internal("open::unsealing")),
        }
    }
}
