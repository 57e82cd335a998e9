// @ts-check
// Registers <zegel-protect>. Import this file for the element; import element.js to give it a name of your own.

import { ZegelProtect } from "./element.js";

if (globalThis.customElements && !customElements.get("zegel-protect")) customElements.define("zegel-protect", ZegelProtect);

export { ZegelProtect };
