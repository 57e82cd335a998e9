// @ts-check
/** The webmails in whose pages the vault may stand, as an administrator writes them down. */

/**
 * @param {string} text origins with spaces between them, as `https://mail.example.org https://webmail.example.org:8443`
 * @returns {string[]} as browsers say them
 */
export function readHosts(text) {
  return text.split(/\s+/).filter(Boolean).map((word) => {
    const url = URL.canParse(word) ? new URL(word) : null;
    const isHere = url?.hostname === "localhost" || url?.hostname === "127.0.0.1";
    // Origins stand in a header: what is allowed in a URL's host, as ";", would be a directive of its own there.
    const isPlain = url && /^(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])$/.test(url.hostname) && url.pathname === "/" && !url.search && !url.hash && !url.username && !url.password;
    if (!isPlain || !(url.protocol === "https:" || (url.protocol === "http:" && isHere))) {
      throw new Error(`ZEGEL_HOSTS names the webmails by their origins, as https://mail.example.org; "${word}" is none.`);
    }
    return url.origin;
  });
}
