// @ts-check
// Eén zin voor wat er gebeurde en één voor wat te doen, voor elke code van www/engine/error-codes.js.

/** @type {Record<string, string>} */
export default {
  "address-malformed": "{address} is geen e-mailadres. Schrijf het als naam@domein.",
  "address-domain-missing": "{address} heeft geen domein. Vul aan wat na de @ komt.",
  "address-local-not-ascii": "{address} heeft letters voor de @ die mail nog niet kan vervoeren. Vraag om een adres met gewone letters.",
  "address-too-long": "Dit adres is te lang voor mail. Kijk of er twee adressen aan elkaar staan.",
  "recipient-without-certificate": "We vonden geen sleutel voor {address}. Vraag om een sleutel, haal het adres weg, of verzend zonder beveiliging.",
  "recipient-certificate-unusable": "De sleutel van {address} is niet bruikbaar: {reason}. Vraag om een nieuwe, of haal het adres weg.",
  "no-recipient": "Dit bericht is aan niemand gericht. Voeg ten minste één adres toe.",
  "no-own-key": "Deze browser heeft geen sleutel voor {address}. Meld u opnieuw aan, dan wordt er een gemaakt, of importeer de sleutel die u hebt.",
  "own-key-unusable": "Uw eigen sleutel is niet bruikbaar: {reason}. Importeer een nieuwere, of maak een nieuwe.",
  "passphrase-wrong": "Deze wachtwoordzin opent de sleutel niet. Typ hem opnieuw; hoofdletters tellen.",
  "key-malformed": "In dit bestand zit geen OpenPGP-sleutel. Kies het bestand waarin u uw sleutel hebt bewaard.",
  "certificate-malformed": "De sleutel die voor {address} is gevonden, is beschadigd. Vraag om hem opnieuw te publiceren.",
  "bundle-missing": "De regels van uw organisatie konden niet worden geladen. Laad de pagina opnieuw; helpt dat niet, meld het dan aan uw beheerder.",
  "bundle-invalid": "In de regels van uw organisatie zit een fout; ze zijn niet gebruikt. Meld het aan uw beheerder.",
  "blocked": "De regels van uw organisatie staan dit bericht niet toe. Open de balk erboven om te zien waarom en wat u kunt veranderen.",
  "question-open": "Er is eerst een vraag te beantwoorden. Open de balk boven het bericht.",
  "draft-changed": "Het bericht veranderde terwijl het klaargemaakt werd, dus er is niets verzonden. Kijk het nog eens na en verzend het opnieuw.",
  "draft-malformed": "Dit bericht kon niet worden gelezen zoals het geschreven is. Uw tekst staat er nog; meld het aan uw beheerder.",
  "attachment-unreadable": "Een bijlage kon niet worden gelezen; misschien is het bestand verplaatst. Haal de bijlage weg en voeg haar opnieuw toe.",
  "attachment-too-large": "Een bijlage is groter dan de {limit} die erin past. Haal haar weg en deel haar op een andere manier.",
  "message-malformed": "Dit bericht is niet geschreven zoals mail geschreven wordt en kan dus niet veilig worden getoond. U kunt de bron bekijken.",
  "message-too-large": "Dit bericht is te groot. Verzend de bijlagen in delen, of deel ze op een andere manier.",
  "message-not-for-you": "Dit bericht is versleuteld voor andere sleutels dan de uwe. Vraag de afzender het opnieuw te sturen naar uw huidige sleutel.",
  "message-damaged": "Dit bericht is onderweg veranderd of beschadigd; er wordt niets van getoond. Vraag de afzender het opnieuw te sturen.",
  "message-too-deep": "Dit bericht verbergt berichten in berichten, meer dan redelijk is, en is daarom niet geopend. U kunt de bron bekijken.",
  "canceled": "Gestopt. Er is niets verzonden.",
  "engine-crashed": "Het deel dat versleutelt, stopte en is opnieuw gestart. Probeer het nog eens; uw tekst staat er nog.",
  "engine-not-loaded": "Het deel dat versleutelt, kon niet worden geladen. Controleer uw verbinding en laad de pagina opnieuw.",
  "wasm-not-allowed": "Deze browser of een instelling van uw organisatie verbiedt WebAssembly, dat voor versleutelen nodig is. Vraag uw beheerder het voor deze site toe te staan.",
  "insecure-context": "Deze pagina is niet via https geopend, dus biedt de browser geen versleuteling. Open haar met https.",
  "storage-refused": "De browser laat deze pagina uw sleutel niet bewaren. Sta opslag toe voor deze site, of verlaat het privévenster.",
  "server-unreachable": "De server antwoordt niet. Controleer uw verbinding en probeer het opnieuw; er is niets verloren.",
  "server-refused": "De server weigerde dit. Probeer het opnieuw; blijft het zo, meld dan aan uw beheerder: {status} {type}.",
  "sign-in-refused": "Het adres of het wachtwoord klopt niet. Typ ze opnieuw.",
  "upload-truncated": "De server ontving maar een deel van het bericht; het is niet verzonden. Probeer het opnieuw.",
  "sending-interrupted": "Het verzenden werd onderbroken. Bereikt: {delivered}. Niet bereikt: {notDelivered}. Onzeker: {unknown}. Verzend opnieuw; niemand krijgt het twee keer, behalve als u het eerst verandert: dan krijgt iedereen het nieuwe.",
  "host-did-not-take-bytes": "De server bewaarde het bericht niet zoals het verzegeld is; het is niet verzonden. Probeer het opnieuw; blijft het zo, meld het dan aan uw beheerder.",
  "internal": "Er ging aan onze kant iets mis. Probeer het opnieuw; uw tekst staat er nog.",
};

/** @type {Record<string, string>} wat er met een sleutel kan zijn, om na een dubbelepunt te staan */
export const reasons = {
  "expired": "hij is verlopen",
  "revoked": "hij is ingetrokken",
  "no-usable-subkey": "hij heeft geen deel dat hiervoor bruikbaar is",
  "bad-binding": "zijn delen horen niet bij elkaar",
  "weak-algorithm": "hij gebruikt een algoritme dat niet meer veilig is",
  "wrong-address": "hij hoort bij een ander adres",
  "not-yet-valid": "hij is nog niet geldig",
  "other": "hij is niet in orde",
};

export const nobody = "niemand";
