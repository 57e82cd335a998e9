// @ts-check
/** The headers that bound what a page of this origin may do. They go with every answer, also with errors. */

const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "font-src 'self'",
  "connect-src 'self'",
  "frame-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "object-src 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types zegel dompurify",
].join("; ");

/** The empty document a received mail is shown in: no script, no network, pictures only from the mail itself. */
const MAIL_FRAME_POLICY = [
  "default-src 'none'",
  "img-src blob: data:",
  "style-src 'unsafe-inline'",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'self'",
].join("; ");

/** The same where a person has asked for the pictures from elsewhere: those, and still nothing else. */
const PICTURES_FRAME_POLICY = MAIL_FRAME_POLICY.replace("img-src blob: data:", "img-src blob: data: https:");

/**
 * Where an attachment is looked at: scripts of ours, no origin, and no way out. What a PDF needs comes in by messages.
 * A sandboxed document has no origin, so its scripts and styles are asked for from outside (`open` below).
 */
const PREVIEW_FRAME_POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src blob:",
  "img-src blob:",
  "style-src 'self'",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'self'",
  "require-trusted-types-for 'script'",
  "trusted-types zegel",
  "sandbox allow-scripts",
].join("; ");

/** What a recipient's reader runs in, on the administrator's page: scripts of its own, no origin, and nothing it could reach. */
const READER_FRAME_POLICY = [
  "default-src 'none'",
  "script-src 'unsafe-inline' 'wasm-unsafe-eval'",
  "worker-src blob:",
  "img-src blob: data:",
  "style-src 'unsafe-inline'",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'self'",
  "sandbox allow-scripts allow-forms",
].join("; ");

/** The hosted reader brings its own policy, which names its scripts and styles by their hashes; this bounds what that could allow. */
const HOSTED_READER_POLICY = [
  "default-src 'none'",
  "script-src 'unsafe-inline' 'wasm-unsafe-eval'",
  "worker-src blob:",
  "img-src blob: data:",
  "style-src 'unsafe-inline'",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** Downloaded mail is a stranger's: were it ever shown as a document, it would be a sandboxed, empty-handed one. */
export const DOWNLOAD_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox";

/** The vault's page, which stands in pages of others. */
export const VAULT_PATH = "/vault/";

/** Documents of ours that a frame of the vault has in it: every page around them has to be allowed. */
const WITHIN_VAULT = new Set(["/mail/mail-frame.html", "/mail/mail-frame-pictures.html", "/mail/preview/frame/frame.html"]);

export const MAIL_FRAME_PATH = "/mail/mail-frame.html";

/** Documents that are no pages of ours, each with the policy it needs. @type {ReadonlyMap<string, string>} */
const OTHER_POLICIES = new Map([
  [MAIL_FRAME_PATH, MAIL_FRAME_POLICY],
  ["/mail/mail-frame-pictures.html", PICTURES_FRAME_POLICY],
  ["/mail/preview/frame/frame.html", PREVIEW_FRAME_POLICY],
  ["/pages/admin/preview/cover-frame.html", MAIL_FRAME_POLICY],
  ["/pages/admin/preview/reader-frame.html", READER_FRAME_POLICY],
  ["/wasm/reader.html", HOSTED_READER_POLICY],
]);

/** Files without a secret that a document without an origin may load. */
const open = /^\/(?:mail\/preview\/frame\/[\w-]+\.(?:js|css)|vendor\/pdf\.js)$/;

/** Scripts that pages of others load (docs/embedding.md). */
const forHosts = /^\/wasm\/zegel-(?:client-api|textarea)\.js$/;

const UNUSED_FEATURES = [
  "accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "magnetometer",
  "microphone", "midi", "payment", "screen-wake-lock", "usb", "xr-spatial-tracking",
  "autoplay", "browsing-topics", "clipboard-read", "compute-pressure", "encrypted-media", "gamepad", "hid",
  "idle-detection", "local-fonts", "otp-credentials", "picture-in-picture", "serial", "window-management",
];

/** A passkey may lock the keys: for our own pages, and nobody they frame. */
const OWN_FEATURES = ["publickey-credentials-create", "publickey-credentials-get"];

/** Where a person put the frame, it may use these; a host cannot give more. */
const FRAME_FEATURES = [...OWN_FEATURES, "clipboard-write"];

/**
 * @param {string} path the path asked for
 * @param {readonly string[]} [hosts] origins of the pages in which the vault may stand
 * @returns {Record<string, string>}
 */
export function securityHeaders(path, hosts = []) {
  const isVault = path.startsWith(VAULT_PATH) || path === "/vault";
  const features = isVault ? FRAME_FEATURES : OWN_FEATURES;
  const policy = OTHER_POLICIES.get(path) ?? PAGE_POLICY;
  return {
    "content-security-policy": framedBy(policy, path, isVault, hosts),
    // With `integrity` a script is fetched as one for everybody.
    ...(open.test(path) || forHosts.test(path) ? { "access-control-allow-origin": "*" } : {}),
    // In a frame it means nothing, and a page that isolates itself takes only frames that say they may be taken.
    ...(isVault ? {} : { "cross-origin-opener-policy": "same-origin" }),
    "cross-origin-resource-policy": isVault || forHosts.test(path) ? "cross-origin" : "same-origin",
    "x-content-type-options": "nosniff",
    // Pages of the same site, as a webmail beside the vault, do not share a process with it where the browser can help it. A
    // document without an origin has none to itself, and browsers say so.
    ...(policy.includes("sandbox") ? {} : { "origin-agent-cluster": "?1" }),
    "referrer-policy": "no-referrer",
    "permissions-policy": [...UNUSED_FEATURES.map((feature) => `${feature}=()`), ...features.map((feature) => `${feature}=(self)`)].join(", "),
  };
}

/** @param {string} policy @param {string} path @param {boolean} isVault @param {readonly string[]} hosts */
function framedBy(policy, path, isVault, hosts) {
  if (hosts.length === 0) return policy;
  if (isVault) return policy.replace("frame-ancestors 'none'", `frame-ancestors 'self' ${hosts.join(" ")}`);
  return WITHIN_VAULT.has(path) ? policy.replace("frame-ancestors 'self'", `frame-ancestors 'self' ${hosts.join(" ")}`) : policy;
}
