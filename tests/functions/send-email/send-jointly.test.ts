import { describe, expect, it } from '@jest/globals';
import type { SendAnswer, SesRefusal } from '../../../shared/ses-api/ports.ts';
import { bodyOf, noon, sendingWorld, settleMs } from '../../fakes/sending-world.ts';

const keyOf = (messageId: string) => ({ tenantId: 'default', messageId });
const ids = (count: number) => Array.from({ length: count }, (_, place) => `m-${place + 1}`);

const templated = (messageId: string, changes: Readonly<Record<string, unknown>> = {}): string =>
  bodyOf({
    messageId,
    to: [`${messageId}@example.org`],
    subject: undefined,
    text: undefined,
    template: { name: 'welcome', data: { id: messageId } },
    ...changes,
  });

const refusal = (kind: SesRefusal['kind']): Extract<SendAnswer, { kind: 'refused' }> => ({
  kind: 'refused',
  refusal: { kind, code: 'Code', cause: 'The cause.', remedy: 'The remedy.' },
});
const lost: SendAnswer = { kind: 'unknown', detail: 'socket hang up' };

type World = ReturnType<typeof sendingWorld>;

/** The world at ten recipients a second, after whose rest slots lie a tenth of a second apart. */
const atTenPerSecond = (): World => sendingWorld({ rate: 10 });

const done = (count: number) => Array.from({ length: count }, () => ({ kind: 'done' }));
const sizes = ({ jointRequests }: World): readonly number[] =>
  jointRequests.map(({ length }) => length);
const sentIds = ({ messages }: World, names: readonly string[]) =>
  names.map((name) => messages.itemOf(keyOf(name)).sent.get(0));
const timesTo = ({ mails }: World, name: string): number =>
  mails.filter(({ mail }) => mail.destinations[0] === `${name}@example.org`).length;

