// @ts-check
// Where the vault is, from what an administrator wrote.

/**
 * @param {unknown} said  its origin, the address of its page, or of a script that lies with it
 * @param {{ href: string, origin: string }} page
 * @returns {{ address: string }|{ trouble: string }}  `trouble` is for the administrator, in the browser's console
 */
export function vaultAddress(said, page) {
  const how = 'Write data-vault="https://vault.example.org" into the script tag.';
  if (typeof said !== "string" || said.trim() === "") return { trouble: `The script does not know where the vault is. ${how}` };
  let url;
  try {
    url = new URL(said, page.href);
  } catch {
    return { trouble: `“${said}” is no address of a vault. ${how}` };
  }
  const local = /^(?:127\.0\.0\.1|localhost|(?:[\w-]+\.)+localhost|\[::1\])$/.test(url.hostname);
  if (url.protocol !== "https:" && !(url.protocol === "http:" && local)) return { trouble: `The vault at ${url.origin} has no HTTPS, so no key is safe there. ${how}` };
  // A vault on the webmail's own origin could be read by the webmail.
  if (url.origin === page.origin) return { trouble: `The vault must not have the webmail’s own origin (${url.origin}): the webmail could read the keys. Put it on a host name of its own.` };
  // Of the page itself, of a script in its neighbourhood, or of the folder both lie in.
  const path = /^(.*\/)(?:vault|embed|wasm)\//.exec(url.pathname)?.[1] ?? (url.pathname.endsWith("/") ? url.pathname : "/");
  return { address: `${url.origin}${path}vault/` };
}
