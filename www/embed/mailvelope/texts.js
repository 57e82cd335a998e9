// @ts-check
// What the client API says in an error's message. Webmails show it to people, so it is a sentence for them; programs read the code.

/** @type {Record<string, string>} */
const en = {
  NO_KEYRING_FOR_ID: "Zegel is not connected to this webmail yet. Open Zegel’s settings and connect it.",
  KEYRING_ALREADY_EXISTS: "Zegel is connected to this webmail already.",
  NOT_AUTHORIZED: "Your organisation does not allow Zegel in this webmail. Ask your administrator.",
  NO_KEY_FOR_ADDRESS: "You have no key for this address. Open Zegel’s settings to make or import one.",
  NO_KEY_FOR_RECIPIENT: "We found no key for {addresses}. Ask them to publish their key, or remove them.",
  NO_KEY_FOR_ENCRYPTION: "You have no key of your own yet. Open Zegel’s settings to make or import one.",
  NO_RECIPIENT: "This message is addressed to nobody. Add at least one address.",
  ENCRYPT_IN_PROGRESS: "This message is being sealed already. Wait until that is done.",
  ENCRYPT_QUOTA_SIZE: "This message is larger than this webmail takes. Leave out an attachment.",
  BLOCKED_BY_RULES: "Your organisation’s rules hold this message. The bar above the text says why.",
  EDITOR_DIALOG_CANCEL: "The message was not sealed. You can go on writing.",
  EDITOR_IN_USE: "There is a message you are writing here already. Send it or discard it first.",
  PWD_DIALOG_CANCEL: "Your keys are locked. Unlock them and try again; nothing is lost.",
  DECRYPT_ERROR: "This message cannot be opened. Ask the sender to send it again.",
  ARMOR_PARSE_ERROR: "This protected message was damaged on its way. Ask the sender to send it again.",
  NO_KEY_FOUND: "None of your keys opens this message. If you have another key, import it in Zegel’s settings.",
  WRONG_ARMORED_TYPE: "This is not the kind of OpenPGP text that belongs here. It begins with: {begins}",
  INVALID_OPTIONS: "The webmail asked for an editor in a way that contradicts itself ({options}). Tell your administrator.",
  WRONG_SELECTOR: "The webmail has no place for Zegel’s frame ({selector}). Reload the page; if that does not help, tell your administrator.",
  TYPE_MISMATCH: "The webmail handed over something else than it should ({name}). Tell your administrator.",
  INPUT_NOT_VALID: "A key cannot be made with this name and address ({name}). Check them.",
  IMPORT_ERROR: "This key could not be imported. Ask its owner to send it again.",
  INVALID_HEADER: "This message’s Autocrypt header cannot be read. It was not used.",
  LOGO_INVALID: "This picture cannot be a logo: it has to be a PNG of at most 10 KB.",
  REVISION_INVALID: "A logo’s revision has to be a whole number higher than the last one.",
  INVALID_FORM: "This form cannot be shown.",
  NOT_SUPPORTED: "Zegel does not do this ({what}).",
  KEYGEN_REJECTED: "The new key was not kept, because the webmail did not confirm it.",
  NO_CONNECTION: "Zegel’s frame is gone or does not answer. Check your connection and reload the page; nothing was sent in the clear.",
  INTERNAL_ERROR: "Something went wrong in Zegel. Reload the page and try again; nothing was sent in the clear.",
};

