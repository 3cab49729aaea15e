import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { errorsPage } from '../../shared/remedies/errors-page.ts';
import { remedyTable } from '../../shared/remedies/remedy-table.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/errors.md'), 'utf8');

describe('docs/errors.md', () => {
  it('is what `npm run docs` writes', () => {
    expect(page).toBe(errorsPage());
  });

  it('has a row for every entry, with all of its cells', () => {
    const rows = page.split('\n').filter((line) => /^\| `[\w-]+\//.test(line));

    expect(rows).toHaveLength(remedyTable().length);
    for (const row of rows) expect(row.split(/(?<!\\)\|/)).toHaveLength(9);
  });
});
