// @ts-check
// One sentence for what happened and one for what to do, for every code of www/engine/error-codes.js.

/** @type {Record<string, string>} */
export default {
  "address-malformed": "{address} is not an email address. Write it as name@domain.",
  "address-domain-missing": "{address} has no domain. Add the part after the @.",
  "address-local-not-ascii": "{address} has letters before the @ that mail cannot carry yet. Ask for an address in plain letters.",
  "address-too-long": "This address is too long for mail. Check whether two addresses ran together.",
  "recipient-without-certificate": "We found no key for {address}. Ask them to publish their key, remove them, or send without protection.",
  "recipient-certificate-unusable": "The key of {address} cannot be used: {reason}. Ask them for a new one, or remove them.",
  "no-recipient": "This message is addressed to nobody. Add at least one address.",
  "no-own-key": "This browser holds no key for {address}. Sign in again and one is made, or import the one you have.",
  "own-key-unusable": "Your own key cannot be used: {reason}. Import a newer one, or make a new one.",
  "passphrase-wrong": "This passphrase does not open the key. Type it again; capitals count.",
  "key-malformed": "This file holds no OpenPGP key. Choose the file you exported your key to.",
  "certificate-malformed": "The key found for {address} is damaged. Ask them to publish it again.",
  "bundle-missing": "Your organisation’s rules could not be loaded. Reload the page; if that does not help, tell your administrator.",
  "bundle-invalid": "Your organisation’s rules contain a mistake and were not used. Tell your administrator.",
  "blocked": "Your organisation’s rules do not allow this message. Open the bar above it to see why and what you can change.",
  "question-open": "There is a question to answer first. Open the bar above the message.",
  "draft-changed": "The message changed while it was made ready, so nothing was sent. Look at it once more and send it again.",
  "draft-malformed": "This message could not be read as it was written. Your text is still here; tell your administrator.",
  "attachment-unreadable": "An attachment could not be read; it may have moved since you added it. Remove it and add it again.",
  "attachment-too-large": "An attachment is larger than the {limit} that fit. Remove it and share it another way.",
  "message-malformed": "This message is not written the way mail is written, so it cannot be shown safely. You can look at its source.",
  "message-too-large": "This message is too large. Send the attachments in parts, or share them another way.",
  "message-not-for-you": "This message was encrypted for other keys than yours. Ask the sender to send it again to your current key.",
  "message-damaged": "This message was changed or damaged on the way, so nothing of it is shown. Ask the sender to send it again.",
  "message-too-deep": "This message hides messages in messages, more than is reasonable, so it was not opened. You can look at its source.",
  "canceled": "Stopped. Nothing was sent.",
  "engine-crashed": "The part that encrypts stopped and was started again. Try once more; your text is still here.",
  "engine-not-loaded": "The part that encrypts could not be loaded. Check your connection and reload the page.",
  "wasm-not-allowed": "This browser or a setting of your organisation forbids WebAssembly, which encrypting needs. Ask your administrator to allow it for this site.",
  "insecure-context": "This page was not opened over https, so the browser offers no encryption. Open it with https.",
  "storage-refused": "The browser does not let this page keep your key. Allow storage for this site, or leave the private window.",
  "server-unreachable": "The server does not answer. Check your connection and try again; nothing is lost.",
  "server-refused": "The server refused this. Try again; if it stays so, tell your administrator: {status} {type}.",
  "sign-in-refused": "The address or the password is not right. Type them again.",
  "upload-truncated": "The server received only part of the message, so it was not sent. Try again.",
  "sending-interrupted": "Sending was interrupted. Reached: {delivered}. Not reached: {notDelivered}. Not certain: {unknown}. Send again; nobody gets it twice, unless you change it first: then everybody gets the new one.",
  "host-did-not-take-bytes": "The server did not keep the message as it was sealed, so it was not sent. Try again; if it stays so, tell your administrator.",
  "internal": "Something went wrong on our side. Try again; your text is still here.",
};

/** @type {Record<string, string>} what can be wrong with a key, to stand after a colon */
export const reasons = {
  "expired": "it has expired",
  "revoked": "it was revoked",
  "no-usable-subkey": "it has no part for this that can be used",
  "bad-binding": "its parts do not belong together",
  "weak-algorithm": "it uses an algorithm that is no longer safe",
  "wrong-address": "it belongs to another address",
  "not-yet-valid": "it is not valid yet",
  "other": "it is not in order",
};

export const nobody = "nobody";
