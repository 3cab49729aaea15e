import { describe, expect, it } from '@jest/globals';
import { problemsOf, progressLine, reportTable } from '../../../local/demo/report.ts';
import type { MailingReport } from '../../../local/demo/run-mailing.ts';

const report = (over: Partial<MailingReport> = {}): MailingReport => ({
  messages: 200,
  sent: 190,
  delivered: 182,
  bounced: 6,
  complained: 2,
  suppressed: 2,
  duplicate: 6,
  rejected: 2,
  waiting: 0,
  unaccounted: 0,
  throttled: 0,
  doubled: 0,
  rateAllowed: 14,
  rateHeld: 13.986,
  utilisation: 0.999,
  seconds: 17.71,
  ...over,
});

describe('report', () => {
  it('shows every count, and what it means', () => {
    expect(reportTable(report())).toEqual([
      '  messages    200   put on the queues, accounted for in 17.7 s',
      '  sent        190   182 delivered · 6 bounced · 2 complained',
      '  suppressed    2   the address had bounced or complained before',
      '  duplicate     6   put again under an id that was dealt with',
      '  rejected      2   refused, with the reasons, and among the dead letters',
      '  rate              14.0/s allowed, 14.0/s held, 99.9 % · 0 calls throttled · 0 sent twice',
    ]);
  });

  it('shows what is waiting and unaccounted for only when there is some', () => {
    const lines = reportTable(report({ waiting: 1, unaccounted: 2, throttled: 1 })).join('\n');

    expect(lines).toContain('waiting       1');
    expect(lines).toContain('unaccounted   2');
    expect(lines).toContain('1 call throttled');
  });

  it('does not make up a rate for a run that was too short', () => {
    expect(reportTable(report({ rateHeld: null, utilisation: null })).at(-1)).toContain(
      'too short a run to tell',
    );
  });

  it.each([
    [{ unaccounted: 1 }, /1 message is unaccounted for/],
    [{ waiting: 2 }, /2 messages are still waiting/],
    [{ doubled: 1 }, /1 mail was sent more than once/],
    [{ delivered: 180 }, /2 sent messages neither a delivery nor a bounce/],
  ] satisfies readonly [Partial<MailingReport>, RegExp][])('finds %o wrong', (over, sentence) => {
    expect(problemsOf(report(over))).toEqual([expect.stringMatching(sentence)]);
  });

  it('finds nothing wrong with throttles, duplicates and refusals', () => {
    expect(problemsOf(report({ throttled: 3 }))).toEqual([]);
  });

  it('tells the progress in one line', () => {
    expect(
      progressLine(
        { messages: 200, inLanes: 60, acceptedAtSes: 130, finished: 0, seconds: 9.9 },
        14,
      ),
    ).toBe(
      '9 s · 200 messages · 60 in the queues · 130 calls accepted by SES (allowed 14.0/s) · 0 accounted for',
    );
  });
});
