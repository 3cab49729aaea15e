import { describe, expect, it } from '@jest/globals';
import { explainWhy } from '../../../../cli/commands/explain/why.ts';
import { diagnose } from '../../../../shared/dead-letters/diagnose.ts';
import type { Diagnosed } from '../../../../shared/dead-letters/redrive.ts';
import { basicStreams } from '../../../../shared/email/streams.ts';
import { known } from '../../../../shared/following/path-facts.ts';
import type { MessageKey } from '../../../../shared/messages/ports.ts';
import { fakeMailFacts } from '../../../fakes/mail-facts.ts';
import { deadLetterOf } from '../../../fakes/memory-dead-letters.ts';
import { capturedIo } from '../../captured-io.ts';

const nineMs = Date.UTC(2026, 2, 1, 9);
const held = {
  ...{ pk: 'acme#order-1', stream: 'marketing', recipients: ['ada@example.org'] },
  outcome: { state: 'held', at: nineMs, reasons: ['paused by the operator: unpaid'] },
};

const world = (
  item: Readonly<Record<string, unknown>> | undefined,
  deadLetters: readonly Diagnosed[] = [],
) => {
  const io = capturedIo();
  const facts = fakeMailFacts(nineMs, async () => (item === undefined ? [] : [item]), {
    held: known(
      [{ tenantId: 'acme', messageId: 'order-1', stream: 'marketing', arrivedAtMs: nineMs }].slice(
        0,
        item === held ? 1 : 0,
      ) as never,
    ),
  });
  return { ...io, ...facts, findDeadLetters: async () => known(deadLetters) };
};

describe('explain why', () => {
  it('says of each recipient the state, the cause, the next step and the command', async () => {
    const io = world(held);

    expect(await explainWhy('order-1', { tenant: 'acme' }, io)).toBe(6);

    expect(io.out).toEqual([
      'order-1  held',
      '  recipient   ada@example.org  held',
      '    why       paused by the operator: unpaid',
      '    next      it waits until it is released',
      '    command   npx ses-pipeline release acme --message order-1',
      '  held        a copy of marketing, since 2026-03-01T09:00:00.000Z',
    ]);
  });

  it('prints it as JSON', async () => {
    const io = world(held);

    await explainWhy('order-1', { tenant: 'acme', json: true }, io);

    expect(JSON.parse(io.out[0] ?? '')).toMatchObject({
      ...{ messageId: 'order-1', tenantId: 'acme', state: 'held', cannotTell: [] },
      recipients: [{ command: 'npx ses-pipeline release acme --message order-1' }],
      held: [{ stream: 'marketing', arrivedAt: '2026-03-01T09:00:00.000Z' }],
    });
  });

  it('of a message to several destinations shows the messages that it became', async () => {
    const part = { pk: 'acme#order-1.2', recipients: ['ada@example.org'], sent0: 'ses-1' };
    const findItems = async (keys: readonly MessageKey[]) =>
      keys.some(({ messageId }) => messageId === 'order-1.2') ? [part] : [];
    const io = { ...world(undefined), ...fakeMailFacts(nineMs, findItems) };

    expect(await explainWhy('order-1', { tenant: 'acme' }, io)).toBe(4);

    expect(io.out.slice(0, 3)).toEqual([
      'order-1  1 message known',
      '  states      1 sent',
      '  message     order-1.2  sent',
    ]);
  });

  it('finds a mail that only the dead letters know', async () => {
    const deadLetter = deadLetterOf();
    const io = world(undefined, [{ deadLetter, diagnosis: diagnose(deadLetter, basicStreams) }]);

    expect(await explainWhy('order-1', { tenant: 'acme' }, io)).toBe(4);
    expect(io.out.join('\n')).toContain('MessageRejected: not verified');
  });

  it('exits with 3 where nothing is known, and says what it cannot tell', async () => {
    const io = world(undefined);

    expect(await explainWhy('order-1', { tenant: 'acme' }, io)).toBe(3);
    expect(io.out.join('\n')).toMatch(/cannot tell .*SQS shows a message only by taking it/);
  });

  it.each([[{ tenant: 'a#b' }], [{ tenant: 'acme', stream: 'spam' }]])(
    'refuses %j',
    async (options) => {
      expect(await explainWhy('order-1', options, world(held))).toBe(2);
    },
  );
});
