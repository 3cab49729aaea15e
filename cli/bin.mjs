#!/usr/bin/env node
// The command `ses-pipeline`. In a clone: cli/main.ts on the project's own Node, whatever Node the
// machine has. In an installed package: what `npm run build` made of it.
import { existsSync } from 'node:fs';

if (existsSync(new URL('./main.ts', import.meta.url))) {
  process.argv.splice(2, 0, 'cli/main.ts');
  await import('../scripts/run.mjs');
} else {
  await import('../dist/cli.js');
}
