// @ts-check
// What a host may know of an editor, for buttons of its own: no word of the mail.

/**
 * @param {import("../mail/compose/composer.js").Composer} composer
 * @param {import("../mail/types.d.ts").BundleView|null} bundle
 * @param {import("../mail/drafts/keeping.js").Keeping|null} keeping
 * @returns {import("../embed/protocol.d.ts").EditorState}
 */
export function stateOf(composer, bundle, keeping) {
  const decision = composer.protect?.decision ?? null;
  const kinds = /** @type {const} */ ({ nothing: "none", saving: "saving", saved: "saved", failed: "failed" });
  return {
    label: labelOf(decision?.label?.id ?? null, bundle, composer.language), protected: Boolean(decision?.protection),
    open: composer.protect?.issues.length ?? 0, busy: composer.busy, saved: kinds[keeping?.state.kind ?? "nothing"],
  };
}

/**
 * A label by its id, with those it refines.
 * @param {string|null} id
 * @param {import("../mail/types.d.ts").BundleView|null} bundle
 * @param {string} language
 * @returns {import("../embed/protocol.d.ts").Outlook["label"]}
 */
export function labelOf(id, bundle, language) {
  const label = bundle?.labels.find((one) => one.id === id);
  if (!label) return null;
  const parent = bundle?.labels.find((one) => one.id === label.parent);
  const said = (/** @type {import("../mail/types.d.ts").Text} */ text) => text[language.startsWith("nl") ? "nl" : "en"] ?? text.en;
  return { id: label.id, path: [...(parent ? [said(parent.name)] : []), said(label.name)], color: label.color };
}
