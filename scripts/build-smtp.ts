// `npm run build:smtp`: what the image of the SMTP door holds, in `.image`: the command line with
// all its libraries in JavaScript, and nothing else.
import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '..');
const outdir = join(root, '.image');

rmSync(outdir, { recursive: true, force: true });
const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: { 'ses-pipeline': 'cli/main.ts' },
  outdir,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  platform: 'node',
  format: 'esm',
  target: 'node24',
  minifySyntax: true,
  metafile: true,
  // Some libraries are CommonJS and load modules of Node by `require`.
  banner: {
    js: "import { createRequire as createRequireOfNode } from 'node:module';\nconst require = createRequireOfNode(import.meta.url);",
  },
  logLevel: 'warning',
});
const files = Object.keys(metafile.outputs).map((file) => join(root, file));
const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
process.stdout.write(`${files.length} files, ${(bytes / 1024 ** 2).toFixed(1)} MiB in .image\n`);
