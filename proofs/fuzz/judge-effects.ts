import { isOnlooker } from './addresses.ts';
import type { Violation } from './broken-promise.ts';
import type { Effects } from './effects.ts';
import type { Meaning } from './event-meaning.ts';

/**
 * Events of a message up to which copies are surely recognised, in however many calls they come.
 */
const surelyKnown = 60;

/** Compares the effects of a batch with the expected ones. */
export const judgeEffects = (
  expected: Effects,
  found: Effects,
  meanings: readonly Meaning[],
  calls: number,
): readonly Violation[] => {
  const violations: Violation[] = [];
  const garbled = meanings.filter((meaning) => meaning.kind === 'garbled');
  // Of very many events only the newest are recognised when they come again in another call.
  const mayCountAgain = calls > 1 && meanings.length > surelyKnown;
  const maySuppress = garbled.some((meaning) => meaning.maySuppress);
  const isExcused = (line: string): boolean => maySuppress && !isOnlooker(line);

  for (const line of difference(found.suppressed, expected.suppressed)) {
    if (!isExcused(line)) violations.push({ promise: 'suppressed wrongly', detail: line });
  }
  // A garbled event that says "not spam" may take a complaint back.
  const isPardoned = (line: string): boolean =>
    maySuppress && found.pardoned.some((name) => line === `${name} complaint`);
  for (const line of difference(expected.suppressed, found.suppressed)) {
    if (!isPardoned(line)) violations.push({ promise: 'not suppressed', detail: line });
  }
  for (const name of [
    'softened',
    'arrived',
    'pardoned',
    'noted',
    'counted',
    'facts',
    'sent',
    'engaged',
    'unreadable',
  ] as const) {
    const isMore = (line: string): boolean =>
      name === 'engaged' && mayCountAgain && hasMore(line, found.engaged);
    const missing = difference(expected[name], found[name]).filter((line) => !isMore(line));
    const allowed = [...expected[name], ...(name === 'facts' ? expected.mayBeFacts : [])];
    const extra = garbled.length > 0 || mayCountAgain ? [] : difference(found[name], allowed);
    if (missing.length + extra.length > 0)
      violations.push({
        promise: 'recorded wrongly',
        detail: `${name}: ${JSON.stringify({ missing, extra })}`,
      });
  }
  return violations;
};

/** Lines in the first list but not in the second, duplicates counted. */
const difference = (some: readonly string[], others: readonly string[]): readonly string[] => {
  const left = new Map<string, number>();
  for (const line of others) left.set(line, (left.get(line) ?? 0) + 1);
  return some.filter((line) => {
    const count = left.get(line) ?? 0;
    left.set(line, count - 1);
    return count <= 0;
  });
};

/** Whether the same count occurs with a higher number; a line is what is counted, and how many. */
const hasMore = (line: string, found: readonly string[]): boolean => {
  const at = line.lastIndexOf(' ') + 1;
  const count = Number(line.slice(at));
  return found.some((one) => one.startsWith(line.slice(0, at)) && Number(one.slice(at)) > count);
};