/** @type {Record<string, string>} */
const nl = {
  NO_KEYRING_FOR_ID: "Zegel is nog niet verbonden met deze webmail. Open de instellingen van Zegel en maak de verbinding.",
  KEYRING_ALREADY_EXISTS: "Zegel is al verbonden met deze webmail.",
  NOT_AUTHORIZED: "Uw organisatie staat Zegel in deze webmail niet toe. Vraag het uw beheerder.",
  NO_KEY_FOR_ADDRESS: "U hebt geen sleutel voor dit adres. Maak of importeer er een in de instellingen van Zegel.",
  NO_KEY_FOR_RECIPIENT: "We vonden geen sleutel van {addresses}. Vraag of ze hun sleutel publiceren, of haal ze weg.",
  NO_KEY_FOR_ENCRYPTION: "U hebt zelf nog geen sleutel. Maak of importeer er een in de instellingen van Zegel.",
  NO_RECIPIENT: "Dit bericht is aan niemand gericht. Voeg minstens één adres toe.",
  ENCRYPT_IN_PROGRESS: "Dit bericht wordt al verzegeld. Wacht tot dat klaar is.",
  ENCRYPT_QUOTA_SIZE: "Dit bericht is groter dan deze webmail aanneemt. Laat een bijlage weg.",
  BLOCKED_BY_RULES: "De regels van uw organisatie houden dit bericht tegen. De balk boven de tekst zegt waarom.",
  EDITOR_DIALOG_CANCEL: "Het bericht is niet verzegeld. U kunt verder schrijven.",
  EDITOR_IN_USE: "U bent hier al een bericht aan het schrijven. Verstuur het eerst, of gooi het weg.",
  PWD_DIALOG_CANCEL: "Uw sleutels zijn op slot. Ontgrendel ze en probeer het opnieuw; er is niets verloren.",
  DECRYPT_ERROR: "Dit bericht gaat niet open. Vraag de afzender het opnieuw te sturen.",
  ARMOR_PARSE_ERROR: "Dit beveiligde bericht is onderweg beschadigd. Vraag de afzender het opnieuw te sturen.",
  NO_KEY_FOUND: "Geen van uw sleutels opent dit bericht. Hebt u nog een sleutel, importeer die dan in de instellingen van Zegel.",
  WRONG_ARMORED_TYPE: "Dit is niet de soort OpenPGP-tekst die hier hoort. Hij begint met: {begins}",
  INVALID_OPTIONS: "De webmail vroeg om een tekstvak op een manier die zichzelf tegenspreekt ({options}). Meld het uw beheerder.",
  WRONG_SELECTOR: "De webmail heeft geen plek voor het kader van Zegel ({selector}). Laad de pagina opnieuw; helpt dat niet, meld het uw beheerder.",
  TYPE_MISMATCH: "De webmail gaf iets anders door dan het moest ({name}). Meld het uw beheerder.",
  INPUT_NOT_VALID: "Met deze naam en dit adres kan geen sleutel worden gemaakt ({name}). Kijk ze na.",
  IMPORT_ERROR: "Deze sleutel kon niet worden geïmporteerd. Vraag de eigenaar hem opnieuw te sturen.",
  INVALID_HEADER: "De Autocrypt-kop van dit bericht is niet te lezen. Hij is niet gebruikt.",
  LOGO_INVALID: "Dit plaatje kan geen logo zijn: het moet een PNG van hoogstens 10 KB zijn.",
  REVISION_INVALID: "De revisie van een logo moet een geheel getal zijn, hoger dan de vorige.",
  INVALID_FORM: "Dit formulier kan niet worden getoond.",
  NOT_SUPPORTED: "Dit doet Zegel niet ({what}).",
  KEYGEN_REJECTED: "De nieuwe sleutel is niet bewaard, want de webmail bevestigde hem niet.",
  NO_CONNECTION: "Het kader van Zegel is weg of antwoordt niet. Kijk uw verbinding na en laad de pagina opnieuw; er is niets onbeveiligd verstuurd.",
  INTERNAL_ERROR: "Er ging iets mis in Zegel. Laad de pagina opnieuw en probeer het nog eens; er is niets onbeveiligd verstuurd.",
};

/**
 * @param {string} name
 * @param {string} language
 * @param {Record<string, unknown>} [values]
 */
export function sentence(name, language, values = {}) {
  const texts = language.startsWith("nl") ? nl : en;
  return (texts[name] ?? texts.INTERNAL_ERROR ?? "").replace(/\{(\w+)\}/g, (_, /** @type {string} */ key) => {
    const value = values[key];
    return Array.isArray(value) ? value.join(", ") : String(value ?? "");
  });
}

/** For tests: that nothing is missing in one of them. */
export const languages = { en, nl };
