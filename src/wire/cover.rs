//! The cover: what every recipient sees around sealed content, as text and as HTML that mail clients understand.
//!
//! Mail clients know tables, `bgcolor` and style attributes; a style sheet only for what may be missing (dark colours). All
//! words come from outside and are plain text: nothing of them is taken for markup.

use serde::Deserialize;

/// The words and looks of a cover. Line feeds in texts become line breaks.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Cover {
    /// Language tag of the words (RFC 5646).
    pub language: String,
    /// `rtl` or `ltr`.
    pub direction: String,
    /// `#rrggbb` of the head.
    pub color: Option<String>,
    /// Whether the organisation's picture stands in the head; its part has the Content-ID [`LOGO`].
    pub logo: bool,
    /// The organisation's name.
    pub organisation: String,
    /// The sender's name; may be empty.
    pub sender_name: String,
    /// The sender's address.
    pub sender_address: String,
    /// The heading.
    pub heading: String,
    /// What is said first.
    pub introduction: String,
    /// The words on the button.
    pub button: String,
    /// Where the button leads; without it there is none.
    pub button_url: Option<String>,
    /// What to do, in order.
    pub steps: Vec<String>,
    /// The hint to the passphrase, with the words before it.
    pub hint: Option<String>,
    /// What is said below the button.
    pub text: String,
    /// What stands at the bottom.
    pub disclaimer: String,
    /// The words of the link to the privacy statement.
    pub privacy_label: String,
    /// The address of the privacy statement.
    pub privacy: String,
    /// The last line.
    pub footer: String,
}

/// The Content-ID of the organisation's picture.
pub const LOGO: &str = "logo@zegel";

const PLAIN_COLOR: &str = "#33475b";

/// What cannot be said in style attributes. Clients that do not know it show the light colours.
const SHEET: &str = "\
:root{color-scheme:light dark;supported-color-schemes:light dark}\n\
@media (max-width:480px){.zg-pad{padding-left:20px!important;padding-right:20px!important}}\n\
@media (prefers-color-scheme:dark){\n\
.zg-page{background-color:#161719!important}\n\
.zg-card{background-color:#222427!important;border-color:#3a3d42!important}\n\
.zg-ink,.zg-ink li{color:#e8eaed!important}\n\
.zg-soft{color:#b0b5bc!important}\n\
.zg-box{background-color:#2c2f33!important}\n\
.zg-link{color:#8ab8f0!important}}\n";

const FONT: &str = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;";

impl Cover {
    /// The cover for clients that show text.
    pub fn text(&self) -> String {
        let sender = match self.sender_name.as_str() {
            "" => self.sender_address.clone(),
            name => format!("{name} <{}>", self.sender_address),
        };
        let steps = self.steps.iter().enumerate().map(|(at, step)| format!("{}. {step}", at + 1));
        let button = self.link().map(|link| format!("{}:\n{link}", self.button));
        let privacy = self.privacy().map(|address| format!("{}: {address}", self.privacy_label));
        let last = [self.disclaimer.clone(), privacy.unwrap_or_default(), self.footer.clone()];
        let last: Vec<String> = last.into_iter().filter(|line| !line.trim().is_empty()).collect();
        let whole = [
            self.heading.clone(),
            sender,
            self.introduction.clone(),
            button.unwrap_or_default(),
            steps.collect::<Vec<_>>().join("\n"),
            self.hint.clone().unwrap_or_default(),
            self.text.clone(),
            if last.is_empty() { String::new() } else { format!("-- \n{}", last.join("\n")) },
        ];
        let paragraphs: Vec<&str> = whole.iter().map(String::as_str).filter(|text| !text.trim().is_empty()).collect();
        paragraphs.join("\n\n") + "\n"
    }

