// @ts-check
// A cover as text, and as HTML that mail clients understand: those know tables, `bgcolor` and style attributes, and a style
// sheet only for what may be missing (dark colours, narrow screens). All words come from outside and are plain text; nothing
// of them is taken for markup.

/** @typedef {import("./cover.js").Cover} Cover */

/** The Content-ID of the organisation's picture, as the sealing program writes it (`zegel::wire`). */
export const logoId = "logo@zegel";

const plainColor = "#33475b";
const page = "#f2f3f5";
const font = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;";

const sheet = `:root{color-scheme:light dark;supported-color-schemes:light dark}
@media (max-width:480px){.zg-pad{padding-left:20px!important;padding-right:20px!important}}
@media (prefers-color-scheme:dark){
.zg-page{background-color:#161719!important}
.zg-card{background-color:#222427!important;border-color:#3a3d42!important}
.zg-ink,.zg-ink li{color:#e8eaed!important}
.zg-soft{color:#b0b5bc!important}
.zg-box{background-color:#2c2f33!important}
.zg-link{color:#8ab8f0!important}}
`;

/** For clients that show text. @param {Cover} cover */
export function coverText(cover) {
  const link = webLink(cover.buttonUrl);
  const privacy = webLink(cover.privacy);
  const last = [cover.disclaimer, privacy && cover.privacyLabel ? `${cover.privacyLabel}: ${privacy}` : "", cover.footer].filter(said);
  const paragraphs = [
    cover.heading, cover.senderName ? `${cover.senderName} <${cover.senderAddress}>` : cover.senderAddress, cover.introduction,
    link ? `${cover.button}:\n${link}` : "", cover.steps.map((step, at) => `${at + 1}. ${step}`).join("\n"), cover.hint ?? "", cover.text,
    last.length > 0 ? `-- \n${last.join("\n")}` : "",
  ];
  return `${paragraphs.filter(said).join("\n\n")}\n`;
}

/** For clients that show HTML. @param {Cover} cover */
export function coverHtml(cover) {
  const color = cover.color && isColor(cover.color) ? cover.color : plainColor;
  const ink = inkOn(color);
  const [direction, start] = cover.direction === "rtl" ? ["rtl", "right"] : ["ltr", "left"];
  const name = escaped(cover.organisation);
  const table = 'role="presentation" cellpadding="0" cellspacing="0" border="0"';
  return `<!doctype html>
<html lang="${escaped(cover.language)}" dir="${direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${escaped(cover.heading)}</title>
<style>
${sheet}</style>
</head>
<body class="zg-page" style="margin:0;padding:0;background-color:${page}">
<table ${table} class="zg-page" width="100%" bgcolor="${page}"><tr><td align="center" style="padding:24px 12px">
<table ${table} class="zg-card" width="100%" bgcolor="#ffffff" style="max-width:600px;border:1px solid #dcdfe3;border-radius:8px;text-align:${start}">
<tr><td class="zg-pad" bgcolor="${color}" style="background-color:${color};border-radius:7px 7px 0 0;padding:20px 32px;${font}font-size:18px;font-weight:600;color:${ink}">
${cover.logo ? `<img src="cid:${logoId}" alt="${name}" height="48" style="display:block;height:48px;width:auto;max-width:170px;border:0;color:${ink}">` : `<bdi>${name}</bdi>`}
</td></tr>
<tr><td class="zg-pad zg-ink" style="padding:28px 32px 8px;${font}font-size:16px;line-height:1.5;color:#1d2023">
<h1 dir="auto" style="margin:0 0 16px;font-size:22px;line-height:1.3;font-weight:600">${escaped(cover.heading)}</h1>
${sender(cover)}${paragraph(cover.introduction)}${button(cover, color, ink, table)}${steps(cover, direction, start)}${hint(cover)}${paragraph(cover.text)}</td></tr>
<tr><td class="zg-pad zg-soft" style="padding:8px 32px 28px;${font}font-size:13px;line-height:1.5;color:#5a6068">
${paragraph(cover.disclaimer)}${privacy(cover)}${paragraph(cover.footer)}</td></tr>
</table>
</td></tr></table>
</body>
</html>
`;
}

/** Who sent it, apart from what is said: the mail claims this as much as everything else on its cover. @param {Cover} cover */
function sender({ senderName, senderAddress }) {
  const address = escaped(senderAddress);
  if (!said(senderName)) return `<p style="margin:0 0 16px"><strong>${address}</strong></p>\n`;
  return `<p style="margin:0 0 16px"><strong><bdi>${escaped(senderName)}</bdi></strong><br><span class="zg-soft" dir="ltr" style="font-size:14px;color:#5a6068">${address}</span></p>\n`;
}

/** @param {Cover} cover @param {string} color @param {string} ink @param {string} table */
function button(cover, color, ink, table) {
  const link = webLink(cover.buttonUrl);
  if (!link) return "";
  return `<table ${table} style="margin:8px 0 20px"><tr><td bgcolor="${color}" style="background-color:${color};border:1px solid #5b6168;border-radius:6px">`
    + `<a href="${escaped(link)}" dir="auto" style="display:inline-block;padding:12px 24px;${font}font-size:16px;font-weight:600;text-decoration:none;color:${ink}">${escaped(cover.button)}</a></td></tr></table>\n`;
}

/** @param {Cover} cover @param {string} direction @param {string} start */
function steps({ steps: all }, direction, start) {
  if (all.length === 0) return "";
  return `<ol dir="${direction}" style="margin:0 0 20px;padding-${start}:24px">\n${all.map((step) => `<li style="margin:0 0 6px">${escaped(step)}</li>\n`).join("")}</ol>\n`;
}

/** @param {Cover} cover */
function hint({ hint: text }) {
  return text && said(text) ? `<p class="zg-box" dir="auto" style="margin:0 0 20px;padding:12px 16px;border-radius:6px;background-color:${page}">${escaped(text)}</p>\n` : "";
}

/** @param {Cover} cover */
function privacy({ privacy: address, privacyLabel }) {
  const link = webLink(address);
  return link && said(privacyLabel) ? `<p style="margin:0 0 12px"><a class="zg-link" href="${escaped(link)}" style="color:#14508f">${escaped(privacyLabel)}</a></p>\n` : "";
}

/** @param {string} text */
function paragraph(text) {
  return said(text) ? `<p dir="auto" style="margin:0 0 16px">${escaped(text)}</p>\n` : "";
}

/** @param {string} text */
const said = (text) => text.trim() !== "";

/** @param {string|null} address @returns {string} nothing for what is no link */
function webLink(address) {
  return address && /^https:\/\/[!#-&(-;=?-[\]-_a-~]+$/.test(address) ? address : "";
}

/**
 * Text as HTML. Invisible characters that turn the direction of what follows are taken out: a name must not be able to
 * rearrange the sentence around it.
 * @param {string} text
 */
function escaped(text) {
  /** @type {Record<string, string>} */
  const entities = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;", "\n": "<br>", "\t": " " };
  return text.trim().replace(/[&<>"'\n\t]|[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, (letter) => entities[letter] ?? "");
}

/** @param {string} color */
const isColor = (color) => /^#[0-9a-f]{6}$/i.test(color);

/**
 * Black or white, whichever is easier to read on a colour.
 * @param {string} color  `#rrggbb`
 */
export function inkOn(color) {
  const background = luminance(color);
  return 1.05 / (background + 0.05) >= (background + 0.05) / 0.05 ? "#ffffff" : "#000000";
}

/** WCAG 2.2, relative luminance. @param {string} color  `#rrggbb` */
export function luminance(color) {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
