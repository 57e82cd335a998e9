// @ts-check
/** What each file may do that the server hands out: every one of www/, what others wrote, and what is not there. */
import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { securityHeaders } from "../../../server/security-headers.mjs";
import { VENDOR_MODULES } from "../../../server/vendor.mjs";

const www = fileURLToPath(new URL("../../../www/", import.meta.url));
const files = (await readdir(www, { recursive: true, withFileTypes: true })).filter((one) => one.isFile())
  .map((one) => `/${`${one.parentPath ?? one.path}/${one.name}`.replaceAll("\\", "/").replace(/\/+/g, "/").slice(www.replace(/\/$/, "").length + 1)}`);
const paths = ["/", "/vault/", "/vault", "/vault/config.json", "/config.json", "/nothing", "/policy/example.org.json", ...files, ...[...VENDOR_MODULES.keys()].map((name) => `/vendor/${name}`)];
const webmail = "https://mail.example.org";

/** @param {string} policy @returns {Map<string, string[]>} */
const directives = (policy) => new Map(policy.split(";").map((part) => part.trim().split(/\s+/)).map(([name = "", ...values]) => [name, values]));

/** Documents of mail: they may have styles, which their sanitiser has looked through. */
const styled = new Set(["/mail/mail-frame.html", "/mail/mail-frame-pictures.html", "/pages/admin/preview/cover-frame.html", "/pages/admin/preview/reader-frame.html", "/wasm/reader.html"]);
/** The reader, whose own policy, in itself, names each of its scripts by hash. */
const reader = new Set(["/pages/admin/preview/reader-frame.html", "/wasm/reader.html"]);
/** Where a person insisted on pictures from elsewhere. */
const pictures = "/mail/mail-frame-pictures.html";

test("nothing runs text as code, and nothing comes from anybody else", () => {
  assert.ok(paths.length > 300, `${paths.length} paths`);
  for (const hosts of [[], [webmail]]) {
    for (const path of paths) {
      const policy = directives(securityHeaders(path, hosts)["content-security-policy"] ?? "");
      assert.deepEqual(policy.get("default-src"), ["'none'"], path);
      for (const [name, values] of policy) {
        const wide = values.filter((value) => value === "*" || /^(?:https?|wss?|data|filesystem):?$/.test(value) || value === "'unsafe-eval'" || value === "'unsafe-hashes'" || value === "'strict-dynamic'");
        const allowed = name === "img-src" ? ["data:", ...(path === pictures ? ["https:"] : [])] : [];
        assert.deepEqual(wide.filter((value) => !allowed.includes(value)), [], `${path} ${name}`);
        if (values.includes("'unsafe-inline'")) assert.ok(name === "style-src" ? styled.has(path) : name === "script-src" && reader.has(path), `${path} ${name}`);
        // The only other origins there are: those of webmails, and only as what may stand around.
        for (const value of values.filter((value) => /\/\/|\./.test(value))) assert.ok(name === "frame-ancestors" && hosts.includes(value), `${path} ${name} ${value}`);
      }
      const scripts = policy.get("script-src");
      if (scripts && !reader.has(path)) {
        assert.deepEqual(scripts, ["'self'", "'wasm-unsafe-eval'"], path);
        assert.deepEqual(policy.get("require-trusted-types-for"), ["'script'"], path);
        assert.ok((policy.get("trusted-types") ?? []).every((name) => name === "zegel" || name === "dompurify"), path);
      }
      for (const name of ["base-uri", "form-action"]) assert.deepEqual(policy.get(name), ["'none'"], `${path} ${name}`);
    }
  }
});

test("only the vault, and what stands in it, may stand in somebody else's page, and only where that was allowed", () => {
  const within = new Set(["/mail/mail-frame.html", pictures, "/mail/preview/frame/frame.html"]);
  for (const path of paths) {
    const isVault = path.startsWith("/vault");
    const alone = directives(securityHeaders(path)["content-security-policy"] ?? "").get("frame-ancestors") ?? [];
    const hosted = directives(securityHeaders(path, [webmail])["content-security-policy"] ?? "").get("frame-ancestors") ?? [];
    assert.ok(alone.length === 1 && /^'(?:none|self)'$/.test(alone[0] ?? ""), path);
    assert.deepEqual(hosted, isVault || within.has(path) ? ["'self'", webmail] : alone, path);
  }
});

test("what else bounds a page stands on every answer", () => {
  const noUse = /camera=\(\).*geolocation=\(\).*microphone=\(\).*payment=\(\).*usb=\(\)/;
  for (const path of paths) {
    const headers = securityHeaders(path, [webmail]);
    const isVault = path.startsWith("/vault");
    const forHosts = /^\/wasm\/zegel-(?:client-api|textarea)\.js$/.test(path);
    assert.equal(headers["cross-origin-opener-policy"], isVault ? undefined : "same-origin", path);
    assert.equal(headers["cross-origin-resource-policy"], isVault || forHosts ? "cross-origin" : "same-origin", path);
    assert.equal(headers["x-content-type-options"], "nosniff", path);
    assert.equal(headers["referrer-policy"], "no-referrer", path);
    assert.equal(headers["origin-agent-cluster"], /\bsandbox\b/.test(headers["content-security-policy"] ?? "") ? undefined : "?1", path);
    assert.match(headers["permissions-policy"] ?? "", noUse, path);
    for (const feature of (headers["permissions-policy"] ?? "").split(", ")) assert.match(feature, /^[a-z-]+=\((?:self)?\)$/, path);
    // Whoever may read a file across origins gets no secret by it: scripts, and what a frame without an origin runs.
    if (headers["access-control-allow-origin"] !== undefined) assert.match(path, /^\/(?:mail\/preview\/frame\/[\w-]+\.(?:js|css)|vendor\/pdf\.js|wasm\/zegel-(?:client-api|textarea)\.js)$/);
  }
});