describe('mails of one template that are due together', () => {
  it('go by one request, and each is claimed before and recorded under its own id', async () => {
    const world = atTenPerSecond();
    const claimed: string[] = [];
    const { claimPart } = world.ports;
    const { sendJointly } = world.account;
    const names = ids(10);
    world.ses.answer = (mail) => ({
      kind: 'accepted',
      sesMessageId: `ses-of-${mail.destinations[0]}`,
    });

    const results = await world.deliver(
      names.map((name) => templated(name)),
      {
        ports: {
          claimPart: async (claim) => {
            claimed.push(`${claim.key.messageId}@example.org`);
            return claimPart(claim);
          },
          findTenants: async () =>
            new Map([
              [
                'default',
                {
                  account: {
                    ...world.account,
                    sendJointly: async (mails) => {
                      for (const { destinations } of mails)
                        expect(claimed).toContain(destinations[0]);
                      return sendJointly?.(mails) ?? lost;
                    },
                  },
                  pauses: {},
                },
              ],
            ]),
        },
      },
    );

    expect(results).toMatchObject(done(10));
    expect(world.mails).toHaveLength(10);
    expect(Math.max(...sizes(world))).toBeGreaterThan(1);
    expect(sentIds(world, names)).toEqual(names.map((name) => `ses-of-${name}@example.org`));
  });

  it('go no faster than their slots', async () => {
    const world = atTenPerSecond();

    await world.deliver(ids(30).map((name) => templated(name)));

    const times = world.mails.map(({ atMs }) => atMs - noon).toSorted((one, other) => one - other);
    // The burst tolerance lets four go at once; after that each has a tenth of a second.
    times.forEach((atMs, place) => {
      expect(atMs).toBeGreaterThanOrEqual((place - 3) * 100 - 1);
      expect(atMs).toBeLessThanOrEqual(place * 100 + 300);
    });
    expect(sizes(world).filter((size) => size === 2).length).toBeGreaterThan(8);
  });

  it('find each other also on a machine that wakes some milliseconds late', async () => {
    const world = atTenPerSecond();
    let naps = 0;
    const sleepUntil = (atMs: number) => {
      naps += 1;
      return world.clock.sleepUntil(atMs + ((naps * 7) % 11));
    };

    await world.deliver(
      ids(30).map((name) => templated(name)),
      { ports: { clock: { ...world.clock, sleepUntil } } },
    );

    expect(world.jointRequests.flat()).toHaveLength(30);
  });

  it('go alone where they are not alike', async () => {
    const world = atTenPerSecond();
    const bodies = ids(6).map((name, place) =>
      templated(name, { template: { name: `template-${place}`, data: {} } }),
    );

    expect(await world.deliver(bodies)).toMatchObject(done(6));
    expect(sizes(world)).toEqual([]);
  });

  it('are throttled one by one: only those take another slot', async () => {
    const world = atTenPerSecond();
    const throttled = new Set(['m-2', 'm-5']);
    world.ses.answer = ({ destinations: [address] }, call) => {
      const isFirst = throttled.delete(address.slice(0, address.indexOf('@')));
      return isFirst ? refusal('rate') : { kind: 'accepted', sesMessageId: `ses-${call}` };
    };
    const names = ids(6);

    expect(await world.deliver(names.map((name) => templated(name)))).toMatchObject(done(6));
    expect(names.map((name) => timesTo(world, name))).toEqual([1, 2, 1, 1, 2, 1]);
    expect(world.sum('Throttled')).toBe(2);
  });

  it('are each of unknown outcome when the answer is lost, and no mail is sent again at once', async () => {
    const world = atTenPerSecond();
    world.ses.jointly = () => lost;
    const names = ids(4);
    const bodies = names.map((name) => templated(name));

    const first = await world.deliver(bodies);
    const again = await world.deliver(bodies);

    const unknown = world.jointRequests.flat().map(({ destinations }) => destinations[0]);
    expect(unknown.length).toBeGreaterThan(1);
    expect(world.sum('Unsettled')).toBe(unknown.length);
    expect(first.filter(({ kind }) => kind === 'again')).toHaveLength(unknown.length);
    expect(again.filter(({ kind }) => kind === 'again')).toHaveLength(unknown.length);
    expect(world.mails).toHaveLength(4);

    // Events of later calls came, and none of these: each is sent once more.
    await world.sleep(settleMs + 60_000);
    world.ses.jointly = () => undefined;
    expect(await world.deliver(bodies)).toMatchObject(done(4));
    expect(names.map((name) => timesTo(world, name)).toSorted()).toEqual(
      names.map((name) => (unknown.includes(`${name}@example.org`) ? 2 : 1)).toSorted(),
    );
  });

  it('go one by one when SES refuses the request because of one, which alone fails', async () => {
    const world = atTenPerSecond();
    world.ses.jointly = () => refusal('message');
    world.ses.answer = ({ destinations: [address] }, call) =>
      address.startsWith('m-3@')
        ? refusal('message')
        : { kind: 'accepted', sesMessageId: `ses-${call}` };
    const names = ids(6);

    expect(await world.deliver(names.map((name) => templated(name)))).toMatchObject(done(6));
    expect(sizes(world)).toHaveLength(1);
    expect(sentIds(world, names).map((id) => id !== undefined)).toEqual(
      names.map((name) => name !== 'm-3'),
    );
    expect(world.deadLetters).toHaveLength(1);
    expect(world.lines.join('\n')).not.toContain('@example.org');
  });

  it('wait together when SES pauses the account', async () => {
    const world = atTenPerSecond();
    world.ses.jointly = () => refusal('paused');
    world.ses.answer = () => refusal('paused');
    const names = ids(6);

    const results = await world.deliver(names.map((name) => templated(name)));

    expect(results.map(({ kind }) => kind)).toEqual(Array(6).fill('again'));
    expect(names.map((name) => world.messages.itemOf(keyOf(name)).leases.size)).toEqual(
      Array(6).fill(0),
    );
  });

  it('go by SMTP each for itself', async () => {
    const world = atTenPerSecond();
    const bySmtp = { ...world.account, bySmtp: true, sendJointly: undefined };
    const findTenants = async () => new Map([['default', { account: bySmtp, pauses: {} }]]);

    await world.deliver(
      ids(4).map((name) => templated(name)),
      { ports: { findTenants } },
    );

    expect(sizes(world)).toEqual([]);
    expect(world.mails).toHaveLength(4);
  });
});
