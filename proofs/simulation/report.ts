import type { History } from './history.ts';
import { lineOf } from './world/journal.ts';

const linesShown = 25;
const worldWindowMs = 60_000;

/**
 * Report on a failing history: what was broken, the last events of that message until then, and how
 * to replay it.
 */
export const describeFailure = (
  { seed, violations, entries }: History,
  size: { readonly days: number; readonly messagesPerDay: number },
): string => {
  const [first] = violations;
  if (first === undefined) return '';
  const isNear = (atMs: number): boolean => atMs <= first.atMs && atMs > first.atMs - worldWindowMs;
  const shown = entries.filter(
    ({ atMs, subject }) =>
      atMs <= first.atMs &&
      (subject === undefined || first.subject === undefined
        ? isNear(atMs)
        : subject === first.subject),
  );
  return [
    `seed ${seed}: ${first.promise}${first.subject === undefined ? '' : ` (${first.subject})`}: ${first.detail}`,
    ...(violations.length > 1 ? [`  and ${violations.length - 1} more`] : []),
    ...shown.slice(-linesShown).map((entry) => `  ${lineOf(entry)}`),
    `  again: npm run simulate -- --seed ${seed} --days ${size.days} --messages ${size.messagesPerDay}`,
  ].join('\n');
};
