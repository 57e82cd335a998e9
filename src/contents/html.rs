//! The text of HTML. Also part of the small program that looks at every mail, so it needs nothing but `std`.

use super::MAX_TEXT;
use super::findings::Findings;
use super::latin::windows_1252;

/// Adds the text of a page; its title is a property, as it does not stand on the page.
pub(super) fn read(findings: &mut Findings, html: &str) {
    findings.property("Title", &title(html));
    findings.text(&visible_start(html, MAX_TEXT));
}

/// The text of an HTML document as a person sees it: tags, scripts, styles and the title gone, character references
/// resolved. Elements that stand for themselves part words, those inside a line do not. Text that a style hides is
/// text: it leaves as well. What never ends (a tag, a script) hides nothing. Takes time linear in the length.
pub fn visible_text(html: &str) -> String {
    visible_start(html, usize::MAX)
}

/// The same until there is more than `enough` of it.
fn visible_start(html: &str, enough: usize) -> String {
    let mut text = String::with_capacity(html.len().min(enough));
    let mut page = Page { rest: html, unclosed_quotes: [false; 2], unclosed_elements: [false; RAW.len()] };
    while text.len() <= enough
        && let Some((before, tag)) = page.rest.split_once('<')
    {
        push_resolved(&mut text, before);
        page.rest = tag;
        if let Some(comment) = tag.strip_prefix("!--") {
            page.rest = after_comment(comment);
        } else if !tag.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?')) {
            text.push('<');
        } else {
            let Some(tag) = page.take_tag() else { break };
            let name = tag.trim_start_matches('/').split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or("");
            // Anything unknown parts words.
            if !INLINE.iter().any(|inline| inline.eq_ignore_ascii_case(name)) {
                text.push('\n');
            }
            if !tag.starts_with('/') {
                page.skip_raw(name);
            }
        }
    }
    if text.len() <= enough {
        push_resolved(&mut text, page.rest);
    }
    text
}

const INLINE: [&str; 34] = [
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins",
    "kbd", "label", "mark", "nobr", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt",
    "u", "var", "wbr",
];

/// Elements whose content is no text of the page.
const RAW: [&str; 3] = ["script", "style", "title"];

struct Page<'a> {
    rest: &'a str,
    /// Of `"` and `'`: whether one was looked for in vain. It would be in vain again.
    unclosed_quotes: [bool; 2],
    /// The same of the ends of [`RAW`].
    unclosed_elements: [bool; RAW.len()],
}

impl<'a> Page<'a> {
    /// Takes a tag that has begun, without its angle brackets; one that never ends is left.
    fn take_tag(&mut self) -> Option<&'a str> {
        let whole = self.rest;
        let mut end = 0;
        loop {
            let (at, found) =
                whole.bytes().enumerate().skip(end).find(|(_, byte)| matches!(byte, b'>' | b'"' | b'\''))?;
            let tag = whole.get(..at)?;
            end = at + 1;
            if found == b'>' {
                self.rest = whole.get(end..)?;
                return Some(tag);
            }
            // Only a quote after an equals sign begins a value.
            let unclosed = self.unclosed_quotes.get_mut(usize::from(found == b'"'))?;
            if tag.trim_ascii_end().ends_with('=') && !*unclosed {
                match whole.get(end..)?.find(char::from(found)) {
                    Some(close) => end += close + 1,
                    None => *unclosed = true,
                }
            }
        }
    }

    /// Skips the content of a raw element up to its end tag.
    fn skip_raw(&mut self, name: &str) {
        let Some(at) = RAW.iter().position(|raw| raw.eq_ignore_ascii_case(name)) else { return };
        let Some(unclosed) = self.unclosed_elements.get_mut(at).filter(|unclosed| !**unclosed) else { return };
        match end_of(self.rest, name) {
            Some(end) => self.rest = self.rest.get(end..).unwrap_or(""),
            None => *unclosed = true,
        }
    }
}

/// Where the end tag of an element begins.
fn end_of(html: &str, name: &str) -> Option<usize> {
    let mut rest = html;
    loop {
        let (before, tag) = rest.split_once('<')?;
        let named = tag.strip_prefix('/').and_then(|tag| tag.get(..name.len()));
        if named.is_some_and(|tag| tag.eq_ignore_ascii_case(name)) {
            return Some(html.len() - rest.len() + before.len());
        }
        rest = tag;
    }
}

/// What follows the end of a comment. One that is nothing but its end is one as well.
fn after_comment(comment: &str) -> &str {
    if let Some(after) = comment.strip_prefix('>').or_else(|| comment.strip_prefix("->")) {
        return after;
    }
    let mut rest = comment;
    while let Some((_, after)) = rest.split_once('-') {
        let end = after.strip_prefix('-').and_then(|end| end.strip_prefix('!').unwrap_or(end).strip_prefix('>'));
        if let Some(after) = end {
            return after;
        }
        rest = after;
    }
    ""
}

fn title(html: &str) -> String {
    let head = html.get(..html.floor_char_boundary(64 * 1024)).unwrap_or("");
    let lower = head.to_ascii_lowercase();
    let found = lower.find("<title").and_then(|start| {
        let start = start + lower.get(start..)?.find('>')? + 1;
        head.get(start..start + lower.get(start..)?.find("</title")?)
    });
    let mut title = String::new();
    push_resolved(&mut title, found.unwrap_or(""));
    title
}

