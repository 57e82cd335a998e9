// @ts-check
// What is said of releases in English. {from} and {to} are versions.

export default {
  region: "Releases of Zegel",
  close: "Close",

  renewed: "Zegel is to be renewed from {from} to {to}. Nothing of the new release has run yet.",
  "renewed.how": "This browser uses it when Zegel is next opened after all its pages were closed.",
  "renewed.now": "Use it now",
  "renewed.beside": "Other pages of Zegel are open in this browser. Close them first: they still run {from}.",
  "hash.from": "Now ({version})",
  "hash.to": "New ({version})",
  "hash.known": "Published",
  "hash.found": "Offered",

  "reload": "Zegel {to} is in use in this browser. This page still runs {from}; reload it when you have saved what you write.",

  "kept": "This browser goes on with Zegel {from}.",
  "kept.none": "This browser keeps no release yet, so it runs what the server sends.",
  "refused.missing": "The server no longer has the list of Zegel's releases.",
  "refused.unsigned": "The server offers a release of Zegel without a signature that counts here. Do not use it; tell your administrator.",
  "refused.malformed": "The server offers a release of Zegel whose list cannot be read. Tell your administrator.",
  "refused.older": "The server offers {version}, which is older than what this browser has seen, or another under the same number. Tell your administrator.",
  "refused.not-allowed": "The server offers Zegel {version}, which your organisation has not allowed.",
  "refused.changed": "The server hands out {file} otherwise than the signed list says. Nothing of that was used; tell your administrator.",
  "refused.no-room": "There is no room in this browser for a release of Zegel. Free some space on this computer.",
  "refused.unsupported": "This browser cannot check the signature of a release, or the key in the settings is none.",
  "refused.no-worker": "Your organisation wants releases of Zegel to be kept in this browser, but the browser did not begin with it.",
  "refused.key-changed": "The server now names another key for releases of Zegel. It counts for nothing here; ask your administrator whether they exchanged it.",

  guard: "The server wants to replace the part of Zegel that guards which code runs here. Compare what it offers with what was published, or ask your administrator. The browser takes it once all pages of Zegel are closed, or sooner.",
  "guard.known": "The part of Zegel that guards which code runs here is replaced by the one of a signed release.",

  withdrawn: "Whoever publishes Zegel has ended the pinning of releases, and signed that. From now on this browser runs what the server sends.",

  "page.title": "Zegel was not opened",
  "page.missing": "{file} is not of Zegel {from}, the release this browser keeps, so it is not shown.",
  "page.changed": "Zegel {from} is not whole in this browser any more, and the server hands out something else for {file}.",
  "page.unreachable": "Zegel {from} is not whole in this browser any more, and the server does not answer. Try again later.",
  "page.unreadable": "This browser cannot read which release of Zegel it keeps, so nothing is run. Restart the browser; if that does not help, ask your administrator.",
  "page.next": "There is a newer signed release: {to}. Reload this page to use it.",
};
