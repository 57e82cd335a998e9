import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [vue({ template: { compilerOptions: { isCustomElement: (tag) => tag === "zegel-protect" } } })],
  // Its programs and workers are files of their own, found beside its modules.
  optimizeDeps: { exclude: ["zegel"] },
  build: { target: "es2022" },
});
