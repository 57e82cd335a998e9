import webpack from "webpack";

webpack({ mode: "production", entry: "./main.js", output: { path: `${process.cwd()}/dist`, filename: "main.js" }, experiments: { outputModule: true }, performance: false }, (failure, stats) => {
  if (failure) throw failure;
  if (stats.hasErrors() || stats.hasWarnings()) {
    console.error(stats.toString({ colors: false }));
    process.exitCode = 1;
  }
});
