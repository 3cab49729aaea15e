import { describe, expect, it } from '@jest/globals';
import { listHeldMail, release } from '../../../../cli/commands/held/held.ts';
import type { HeldMail, HeldSelection } from '../../../../shared/held/ports.ts';
import type { Pauses } from '../../../../shared/tenants/pauses.ts';
import { capturedIo } from '../../captured-io.ts';

const noon = Date.UTC(2026, 10, 21, 12);
const held: readonly HeldMail[] = [
  { tenantId: 'acme', stream: 'marketing', messageId: 'm-1', arrivedAtMs: noon },
];
const pause = { by: 'guard', since: noon, why: 'bounce rate of 6 %' } as const;

const world = ({
  mails = held,
  pauses = {},
}: {
  readonly mails?: readonly HeldMail[];
  readonly pauses?: Pauses;
} = {}) => {
  const selections: Partial<HeldSelection>[] = [];
  return {
    ...capturedIo(),
    selections,
    knowsTenant: async (tenantId: string) => tenantId !== 'typo',
    async *listHeld(selection: Partial<HeldSelection>) {
      selections.push(selection);
      yield* mails;
    },
    findPauses: async () => pauses,
    releaseHeld: async (selection: HeldSelection) => {
      selections.push(selection);
      return mails.length;
    },
  };
};

describe('held list', () => {
  it('says that nobody knows a tenant, rather than that nothing of it is held', async () => {
    const io = world({ mails: [] });

    expect(await listHeldMail({ tenant: 'typo' }, io)).toBe(3);
    expect(io.err).toEqual([expect.stringMatching(/^Nothing is known of tenant typo:/)]);

    expect(await listHeldMail({ tenant: 'acme' }, io)).toBe(0);
  });

  it('says when nothing is held, to people and not in the JSON', async () => {
    const [people, program] = [world({ mails: [] }), world({ mails: [] })];

    expect(await listHeldMail({}, people)).toBe(0);
    expect(await listHeldMail({ json: true }, program)).toBe(0);

    expect([people.out, people.err]).toEqual([[], ['No mail is held.']]);
    expect([program.out, program.err]).toEqual([[], []]);
  });

  it('shows what is held, since when, and never what is in it', async () => {
    const io = world();

    expect(await listHeldMail({}, io)).toBe(0);
    expect(io.out).toEqual([
      'ARRIVED                   TENANT  STREAM     MESSAGE',
      '2026-11-21T12:00:00.000Z  acme    marketing  m-1',
    ]);
    expect(io.selections).toEqual([{}]);
  });

  it('names twenty at most of the objects that name no mail, counts all, and exits with 3', async () => {
    const io = world();
    const listHeld = async function* (_: object, tellUnknown?: (name: string) => void) {
      for (let index = 0; index < 30; index += 1) tellUnknown?.(`held/acme/odd-${index}`);
      yield* held;
    };

    expect(await listHeldMail({}, { ...io, listHeld })).toBe(3);

    expect(io.out).toHaveLength(2);
    expect(io.err).toHaveLength(21);
    expect(io.err[0]).toBe('held/acme/odd-0 is not the name of held mail.');
    expect(io.err.at(-1)).toMatch(/^30 objects under held\/ cannot be read/);
  });

  it('prints one object per line', async () => {
    const io = world();

    await listHeldMail({ tenant: 'acme', stream: 'marketing', json: true }, io);

    expect(io.out.map((line) => JSON.parse(line))).toEqual([
      {
        tenantId: 'acme',
        stream: 'marketing',
        messageId: 'm-1',
        arrivedAt: '2026-11-21T12:00:00.000Z',
      },
    ]);
    expect(io.selections).toEqual([{ tenantId: 'acme', stream: 'marketing' }]);
  });

  it.each([
    [{ tenant: 'acme', stream: 'newsletter' }, 2, /transactional, notifications and marketing/],
    [{ stream: 'marketing' }, 2, /--tenant/],
  ])('refuses %j', async (options, code, problem) => {
    const io = world();

    expect(await listHeldMail(options, io)).toBe(code);
    expect(io.err.join()).toMatch(problem);
  });

  it('says when nothing is held', async () => {
    const io = world({ mails: [] });

    expect(await listHeldMail({}, io)).toBe(0);
    expect(io.err).toEqual(['No mail is held.']);
  });
});

describe('release', () => {
  it('releases what was chosen and says how much it was', async () => {
    const io = world();

    expect(await release('acme', { stream: 'marketing', message: 'm-1' }, io)).toBe(0);
    expect(io.out).toEqual(['1 released']);
    expect(io.selections).toEqual([{ tenantId: 'acme', stream: 'marketing', messageId: 'm-1' }]);
  });

  it('answers 3 when no such mail is held', async () => {
    const io = world({ mails: [] });

    expect(await release('acme', { json: true }, io)).toBe(3);
    expect(io.out).toEqual(['{"tenantId":"acme","released":0}']);
  });

  it.each([
    [{}, { '*': pause }, /transactional \(by the guard: bounce rate of 6 %\).*Resume first\.$/],
    [
      {},
      { marketing: pause },
      /Paused: marketing \(.*Resume first, or name a stream that is not paused/,
    ],
    [{ stream: 'marketing' }, { marketing: pause }, /Paused: marketing .*Resume first\.$/],
  ])('releases nothing that would be held again: %j of %j', async (options, pauses, problem) => {
    const io = world({ pauses });

    expect(await release('acme', options, io)).toBe(3);
    expect(io.err.join()).toMatch(problem);
    expect(io.selections).toEqual([]);
  });

  it('releases a stream beside one that is paused', async () => {
    const io = world({ pauses: { marketing: pause } });

    expect(await release('acme', { stream: 'transactional' }, io)).toBe(0);
  });
});
