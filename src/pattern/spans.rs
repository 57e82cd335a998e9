//! Where a pattern matches: one pass over the text, in which each step remembers where it started.
//!
//! A step reached from several starts keeps the first: if it leads to a match, that match swallows the later starts.
//! A match is kept until an earlier start or a longer end replaces it; meanwhile what starts behind it goes on, so
//! that nothing is ever read twice.

use super::Pattern;
use super::classes::{Classes, END};
use super::program::{EDGE, Walker, look, traits_of};

pub(super) fn find_all(pattern: &Pattern, text: &str, limit: usize) -> Vec<(usize, usize)> {
    let mut classes = Classes::new(traits_of(&pattern.steps));
    let mut walker = Walker::new(pattern.steps.len());
    // In the order of their starts.
    let mut threads: Vec<(u32, usize)> = Vec::new();
    let mut next: Vec<(u32, usize)> = Vec::new();
    let mut found: Vec<(usize, usize)> = Vec::new();
    let mut before = EDGE;
    let characters = text.char_indices().map(|(at, c)| (at, Some(c))).chain([(text.len(), None)]);
    for (at, c) in characters {
        let class = match c.map(|c| (c, classes.known(c))) {
            None => END,
            Some((c, END)) => classes.meet(&pattern.sets, c),
            Some((_, class)) => class,
        };
        let after = classes.traits(class);
        let look = look(before, after);
        before = after;
        walker.begin();
        let mut matched = None;
        threads.push((0, at));
        for (step, start) in threads.drain(..) {
            // What started inside a match that just ended here cannot become one.
            if start < at && matched.is_some_and(|first| first < start) {
                continue;
            }
            walker.walk(&pattern.steps, step, look, classes.signature(class));
            next.extend(walker.onward.drain(..).map(|step| (step, start)));
            if !walker.matches.is_empty() {
                walker.matches.clear();
                if start < at && matched.is_none() {
                    matched = Some(start);
                    found.truncate(found.partition_point(|(earlier, _)| *earlier < start));
                    found.push((start, at));
                }
            }
        }
        std::mem::swap(&mut threads, &mut next);
        let settled = limit.checked_sub(1).is_none_or(|last| {
            let last = found.get(last).map(|(start, _)| *start);
            last.is_some_and(|last| threads.first().is_none_or(|(_, start)| *start > last))
        });
        if settled {
            break;
        }
    }
    found.truncate(limit);
    found
}
