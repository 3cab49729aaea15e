import { describe, expect, it } from '@jest/globals';
import { type CostIo, cost } from '../../../../cli/commands/cost/cost.ts';
import type { CostOptions } from '../../../../cli/commands/cost/cost-options.ts';
import { idleSettingsOf, idleUsage } from '../../../../shared/cost/idle-usage.ts';
import { memoryBook } from '../../../fakes/memory-reputation.ts';
import { capturedIo } from '../../captured-io.ts';

const day = 86_400_000;
/** A third of the month is over. */
const nowMs = Date.UTC(2026, 10, 11);
const november = Date.UTC(2026, 10, 1);

const world = (changes: Partial<CostIo> = {}) => {
  const io = capturedIo();
  const tools: CostIo = {
    ...io,
    sentByDay: async () =>
      Array.from({ length: 10 }, (_, index) => ({
        dayMs: november + index * day,
        recipients: 10_000,
      })),
    book: memoryBook(() => nowMs),
    readPlan: async () => ({ plan: 'ESSENTIALS', nextPlan: undefined, hasVdm: false }),
    readIdle: async () => ({ usage: idleUsage(idleSettingsOf('small')), budget: undefined }),
    countSesTenants: async () => 0,
    region: 'us-east-1',
    now: () => nowMs,
    ...changes,
  };
  const run = async (options: CostOptions = {}) => {
    const code = await cost(options, tools);
    return { code, text: io.out.join('\n'), err: io.err };
  };
  const json = async (options: CostOptions = {}) => {
    const { text } = await run({ ...options, json: true });
    return JSON.parse(text);
  };
  return { run, json };
};

describe('cost', () => {
  it('tells the month so far and its forecast by what was counted', async () => {
    const report = await world().json();

    expect(report.plan).toBe('ESSENTIALS');
    expect(report.soFar.recipients).toBe(100_000);
    expect(report.forecast.recipients).toBe(300_000);
    expect(report.soFar.ses.dollars).toBeCloseTo(16, 6);
    expect(report.forecast.ses.dollars).toBeCloseTo(48, 6);
    expect(report.soFar.pipeline.dollars).toBeLessThan(report.forecast.pipeline.dollars);
    expect(report.forecast.dollars).toBeCloseTo(48 + report.forecast.pipeline.dollars, 9);
    expect(report.forecast.dollarsAfterFree).toBeLessThan(report.forecast.dollars);
    expect(report.notes).toEqual([]);
  });

  it('compares all plans at the forecast, SES alone beside all', async () => {
    const { text, code } = await world().run();
    const lines = text.split('\n').map((line) => line.split(/ {2,}/));

    expect(code).toBe(0);
    expect(
      lines.filter(([first]) => /^(à la carte|Essentials|Pro|Enterprise)$/.test(first ?? '')),
    ).toEqual([
      expect.arrayContaining(['à la carte', '0.00', '30.00', 'cheapest']),
      expect.arrayContaining(['Essentials', '48.00', 'present']),
      expect.arrayContaining(['Pro', '105.00', '171.00']),
      expect.arrayContaining(['Enterprise', '500.00', '569.00']),
    ]);
    expect(lines).toContainEqual(['SES alone', '16.00', '48.00']);
    expect(text).toContain('verify before quoting');
  });

  it('reckons a month of mail that was never sent', async () => {
    const report = await world({
      sentByDay: async () => Promise.reject(new Error('not asked')),
    }).json({
      volume: '1000',
      recipients: '2',
      attachments: '1MB',
      dedicatedIps: '1',
    });

    expect(report.soFar).toBeNull();
    expect(report.forecast.recipients).toBe(2_000);
    expect(report.plans[0].lines).toEqual([
      { what: 'recipients', units: 2_000, dollars: 0.2 },
      { what: 'data', units: 2_000 / 1024, dollars: (2_000 / 1024) * 0.12 },
      { what: 'dedicated IPs', units: 1, dollars: 24.95 },
    ]);
    // Beyond 1 MiB a message goes through the bucket.
    expect(report.forecast.services.map(({ service }: { service: string }) => service)).toContain(
      'S3',
    );
  });

  it('counts by the reputation table, and says so, where CloudWatch does not answer', async () => {
    const book = memoryBook(() => nowMs);
    await book.writeHour(
      nowMs - day,
      new Map([
        ['acme#marketing', { sent: 300, bounced: 0, complained: 0 }],
        ['globex#transactional', { sent: 100, bounced: 0, complained: 0 }],
        ['globex#transactional#elsewhere', { sent: 5_000, bounced: 0, complained: 0 }],
      ]),
    );
    const denied = Object.assign(new Error('x'), { name: 'AccessDenied' });
    const report = await world({ book, sentByDay: async () => Promise.reject(denied) }).json({
      tenant: 'acme',
    });

    expect(report.soFar.recipients).toBe(400);
    expect(report.tenant).toEqual({ tenantId: 'acme', recipients: 300, share: 0.75 });
    expect(report.notes).toEqual([
      'CloudWatch could not be asked (AccessDenied).',
      expect.stringContaining('reputation table'),
    ]);
  });

  it('says what it assumes and could not read', async () => {
    const report = await world({
      readPlan: async () => Promise.reject(Object.assign(new Error('x'), { name: 'TooMany' })),
      readIdle: async () => ({ usage: [], budget: undefined, assumed: 'On the local stack: x.' }),
      region: 'eu-west-1',
    }).json();

    expect(report.plan).toBeNull();
    expect(report.notes).toEqual([
      expect.stringContaining('TooMany'),
      'On the local stack: x.',
      expect.stringContaining('eu-west-1 may differ'),
    ]);
  });

  it.each([
    [1, 3, 'exceeds the budget of 1.00'],
    [1_000, 0, 'Within the budget of 1000.00'],
  ])('holds the forecast against a budget of %d: exit code %d', async (budget, code, text) => {
    const shown = await world({ readIdle: async () => ({ usage: [], budget }) }).run();

    expect(shown.code).toBe(code);
    expect(shown.text).toContain(text);
  });

  it('says all that is wrong with the options', async () => {
    const { code, err, text } = await world().run({
      volume: 'many',
      recipients: '51',
      size: '3XB',
      attachments: '41MB',
      dedicatedIps: '-1',
    });

    expect(code).toBe(2);
    expect(text).toBe('');
    expect(err.map((line) => line.split(' ')[0])).toEqual([
      '--volume',
      '--recipients',
      '--dedicated-ips',
      '--size',
      '--attachments',
    ]);
  });
});
