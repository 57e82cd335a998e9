// @ts-check
// Woorden voor de webmails waar de kluis in mag staan.

export default {
  "embedding.title": "In andere webmails",
  "embedding.lead": "De kluis is het venster met sleutels en leesbare tekst. Die werkt alleen in de pagina's die hier staan.",
  "field.settings.embedding": "In andere webmails",
  "field.embedding.hosts": "Webmails waar hij in mag staan",
  "help.embedding.hosts": "Het adres zoals browsers het tonen, zonder pad: https://mail.example.org. Op elke regel één.",
  "field.embedding.clientApi": "Waar ook Mailvelope geïnstalleerd is",
  "help.embedding.clientApi": "Sommige webmails vragen naar een extensie met die naam. Zegel antwoordt hun ook; nooit beide tegelijk.",
  "value.clientApi.zegel": "Zegel antwoordt",
  "value.clientApi.extension": "De extensie antwoordt",
};
