// @ts-check
// Labels of attached files: the one a file had in the message it comes from, and whether it can carry the one it gets.

/**
 * @typedef {import("../../generated/contract.js").FileLeft} FileLeft
 * @typedef {{
 *   engine: import("../../button/types.d.ts").Engine, labels: () => import("../../button/types.d.ts").LabelView[], language: string,
 *   files: import("./attachments.js").Attachments, pictures: () => number, decided: () => { label: string|null, how: string }[],
 * }} Options  `pictures`: how many there are in the text; they come before the files; `decided`: of pictures and files
 */

export class FileLabels {
  /** @type {WeakMap<Blob, string>} */ #had = new WeakMap();
  /** Why files cannot carry a label, as far as they were tried. @type {WeakMap<Blob, FileLeft|null>} */ #left = new WeakMap();

  /** @param {Options} options */
  constructor(options) {
    this.options = options;
  }

  /** @param {Blob} file @param {string|null|undefined} label */
  remember(file, label) { if (label) this.#had.set(file, label); }

  /** @param {Blob} file @returns {{ label?: string }} */
  of(file) {
    const label = this.#had.get(file);
    return label ? { label } : {};
  }

  /** Shows what label each file has or gets; whether it can carry it is tried once, when a label is to be put into it. */
  show() {
    const { engine, files, language } = this.options;
    const [decided, pictures, labels] = [this.options.decided(), this.options.pictures(), this.options.labels()];
    const untried = files.files.filter(({ file }, index) => (decided[index + pictures]?.how ?? "off") !== "off" && !this.#left.has(file));
    if (untried.length > 0) {
      for (const { file } of untried) this.#left.set(file, null);
      void engine.labelable(untried, untried.map(({ file }) => file)).then((left) => {
        untried.forEach(({ file }, index) => this.#left.set(file, left[index]));
        this.show();
      }, () => {}); // what stands in its way is told when it is sealed
    }
    files.label(files.files.map(({ file }, index) => {
      const { label: id, how } = decided[index + pictures] ?? { label: null, how: "off" };
      const label = labels.find((one) => one.id === id);
      if (!label) return null;
      return { name: label.name[language] ?? label.name.en, color: label.color, left: how === "off" ? null : this.#left.get(file) ?? null };
    }));
  }
}
