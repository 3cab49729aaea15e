import { describe, expect, it } from '@jest/globals';
import { pausesSchema } from '../../../shared/tenants/pauses.ts';
import {
  holdsAgainstGuard,
  type Resume,
  resumeHoldsMs,
  resumesSchema,
} from '../../../shared/tenants/resumes.ts';

const resume = (changes: Partial<Resume> = {}): Resume => ({
  by: 'operator',
  since: 1_000,
  why: 'The list is clean.',
  released: false,
  ...changes,
});

describe('resumes', () => {
  it("an operator's resume holds against the guard for five minutes and no longer", () => {
    expect(resumeHoldsMs).toBe(300_000);
    expect(holdsAgainstGuard(resume(), 1_000)).toBe(true);
    expect(holdsAgainstGuard(resume(), 1_000 + 300_000 - 1)).toBe(true);
    expect(holdsAgainstGuard(resume(), 1_000 + 300_000)).toBe(false);
  });

  it("the guard's own resume, or none, does not keep it from pausing", () => {
    expect(holdsAgainstGuard(resume({ by: 'guard' }), 1_000)).toBe(false);
    expect(holdsAgainstGuard(undefined, 1_000)).toBe(false);
  });

  it.each(['operator', 'guard'])('a pause and a resume may be by the %s', (by) => {
    const { released: _, ...pause } = resume();

    expect(resumesSchema.safeParse({ '*': { ...resume(), by } }).success).toBe(true);
    expect(pausesSchema.safeParse({ bulk: { ...pause, by } }).success).toBe(true);
  });

  it('a pause or resume by anybody else, or without one of its members, is refused', () => {
    const { released: _, ...pause } = resume();

    for (const by of ['', 'tenant', undefined]) {
      expect(resumesSchema.safeParse({ '*': { ...resume(), by } }).success).toBe(false);
      expect(pausesSchema.safeParse({ '*': { ...pause, by } }).success).toBe(false);
    }
    for (const name of ['since', 'why', 'released'])
      expect(resumesSchema.safeParse({ '*': { ...resume(), [name]: undefined } }).success).toBe(
        false,
      );
    for (const name of ['since', 'why'])
      expect(pausesSchema.safeParse({ '*': { ...pause, [name]: undefined } }).success).toBe(false);
  });
});
