// Writes what docs/ holds of generated tables; a test fails when this has been forgotten.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { withLifecycleTables } from '../shared/messages/lifecycle-table.ts';

const target = fileURLToPath(new URL('../docs/architecture.md', import.meta.url));

writeFileSync(target, withLifecycleTables(readFileSync(target, 'utf8')));
process.stdout.write(`Wrote ${target}\n`);
