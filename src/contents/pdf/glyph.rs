//! Names of glyphs and the encodings of fonts that are not told otherwise (ISO 32000-2, annex D).

use super::super::latin::windows_1252;

/// Which character each byte is.
pub(super) type Encoding = [Option<char>; 256];

/// A predefined encoding, by its name; the standard one without.
pub(super) fn encoding(name: Option<&[u8]>) -> Encoding {
    std::array::from_fn(|code| {
        let byte = u8::try_from(code).ok().filter(|byte| *byte >= 0x20)?;
        match name {
            Some(b"WinAnsiEncoding") => Some(windows_1252(byte)),
            Some(b"MacRomanEncoding") => upper(byte, MAC_ROMAN),
            _ => match byte {
                b'\'' => Some('’'),
                b'`' => Some('‘'),
                _ => upper(byte, STANDARD),
            },
        }
    })
}

fn upper(byte: u8, from_80: &str) -> Option<char> {
    let Some(at) = usize::from(byte).checked_sub(0x80) else { return Some(char::from(byte)) };
    from_80.chars().nth(at).filter(|c| *c != ' ')
}

const MAC_ROMAN: &str = "ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü†°¢£§•¶ß®©™´¨≠ÆØ∞±≤≥¥µ∂∑∏π∫ªºΩæø¿¡¬√ƒ≈∆«»…\u{a0}ÀÃÕŒœ–—“”‘’÷◊ÿŸ⁄€‹›ﬁﬂ‡·‚„‰ÂÊÁËÈÍÎÏÌÓÔ ÒÚÛÙıˆ˜¯˘˙˚¸˝˛ˇ";
const STANDARD: &str = "                                 ¡¢£⁄¥ƒ§¤'“«‹›ﬁﬂ –†‡· ¶•‚„”»…‰ ¿ `´ˆ˜¯˘˙¨ ˚¸ ˝˛ˇ—                Æ ª    ŁØŒº     æ   ı  łøœß    ";

/// The character that a glyph's name stands for.
pub(super) fn character(name: &[u8]) -> Option<char> {
    let name = std::str::from_utf8(name).ok()?;
    let name = name.split('.').next().filter(|name| !name.is_empty())?;
    let mut letters = name.chars();
    if let (Some(letter), None) = (letters.next(), letters.next()) {
        return Some(letter);
    }
    let listed = NAMES.split_ascii_whitespace().zip(CHARACTERS.chars()).find(|(known, _)| *known == name);
    listed.map(|(_, c)| c).or_else(|| accented(name)).or_else(|| {
        let digits = name.strip_prefix("uni").or_else(|| name.strip_prefix('u')).filter(|digits| digits.len() >= 4)?;
        char::from_u32(u32::from_str_radix(digits.get(..digits.len().min(6))?, 16).ok()?)
    })
}

/// A letter with an accent, as `eacute`.
fn accented(name: &str) -> Option<char> {
    let (letter, accent) = name.split_at_checked(1)?;
    let letters = ACCENTED.iter().find(|(known, _)| *known == accent)?.1;
    let mut found = letters.chars().skip_while(|known| !letter.starts_with(*known));
    found.nth(1)
}

/// After each accent: the letters, each followed by what it becomes.
const ACCENTED: [(&str, &str); 12] = [
    ("grave", "AÀEÈIÌOÒUÙaàeèiìoòuù"),
    ("acute", "AÁEÉIÍOÓUÚYÝCĆNŃSŚZŹaáeéiíoóuúyýcćnńsśzź"),
    ("circumflex", "AÂEÊIÎOÔUÛaâeêiîoôuû"),
    ("tilde", "AÃNÑOÕaãnñoõ"),
    ("dieresis", "AÄEËIÏOÖUÜYŸaäeëiïoöuüyÿ"),
    ("ring", "AÅUŮaåuů"),
    ("cedilla", "CÇSŞaącçsş"),
    ("caron", "CČDĎEĚNŇRŘSŠTŤZŽcčdďeěnňrřsštťzž"),
    ("ogonek", "AĄEĘaąeę"),
    ("slash", "OØLŁoøl\u{142}"),
    ("hungarumlaut", "OŐUŰoőuű"),
    ("breve", "AĂGĞaăgğ"),
];

const NAMES: &str = "space exclam quotedbl numbersign dollar percent ampersand quotesingle parenleft parenright asterisk \
    plus comma hyphen period slash zero one two three four five six seven eight nine colon semicolon less equal greater \
    question at bracketleft backslash bracketright asciicircum underscore grave braceleft bar braceright asciitilde \
    exclamdown cent sterling currency yen brokenbar section dieresis copyright ordfeminine guillemotleft logicalnot \
    registered macron degree plusminus twosuperior threesuperior acute mu paragraph periodcentered cedilla onesuperior \
    ordmasculine guillemotright onequarter onehalf threequarters questiondown AE Eth multiply Thorn germandbls ae eth \
    divide thorn OE oe dotlessi Euro florin quoteleft quoteright quotesinglbase quotedblleft quotedblright quotedblbase \
    guilsinglleft guilsinglright endash emdash bullet ellipsis dagger daggerdbl perthousand trademark minus fraction \
    fi fl ff ffi ffl nbspace sfthyphen visiblespace";
const CHARACTERS: &str = " !\"#$%&'()*+,-./0123456789:;<=>?@[\\]^_`{|}~¡¢£¤¥¦§¨©ª«¬®¯°±²³´µ¶·¸¹º»¼½¾¿ÆÐ×Þßæð÷þŒœı€ƒ‘’‚“”„‹›–—•…†‡‰™−⁄ﬁﬂﬀﬃﬄ\u{a0}\u{ad} ";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_characters() {
        for (name, c) in [
            ("A", 'A'),
            ("eacute", 'é'),
            ("Adieresis", 'Ä'),
            ("quoteright", '’'),
            ("ffl", 'ﬄ'),
            ("visiblespace", ' '),
            ("uni20AC", '€'),
            ("u1F600", '😀'),
            ("seven.oldstyle", '7'),
            ("Lslash", 'Ł'),
        ] {
            assert_eq!(character(name.as_bytes()), Some(c), "{name}");
        }
        assert_eq!(character(b"g17"), None);
        assert_eq!(character(b".notdef"), None);
        assert_eq!(NAMES.split_ascii_whitespace().count(), CHARACTERS.chars().count());
    }

    #[test]
    fn encodings_have_their_characters() {
        assert_eq!((MAC_ROMAN.chars().count(), STANDARD.chars().count()), (128, 128));
        assert_eq!(encoding(Some(b"MacRomanEncoding"))[0x8e], Some('é'));
        assert_eq!(encoding(Some(b"WinAnsiEncoding"))[0x80], Some('€'));
        let standard = encoding(None);
        assert_eq!(
            [standard[0xae], standard[0xd0], standard[0xf8], standard[0xfb]].map(Option::unwrap),
            ['ﬁ', '—', 'ł', 'ß']
        );
    }
}
