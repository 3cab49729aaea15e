import { describe, expect, it } from '@jest/globals';
import { followAll } from '../../../../cli/commands/messages/follow-all.ts';
import type { MessageKey } from '../../../../shared/messages/ports.ts';
import { fakeMailFacts } from '../../../fakes/mail-facts.ts';
import { capturedIo } from '../../captured-io.ts';

const nineMs = Date.UTC(2026, 2, 1, 9);
const keys = ['news-1.1', 'for-joe'].map((messageId) => ({ tenantId: 'acme', messageId }));

type Item = Readonly<Record<string, unknown>>;

const sent = (messageId: string): Item => ({
  ...{ pk: `acme#${messageId}`, recipients: [`${messageId}@example.org`], attempts: 1 },
  sent0: `ses-${messageId}`,
});
const ended = (messageId: string, k: string): Item => ({
  ...sent(messageId),
  ev_1: { k, at: nineMs, r: [`${messageId}@example.org`], why: 'Permanent/General' },
});

/** The items as they are at each look, the last ones from then on. */
const world = (looks: readonly (readonly Item[])[]) => {
  const io = capturedIo();
  const progress: string[] = [];
  const asked: (readonly MessageKey[])[] = [];
  let nowMs = nineMs;
  const facts = fakeMailFacts(nineMs, async (wanted) => {
    asked.push(wanted);
    return looks[Math.min(asked.length, looks.length) - 1] ?? [];
  });
  const run = (json = false) =>
    followAll(
      'news-1',
      keys,
      { seconds: 10, json },
      {
        ...{ ...io, ...facts },
        showProgress: (text) => void progress.push(text),
        clock: {
          now: () => nowMs,
          sleepUntil: async (ms) => {
            nowMs = ms;
          },
        },
      },
    );
  return { run, io, progress, asked, elapsedMs: () => nowMs - nineMs };
};

describe('followAll', () => {
  it('follows every message to its end, with one look-up for all', async () => {
    const { run, io, progress, asked } = world([
      [],
      [sent('for-joe')],
      [ended('for-joe', 'delivery'), sent('news-1.1')],
      [ended('for-joe', 'delivery'), ended('news-1.1', 'delivery')],
    ]);

    expect(await run()).toBe(0);

    expect(asked).toEqual([keys, keys, keys, keys]);
    expect(progress).toEqual([
      '2 waiting',
      '1 waiting, 1 sent',
      '1 sent, 1 delivered',
      '2 delivered',
      '',
    ]);
    expect(io.out).toEqual([
      'news-1  2 delivered',
      '  message     news-1.1  delivered',
      '  message     for-joe  delivered',
    ]);
  });

  it('ends with the code of the worst of them', async () => {
    const { run } = world([[ended('for-joe', 'bounce'), ended('news-1.1', 'delivery')]]);

    expect(await run()).toBe(5);
  });

  it('stops when the time is over, and says what is not at its end', async () => {
    const { run, io, elapsedMs } = world([[ended('for-joe', 'delivery')]]);

    expect(await run()).toBe(4);

    expect(elapsedMs()).toBe(10_000);
    expect(io.out).toContain('  message     news-1.1  waiting, not at its end yet');
  });

  it('prints one JSON object per message', async () => {
    const { run, io } = world([[ended('for-joe', 'bounce'), ended('news-1.1', 'delivery')]]);

    await run(true);

    expect(io.out.map((line) => JSON.parse(line))).toMatchObject([
      { messageId: 'news-1.1', tenantId: 'acme', state: 'delivered', isOver: true, reasons: [] },
      { messageId: 'for-joe', state: 'bounced', reasons: ['bounce: Permanent/General'] },
    ]);
  });
});
