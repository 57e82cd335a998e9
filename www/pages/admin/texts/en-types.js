// @ts-check
// What the built-in types of sensitive information are called in English.

/** @type {import("./texts.js").Texts} */
export default {
  "type.payment-card": "payment card number",
  "type.iban": "bank account number (IBAN)",
  "type.us-aba-routing": "US bank routing number",
  "type.nl-bsn": "Dutch citizen service number (BSN)",
  "type.us-ssn": "US social security number",
  "type.us-itin": "US taxpayer number (ITIN)",
  "type.uk-nino": "UK national insurance number",
  "type.uk-nhs": "UK health service number",
  "type.de-tax-id": "German tax number",
  "type.fr-nir": "French social security number",
  "type.be-national-number": "Belgian national number",
  "type.it-fiscal-code": "Italian fiscal code",
  "type.es-dni": "Spanish identity number (DNI)",
  "type.pl-pesel": "Polish national number (PESEL)",
  "type.passport-mrz": "machine-readable passport code",
  "type.nl-passport": "Dutch passport number",
  "type.us-uk-passport": "US or UK passport number",
  "type.de-passport": "German passport number",
  "type.email-address": "email address",
  "type.phone-number": "phone number",
  "type.eu-vat": "EU VAT number",
  "type.eu-vat-of": "VAT number, {country}",
};
