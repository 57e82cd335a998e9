// @ts-check
// The few sentences a host page shows itself: where there is no frame to show any. {x} is filled in.

/** @type {Record<"en"|"nl", Record<string, string>>} */
const texts = {
  en: {
    "frame-blocked": "This website does not allow the frame of Zegel. For its administrator: add {origin} to frame-src in the Content-Security-Policy, as in: frame-src 'self' {origin}",
    "frame-refused": "Zegel answers, but it does not open on {host}. For the administrator of Zegel: add {host} to the frame-ancestors of its pages (ZEGEL_HOSTS of Zegel’s own server), and to embedding.hosts in the rules of your organisation.",
    "vault-unreachable": "Zegel cannot be reached at {origin}. What is protected stays closed until it can.",
    "vault-slow": "Zegel takes long to open. It goes on by itself when {origin} answers.",
    "insecure-context": "Zegel works on websites with https only. This one has none.",
    "frame-removed": "This website took the frame of Zegel away. What was not saved in it is gone.",
    "frame-replaced": "Something else was put into the frame of Zegel, so the website was disconnected from it.",
    retry: "Try again",
  },
  nl: {
    "frame-blocked": "Deze website laat het kader van Zegel niet toe. Voor de beheerder: voeg {origin} toe aan frame-src in het Content-Security-Policy, zoals: frame-src 'self' {origin}",
    "frame-refused": "Zegel antwoordt, maar opent niet op {host}. Voor de beheerder van Zegel: voeg {host} toe aan de frame-ancestors van de pagina's (ZEGEL_HOSTS van de eigen server van Zegel), en aan embedding.hosts in de regels van uw organisatie.",
    "vault-unreachable": "Zegel is niet bereikbaar op {origin}. Wat beveiligd is, blijft dicht tot dat weer kan.",
    "vault-slow": "Het duurt lang voordat Zegel opent. Het gaat vanzelf verder als {origin} antwoordt.",
    "insecure-context": "Zegel werkt alleen op websites met https. Deze heeft dat niet.",
    "frame-removed": "Deze website heeft het kader van Zegel weggehaald. Wat er niet in bewaard was, is weg.",
    "frame-replaced": "Er is iets anders in het kader van Zegel gezet. Daarom is de verbinding met de website verbroken.",
    retry: "Opnieuw proberen",
  },
};

/** @param {string} key @param {string} language @param {Record<string, string>} [values] */
export function sentence(key, language, values = {}) {
  const known = language.toLowerCase().startsWith("nl") ? texts.nl : texts.en;
  return (known[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}
