import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { driftLine, modelDrift } from '../../../bench/cost/model-drift.ts';
import { billFor } from '../../../shared/cost/bill.ts';
import { type MailShape, usageOfMail } from '../../../shared/cost/mail-model.ts';

const newsletter: MailShape = { kind: 'bulk', recipients: 1, bytes: 3_072 };
const perMillion = (shape: MailShape): number =>
  billFor(1_000, usageOfMail(1_000, shape)).overheadPerMillion;

const performance = readFileSync(
  join(import.meta.dirname, '..', '..', '..', 'docs', 'performance.md'),
  'utf8',
);

describe('what a mail takes', () => {
  it('is, of a newsletter, within a tenth of what docs/performance.md has measured', () => {
    const [, measured] = /^all +\d+ requests per million +([\d.]+)$/m.exec(performance) ?? [];

    expect(Number(measured)).toBeGreaterThan(3);
    expect(Math.abs(perMillion(newsletter) / Number(measured) - 1)).toBeLessThan(0.1);
  });

  it('is more when each comes alone, to more recipients, or bigger', () => {
    expect(perMillion({ ...newsletter, kind: 'alone' })).toBeGreaterThan(
      2 * perMillion(newsletter),
    );
    const size = fc.integer({ min: 1, max: 40 * 1024 ** 2 });
    const kind = fc.constantFrom('bulk' as const, 'alone' as const);
    fc.assert(
      fc.property(kind, fc.integer({ min: 1, max: 49 }), size, size, (one, recipients, a, b) => {
        const shape = { kind: one, recipients, bytes: Math.min(a, b) };
        expect(perMillion({ ...shape, recipients: recipients + 1 })).toBeGreaterThan(
          perMillion(shape),
        );
        // Beyond 1 MiB the queue holds a reference only.
        if (Math.max(a, b) <= 1024 ** 2)
          expect(perMillion({ ...shape, bytes: Math.max(a, b) })).toBeGreaterThanOrEqual(
            perMillion(shape),
          );
      }),
    );
  });

  it('has requests to SQS by 64 KB, and ten small mails in one', () => {
    const sends = (bytes: number) =>
      usageOfMail(1, { ...newsletter, bytes }).find(({ what }) => what.endsWith('send'))?.units;

    expect(sends(3_000)).toBeCloseTo(0.1, 9);
    expect(sends(64 * 1024)).toBeCloseTo(1, 9);
    expect(sends(640 * 1024)).toBeCloseTo(10, 9);
    expect(sends(2 * 1024 ** 2)).toBeCloseTo(0.1, 9);
  });
});

describe('drift of the recorded model', () => {
  it('is nothing against itself, and said when it is more than fifteen percent', () => {
    const itself = usageOfMail(500, newsletter);
    const doubled = itself.map((one) => ({ ...one, units: one.units * 2 }));

    expect(modelDrift(500, itself, newsletter).percent).toBeCloseTo(0, 9);
    expect(driftLine(modelDrift(500, itself, newsletter))).not.toContain('ANEW');
    expect(modelDrift(500, doubled, newsletter).percent).toBeCloseTo(-50, 6);
    expect(driftLine(modelDrift(500, doubled, newsletter))).toContain('RECORD IT ANEW');
  });
});
