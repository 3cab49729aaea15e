import type { SuppressionEntry } from '../../suppression/suppression-entry.ts';
import { afterRemoval, all, keptAfter, type RowChange } from './change-row.ts';
import { toFact } from './suppression-item.ts';

/** Condition that no entry with the reason exists, or one that ends sooner. */
const outlasted = ({ expiresAtMs }: SuppressionEntry): readonly string[] => [
  'attribute_not_exists(#reason)',
  expiresAtMs === undefined ? 'attribute_exists(#reason.#until)' : '#reason.#until < :until',
];

/** Condition that the entry with the reason ends at the same time and is older. */
const renewed = ({ expiresAtMs }: SuppressionEntry): string => {
  const sameEnd =
    expiresAtMs === undefined ? 'attribute_not_exists(#reason.#until)' : '#reason.#until = :until';
  return `(${sameEnd} AND #reason.#at < :at)`;
};

const oneOf = (conditions: readonly string[]): string => `(${conditions.join(' OR ')})`;

/** Time until which an entry's row must be kept, epoch ms; undefined means for ever. */
export const keepUntil = ({ expiresAtMs }: SuppressionEntry): number | undefined =>
  expiresAtMs === undefined ? undefined : keptAfter(expiresAtMs);

const writing = (entry: SuppressionEntry) => ({
  set: ['#reason = :fact'],
  names: { '#reason': entry.reason, '#until': 'until' },
  values: {
    ':fact': toFact(entry),
    ...(entry.expiresAtMs === undefined ? {} : { ':until': entry.expiresAtMs }),
  },
  keepUntilMs: keepUntil(entry),
});

/**
 * Change that writes an event's entry. The entry that ends later wins, then the younger one. An
 * event from before a removal changes nothing.
 */
export const eventChange = (entry: SuppressionEntry): RowChange => {
  const change = writing(entry);
  const supersedes = oneOf([...outlasted(entry), renewed(entry)]);
  return {
    ...change,
    condition: all(supersedes, afterRemoval),
    names: { ...change.names, '#at': 'at', '#removed': 'removed' },
    values: { ...change.values, ':at': entry.sinceMs },
  };
};

/** Attribute that takes back entries with the reason; undefined when only a removal ends them. */
const pardonOf = ({ reason }: SuppressionEntry): string | undefined => {
  if (reason === 'complaint') return 'notSpamAt';
  return reason === 'soft-bounce' ? 'deliveredAt' : undefined;
};

/**
 * Change that writes an operator's entry, unless one with the reason holds as long. It also deletes
 * what had taken the reason back.
 */
export const operatorChange = (entry: SuppressionEntry): RowChange => {
  const pardon = pardonOf(entry);
  const holdsLonger = oneOf(outlasted(entry));
  return {
    ...writing(entry),
    remove: pardon === undefined ? [] : [pardon],
    condition:
      pardon === undefined ? holdsLonger : oneOf([holdsLonger, `attribute_exists(${pardon})`]),
  };
};
