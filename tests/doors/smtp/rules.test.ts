import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { byteBudget } from '../../../doors/smtp/byte-budget.ts';
import { doorCounts, metricsText } from '../../../doors/smtp/door-counts.ts';
import { envelopeAddress } from '../../../doors/smtp/envelope.ts';
import { defaultLimits } from '../../../doors/smtp/limits.ts';
import { loginGuard } from '../../../doors/smtp/login-guard.ts';
import { mailBuffer } from '../../../doors/smtp/mail-buffer.ts';
import { networkOf } from '../../../doors/smtp/network-of.ts';
import { places } from '../../../doors/smtp/places.ts';
import { replyTo } from '../../../doors/smtp/replies.ts';
import { slowness } from '../../../doors/smtp/slowness.ts';
import {
  invalidParameter,
  quotaThrottle,
  rateThrottle,
  refuse,
} from '../../../shared/ses-api/wire/refusal.ts';

describe('replyTo', () => {
  it.each([
    [{ kind: 'accepted', messageId: 'abc' } as const, '250 Ok abc'],
    [rateThrottle, '454 Throttling failure: Maximum sending rate exceeded'],
    [quotaThrottle, '454 Throttling failure: Daily message quota exceeded'],
    [refuse('ServiceUnavailable', 'x', 503), '454 Temporary service failure'],
    [refuse('InternalFailure', 'x', 500), '454 Temporary service failure'],
    [
      refuse('MessageRejected', 'Email address is not verified.'),
      '554 Message rejected: Email address is not verified.',
    ],
    [refuse('AccessDenied', 'User x', 403), '554 Access denied: User x'],
    [invalidParameter("Duplicate header 'To'"), "554 Transaction failed: Duplicate header 'To'"],
    [
      invalidParameter('Message length is more than 41943040 bytes long'),
      '552 Message is too long.',
    ],
    [
      refuse('ConfigurationSetDoesNotExist', 'Configuration set <x> does not exist.'),
      '554 Transaction failed: Configuration set <x> does not exist.',
    ],
  ])('of %j is %s', (answer, expected) => {
    const { code, text } = replyTo(answer);

    expect(`${code} ${text}`).toBe(expected);
  });
});

describe('mailBuffer', () => {
  it('keeps the bytes in whatever pieces they come, and gives back what it took', () => {
    // Of sizes that fast-check would not take by itself: several blocks, begun and full.
    const piece = fc
      .tuple(fc.nat(40_000), fc.nat(255))
      .map(([length, first]) => Uint8Array.from({ length }, (_, at) => (first + at * 7) % 251));
    const pieces = fc.array(piece, { maxLength: 12, size: 'max' });
    fc.assert(
      fc.property(pieces, (parts) => {
        let taken = 0;
        const buffer = mailBuffer(
          (bytes) => {
            taken += bytes;
            return true;
          },
          (bytes) => {
            taken -= bytes;
          },
        );
        for (const part of parts) expect(buffer.add(part)).toBe(true);
        const whole = Buffer.concat(parts);

        expect(buffer.content().equals(whole)).toBe(true);
        expect(taken).toBeGreaterThanOrEqual(whole.length);
        expect(taken).toBeLessThanOrEqual(Math.max(8_192, whole.length * 2));
        buffer.free();
        expect(taken).toBe(0);
      }),
      { numRuns: 40 },
    );
  });

  it('keeps nothing when there is no more room', () => {
    const budget = byteBudget(100_000);
    const buffer = mailBuffer(
      (bytes) => budget.take('k', bytes),
      (bytes) => budget.give('k', bytes),
    );

    expect(buffer.add(Buffer.alloc(20_000))).toBe(true);
    expect(buffer.add(Buffer.alloc(60_000))).toBe(false);
    expect(budget.taken()).toBe(0);
    expect(buffer.content()).toHaveLength(0);
  });
});

describe('byteBudget', () => {
  it('is never exceeded, and lets a tenant have half of it', () => {
    const step = fc.record({ key: fc.constantFrom('a', 'b', 'c'), bytes: fc.nat(400) });
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const budget = byteBudget(1_000);
        const held: Record<string, number> = { a: 0, b: 0, c: 0 };
        for (const { key, bytes } of steps) {
          const before = held[key] ?? 0;
          const fits = budget.take(key, bytes);
          if (fits) held[key] = before + bytes;
          else if (before > 0) {
            budget.give(key, before);
            held[key] = 0;
          }
          const sum = Object.values(held).reduce((all, one) => all + one, 0);
          expect(budget.taken()).toBe(sum);
          expect(sum).toBeLessThanOrEqual(1_000);
          expect(held[key]).toBeLessThanOrEqual(500);
        }
      }),
    );
  });
});

describe('places', () => {
  it('are taken up to both bounds, and free again when they are left', () => {
    const connections = places(3, 2);

    expect([1, 2, 3].map(() => connections.take('a'))).toEqual([true, true, false]);
    expect(connections.take('b')).toBe(true);
    expect(connections.take('c')).toBe(false);
    connections.leave('a');
    connections.leave('nobody');
    expect(connections.taken()).toBe(2);
    expect(connections.take('c')).toBe(true);
  });
});

