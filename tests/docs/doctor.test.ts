import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { checks } from '../../shared/health/checks.ts';
import { withCheckTable } from '../../shared/health/with-check-table.ts';

const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'doctor.md'), 'utf8');

describe('docs/doctor.md', () => {
  it('has the checks that there are (npm run docs)', () => {
    expect(withCheckTable(page, checks)).toBe(page);
  });

  it('has no place for a table elsewhere', () => {
    expect(() => withCheckTable('# Another page', checks)).toThrow('no place');
  });
});
