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

export const MAIL_FRAME_PATH = "/pages/demo/mail-frame.html";

/** Documents that are no pages of ours, each with the policy it needs. @type {ReadonlyMap<string, string>} */
const OTHER_POLICIES = new Map([
  [MAIL_FRAME_PATH, MAIL_FRAME_POLICY],
  ["/pages/admin/preview/cover-frame.html", MAIL_FRAME_POLICY],
  ["/pages/admin/preview/reader-frame.html", READER_FRAME_POLICY],
  ["/wasm/reader.html", HOSTED_READER_POLICY],
]);

const UNUSED_FEATURES = [
  "accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "magnetometer",
  "microphone", "midi", "payment", "screen-wake-lock", "usb", "xr-spatial-tracking",
];

/** A passkey may lock the keys: for our own pages, and nobody they frame. */
const OWN_FEATURES = ["publickey-credentials-create", "publickey-credentials-get"];

/**
 * @param {string} path the path asked for
 * @returns {Record<string, string>}
 */
export function securityHeaders(path) {
  return {
    "content-security-policy": OTHER_POLICIES.get(path) ?? PAGE_POLICY,
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "permissions-policy": [...UNUSED_FEATURES.map((feature) => `${feature}=()`), ...OWN_FEATURES.map((feature) => `${feature}=(self)`)].join(", "),
  };
}
