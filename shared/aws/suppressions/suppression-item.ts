import * as z from 'zod/mini';
import { hashed } from '../../privacy/loggable-key.ts';
import { type AddressRecord, type Removal, removalTime } from '../../suppression/address-record.ts';
import { type SuppressionEntry, suppressionReasons } from '../../suppression/suppression-entry.ts';
import { parseItem } from '../../system/unreadable-item.ts';

/** An entry as stored in the attribute named after its reason. */
const fact = z.object({
  at: z.number(),
  detail: z.string(),
  source: z.string(),
  by: z.optional(z.string()),
  until: z.optional(z.number()),
});

/** The row of an address and scope; the attributes are described in docs/architecture.md. */
const suppressionItem = z.object({
  address: z.string(),
  scope: z.string(),
  deliveredAt: z.optional(z.number()),
  notSpamAt: z.optional(z.number()),
  softBounceRule: z.optional(
    z.object({ count: z.number(), overDays: z.number(), pauseDays: z.number() }),
  ),
  removed: z.optional(z.object({ at: z.number(), by: z.string(), why: z.string() })),
});

const softBouncePrefix = 'sb_';

/** Name of the attribute that holds a soft bounce. */
export const softBounceName = (eventId: string): string => `${softBouncePrefix}${eventId}`;

/** Attribute of a tenant's row that says whether rows of its streams exist. */
export const streamRows = 'streamRows';

/** Whether rows of the tenant's streams exist. */
export const hasStreamRows = (row: Readonly<Record<string, unknown>>): boolean =>
  row[streamRows] === true;

const nameOfRow = ({ address, scope }: Readonly<Record<string, unknown>>): string =>
  `the row of a recipient (${hashed(String(address))}), of scope ${String(scope)}, in the suppressions table`;

/**
 * Parses a row.
 *
 * @throws UnreadableItem when it cannot be parsed, so that nothing is sent to an address whose row
 * is not understood
 */
export const toRecord = (raw: Readonly<Record<string, unknown>>): AddressRecord => {
  const item = parseItem(suppressionItem, raw, nameOfRow(raw));
  const { address, scope, removed } = item;
  const written = suppressionReasons.flatMap((reason): readonly SuppressionEntry[] => {
    if (raw[reason] === undefined) return [];
    const { [reason]: read } = parseItem(
      z.object({ [reason]: fact }),
      { [reason]: raw[reason] },
      nameOfRow(raw),
    );
    if (read === undefined) return [];
    const { at, detail, source, by, until } = read;
    return [
      {
        address,
        scope,
        reason,
        detail,
        source,
        sinceMs: at,
        expiresAtMs: until,
        ...(by === undefined ? {} : { by }),
      },
    ];
  });
  const softBounces = Object.entries(raw).flatMap(([name, value]) =>
    name.startsWith(softBouncePrefix) && typeof value === 'number'
      ? [[name.slice(softBouncePrefix.length), value] as const]
      : [],
  );
  return {
    address,
    scope,
    written,
    softBounces: new Map(softBounces),
    softBounceRule: item.softBounceRule,
    deliveredAtMs: item.deliveredAt,
    notSpamAtMs: item.notSpamAt,
    removal: removed && {
      atMs: removed.at,
      by: removed.by,
      why: removed.why,
    },
  };
};

/** The attribute of an entry, without its key and reason. */
export const toFact = ({ sinceMs, detail, source, by, expiresAtMs }: SuppressionEntry) => ({
  at: sinceMs,
  detail,
  source,
  ...(by === undefined ? {} : { by }),
  ...(expiresAtMs === undefined ? {} : { until: expiresAtMs }),
});

/** The attribute of a removal; it stands beside whatever is written afterwards. */
export const toTombstone = (
  record: AddressRecord,
  { by, why, atMs }: Pick<Removal, 'by' | 'why' | 'atMs'>,
) => ({ at: removalTime(record, atMs), by, why });
