// @ts-check
export { openDialog } from "./dialog.js";