    /// The cover for clients that show HTML.
    pub fn html(&self) -> String {
        let color = self.color.as_deref().filter(|color| luminance(color).is_some()).unwrap_or(PLAIN_COLOR);
        let on_color = ink_on(color);
        let (start, direction) = if self.direction == "rtl" { ("right", "rtl") } else { ("left", "ltr") };
        let mut out = String::with_capacity(8192);
        let mut put = |pieces: &[&str]| pieces.iter().for_each(|piece| out.push_str(piece));
        put(&["<!doctype html>\n<html lang=\"", &escaped(&self.language), "\" dir=\"", direction, "\">\n<head>\n"]);
        put(&["<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"]);
        put(&["<meta name=\"color-scheme\" content=\"light dark\">\n"]);
        put(&["<meta name=\"supported-color-schemes\" content=\"light dark\">\n<title>", &escaped(&self.heading)]);
        put(&["</title>\n<style>\n", SHEET, "</style>\n</head>\n<body class=\"zg-page\" style=\"margin:0;padding:0;"]);
        put(&[
            "background-color:#f2f3f5\">\n<table role=\"presentation\" class=\"zg-page\" width=\"100%\" cellpadding=\"0\"",
        ]);
        put(&[
            " cellspacing=\"0\" border=\"0\" bgcolor=\"#f2f3f5\"><tr><td align=\"center\" style=\"padding:24px 12px\">\n",
        ]);
        put(&[
            "<table role=\"presentation\" class=\"zg-card\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\"",
        ]);
        put(&[
            " bgcolor=\"#ffffff\" style=\"max-width:600px;border:1px solid #dcdfe3;border-radius:8px;text-align:",
            start,
        ]);
        put(&["\">\n<tr><td class=\"zg-pad\" bgcolor=\"", color, "\" style=\"background-color:", color]);
        put(&[
            ";border-radius:7px 7px 0 0;padding:20px 32px;",
            FONT,
            "font-size:18px;font-weight:600;color:",
            on_color,
        ]);
        put(&["\" dir=\"auto\">"]);
        let name = escaped(&self.organisation);
        if self.logo {
            put(&[
                "<img src=\"cid:",
                LOGO,
                "\" alt=\"",
                &name,
                "\" style=\"display:block;max-width:170px;max-height:70px;",
            ]);
            put(&["height:auto;border:0\">"]);
        } else {
            put(&[&name]);
        }
        put(&["</td></tr>\n<tr><td class=\"zg-pad zg-ink\" style=\"padding:28px 32px 8px;", FONT, "font-size:16px;"]);
        put(&["line-height:1.5;color:#1d2023\">\n"]);
        put(&["<h1 dir=\"auto\" style=\"margin:0 0 16px;font-size:22px;line-height:1.3;font-weight:600\">"]);
        put(&[&escaped(&self.heading), "</h1>\n", &self.sender(), &paragraph(&self.introduction)]);
        if let Some(link) = self.link() {
            put(&[
                "<table role=\"presentation\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" style=\"margin:8px 0 20px\">",
            ]);
            put(&["<tr><td bgcolor=\"", color, "\" style=\"background-color:", color, ";border:1px solid #5b6168;"]);
            put(&["border-radius:6px\"><a href=\"", &escaped(link), "\" dir=\"auto\" style=\"display:inline-block;"]);
            put(&["padding:12px 24px;", FONT, "font-size:16px;font-weight:600;text-decoration:none;color:", on_color]);
            put(&["\">", &escaped(&self.button), "</a></td></tr></table>\n"]);
        }
        if !self.steps.is_empty() {
            put(&["<ol dir=\"", direction, "\" style=\"margin:0 0 20px;padding-", start, ":24px\">\n"]);
            for step in &self.steps {
                put(&["<li style=\"margin:0 0 6px\">", &escaped(step), "</li>\n"]);
            }
            put(&["</ol>\n"]);
        }
        if let Some(hint) = self.hint.as_deref().filter(|hint| !hint.trim().is_empty()) {
            put(&["<p class=\"zg-box\" dir=\"auto\" style=\"margin:0 0 20px;padding:12px 16px;border-radius:6px;"]);
            put(&["background-color:#f2f3f5\">", &escaped(hint), "</p>\n"]);
        }
        put(&[&paragraph(&self.text), "</td></tr>\n<tr><td class=\"zg-pad zg-soft\" style=\"padding:8px 32px 28px;"]);
        put(&[FONT, "font-size:13px;line-height:1.5;color:#5a6068\">\n", &paragraph(&self.disclaimer)]);
        if let Some(address) = self.privacy() {
            put(&["<p style=\"margin:0 0 12px\"><a class=\"zg-link\" href=\"", &escaped(address)]);
            put(&["\" style=\"color:#14508f\">", &escaped(&self.privacy_label), "</a></p>\n"]);
        }
        put(&[&paragraph(&self.footer), "</td></tr>\n</table>\n</td></tr></table>\n</body>\n</html>\n"]);
        out
    }

    /// Who sent it, apart from all that is said: this is claimed by the mail as much as everything else on the cover.
    fn sender(&self) -> String {
        let address = escaped(&self.sender_address);
        if self.sender_name.trim().is_empty() {
            return ["<p style=\"margin:0 0 16px\"><strong>", &address, "</strong></p>\n"].concat();
        }
        let name = escaped(&self.sender_name);
        [
            "<p style=\"margin:0 0 16px\"><strong><bdi>",
            &name,
            "</bdi></strong><br><span class=\"zg-soft\" ",
            SMALL,
            &address,
            "</span></p>\n",
        ]
        .concat()
    }

    fn link(&self) -> Option<&str> {
        self.button_url.as_deref().filter(|link| is_link(link))
    }

    fn privacy(&self) -> Option<&str> {
        Some(self.privacy.as_str()).filter(|address| is_link(address) && !self.privacy_label.trim().is_empty())
    }
}

const SMALL: &str = "style=\"font-size:14px;color:#5a6068\" dir=\"ltr\">";

fn is_link(address: &str) -> bool {
    let sound = |b: u8| b.is_ascii_graphic() && !b"\"'<>\\`".contains(&b);
    address.starts_with("https://") && address.bytes().all(sound)
}

