// @ts-check
// What the button beside a text field says.

/** @type {Record<string, string>} */
const en = {
  protect: "Protect",
  protectThis: "Protect what you write in “{field}”",
  field: "this field",
  sealed: "Sealed. The page has only what is shown here.",
  edit: "Change the message",
  unprotect: "Discard the sealed text",
  open: "Open the protected message",
  close: "Close",
  writing: "Protected message",
  to: "To",
  toHint: "Addresses, with commas between them",
  seal: "Seal and put it into the page",
  sealing: "Sealing…",
  before: "The page had the words you typed here before you pressed Protect; it may have saved them.",
  cancel: "Back, without protecting",
  back: "Back",
  discard: "Throw away what you wrote here?",
  yesDiscard: "Throw it away",
  keepWriting: "Go on writing",
  heldWriting: "Not sent: you are writing a protected message here. Seal it first, or go back.",
  heldDiffers: "Not sent: the page changed the sealed text. Put it back and send again, or discard it.",
  putBack: "Put the sealed text back",
  differs: "The page changed the sealed text. What stands in the field now cannot be opened.",
  refused: "The page does not take the sealed text into this field, so nothing of your message was put into it. Copy it and paste it where you send mail.",
  copy: "Copy the sealed text",
  copied: "Copied. Only the sealed text was copied.",
  notCopied: "This browser does not let the page copy. Open the message in another webmail, or send it as a file.",
  nobody: "This message is addressed to nobody. Add at least one address.",
  none: "There is no text field in this page that could hold a message.",
};

/** @type {Record<string, string>} */
const nl = {
  protect: "Beveiligen",
  protectThis: "Beveilig wat u schrijft in “{field}”",
  field: "dit veld",
  sealed: "Verzegeld. De pagina heeft alleen wat hier staat.",
  edit: "Bericht wijzigen",
  unprotect: "Verzegelde tekst weggooien",
  open: "Beveiligd bericht openen",
  close: "Sluiten",
  writing: "Beveiligd bericht",
  to: "Aan",
  toHint: "Adressen, met komma’s ertussen",
  seal: "Verzegelen en in de pagina zetten",
  sealing: "Bezig met verzegelen…",
  before: "De pagina had de woorden die u hier typte voordat u op Beveiligen drukte; misschien heeft ze die bewaard.",
  cancel: "Terug, zonder beveiliging",
  back: "Terug",
  discard: "Weggooien wat u hier schreef?",
  yesDiscard: "Weggooien",
  keepWriting: "Verder schrijven",
  heldWriting: "Niet verstuurd: u schrijft hier een beveiligd bericht. Verzegel het eerst, of ga terug.",
  heldDiffers: "Niet verstuurd: de pagina veranderde de verzegelde tekst. Zet hem terug en verstuur opnieuw, of gooi hem weg.",
  putBack: "Verzegelde tekst terugzetten",
  differs: "De pagina veranderde de verzegelde tekst. Wat nu in het veld staat, gaat niet meer open.",
  refused: "De pagina neemt de verzegelde tekst niet op in dit veld. Er is niets van uw bericht in gezet. Kopieer hem en plak hem waar u mail verstuurt.",
  copy: "Verzegelde tekst kopiëren",
  copied: "Gekopieerd. Alleen de verzegelde tekst is gekopieerd.",
  notCopied: "Deze browser laat de pagina niet kopiëren. Gebruik een andere webmail, of stuur het als bestand.",
  nobody: "Dit bericht is aan niemand gericht. Voeg minstens één adres toe.",
  none: "Er is op deze pagina geen tekstveld waar een bericht in past.",
};

/** @param {string} language @returns {(name: string, values?: Record<string, string>) => string} */
export function wordsIn(language) {
  const texts = language.startsWith("nl") ? nl : en;
  return (name, values = {}) => (texts[name] ?? name).replace(/\{(\w+)\}/g, (_, /** @type {string} */ key) => values[key] ?? "");
}

/** For tests: that nothing is missing in one of them. */
export const languages = { en, nl };
