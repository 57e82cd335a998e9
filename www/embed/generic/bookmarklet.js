// @ts-check
// The bookmarklet: a bookmark whose address is a program. It loads the one script from the vault's server, and says so where
// a page's policy does not let it.

/**
 * @param {string} vault  origin of the vault
 * @param {{ refused: string }} words  what is said where the page refuses
 * @returns {string} the bookmark's address
 */
export function bookmarklet(vault, { refused }) {
  const { origin } = new URL(vault);
  const program = `(()=>{if(window.zegelTextarea)return;const no=()=>alert(${JSON.stringify(refused)});try{const s=document.createElement("script");s.src=${JSON.stringify(`${origin}/wasm/zegel-textarea.js`)};`
    + `s.dataset.vault=${JSON.stringify(origin)};s.dataset.said="bookmarklet";s.onerror=no;document.head.append(s)}catch{no()}})()`;
  return `javascript:${encodeURIComponent(program)}`;
}

/** @type {Record<string, { refused: string }>} */
export const bookmarkletWords = {
  en: { refused: "Zegel cannot be loaded into this page: the page’s own security policy, or your connection, does not allow it. Ask the administrator of this webmail to add Zegel’s script." },
  nl: { refused: "Zegel kan niet in deze pagina worden geladen: het beveiligingsbeleid van de pagina, of uw verbinding, laat het niet toe. Vraag de beheerder van deze webmail het script van Zegel toe te voegen." },
};
