import { readdirSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { Check } from '../../../shared/health/check.ts';
import { checks } from '../../../shared/health/checks.ts';
import { diagnose, linesOf } from '../../../shared/health/diagnose.ts';
import { isFault, ok } from '../../../shared/health/finding.ts';
import { functionKeys } from '../../../shared/health/function-keys.ts';
import type { Observation } from '../../../shared/health/observation.ts';
import type { Observed } from '../../../shared/health/observed.ts';
import { healthyPipeline } from '../../support/healthy-pipeline.ts';

const statuses = (observed: Observed) =>
  diagnose(checks, observed).flatMap(({ findings }) => findings.map(({ status }) => status));

/** The same, with every observation replaced. */
const allSeenAs = (value: unknown, seen: Observation<never>): unknown => {
  if (typeof value !== 'object' || value === null) return value;
  if ('kind' in value && ['known', 'not-applicable'].includes(String(value.kind))) return seen;
  if (Array.isArray(value)) return value.map((each) => allSeenAs(each, seen));
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, allSeenAs(each, seen)]),
  );
};

const blind = (seen: Observation<never>): Observed =>
  allSeenAs(healthyPipeline(), seen) as Observed;

describe('the checks', () => {
  it('have names of their own, a question and a source each', () => {
    expect(new Set(checks.map(({ id }) => id)).size).toBe(checks.length);
    expect(checks.length).toBeGreaterThan(45);
    for (const { id, finds, holds, source } of checks) {
      expect(id).toMatch(/^[a-z-]{1,25}$/);
      expect(finds.length * holds.length).toBeGreaterThan(0);
      expect(source).toMatch(/^https:\/\//);
    }
  });

  it('find nothing wrong with a healthy pipeline', () => {
    const wrong = diagnose(checks, healthyPipeline()).flatMap(({ findings }) =>
      findings.filter(({ status }) => status !== 'ok' && status !== 'not-applicable'),
    );

    expect(wrong).toEqual([]);
  });

  it.each<Observation<never>>([
    { kind: 'not-permitted', action: 'any:Call' },
    { kind: 'unanswered', action: 'any:Call', code: 'TimeoutError' },
  ])(
    'cannot tell anything of AWS when every look is $kind, and take nothing for absent',
    (seen) => {
      const found = new Set(statuses(blind(seen)));

      expect(found).toContain('cannot-tell');
      expect(found).not.toContain('failure');
      expect(found).not.toContain('warning');
    },
  );

  it('go on when one of them fails', () => {
    const broken: Check = {
      ...checks[0],
      id: 'broken',
      finds: 'nothing',
      holds: '',
      reads: [],
      source: 'https://example.com',
      judge: () => {
        throw new RangeError('ann@example.com');
      },
    };
    const well: Check = { ...broken, id: 'well', judge: () => [ok('', 'is well')] };

    expect(diagnose([broken, well], healthyPipeline()).flatMap(({ findings }) => findings)).toEqual(
      [
        {
          check: 'broken',
          status: 'cannot-tell',
          subject: '',
          says: 'the check itself failed (RangeError)',
        },
        { check: 'well', status: 'ok', subject: '', says: 'is well' },
      ],
    );
  });

  it('know every function that there is', () => {
    expect([...functionKeys]).toEqual(readdirSync('functions').toSorted());
  });
});

describe('lines of a report', () => {
  const check: Check = {
    id: 'one',
    finds: '',
    holds: 'all is well',
    reads: [],
    source: 'https://example.com',
    judge: () => [],
  };
  const finding = (subject: string, status: 'ok' | 'warning' | 'cannot-tell') => ({
    check: 'one',
    subject,
    status,
    says: `it is ${status}`,
  });

  it('tell of all that is well in one', () => {
    expect(linesOf({ check, findings: [finding('a', 'ok'), finding('b', 'ok')] })).toEqual([
      { check: 'one', status: 'ok', subject: '', says: 'all is well (2)' },
    ]);
  });

  it('tell of each subject that is not well, and of one reason once', () => {
    const findings = [
      finding('a', 'ok'),
      finding('b', 'warning'),
      finding('c', 'warning'),
      finding('d', 'cannot-tell'),
      finding('e', 'cannot-tell'),
    ];

    expect(linesOf({ check, findings }).map(({ subject }) => subject)).toEqual(['b', 'c', 'd']);
    expect(findings.filter(isFault)).toHaveLength(2);
  });
});
