import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { checkRules } from '../../shared/checking/mail-finding.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/checking.md'), 'utf8');
const [, rules = ''] = /\| rule \|[^\n]*\n([\s\S]*?)\n\n/.exec(page) ?? [];
const [, known = ''] = /\| \| by the message alone[^\n]*\n([\s\S]*?)\n\n/.exec(page) ?? [];

const namesIn = (table: string): readonly string[] =>
  table
    .split('\n')
    .flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`(\w+)`/g)])
    .map(([, name = '']) => name);

describe('docs/checking.md', () => {
  it('lists every rule in the order of its findings', () => {
    expect(namesIn(rules)).toEqual(checkRules);
  });

  it('says of every rule who can judge it', () => {
    expect(namesIn(known).toSorted()).toEqual([...checkRules].toSorted());
  });
});
