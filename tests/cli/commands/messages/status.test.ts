import { describe, expect, it } from '@jest/globals';
import { status } from '../../../../cli/commands/messages/status.ts';
import type { MessageKey } from '../../../../shared/messages/ports.ts';
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
      await status('order-1', { tenant: 'acme', json: true }, { ...io, findItems: table }),
    ).toBe(0);

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
        remedy: null,
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
      },
    ]);
  });

  it('prints it for people, and lets nothing in it steer the terminal', async () => {
    const io = capturedIo();

    await status('order-1', { tenant: 'acme' }, { ...io, findItems: table });

    expect(io.out[0]).toBe('order-1  bounced');
    expect(io.out).toContain('  recipient   ada@example.com  bounced');
    expect(io.out.join('')).not.toContain('\u001b');
  });

  it('prints every line of it for people: tenant, SES id, attempts, recipients, reasons, times', async () => {
    const io = capturedIo();

    await status('order-1', { tenant: 'acme' }, { ...io, findItems: table });

    expect(io.out).toEqual([
      'order-1  bounced',
      '  tenant      acme',
      '  SES id      0100-a',
      '  attempts    1',
      '  recipient   ada@example.com  bounced',
      '  reason      bounce: Permanent/General',
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

    await status('order-2', { tenant: 'default' }, { ...io, findItems: async () => [waiting] });

    expect(io.out).toEqual([
      'order-2  waiting',
      '  attempts    0',
      '  recipient   ada@example.com  waiting',
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
      { ...io, findItems: async () => [{ pk: 'acme#order-2', outcome }] },
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
      { ...io, findItems: async () => [{ pk: 'acme#jane@example.com', ...odd }] },
    );

    expect([code, io.out]).toEqual([3, []]);
    expect(io.err).toEqual([
      `Correct the item of a message of tenant acme in the messages table: ${attribute} cannot be read. docs/architecture.md has the attributes.`,
    ]);
  });

  it("says when nothing is known, also of another tenant's message", async () => {
    const io = capturedIo();

    expect(
      await status('order-1', { tenant: 'default', json: true }, { ...io, findItems: table }),
    ).toBe(3);

    expect(io.out).toEqual([]);
    expect(io.err.join()).toMatch(/Nothing is known/);
  });
});
