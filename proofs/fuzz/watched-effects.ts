import type { Item } from '../../shared/aws/dynamodb/documents.ts';
import { parseMessageItem } from '../../shared/messages/message-item.ts';
import { describeMessage } from '../../shared/messages/message-state.ts';
import type { SuppressionEntry } from '../../shared/suppression/suppression-entry.ts';
import type { Effects } from './effects.ts';
import type { Watch } from './watched-ports.ts';

/**
 * Effects of the recorders, in the form in which they are expected.
 *
 * @param entries - all entries of the suppressions table
 * @param items - all items of the messages table
 */
export const watchedEffects = (
  watch: Watch,
  entries: readonly SuppressionEntry[],
  items: readonly Item[],
): Effects => ({
  suppressed: entries
    .filter(({ reason }) => reason !== 'soft-bounce')
    .map(({ address, scope, reason }) => `${address} ${scope} ${reason}`)
    .toSorted(),
  softened: [...watch.softened].toSorted(),
  arrived: [...watch.arrived].toSorted(),
  pardoned: [...watch.pardoned].toSorted(),
  noted: watch.noted.toSorted(),
  counted: watch.counts
    .map(({ name, tenantId, value }) => `${name} ${tenantId} ${value}`)
    .toSorted(),
  facts: [...watch.facts.values()]
    .map(({ kind, tenantId, stream, recipients }) => `${kind} ${tenantId} ${stream} ${recipients}`)
    .toSorted(),
  mayBeFacts: [],
  sent: items.flatMap(sentIn).toSorted(),
  engaged: items.flatMap(engagedIn).toSorted(),
  unreadable: watch.unreadable.toSorted(),
});

const sentIn = (item: Item): readonly string[] =>
  parseMessageItem(item).sent.map(
    ({ part, sesMessageId }) => `${String(item.pk)} ${part} ${sesMessageId}`,
  );

const engagedIn = (item: Item): readonly string[] => {
  const { opens, clicks } = describeMessage(parseMessageItem(item)).engagement;
  return Object.entries({ open: opens, click: clicks }).flatMap(([kind, tallies]) =>
    Object.entries(tallies).flatMap(([agent, tally]) =>
      tally === null ? [] : [`${String(item.pk)} ${kind} ${agent} ${tally.count}`],
    ),
  );
};
