// @ts-check
// What an attachment could do where it is opened: by how it begins, and by the ending under which it would be saved.

/**
 * program: runs; page: a web page of a stranger, from one's own disk; macros: a document that brings programs along;
 * disk: a whole disk, whose files no longer bear the mark "from elsewhere"; link: leads elsewhere or starts something;
 * posing: is one of these and was named to look like something else.
 * @typedef {"program"|"page"|"macros"|"disk"|"link"} Danger
 * @typedef {{ danger: Danger, posing: boolean }} Risk
 */

/** @type {Array<[Danger, RegExp]>} */
const endings = [
  ["program", /^(?:exe|com|scr|pif|bat|cmd|msi|msp|msix|appx|appxbundle|application|cpl|dll|sys|drv|ocx|ps1|ps1xml|psm1|vbs?|vbe|jse?|mjs|cjs|wsf|wsh|wsc|sct|hta|jar|jnlp|gadget|msc|inf|ins|reg|xll|xbap|chm|hlp|diagcab|settingcontent-ms|app|command|dmg|pkg|mpkg|action|workflow|scpt|applescript|terminal|deb|rpm|apk|aab|appimage|run|bin|elf|sh|bash|zsh|ksh|csh|fish|py[cwz]?|pl|rb|php|lua|ade|adp|mde|accde|accda|mdb|accdb)$/],
  ["page", /^(?:html?|xhtml?|shtml?|mht|mhtml|svgz?|xml|xsl|xslt|swf|webarchive)$/],
  ["macros", /^(?:doc[m]|dotm|xl[st]m|xlam|xlsb|xla|ppt[m]|potm|pps[m]|ppam|sldm|slk|iqy|oqy|rtf|one|onepkg)$/],
  ["disk", /^(?:iso|img|vhdx?|vmdk|udf|toast|cab|wim)$/],
  ["link", /^(?:lnk|url|webloc|desktop|website|scf|library-ms|search-ms|searchconnector-ms|theme|rdp|vncloc|inetloc|fileloc)$/],
];

/** Endings people rely on. */
const familiar = /\.(?:pdf|docx?|xlsx?|pptx?|odt|ods|odp|txt|csv|jpe?g|png|gif|heic|mp[34]|mov|zip|eml)[\s._-]*\.[^.]+$/i;

/**
 * @param {{ name: string, bytes: Uint8Array }} part  name: as it would be saved
 * @param {string} [given]  the name as the message has it
 * @returns {Risk|null}
 */
export function riskOf({ name, bytes }, given = name) {
  const ending = endingOf(name);
  const known = endings.find(([, pattern]) => pattern.test(ending))?.[0];
  const runs = isProgram(bytes);
  // Letters of other alphabets look like those of an ending, and name another file for the person than for the system.
  const strange = /[^\x20-\x7e]/.test(ending);
  if (!known && !runs && !strange) return null;
  const danger = runs ? "program" : known ?? "program";
  const posing = strange || (runs && known !== "program") || familiar.test(name) || /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/.test(given) || /\s{3,}\.[^.]*$/.test(given);
  return { danger, posing };
}

/** What decides with which program a file opens; without the dot, in small letters. @param {string} name */
export function endingOf(name) {
  return /\.([^.\s]{1,24})$/.exec(name)?.[1]?.toLowerCase() ?? "";
}

/** A name in two: what may be shortened where room is scarce, and the endings, which may not. @param {string} name @returns {[string, string]} */
export function nameInTwo(name) {
  const at = /(?:\.[^.\s]{1,12}){1,2}$/.exec(name)?.index ?? name.length;
  return at === 0 ? [name, ""] : [name.slice(0, at), name.slice(at)];
}

/** Programs of Windows, Linux and Apple, and scripts. @param {Uint8Array} bytes */
function isProgram(bytes) {
  const [a, b, c, d] = bytes;
  if (a === 0x4d && b === 0x5a) return hasWindowsHeader(bytes);
  if (a === 0x7f && b === 0x45 && c === 0x4c && d === 0x46) return true;
  if (a === 0x23 && b === 0x21 && (c === 0x2f || c === 0x20)) return true;
  const magic = bytes.length >= 4 ? new DataView(bytes.buffer, bytes.byteOffset).getUint32(0) : 0;
  return [0xfeedface, 0xfeedfacf, 0xcefaedfe, 0xcffaedfe].includes(magic);
}

/** A text may begin with MZ too; a program's first header is longer, and no text. @param {Uint8Array} bytes */
function hasWindowsHeader(bytes) {
  return bytes.length >= 64 && bytes.subarray(0, 64).some((octet) => octet === 0);
}
