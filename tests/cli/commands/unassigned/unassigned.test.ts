import { describe, expect, it } from '@jest/globals';
import { unassigned } from '../../../../cli/commands/unassigned/unassigned.ts';
import type {
  ListUnassigned,
  UnassignedMail,
} from '../../../../shared/messages/unassigned-mail.ts';
import { UnreadableItem } from '../../../../shared/system/unreadable-item.ts';
import { capturedIo } from '../../captured-io.ts';

const noon = Date.UTC(2026, 10, 21, 12);
const mail = (changes: Partial<UnassignedMail>): UnassignedMail => ({
  ...{ messageId: 'ses:1', firstSeenAtMs: noon, senderDomain: 'tool.example', disputedBy: [] },
  ...changes,
});

const world = (mails: readonly UnassignedMail[], isBroken = false) => ({
  ...capturedIo(),
  listUnassigned: async function* (tell) {
    if (isBroken)
      tell(new UnreadableItem('the item of message 7 of tenant unassigned', ['firstSeenAt']));
    yield* mails;
  } satisfies ListUnassigned,
});

const some = [
  mail({ messageId: 'ses:3' }),
  mail({ messageId: 'ses:2', senderDomain: undefined }),
  mail({ messageId: 'ses:1', firstSeenAtMs: noon - 60_000, disputedBy: ['acme', 'shop'] }),
];

describe('unassigned', () => {
  it('counts the mails by the domain of their sender, and says what to do', async () => {
    const io = world(some);

    expect(await unassigned({}, io)).toBe(0);
    expect(io.out).toEqual([
      'SENDER DOMAIN  MAILS  FIRST                     LAST                      CLAIMED BY',
      'tool.example   2      2026-11-21T11:59:00.000Z  2026-11-21T12:00:00.000Z  acme shop',
      '(none)         1      2026-11-21T12:00:00.000Z  2026-11-21T12:00:00.000Z  -',
      expect.stringContaining('allowedSenders of the tenant'),
    ]);
  });

  it('lists the mails of a domain, under the ids by which status shows them', async () => {
    const io = world(some);

    expect(await unassigned({ domain: 'Tool.example' }, io)).toBe(0);
    expect(io.out).toEqual([
      'FIRST SEEN                MESSAGE  CLAIMED BY',
      '2026-11-21T12:00:00.000Z  ses:3    -',
      '2026-11-21T11:59:00.000Z  ses:1    acme shop',
      'What SES reported of one: ses-pipeline status MESSAGE --tenant unassigned',
    ]);
  });

  it('prints one object per line', async () => {
    const [domains, mails] = [world(some), world(some)];

    await unassigned({ json: true }, domains);
    await unassigned({ json: true, domain: '(none)' }, mails);

    expect(domains.out.map((line) => JSON.parse(line))).toEqual([
      {
        ...{ senderDomain: 'tool.example', mails: 2, claimedBy: ['acme', 'shop'] },
        ...{ first: '2026-11-21T11:59:00.000Z', last: '2026-11-21T12:00:00.000Z' },
      },
      {
        ...{ senderDomain: '(none)', mails: 1, claimedBy: [] },
        ...{ first: '2026-11-21T12:00:00.000Z', last: '2026-11-21T12:00:00.000Z' },
      },
    ]);
    expect(mails.out.map((line) => JSON.parse(line))).toEqual([
      {
        ...{ senderDomain: '(none)', messageId: 'ses:2', claimedBy: [] },
        firstSeenAt: '2026-11-21T12:00:00.000Z',
      },
    ]);
  });

  it.each([
    [{}, 'No mail is unassigned.'],
    [{ domain: 'a.example' }, 'No mail of a.example is unassigned.'],
  ])('says with %j to people, and not in the JSON, when there is none', async (options, line) => {
    const [people, program] = [world([]), world([])];

    expect(await unassigned(options, people)).toBe(0);
    expect(await unassigned({ ...options, json: true }, program)).toBe(0);
    expect([people.out, people.err]).toEqual([[], [line]]);
    expect([program.out, program.err]).toEqual([[], []]);
  });

  it('shows the others when one cannot be read, names it, and exits with 3', async () => {
    const io = world(some, true);

    expect(await unassigned({}, io)).toBe(3);
    expect(io.out).toHaveLength(4);
    expect(io.err).toEqual([expect.stringContaining('firstSeenAt cannot be read')]);
  });
});
