import { describe, expect, it } from '@jest/globals';
import { status } from '../../../../cli/commands/messages/status.ts';
import { known } from '../../../../shared/following/path-facts.ts';
import type { MessageKey } from '../../../../shared/messages/ports.ts';
import { fakeMailFacts, openPath } from '../../../fakes/mail-facts.ts';
import { capturedIo } from '../../captured-io.ts';

const nineMs = Date.UTC(2026, 2, 1, 9, 0, 0);

const item = {
  pk: 'acme#order-1',
  tenantId: 'acme',
  messageId: 'order-1',
  recipients: ['ada@example.com'],
  firstSeenAt: nineMs,
  attempts: 1,
  sent0: '0100-a',
  sentAt0: nineMs + 50,
  ev_1: {
    k: 'bounce',
    at: nineMs + 900,
    r: ['ada@example.com'],
    why: 'Permanent/General',
    detail: 'smtp; 550\u001b[2J',
  },
};

const table = async (keys: readonly MessageKey[]) =>
  keys.flatMap(({ tenantId, messageId }) => (`${tenantId}#${messageId}` === item.pk ? [item] : []));

describe('status', () => {
  it('prints everything as one JSON object', async () => {
    const io = capturedIo();

    expect(
      await status(
        'order-1',
        { tenant: 'acme', json: true },
        { ...io, ...fakeMailFacts(nineMs, table) },
      ),
    ).toBe(5);

    expect(io.out.map((line) => JSON.parse(line))).toEqual([
      {
        messageId: 'order-1',
        tenantId: 'acme',
        state: 'bounced',
        recipients: { 'ada@example.com': 'bounced' },
        sesMessageId: '0100-a',
        smtpMessageIds: [],
        attempts: 1,
        reasons: ['bounce: Permanent/General'],
        remedy: 'Correct the address where you keep it, or take it off your lists.',
        actors: ['you'],
        engagement: {
          opens: { human: null, bot: null, unknown: null },
          clicks: { human: null, bot: null, unknown: null },
        },
        timeline: [
          { at: '2026-03-01T09:00:00.000Z', what: 'seen', detail: null },
          { at: '2026-03-01T09:00:00.050Z', what: 'sent', detail: '0100-a' },
          {
            at: '2026-03-01T09:00:00.900Z',
            what: 'bounce',
            detail: 'Permanent/General · smtp; 550\u001b[2J',
          },
        ],
        waits: [],
        resendOf: null,
        resends: [],
      },
    ]);
  });

  it('prints it for people, and lets nothing in it steer the terminal', async () => {
    const io = capturedIo();

    await status('order-1', { tenant: 'acme' }, { ...io, ...fakeMailFacts(nineMs, table) });

    expect(io.out[0]).toBe('order-1  bounced');
    expect(io.out).toContain('  recipient   ada@example.com  bounced');
    expect(io.out.join('')).not.toContain('\u001b');
  });

  it('prints every line of it for people: tenant, SES id, attempts, recipients, reasons, times', async () => {
    const io = capturedIo();

    await status('order-1', { tenant: 'acme' }, { ...io, ...fakeMailFacts(nineMs, table) });

    expect(io.out).toEqual([
      'order-1  bounced',
      '  tenant      acme',
      '  SES id      0100-a',
      '  attempts    1',
      '  recipient   ada@example.com  bounced',
      '  reason      bounce: Permanent/General',
      '  remedy      Correct the address where you keep it, or take it off your lists.',
      '  who acts    you, who send the mail or run the pipeline',
      '  2026-03-01T09:00:00.000Z  seen',
      '  2026-03-01T09:00:00.050Z  sent  0100-a',
      expect.stringMatching(
        /^ {2}2026-03-01T09:00:00\.900Z {2}bounce {2}Permanent\/General · smtp; 550.\[2J$/,
      ),
    ]);
  });

  it('leaves out what a message does not have: the tenant where it is the default, an SES id', async () => {
    const io = capturedIo();
    const waiting = {
      pk: 'default#order-2',
      tenantId: 'default',
      messageId: 'order-2',
      recipients: ['ada@example.com'],
      firstSeenAt: nineMs,
    };

    await status(
      'order-2',
      { tenant: 'default' },
      { ...io, ...fakeMailFacts(nineMs, async () => [waiting]) },
    );

    expect(io.out).toEqual([
      'order-2  waiting',
      '  attempts    0',
      '  recipient   ada@example.com  waiting',
      '  next        the sender takes it up by itself',
      '  2026-03-01T09:00:00.000Z  seen',
    ]);
  });

  it('shows the remedy apart from what was said', async () => {
    const io = capturedIo();
    const outcome = {
      state: 'failed',
      at: Date.UTC(2026, 2, 1, 9),
      reasons: ['MessageRejected: Email address is not verified. …'],
      remedy: 'Verify the sender.',
    };

    await status(
      'order-2',
      { tenant: 'acme' },
      { ...io, ...fakeMailFacts(nineMs, async () => [{ pk: 'acme#order-2', outcome }]) },
    );

    expect(io.out).toContain('  reason      MessageRejected: Email address is not verified. …');
    expect(io.out).toContain('  remedy      Verify the sender.');
  });

  it.each([
    [{ attempts: 'two' }, 'attempts'],
    [{ ev_e1: { k: 'bounce', at: 'noon' } }, 'ev_e1.at'],
    [{ sent0: 7 }, 'sent0'],
    [{ sentAt0: 'noon', sent0: '0100-a' }, 'sentAt0'],
    [{ refusal1: {} }, 'refusal1.why'],
  ])('says which attribute of an item cannot be read, and no value: %j', async (odd, attribute) => {
    const io = capturedIo();

    const code = await status(
      'jane@example.com',
      { tenant: 'acme' },
      { ...io, ...fakeMailFacts(nineMs, async () => [{ pk: 'acme#jane@example.com', ...odd }]) },
    );

    expect([code, io.out]).toEqual([3, []]);
    expect(io.err).toEqual([
      `Correct the item of a message of tenant acme in the messages table: ${attribute} cannot be read. docs/architecture.md has the attributes.`,
    ]);
  });

  it("says when nothing is known, also of another tenant's message", async () => {
    const io = capturedIo();

    expect(
      await status(
        'order-1',
        { tenant: 'default', json: true },
        { ...io, ...fakeMailFacts(nineMs, table) },
      ),
    ).toBe(3);

    expect(io.out).toEqual([]);
    expect(io.err.join()).toMatch(/Nothing is known/);
  });

  it.each<[string, object, number]>([
    ['arrived', { sent0: '0100-a', ev_1: { k: 'delivery', r: ['ada@example.com'] } }, 0],
    ['is under way', { sent0: '0100-a' }, 4],
    ['waits', {}, 4],
    ['bounced', { ev_1: { k: 'bounce', r: ['ada@example.com'] } }, 5],
    ['failed', { outcome: { state: 'failed', at: nineMs } }, 5],
    ['is held', { outcome: { state: 'held', at: nineMs } }, 6],
  ])('has an exit code of its own for a mail that %s', async (_, attributes, code) => {
    const waiting = { pk: 'acme#order-2', recipients: ['ada@example.com'], ...attributes };
    const io = { ...capturedIo(), ...fakeMailFacts(nineMs, async () => [waiting]) };

    expect(await status('order-2', { tenant: 'acme', json: true }, io)).toBe(code);
  });

  it('says what waiting mail waits for, and when it goes', async () => {
    const waiting = { pk: 'acme#order-2', recipients: ['ada@example.com'], attempts: 1 };
    const { ledger } = openPath(nineMs);
    if (ledger.kind !== 'known') throw new Error('The path has a ledger.');
    const path = openPath(nineMs, { ledger: known({ ...ledger.fact, tatMs: nineMs + 90_000 }) });
    const io = { ...capturedIo(), ...fakeMailFacts(nineMs, async () => [waiting], { path }) };

    await status('order-2', { tenant: 'acme' }, io);

    expect(io.out).toContain(
      '  waits for   other mail has taken the slots until then, at 14.1 recipients a second; until 2026-03-01T09:01:30.000Z',
    );
  });
});

describe('status of a message to several destinations', () => {
  const part = (number: number, changes: object = {}) => ({
    ...{ pk: `acme#news-1.${number}`, recipients: [`p${number}@example.org`] },
    ...{ attempts: 1, sent0: `ses-${number}` },
    ...changes,
  });
  const delivered = (number: number) => ({
    ev_d: { k: 'delivery', at: nineMs, r: [`p${number}@example.org`] },
  });
  const items = [part(3, delivered(3)), part(1, delivered(1)), part(10)];
  const run = async (stored: readonly object[], options: { readonly json?: boolean } = {}) => {
    const io = capturedIo();
    const asked: number[] = [];
    const findItems = async (keys: readonly MessageKey[]) => {
      asked.push(keys.length);
      const pks = keys.map(({ tenantId, messageId }) => `${tenantId}#${messageId}`);
      return stored
        .map((one) => ({ ...one }))
        .filter((one) => pks.includes(String(Reflect.get(one, 'pk'))));
    };
    const facts = fakeMailFacts(nineMs, findItems);
    const code = await status('news-1', { tenant: 'acme', ...options }, { ...io, ...facts });
    return { code, out: io.out, err: io.err, asked };
  };

  it('tells the state of each, found by ids that follow from its own in one look-up', async () => {
    const { code, out, asked } = await run(items);

    expect(out).toEqual([
      'news-1  3 messages known',
      '  states      2 delivered, 1 sent',
      '  message     news-1.1  delivered',
      '  message     news-1.3  delivered',
      '  message     news-1.10  sent',
      '  not known   messages that wait in their queue, and those with an id of their own',
    ]);
    expect([code, asked]).toEqual([4, [1, 50]]);
  });

  it('is one JSON object', async () => {
    const { out } = await run(items, { json: true });

    expect(out.map((line) => JSON.parse(line))).toEqual([
      {
        ...{ messageId: 'news-1', tenantId: 'acme', states: { delivered: 2, sent: 1 } },
        messages: [
          { messageId: 'news-1.1', state: 'delivered' },
          { messageId: 'news-1.3', state: 'delivered' },
          { messageId: 'news-1.10', state: 'sent' },
        ],
        reasons: [],
      },
    ]);
  });

  it('tells beside them why the whole was once refused, and of a refused one alone as ever', async () => {
    const refused = {
      ...{ pk: 'acme#news-1', attempts: 0 },
      outcome: {
        ...{ state: 'rejected', at: nineMs },
        reasons: ['destinations: is empty; give at least one'],
      },
    };

    expect((await run([refused, part(1)])).out).toContain(
      '  reason      destinations: is empty; give at least one',
    );
    expect((await run([refused])).out[0]).toBe('news-1  rejected');
  });

  it('leaves out one that cannot be read, and looks for none of a message that is known', async () => {
    expect((await run([part(1), { pk: 'acme#news-1.2', attempts: 'x' }])).out[0]).toBe(
      'news-1  1 message known',
    );
    expect((await run([part(1, { pk: 'acme#news-1' })])).asked).toEqual([1]);
  });

  it('is not known while nothing of it is', async () => {
    const { code, err } = await run([]);

    expect([code, err[0]]).toEqual([3, expect.stringContaining('Nothing is known of message')]);
  });
});
