// @ts-check
/** Is what Zegel is made of what somebody looked at, under licences that let us ship it; and would a newcomer be noticed? */
import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { wasmOut } from "../../../scripts/paths.mjs";
import { advisories, applies, head, inRange } from "../../../scripts/supply/advisories.mjs";
import { checksums, sorted } from "../../../scripts/supply/crates.mjs";
import { acceptedFile, lookedInto, moduleImports } from "../../../scripts/supply/found.mjs";
import { differences, toAccept } from "../../../scripts/supply/judge.mjs";
import { isAllowed } from "../../../scripts/supply/licences.mjs";
import { reachOfCrate, withoutWords } from "../../../scripts/supply/reach.mjs";
import { sbom } from "../../../scripts/supply/sbom.mjs";

const found = lookedInto();
/** @type {import("../../../scripts/supply/judge.mjs").Accepted} */
const accepted = JSON.parse(await readFile(acceptedFile, "utf8"));

test("what is there is what was accepted", () => {
  assert.ok(found.linked.length > 50 && found.building.length > 10 && found.packages.some(({ shipped }) => shipped));
  assert.deepEqual(differences(found, accepted), [], "look at what it does, then run `npm run supply -- --accept`");
});

test("whoever comes in, leaves, or changes what it reaches for is noticed", () => {
  const [crate, tool, shipped] = [found.linked[0], found.building[0], found.packages.find((one) => one.shipped)];
  assert.ok(crate && tool && shipped);
  /** @type {[Partial<typeof found>, RegExp][]} */
  const cases = [
    [{ linked: [...found.linked, { ...crate, name: "newcomer" }] }, /^newcomer is a new crate in the programs/],
    [{ linked: [...found.linked, { ...crate, version: "99.0.0" }] }, /in several versions: .*99\.0\.0/],
    [{ linked: found.linked.slice(1) }, /is no longer a crate in the programs/],
    [{ linked: [{ ...crate, unsafe: crate.unsafe + 1 }, ...found.linked.slice(1)] }, /changed: .*"unsafe":1/],
    [{ linked: [{ ...crate, touches: ["network"] }, ...found.linked.slice(1)] }, /changed: .*"network"/],
    [{ linked: [{ ...crate, buildScript: true }, ...found.linked.slice(1)] }, /changed: .*"builds":"script"/],
    [{ linked: [{ ...crate, license: "AGPL-3.0-only" }, ...found.linked.slice(1)] }, /is under AGPL-3\.0-only, which is not allowed in what we ship/],
    [{ linked: [{ ...crate, license: null }, ...found.linked.slice(1)] }, /no licence that it names/],
    [{ building: [...found.building, { ...tool, name: "macro-newcomer", macro: true }] }, /^macro-newcomer is a new crate that is run or read while compiling: "macro"/],
    [{ packages: [...found.packages, { ...shipped, name: "left", shipped: false }] }, /^left is a new package from npm for building and testing/],
    [{ packages: [...found.packages, { ...shipped, name: "right" }] }, /^right is a new package from npm that pages load/],
    [{ packages: found.packages.map((one) => (one === shipped ? { ...one, installScript: true } : one)) }, /wants to run a program when it is installed/],
    [{ packages: found.packages.map((one) => (one === shipped ? { ...one, touches: ["storage"] } : one)) }, /changed: \["storage"\]/],
    [{ packages: found.packages.map((one) => (one === shipped ? { ...one, integrity: null } : one)) }, /has no hash in package-lock\.json/],
    [{ packages: found.packages.map((one) => (one === shipped ? { ...one, license: "LGPL-3.0+" } : one)) }, /is under LGPL-3\.0\+, which is not allowed in what we ship/],
  ];
  for (const [change, said] of cases) {
    const told = differences({ ...found, ...change }, accepted);
    assert.ok(told.some((line) => said.test(line)), `${said}: ${told.join("; ")}`);
  }
  assert.deepEqual(toAccept(found).linked, accepted.linked);
});

