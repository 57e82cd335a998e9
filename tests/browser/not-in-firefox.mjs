// @ts-check
/** What of the browser tests is not run in Firefox, by file or by the name of the test, and why. */

const devtools = "needs Chromium's DevTools";
const held = "holds requests by what stands in them, which WebDriver BiDi does not tell";
const pasted = "pastes by an event that it makes, which has nothing in it in Firefox";
const printed = "prints by emulation, which WebDriver BiDi has not";
const cover = "only Chromium tells a frame that it is covered";

/** @type {{ files: Record<string, string>, tests: Record<string, string> }} */
export const notInFirefox = {
  files: {
    "day": devtools,
    "large": devtools,
    "gigantic": devtools,
    "vault-memory": devtools,
    "vault-gesture": cover,
    "letters": "Firefox does not tell of files that are asked for",
  },
  tests: {
    "a thousand pasted addresses: a few are shown, those that cannot be read too, and writing goes on": pasted,
    "labels of files and of other organisations": pasted,
    "large bundles stay usable": pasted,
    "a frame that is covered, faint or tiny does nothing": cover,
    "a full disk leaves the old release, and is told": devtools,
    "a full disk, and storage that is refused, are said in a sentence each": devtools,
    "a passkey opens the keys, beside a passphrase or alone": devtools,
    "a logo is made of any picture, and small; what would be too much is refused unopened": "Firefox shows what it can of a damaged picture",
    "a crash in the middle of saving leaves the later version, and only it once it was seen": held,
    "the key server gets one certificate, after it was said what becomes public": held,
    "Warn: asked anew because somebody was taken away after an interrupted sending, it is the same mail still": held,
    "RequireReason: asked anew because somebody was taken away after an interrupted sending, it is the same mail still": held,
    "a letter to very many people begins with its text all the same; on paper all of them stand": printed,
    "any other message prints with its head": printed,
    "do not forward: no printing, selecting or copying, and said for what it is": printed,
    "browsers that are too old, or run no scripts, get a plain sentence": "runs no scripts, which WebDriver BiDi cannot ask for",
    "files are saved as they are, under names that cannot surprise; pictures can be looked at": "looks at the names that Chromium saves under",
    "what a policy refuses would have been seen": "reads Chromium's words",
    "what mail gateways do to files does no harm": "looks at requests that were refused, of which Firefox tells nothing",
    "a file that changed on the disk since it was attached is named by its position": "Firefox gives what the file has become; that alone is sealed",
    "only the page around it connects a frame, once": "finds a frame by its name, which WebDriver BiDi does not tell",
    "an attachment that is changed when it is to be read stops the sending": "Firefox gives what the file has become; that alone is sealed",
    "an upload that breaks off, or arrives in part, or arrives changed, is not sent": held,
    "when the answer to a sending is lost, it was sent once": held,
    "when the answer and all that follows to a sending is lost, it was sent once": held,
    "an empty script in the place of the worker leaves everything to the server, without code of ours": "Firefox keeps a worker for a page that one could go back to",
    "pictures from elsewhere come only for who insists, and say nothing of who asks": "Firefox has no frames without credentials, which the threat model says",
  },
};
