#!/usr/bin/env node
// The command `ses-pipeline`: cli/main.ts on the project's own Node, whatever Node the machine has.
process.argv.splice(2, 0, 'cli/main.ts');
await import('../scripts/run.mjs');
