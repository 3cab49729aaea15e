#!/usr/bin/env node
// The command `ses-pipeline`. In a clone: cli/main.ts on the project's own Node, whatever Node the
// machine has. In an installed package: what `npm run build` made of it. Written for old Nodes too,
// so that they can say what is missing.
import { existsSync, readFileSync } from 'node:fs';

const oldestOf = (manifest) => /\d+(?:\.\d+)*/.exec(manifest.engines.node)[0];

const isOlder = (version, oldest) => {
  const [one, other] = [version, oldest].map((text) => text.split('.').map(Number));
  const at = other.findIndex((part, index) => part !== one[index]);
  return at >= 0 && one[at] < other[at];
};

if (existsSync(new URL('./main.ts', import.meta.url))) {
  process.argv.splice(2, 0, 'cli/main.ts');
  await import('../scripts/run.mjs');
} else {
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  const oldest = oldestOf(manifest);
  if (isOlder(process.versions.node, oldest)) {
    process.stderr.write(
      `ses-pipeline needs Node ${oldest} or newer; this is Node ${process.versions.node}.\n`,
    );
    process.exitCode = 1;
  } else {
    await import('../dist/cli.js');
  }
}
