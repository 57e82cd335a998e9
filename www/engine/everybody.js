// @ts-check
// The rules of people who have no organisation that publishes any: nothing is asked and nothing blocked, and mail can be
// protected. They come with the code, so that they are as trustworthy as it is.

const bundle = {
  format: 1,
  serial: 0,
  // No domain of anybody: everyone is an outsider.
  organisation: { id: "5f0f6c0e-9a3f-4a55-8f6d-3b7f0a1c2d01", name: "Zegel", domains: ["everybody.invalid"] },
  templates: [
    {
      id: "encrypt",
      name: { en: "Encrypt", nl: "Versleutelen" },
      description: {
        en: "Only the people addressed can open it. They may forward and print it.",
        nl: "Alleen de geadresseerden kunnen het openen. Zij mogen het doorsturen en afdrukken.",
      },
    },
    {
      id: "do-not-forward",
      name: { en: "Do Not Forward", nl: "Niet doorsturen" },
      description: {
        en: "Only the people addressed can open it. Their program is asked not to forward it.",
        nl: "Alleen de geadresseerden kunnen het openen. Hun programma wordt gevraagd het niet door te sturen.",
      },
      doNotForward: true,
    },
  ],
};

/** A policy bundle (docs/policy-bundle.md), for `engine.useBundle`. */
export const everybody = () => new TextEncoder().encode(JSON.stringify(bundle));
