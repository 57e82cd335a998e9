import { build } from "vite";

await build({ logLevel: "warn", build: { target: "es2022", modulePreload: { polyfill: false } } });
