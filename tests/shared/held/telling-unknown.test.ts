import { describe, expect, it } from '@jest/globals';
import type { HeldMail, ListHeld } from '../../../shared/held/ports.ts';
import { tellingUnknown } from '../../../shared/held/telling-unknown.ts';
import { collect } from '../../support/collect.ts';

const mail: HeldMail = {
  tenantId: 'acme',
  stream: 'marketing',
  messageId: 'order-1',
  arrivedAtMs: 1,
};

/** A bucket with one mail, and objects that are none. */
const bucketWith = (strange: readonly string[]): ListHeld =>
  async function* (_selection, tellUnknown) {
    for (const name of strange) tellUnknown?.(name);
    yield mail;
  };

const listed = async (strange: readonly string[]) => {
  const lines: unknown[] = [];
  const names: string[] = [];
  const list = tellingUnknown(bucketWith(strange), (...line) => lines.push(line));
  const mails = await collect(list({}, (name) => names.push(name)));
  return { mails, lines, names };
};

describe('tellingUnknown', () => {
  it('says once how many objects are no mail, without their names, and lists the mail', async () => {
    const strange = ['held/acme/jane@example.com', 'held/odd'];
    const { mails, lines, names } = await listed(strange);

    expect(mails).toEqual([mail]);
    expect(names).toEqual(strange);
    expect(lines).toEqual([['error', expect.stringContaining('held list'), { count: 2 }]]);
    expect(JSON.stringify(lines)).not.toContain('jane');
  });

  it('says nothing where all are mail', async () => {
    expect((await listed([])).lines).toEqual([]);
  });
});
