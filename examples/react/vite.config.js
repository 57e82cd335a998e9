import { defineConfig } from "vite";

export default defineConfig({
  // Its programs and workers are files of their own, found beside its modules.
  optimizeDeps: { exclude: ["zegel"] },
  build: { target: "es2022" },
});
