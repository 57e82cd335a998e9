// @ts-check
// What frames for writing and reading say besides what composer and reader say.

const texts = {
  en: {
    "locked.text": "This message is encrypted, and your keys are locked.", "locked.unlock": "Unlock",
    "always": "What you write here is always encrypted. To send it without protection, write it in the webmail’s own editor.",
    "sent.sealed": "Sealed here, and handed to your webmail for sending.", "sent.clear": "Handed to your webmail for sending, without protection.",
  },
  nl: {
    "locked.text": "Dit bericht is versleuteld en uw sleutels zijn vergrendeld.", "locked.unlock": "Ontgrendelen",
    "always": "Wat u hier schrijft, wordt altijd versleuteld. Wilt u het zonder beveiliging verzenden, schrijf het dan in de editor van de webmail zelf.",
    "sent.sealed": "Hier verzegeld en aan uw webmail gegeven om te verzenden.", "sent.clear": "Zonder beveiliging aan uw webmail gegeven om te verzenden.",
  },
};

/** @param {"en"|"nl"} language */
export function writingWords(language) {
  return (/** @type {keyof typeof texts.en} */ key) => texts[language][key];
}
