// Loads modules of shared/ into the framework, which runs on whatever Node there is and may not read
// TypeScript.
const { createRequire } = require('node:module');
const { join } = require('node:path');

/** @param {readonly string[]} names - paths below shared/ */
module.exports = (names) => {
  const { buildSync } = require('esbuild');
  const sources = names.map((name) => join(__dirname, '..', 'shared', name));
  const { outputFiles } = buildSync({
    stdin: {
      contents: sources.map((path) => `export * from ${JSON.stringify(path)};`).join(''),
      resolveDir: __dirname,
    },
    ...{ bundle: true, packages: 'external', platform: 'node', format: 'cjs', write: false },
  });
  const loaded = { exports: {} };
  new Function('module', 'exports', 'require', outputFiles[0].text)(
    loaded,
    loaded.exports,
    createRequire(__filename),
  );
  return loaded.exports;
};
