// @ts-check
// Words for the webmails the vault may stand in.

export default {
  "embedding.title": "In other webmails",
  "embedding.lead": "The vault is the frame that holds keys and plaintext. It works only in the pages named here.",
  "field.settings.embedding": "In other webmails",
  "field.embedding.hosts": "Webmails it may stand in",
  "help.embedding.hosts": "The address as browsers show it, without a path: https://mail.example.org. One on each line.",
  "field.embedding.clientApi": "Where Mailvelope is installed too",
  "help.embedding.clientApi": "Some webmails ask for an extension of that name. Zegel answers them as well; never do both.",
  "value.clientApi.zegel": "Zegel answers",
  "value.clientApi.extension": "The extension answers",
};