fn push_resolved(text: &mut String, raw: &str) {
    let mut rest = raw;
    while let Some((before, after)) = rest.split_once('&') {
        text.push_str(before);
        let (found, tail) = reference(after).map_or(('&', after), |(found, length)| {
            let tail = after.get(length..).unwrap_or("");
            (found, tail.strip_prefix(';').unwrap_or(tail))
        });
        // Nobody types a space that does not break; whoever searches means any.
        text.push(if found == '\u{a0}' { ' ' } else { found });
        rest = tail;
    }
    text.push_str(rest);
}

/// The character that a reference stands for, and the length of the reference without `&` and `;`.
fn reference(text: &str) -> Option<(char, usize)> {
    if let Some(digits) = text.strip_prefix('#') {
        let (digits, radix) = digits.strip_prefix(['x', 'X']).map_or((digits, 10), |hex| (hex, 16));
        let count = digits.bytes().take_while(|byte| char::from(*byte).is_digit(radix)).count();
        let values = digits.chars().take(count).filter_map(|digit| digit.to_digit(radix));
        let code = values.fold(0, |code: u32, digit| code.saturating_mul(radix).saturating_add(digit));
        return (count > 0).then(|| (numbered(code), text.len() - digits.len() + count));
    }
    let length = text.bytes().take(8).take_while(u8::is_ascii_alphanumeric).count();
    let name = text.get(..length).filter(|name| !name.is_empty())?;
    let at = |names: &str| names.as_bytes().split(|byte| *byte == b' ').position(|known| known == name.as_bytes());
    let latin = at(LATIN_1).and_then(|at| char::from_u32(0xa0 + u32::try_from(at).ok()?));
    let found = latin.or_else(|| OTHERS.1.chars().nth(at(OTHERS.0)?));
    Some((found?, length))
}

fn numbered(code: u32) -> char {
    match u8::try_from(code) {
        Ok(0) => char::REPLACEMENT_CHARACTER,
        Ok(byte) => windows_1252(byte),
        Err(_) => char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER),
    }
}

/// The names of U+00A0 to U+00FF, in order.
const LATIN_1: &str = "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 \
    sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring \
    AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times \
    Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute \
    ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc \
    uuml yacute thorn yuml";

/// Names of other characters, and the characters in the same order.
const OTHERS: (&str, &str) = (
    "amp lt gt quot apos euro hellip ndash mdash lsquo rsquo sbquo ldquo rdquo bdquo bull trade OElig oelig Scaron \
    scaron ensp emsp Tab NewLine zwj zwnj",
    "&<>\"'€…–—‘’‚“”„•™ŒœŠš  \t\n\u{200d}\u{200c}",
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_reads_as_a_person_sees_it() {
        assert_eq!(visible_text("<p>se<b>cr</b>et &amp; more</p>"), "\nsecret & more\n");
        assert_eq!(visible_text("a&nbsp;b &#99; &bogus; &"), "a b c &bogus; &");
        assert_eq!(visible_text("x<div>y"), "x\ny");
        assert_eq!(visible_text("half <b secret"), "half b secret");
        assert_eq!(visible_text("do<!-- > -->nor&shy; <ins>li</ins>st"), "donor\u{ad} list");
        assert_eq!(visible_text("x<!-- never closed"), "x");
    }

    #[test]
    fn what_no_person_sees_is_gone() {
        let page = "<html><head><title>T</title><style>p{}</style></head><body><SCRIPT>a<b>'</SCRIPT >x<!---->y<!-->z<!-- --- --!>w";
        assert_eq!(visible_text(page).split_whitespace().collect::<Vec<_>>(), ["xyzw"]);
        assert_eq!(visible_text("<span style='display:none'>hidden</span>"), "hidden");
        assert_eq!(visible_text("<a title='x>y' href=\"a'>b\">link</a>"), "link");
    }

    #[test]
    fn what_never_ends_hides_nothing() {
        assert!(visible_text("<script>secret").contains("secret"));
        assert!(visible_text("<a title=\"x>secret</a>").contains("secret"));
        assert!(visible_text("<p it's>secret</p>don't").contains("secret"));
        assert_eq!(visible_text("1 < 2 > 0 <3"), "1 < 2 > 0 <3");
    }

    #[test]
    fn references_are_resolved() {
        assert_eq!(visible_text("caf&eacute; &Ouml;l &euro;5 &#128; &#x20AC; &yuml;&nbsp;"), "café Öl €5 € € ÿ ");
        assert_eq!(
            visible_text("AT&T a&amp b&lt;c &#0; &#x110000; &#xffffffffff; &#; &#x; &;"),
            "AT&T a& b<c \u{fffd} \u{fffd} \u{fffd} &#; &#x; &;"
        );
    }

    #[test]
    fn a_page_gives_its_title() {
        let mut findings = Findings::default();
        read(&mut findings, "<TITLE>A &amp; B</TITLE>text");
        let found = findings.conclude(super::super::FileKind::Html);
        assert_eq!((found.properties[0].value.as_str(), found.text.as_str()), ("A & B", "\n\ntext"));
    }

    #[test]
    fn hostile_pages_take_linear_time() {
        for piece in ["<a b=\"", "<a b='", "<script>", "<!--x", "<", "&", "<!--", "<a =\"'", "</", "&#1", "<style></"] {
            // By the square of its length this would take hours.
            let page = piece.repeat(2_000_000 / piece.len());
            assert!(visible_text(&page).len() <= page.len() + 1);
        }
    }
}