test("licences are read as SPDX writes them, and what is not understood is not allowed", () => {
  const allowed = ["MIT", "Apache-2.0", "Apache-2.0 WITH LLVM-exception"];
  for (const good of ["MIT", "MIT OR GPL-3.0", "GPL-3.0 OR MIT", "MIT/Apache-2.0", "(MIT OR GPL-3.0) AND Apache-2.0", "Apache-2.0 WITH LLVM-exception", "GPL-3.0 AND X OR MIT"]) {
    assert.ok(isAllowed(good, allowed), good);
  }
  for (const bad of [null, "", "GPL-3.0", "MIT AND GPL-3.0", "(MIT OR GPL-3.0) AND GPL-3.0", "MIT WITH Commons-Clause", "(MIT", "MIT)", "MIT GPL-3.0", "OR MIT", "SEE LICENSE IN x"]) {
    assert.ok(!isAllowed(bad, allowed), String(bad));
  }
});

test("in the programs counts what is linked, not what the compiler runs", () => {
  const names = ["root", "library", "macro", "used-by-macro", "builder", "for-tests"];
  const kinds = { macro: ["proc-macro"] };
  const metadata = {
    packages: names.map((name) => ({ id: name, name, version: "1.0.0", license: "MIT", manifest_path: `/${name}/Cargo.toml`, targets: [{ kind: /** @type {Record<string, string[]>} */ (kinds)[name] ?? ["lib"], src_path: `/${name}/src/lib.rs` }] })),
    resolve: { root: "root", nodes: [
      { id: "root", deps: [{ pkg: "library", dep_kinds: [{ kind: null }] }, { pkg: "for-tests", dep_kinds: [{ kind: "dev" }] }] },
      { id: "library", deps: [{ pkg: "macro", dep_kinds: [{ kind: null }] }, { pkg: "builder", dep_kinds: [{ kind: "build" }] }] },
      { id: "macro", deps: [{ pkg: "used-by-macro", dep_kinds: [{ kind: null }] }] },
    ] },
  };
  const { linked, building } = sorted(metadata);
  assert.deepEqual(linked.map(({ name }) => name), ["library"]);
  assert.deepEqual(building.map(({ name }) => name), ["builder", "macro", "used-by-macro"]);
});

test("unsafe is counted where it is code", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "zegel-supply-"));
  t.after(() => rm(folder, { recursive: true }));
  await mkdir(join(folder, "src", "tests"), { recursive: true });
  const library = join(folder, "src", "lib.rs");
  await writeFile(library, `//! unsafe
#![forbid(unsafe_code)]
/* unsafe */ fn a<'a>(b: &'a str) -> &'a str { let _ = ("unsafe \\" unsafe", r#"unsafe " unsafe"#, '"', b'\\''); unsafe { c(b) } }
extern "C" { fn d(); } use std::{fs, io}; // std::net
unsafe fn e() {}`);
  await writeFile(join(folder, "src", "tests", "mod.rs"), "unsafe {} unsafe {} std::process::exit(1)");
  assert.deepEqual(reachOfCrate(library), { unsafe: 2, forbids: true, touches: ["files", "C"] });
  assert.equal(withoutWords("let x = 'a'; let y: &'static str = \"b\";").includes("'static"), true);
});

test("the programs reach nothing that JavaScript does not hand them, and are handed no way out", () => {
  const all = moduleImports(wasmOut);
  const ways = /fetch|XMLHttp|WebSocket|EventSource|sendBeacon|storage|indexedDB|caches|cookie|document|navigator|location|Worker|postMessage|eval|Function_new|new_?no_?args|open|require|process|import/i;
  for (const [name, imports] of Object.entries(all)) {
    assert.ok(imports.length > 0, `${name} is not built`);
    // What looks for Node's random source; in browsers it finds none, and the reader's page has no Node around it.
    const others = imports.filter((one) => ways.test(one) && !/^(?:process|require|versions|node)$/.test(one));
    assert.deepEqual(others, [], name);
  }
  assert.ok(all.decider && all.decider.length <= 5, "the decider needs nothing but its way to fail");
});

