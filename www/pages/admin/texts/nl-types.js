// @ts-check
// What the built-in types of sensitive information are called in Dutch.

/** @type {import("./texts.js").Texts} */
export default {
  "type.payment-card": "betaalkaartnummer",
  "type.iban": "bankrekeningnummer (IBAN)",
  "type.us-aba-routing": "Amerikaans banknummer (ABA)",
  "type.nl-bsn": "burgerservicenummer (BSN)",
  "type.us-ssn": "Amerikaans socialezekerheidsnummer",
  "type.us-itin": "Amerikaans belastingnummer (ITIN)",
  "type.uk-nino": "Brits verzekeringsnummer",
  "type.uk-nhs": "Brits zorgnummer",
  "type.de-tax-id": "Duits belastingnummer",
  "type.fr-nir": "Frans socialezekerheidsnummer",
  "type.be-national-number": "Belgisch rijksregisternummer",
  "type.it-fiscal-code": "Italiaans belastingnummer",
  "type.es-dni": "Spaans identiteitsnummer (DNI)",
  "type.pl-pesel": "Pools identiteitsnummer (PESEL)",
  "type.passport-mrz": "machineleesbare paspoortcode",
  "type.nl-passport": "Nederlands paspoortnummer",
  "type.us-uk-passport": "Amerikaans of Brits paspoortnummer",
  "type.de-passport": "Duits paspoortnummer",
  "type.email-address": "e-mailadres",
  "type.phone-number": "telefoonnummer",
  "type.eu-vat": "btw-nummer van een EU-land",
  "type.eu-vat-of": "btw-nummer, {country}",
};