describe('loginGuard', () => {
  const world = () => {
    const time = { now: 1_000_000 };
    const guard = loginGuard(() => time.now);
    const fail = (times: number, user: string, address: string) => {
      for (let n = 0; n < times; n += 1) guard.failed({ user, address });
    };
    return { time, guard, fail };
  };
  const [user, address] = ['AKSPU', '198.51.100.1'];

  it('holds up a user after five failures, from a second up to a minute', () => {
    const { time, guard, fail } = world();
    fail(5, user, address);
    expect(guard.mayTry({ user, address })).toBe(true);
    fail(1, user, address);

    expect(guard.mayTry({ user, address: '203.0.113.9' })).toBe(false);
    expect(guard.mayTry({ user: 'other', address })).toBe(true);
    time.now += 1_000;
    expect(guard.mayTry({ user, address })).toBe(true);
    fail(20, user, address);
    time.now += 59_999;
    expect(guard.mayTry({ user, address })).toBe(false);
    time.now += 1;
    expect(guard.mayTry({ user, address })).toBe(true);
  });

  it('holds up an address after twenty failures, whatever users it tries', () => {
    const { guard } = world();
    for (let n = 0; n < 21; n += 1) guard.failed({ user: `u${n}`, address });

    expect(guard.mayTry({ user: 'u99', address })).toBe(false);
    expect(guard.mayTry({ user: 'u99', address: '203.0.113.9' })).toBe(true);
  });

  it('never holds up a user where it has logged in', () => {
    const { time, guard, fail } = world();
    guard.succeeded({ user, address });
    fail(1_000, user, '203.0.113.9');
    fail(1_000, 'other', address);

    expect(guard.mayTry({ user, address })).toBe(true);
    expect(guard.mayTry({ user, address: '203.0.113.9' })).toBe(false);
    time.now += 16 * 60_000;
    expect(guard.mayTry({ user, address: '203.0.113.9' })).toBe(true);
  });
});

describe('slowness', () => {
  const client = {
    id: '1',
    acceptedMs: 0,
    failedLogins: 0,
    close: () => {},
    onGone: () => {},
  };
  const key = { accessKeyId: 'AKSP', tenantId: 'acme', createdAt: 0 };
  const mail = { startedMs: 0, receivedBytes: 100_000, isReceived: false };

  it.each([
    [{}, 30_000, undefined],
    [{}, 30_001, 'login'],
    [{ key }, 9_000_000, undefined],
    [{ key, mail }, 69_000, undefined],
    [{ key, mail }, 71_000, 'data'],
    [{ key, mail: { ...mail, receivedBytes: 40_000_000 } }, 600_000, undefined],
    [{ key, mail: { ...mail, receivedBytes: 40_000_000 } }, 600_001, 'data'],
    [{ key, mail: { ...mail, receivedBytes: 0 } }, 20_000, undefined],
    [{ key, mail: { ...mail, receivedBytes: 0, isReceived: true } }, 9_000_000, undefined],
  ])('of %j at %d is %s', (state, nowMs, reason) => {
    expect(slowness({ ...client, ...state }, defaultLimits, nowMs)?.reason).toBe(reason);
  });
});

describe('envelopeAddress', () => {
  it.each([
    ['a@example.com', 'a@example.com'],
    ['"a b"@example.com', undefined],
    ['a@bücher.example', 'a@xn--bcher-kva.example'],
    ['grüße@example.com', undefined],
    ['a@[192.0.2.1]', 'a@[192.0.2.1]'],
    ['postmaster', undefined],
    ['@example.com', undefined],
    ['a@', undefined],
    ['', undefined],
    ['a\r\n@example.com', undefined],
  ])('of %j is %j', (address, expected) => {
    expect(envelopeAddress(address)).toBe(expected);
  });
});

describe('networkOf', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:0DB8:0001:0002::9', '2001:db8:1:2'],
    ['2001:db8::1', '2001:db8:0:0'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
    ['::1', '0:0:0:0'],
    ['', ''],
  ])('of %s is %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});

describe('metricsText', () => {
  it('has counts with their labels, and gauges', () => {
    const counts = doorCounts();
    counts.add('mails', '250');
    counts.add('mails', '250');
    counts.add('tls_failures');

    const text = metricsText(counts, { connections: 3, mails: 2, bufferedBytes: 8_192 });

    expect(text).toContain('# TYPE ses_pipeline_smtp_mails_total counter\n');
    expect(text).toContain('ses_pipeline_smtp_mails_total{code="250"} 2\n');
    expect(text).toContain('ses_pipeline_smtp_tls_failures_total 1\n');
    expect(text).toContain('ses_pipeline_smtp_open_connections 3\n');
    expect(text).toContain('ses_pipeline_smtp_buffered_bytes 8192\n');
    for (const line of text.trimEnd().split('\n'))
      expect(line).toMatch(/^(?:# (?:HELP|TYPE) \S+ .+|[a-z_]+(?:\{[a-z]+="[^"]*"\})? \d+)$/);
  });
});