test("the list of what ships is CycloneDX, has a hash of everything, and is the same wherever it is made", () => {
  const list = sbom(found);
  assert.deepEqual([list.bomFormat, list.specVersion], ["CycloneDX", "1.5"]);
  assert.equal(list.components.length, found.linked.length + found.packages.filter(({ shipped }) => shipped).length);
  for (const one of list.components) {
    assert.match(one.purl, /^pkg:(?:cargo|npm)\/(?:%40)?[\w./-]+@\d+\.\d+\.\d+/);
    assert.match(one.hashes?.[0]?.content ?? "", /^[0-9a-f]{64,128}$/, one.name);
    assert.doesNotMatch(one.licenses?.[0]?.expression ?? "/", /\//, one.name);
  }
  assert.equal(new Set(list.components.map((one) => one["bom-ref"])).size, list.components.length);
  assert.deepEqual(sbom(lookedInto()), list);
  assert.doesNotMatch(JSON.stringify(list), /timestamp|serialNumber/);
});

test("a crate's checksum is that of its version", () => {
  const sums = checksums('[[package]]\nname = "a"\nversion = "1.0.0"\nsource = "registry"\nchecksum = "' + "0".repeat(64) + '"\n\n[[package]]\nname = "b"\nversion = "2.0.0"\n\n[[package]]\nname = "a"\nversion = "2.0.0"\nsource = "x"\nchecksum = "' + "1".repeat(64) + '"\n');
  assert.deepEqual([...sums], [["a 1.0.0", "0".repeat(64)], ["a 2.0.0", "1".repeat(64)]]);
});

test("advisories apply to the versions they name, and one that is not understood applies", async (t) => {
  for (const [version, range, is] of /** @type {const} */ ([
    ["1.2.3", ">= 1.2.3", true], ["1.2.2", ">= 1.2.3", false], ["1.2.3", ">= 1.0.0, < 1.2.3", false], ["1.9.0", "^1.2", true], ["2.0.0", "^1.2", false],
    ["0.2.9", "^0.2.3", true], ["0.3.0", "^0.2.3", false], ["0.0.4", "^0.0.3", false], ["1.2.9", "~1.2.3", true], ["1.3.0", "~1.2.3", false], ["1.2.3", "= 1.2.3", true],
    ["1.10.0", "> 1.9.0", true], ["1.0.0-rc.1", ">= 1.0.0", false], ["1.0.0", "nonsense", false], ["0.9.0", "<= 0.9.0", true],
  ])) assert.equal(inRange(version, range), is, `${version} ${range}`);
  const text = (/** @type {string} */ versions, more = "") => `\`\`\`toml\n[advisory]\nid = "RUSTSEC-2026-0001"\n${more}\n\n[versions]\n${versions}\n\`\`\`\n\n# Title\n`;
  const one = head(text('patched = [">= 1.1.0", ">= 1.0.5, < 1.1.0"]\nunaffected = ["< 0.9.0"]'));
  assert.ok(one);
  assert.deepEqual(["0.8.0", "0.9.0", "1.0.4", "1.0.5", "1.1.0"].map((version) => applies(one, version)), [false, true, true, false, false]);
  const folder = await mkdtemp(join(tmpdir(), "zegel-advisories-"));
  t.after(() => rm(folder, { recursive: true }));
  for (const [crate, name, body] of /** @type {const} */ ([
    ["aes", "RUSTSEC-2026-0001", text('patched = [">= 0.8.5"]')], ["aes", "RUSTSEC-2026-0002", text("patched = []", 'withdrawn = "2026-02-01"')],
    ["pgp", "RUSTSEC-2026-0003", "something else"], ["other", "RUSTSEC-2026-0004", text("patched = []")],
  ])) {
    await mkdir(join(folder, "crates", crate), { recursive: true });
    await writeFile(join(folder, "crates", crate, `${name}.md`), body);
  }
  assert.deepEqual(advisories(folder, [{ name: "aes", version: "0.8.4" }, { name: "pgp", version: "0.21.0" }]),
    { looked: 3, found: ["aes 0.8.4: RUSTSEC-2026-0001", "pgp 0.21.0: RUSTSEC-2026-0003"] });
  assert.throws(() => advisories(join(folder, "crates"), []), /no copy of RustSec/);
});
