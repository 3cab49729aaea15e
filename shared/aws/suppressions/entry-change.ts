import type { SuppressionEntry } from '../../suppression/suppression-entry.ts';
import { afterRemoval, all, keptAfter, type RowChange } from './change-row.ts';
import { toFact } from './suppression-item.ts';

/** No entry with the reason stands, or one that ends sooner. */
const outlasted = ({ expiresAtMs }: SuppressionEntry): readonly string[] => [
  'attribute_not_exists(#reason)',
  expiresAtMs === undefined ? 'attribute_exists(#reason.#until)' : '#reason.#until < :until',
];

/** The entry with the reason ends at the same time, and is older. */
const renewed = ({ expiresAtMs }: SuppressionEntry): string => {
  const sameEnd =
    expiresAtMs === undefined ? 'attribute_not_exists(#reason.#until)' : '#reason.#until = :until';
  return `(${sameEnd} AND #reason.#at < :at)`;
};

const oneOf = (conditions: readonly string[]): string => `(${conditions.join(' OR ')})`;

/** When the row of an entry may go; undefined for never. Epoch ms. */
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
 * Writes what an event says: the entry that holds longer wins, then the later one; nothing from
 * before a removal.
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

/**
 * Attribute that takes an entry with the reason back; undefined for a reason that nothing but a
 * removal ends.
 */
const pardonOf = ({ reason }: SuppressionEntry): string | undefined => {
  if (reason === 'complaint') return 'notSpamAt';
  return reason === 'soft-bounce' ? 'deliveredAt' : undefined;
};

/**
 * Writes what an operator says, unless an entry with the reason holds as long; what took the reason
 * back is undone.
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
