// @ts-check
// Where a link leads, said so that the words around it cannot say otherwise.

/** So many letters of a link's words are read. */
const mostRead = 2000;
/** Longer addresses are shown without their middle. */
const longest = 90;

/**
 * What people take for the name of a place: letters of any alphabet with dots between, an ending of letters. With bounds as
 * names of hosts have them, so that a mail full of long words is read in time.
 */
const hostLike = /(?<![\p{L}\p{N}])(?:[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}-]{0,62}[\p{L}\p{N}\p{M}])?[.\u3002\u06d4]){1,16}(?:\p{L}[\p{L}\p{M}]+|xn--[a-z0-9-]+)/gu;

/**
 * @typedef {{ href: string, title: string, beside: string }} Lead
 *   href: where it leads, without a name and a password before it; title: the same, to be read; beside: the host, where it
 *   has to be said because the words say another or hide it
 */

/**
 * @param {string} target
 * @param {string} words  of the link
 * @returns {Lead|null} null for what leads nowhere from a mail
 */
export function leadOf(target, words) {
  if (!/^\s*(?:https?|mailto):/i.test(target)) return null;
  let url;
  try {
    url = new URL(target);
  } catch {
    return null;
  }
  // A mailto link may name people; header fields and files it may not.
  if (url.protocol === "mailto:") return { href: `mailto:${url.pathname}`, title: `mailto:${decodedOnce(url.pathname)}`, beside: "" };
  const posing = url.username !== "" || url.password !== "";
  url.username = "";
  url.password = "";
  const host = url.hostname;
  const said = hostsIn(words);
  const plainly = said.length > 0 && said.every((name) => host === name || host.endsWith(`.${name}`));
  // Other alphabets, numbers and names before an @ are for programs: of these the host is always said.
  const veiled = posing || host.includes("xn--") || isAddress(host);
  return { href: url.href, title: shortened(url.href), beside: (said.length > 0 && !plainly) || (veiled && !words.includes(host)) ? host : "" };
}

/** Words as a person reads them: without what is not seen, in plain letters, with a full stop for what looks like one. @param {string} words */
function readable(words) {
  return words.normalize("NFKC").replace(/[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, "").replace(/[\s\p{Cc}]+/gu, (gap) => (/\s/.test(gap) ? " " : "")).trim();
}

/** The hosts that words name, as browsers spell them. @param {string} words @returns {string[]} */
function hostsIn(words) {
  const found = [];
  for (const [name] of readable(words).slice(0, mostRead).matchAll(hostLike)) {
    try {
      // Of what looks like a full stop browsers know all but the Arabic one.
      found.push(new URL(`http://${name.replace(/\u06d4/g, ".")}`).hostname);
    } catch {
      // No host after all.
    }
  }
  return found.filter((name) => !isFile(name));
}

/** A name of a file, which looks like one of a place. @param {string} name */
function isFile(name) {
  return /\.(?:pdf|docx?|xlsx?|pptx?|txt|csv|png|jpe?g|gif|html?|js)$/.test(name);
}

/** @param {string} host */
function isAddress(host) {
  return /^\[|^[\d.]+$/.test(host);
}

/**
 * A long address without its middle; host and ending stay whole.
 * @param {string} address
 */
export function shortened(address) {
  if (address.length <= longest) return address;
  const host = /^[a-z]+:\/\/[^/?#]*/i.exec(address)?.[0] ?? "";
  const room = Math.max(24, longest - host.length - 1);
  const begin = host + address.slice(host.length, host.length + Math.ceil(room * 0.6));
  return `${begin}…${address.slice(-Math.floor(room * 0.4))}`;
}

/** @param {string} text */
function decodedOnce(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
