import { describe, expect, it } from '@jest/globals';
import type { ClaimPart } from '../../../shared/messages/ports.ts';
import { readLedger } from '../../../shared/pacing/reserve-slots.ts';
import type { SendAnswer, SesRefusal } from '../../../shared/ses-api/ports.ts';
import { bodyOf, noon, sendingWorld } from '../../fakes/sending-world.ts';

const refused = (kind: SesRefusal['kind']): SendAnswer => ({
  kind: 'refused',
  refusal: { kind, code: 'Code', cause: 'The cause.', remedy: 'The remedy.' },
});
const to = (count: number) => Array.from({ length: count }, (_, index) => `r${index}@example.org`);
const sizes = ({ mails }: ReturnType<typeof sendingWorld>) =>
  mails.map(({ mail }) => mail.destinations.length);

describe('sendCalls', () => {
  it('gives a throttled call of as many recipients as SES takes at once another slot as a whole', async () => {
    const world = sendingWorld({ rate: 14 });
    world.ses.answer = (_, call) =>
      call === 1 ? refused('rate') : { kind: 'accepted', sesMessageId: 'ses-2' };

    expect(await world.deliver([bodyOf({ to: to(7) })])).toMatchObject([{ kind: 'done' }]);

    expect(sizes(world)).toEqual([7, 7]);
  });

  it('gives no call after a split the number of the one that SES refused: an event of that may yet come', async () => {
    const world = sendingWorld();
    world.ses.answer = ({ destinations }, call) =>
      destinations.length > 1
        ? refused('message')
        : { kind: 'accepted', sesMessageId: `ses-${call}` };
    await world.deliver([bodyOf({ to: to(3) })]);

    await world.deliver([bodyOf({ to: to(3) })]);

    expect(world.mails.map(({ mail }) => mail.tags['pipeline-part'])).toEqual(['0', '1', '2', '3']);
  });

  it.each<readonly [string, () => ReturnType<ClaimPart>, unknown]>([
    [
      'another run has sent',
      async () => ({ kind: 'already-sent', sesMessageId: 'ses-0' }),
      { kind: 'done' },
    ],
    [
      'another run holds',
      async () => ({ kind: 'unsettled', untilMs: noon + 3_600_000 }),
      { kind: 'again' },
    ],
    [
      'the table never takes',
      () =>
        Promise.reject(
          Object.assign(new Error('Item size has exceeded the maximum allowed size'), {
            name: 'ValidationException',
          }),
        ),
      { kind: 'done' },
    ],
  ])('gives the slot of a mail that %s to the next that waits', async (_, claim, result) => {
    const world = sendingWorld({ rate: 1 });
    const { claimPart } = world.ports;
    const ledger = await readLedger({ ...world.ports, ...world.account });
    world.ledger.set({ ...ledger, tatMs: noon + 5_000 });

    const results = await world.deliver(
      ['order-1', 'order-2'].map((messageId) => bodyOf({ messageId })),
      {
        ports: {
          claimPart: (one) => (one.key.messageId === 'order-1' ? claim() : claimPart(one)),
        },
      },
    );

    expect(results).toMatchObject([result, { kind: 'done' }]);
    const [mail, ...others] = world.mails;
    expect(others).toEqual([]);
    expect((mail?.atMs ?? 0) - noon).toBeLessThan(5_900);
  });

  it('looks again within ten seconds at a mail that another run has claimed meanwhile', async () => {
    const world = sendingWorld();
    const claimPart: ClaimPart = async () => ({ kind: 'unsettled', untilMs: noon + 3_600_000 });

    const [result] = await world.deliver([bodyOf()], { ports: { claimPart } });

    expect(result).toEqual({ kind: 'again', untilMs: world.clock.now() + 10_000 });
  });

  it.each([
    ['quota', 90_000],
    ['paused', 300_000],
    ['unreachable', 10_000],
  ] as const)('lets mail wait for its time after SES says %s', async (kind, waitMs) => {
    const world = sendingWorld();
    world.ses.answer = () => refused(kind);

    const [result] = await world.deliver([bodyOf()]);

    expect(result).toEqual({ kind: 'again', untilMs: world.clock.now() + waitMs });
    expect(world.lines.filter((line) => line.includes('messages wait'))).toEqual([
      expect.stringContaining(`"level":"${kind === 'paused' ? 'error' : 'warn'}"`),
    ]);
  });
});
