// @ts-check
/** The search that ends every browser test: what it looks for it finds, wherever it lies. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Person } from "./person.mjs";
import { Stage } from "./stage.mjs";
import { canary } from "./traces.mjs";

test("what leaves in the clear, lies on the server or is kept by the page is found; what was protected is not", async (context) => {
  const stage = await Stage.open(context);
  const noor = await Person.signIn(stage, "noor@example.org");
  const [subject, text, shown] = [canary("subject"), canary("text"), canary("shown")];
  await noor.write({ to: "noor@example.org", subject: "Not protected", text, protect: false });
  await noor.subject.fill(subject);
  await noor.send();
  await noor.page.evaluate((word) => { localStorage.setItem("note", btoa(word)); console.log(word); }, shown);
  stage.keepSecret(subject, text, shown);
  const places = new Set((await stage.leaks()).map(({ secret, place }) => `${secret} ${place.split(" ").slice(0, 2).join(" ")}`));
  for (const secret of [subject, text]) {
    for (const place of ["request POST", "the server's"]) assert.ok(places.has(`${secret} ${place}`), `${secret} ${place} of ${[...places].join(", ")}`);
  }
  /** @type {string[]} */
  let kept = [];
  // The page gives itself a title, too, whenever mail arrives: what was just sent, for one.
  for (let tries = 0; tries < 10 && kept.length < 3; tries += 1) {
    await noor.page.evaluate((word) => { document.title = word; }, shown);
    kept = [...new Set((await stage.leaks(noor.visitor)).map(({ secret, place }) => `${secret} ${place}`))].sort();
  }
  assert.deepEqual(kept, [`${shown} address and title`, `${shown} console`, `${shown} storage`]);
  stage.noSecret(subject, text, shown);

  await noor.write({ to: "noor@example.org", subject: canary("sealed"), text: canary("sealed") });
  await noor.send();
  assert.equal(stage.secrets.size, 2, "what a person writes in protected mail is a secret without being told so");
  assert.deepEqual([...await stage.leaks(), ...await stage.leaks(noor.visitor)], []);
});
