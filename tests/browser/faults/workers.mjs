// @ts-check
/** Workers that end, or fall silent, when they have been given something to do. */

/** @typedef {import("../stage.mjs").Visitor} Visitor */

/** Runs in the page: counts what workers are asked, and ends the one that is asked the thing named. */
function prelude() {
  const realm = /** @type {any} */ (globalThis);
  realm.asked = [];
  /** @type {{ operation: string, how: string }|null} */
  realm.ending = null;
  const Real = Worker;
  realm.Worker = class extends Real {
    /** @override @param {any} message @param {any} [transfer] */
    postMessage(message, transfer) {
      super.postMessage(message, transfer);
      if (message?.kind !== "request") return;
      realm.asked.push(message.operation);
      if (realm.ending?.operation !== message.operation) return;
      const { how } = realm.ending;
      realm.ending = null;
      this.terminate();
      // Nobody hears of it where a browser ends a worker for want of memory and says nothing.
      if (how === "ends") this.dispatchEvent(new ErrorEvent("error", { message: "gone", cancelable: true }));
    }
  };
}

/** @param {Visitor} visitor */
export async function watchWorkers({ context }) { await context.addInitScript(prelude); }