fn paragraph(text: &str) -> String {
    if text.trim().is_empty() {
        return String::new();
    }
    ["<p dir=\"auto\" style=\"margin:0 0 16px\">", &escaped(text), "</p>\n"].concat()
}

/// Text as HTML. Invisible characters that turn the direction of what follows are taken out: a name must not be able to
/// rearrange the sentence around it.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for letter in text.trim().chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' => out.push_str("<br>"),
            '\t' => out.push(' '),
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {}
            letter if letter.is_control() => {}
            letter => out.push(letter),
        }
    }
    out
}

/// Black or white, whichever is easier to read (WCAG 2.2, relative luminance and contrast ratio).
fn ink_on(color: &str) -> &'static str {
    let background = luminance(color).unwrap_or(0.0);
    let (white, black) = (1.05 / (background + 0.05), (background + 0.05) / 0.05);
    if white >= black { "#ffffff" } else { "#000000" }
}

fn luminance(color: &str) -> Option<f64> {
    let hex = color.strip_prefix('#').filter(|hex| hex.len() == 6 && hex.is_ascii())?;
    let channel = |at: usize| {
        let value = f64::from(u8::from_str_radix(hex.get(at..at + 2)?, 16).ok()?) / 255.0;
        Some(if value <= 0.04 { value / 12.92 } else { power_2_4((value + 0.055) / 1.055) })
    };
    Some(0.2126 * channel(0)? + 0.7152 * channel(2)? + 0.0722 * channel(4)?)
}

/// `x^2.4` for `x` from 0 to 1, without the mathematics library: `x² · x^0.4`, the latter as a fifth root of `x²` by Newton.
fn power_2_4(x: f64) -> f64 {
    let square = x * x;
    let mut root = 1.0;
    for _ in 0..32 {
        let fourth = root * root * root * root;
        root -= (fourth * root - square) / (5.0 * fourth);
    }
    square * root
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cover() -> Cover {
        Cover { heading: "A protected message".into(), sender_address: "noor@example.org".into(), ..Cover::default() }
    }

    #[test]
    fn nothing_of_a_text_is_markup() {
        let hostile = "<script>alert(1)</script>\"'><img src=x onerror=y>\u{202e}\u{0}";
        let mut cover = cover();
        cover.language = hostile.into();
        cover.direction = hostile.into();
        cover.color = Some("#fff;background:url(https://example.com)".into());
        cover.button_url = Some("https://example.org/\"onclick=".into());
        cover.privacy = "javascript:alert(1)".into();
        for text in [
            &mut cover.organisation,
            &mut cover.sender_name,
            &mut cover.sender_address,
            &mut cover.heading,
            &mut cover.introduction,
            &mut cover.button,
            &mut cover.text,
            &mut cover.disclaimer,
            &mut cover.privacy_label,
            &mut cover.footer,
        ] {
            *text = hostile.into();
        }
        (cover.hint, cover.steps) = (Some(hostile.into()), vec![hostile.into()]);
        let html = cover.html();
        assert!(!html.contains("<script") && !html.contains("<img") && !html.contains("'>"), "{html}");
        assert!(!html.contains("javascript:") && !html.contains("onclick") && !html.contains("url("), "{html}");
        assert!(!html.contains(['\u{202e}', '\u{0}']));
        assert_eq!(html.matches("<h1").count(), 1);
    }

    #[test]
    fn the_ink_can_be_read_on_every_colour() {
        for (color, ink) in [
            ("#000000", "#ffffff"),
            ("#ffffff", "#000000"),
            ("#ffd400", "#000000"),
            ("#1f4e79", "#ffffff"),
            ("#767676", "#000000"),
        ] {
            assert_eq!(ink_on(color), ink, "{color}");
        }
        for step in 0..=255u32 {
            let color = format!("#{:02x}{:02x}{:02x}", step, 255 - step, (step * 7) % 256);
            let background = luminance(&color).unwrap();
            let ink = luminance(ink_on(&color)).unwrap();
            let (light, dark) = if ink > background { (ink, background) } else { (background, ink) };
            assert!((light + 0.05) / (dark + 0.05) >= 4.5, "{color}");
        }
    }

    #[test]
    fn the_power_is_the_power() {
        for step in 1..=100 {
            let x = f64::from(step) / 100.0;
            assert!((power_2_4(x) - x.powf(2.4)).abs() < 1e-9, "{x}");
        }
    }

    #[test]
    fn a_text_cover_has_only_what_there_is() {
        let mut cover = cover();
        cover.steps = vec!["Open it.".into(), "Type the passphrase.".into()];
        assert_eq!(cover.text(), "A protected message\n\nnoor@example.org\n\n1. Open it.\n2. Type the passphrase.\n");
        (cover.button, cover.button_url) = ("Read".into(), Some("https://example.org/r#x".into()));
        assert!(cover.text().contains("Read:\nhttps://example.org/r#x"));
    }
}
