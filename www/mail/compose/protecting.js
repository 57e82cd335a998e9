// @ts-check
// <zegel-protect> in the composer: what it is told of the message, and what is done about its remedies.

/** @typedef {import("../../button/element.js").ZegelProtect} ZegelProtect */

/**
 * @param {import("./composer.js").Composer} composer
 * @param {() => void} onDecision
 * @returns {ZegelProtect}
 */
export function protectElement(composer, onDecision) {
  const { opening, people, letters } = composer;
  const protect = /** @type {ZegelProtect} */ (document.createElement("zegel-protect"));
  protect.language = composer.language;
  protect.scope = composer.node;
  protect.engine = opening.engine;
  protect.bundle = opening.config.bundle ?? null;
  protect.draft = () => composer.draft();
  protect.contents = () => composer.contents();
  protect.from = opening.config.ownKey?.fingerprint;
  protect.certificates = () => people.lookup.done().then(() => people.certificates());
  protect.letters = () => letters.sealed();
  protect.passphrases = letters.offered();
  protect.addEventListener("zegel-decision", onDecision);
  protect.addEventListener("zegel-change", () => opening.keeping?.touch());
  protect.addEventListener("zegel-remedy", (event) => {
    const { remedy, address, field, until } = /** @type {CustomEvent<{ remedy: string, address: string, field?: "to"|"cc"|"bcc", until: (done: Promise<unknown>) => void }>} */ (event).detail;
    if (remedy === "passphrase") until(letters.open(address));
    if (remedy === "add-recipient" && field) people.add(field, address);
    if (remedy === "look-up-again") until(people.lookup.again(address).then(() => people.lookup.done()).catch((error) => protect.fail(error)));
    if (remedy === "accept-key") until(people.accept(address).catch((error) => protect.fail(error)));
    if (remedy === "remove-recipient") people.remove(address);
  });
  return protect;
}
