// Writes what docs/ holds of generated tables and pages; a test fails when this has been forgotten.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { checks } from '../shared/health/checks.ts';
import { withCheckTable } from '../shared/health/with-check-table.ts';
import { withLifecycleTables } from '../shared/messages/lifecycle-table.ts';
import { errorsPage } from '../shared/remedies/errors-page.ts';

const fileOf = (name: string): string => fileURLToPath(new URL(`../docs/${name}`, import.meta.url));

const write = (name: string, text: string): void => {
  writeFileSync(fileOf(name), text);
  process.stdout.write(`Wrote ${fileOf(name)}\n`);
};

write('architecture.md', withLifecycleTables(readFileSync(fileOf('architecture.md'), 'utf8')));
write('errors.md', errorsPage());
write('doctor.md', withCheckTable(readFileSync(fileOf('doctor.md'), 'utf8'), checks));
