/** Numbers of recipients: accepted by SES, bounced permanently, complained. */
export interface Counts {
  readonly sent: number;
  readonly bounced: number;
  readonly complained: number;
}

/** Counts by name of a tenant's stream; see {@link nameOfStream}. */
export type Tally = ReadonlyMap<string, Counts>;

export const noCounts: Counts = { sent: 0, bounced: 0, complained: 0 };

export const addCounts = (a: Counts, b: Counts): Counts => ({
  sent: a.sent + b.sent,
  bounced: a.bounced + b.bounced,
  complained: a.complained + b.complained,
});

export const sumCounts = (all: Iterable<Counts>): Counts => [...all].reduce(addCounts, noCounts);

/** Adds tallies up, name by name. */
export const addTallies = (tallies: Iterable<Tally>): Tally => {
  const sums = new Map<string, Counts>();
  for (const tally of tallies)
    for (const [name, counts] of tally)
      sums.set(name, addCounts(sums.get(name) ?? noCounts, counts));
  return sums;
};

/** Whether two tallies are equal. */
export const isSameTally = (a: Tally, b: Tally): boolean =>
  a.size === b.size &&
  [...a].every(([name, { sent, bounced, complained }]) => {
    const other = b.get(name);
    return (
      other !== undefined &&
      other.sent === sent &&
      other.bounced === bounced &&
      other.complained === complained
    );
  });

/**
 * Stream of mail without our stream tag. It counts for its tenant and the account, and for no
 * particular stream.
 */
export const unknownStream = '-';

const elsewhere = '#elsewhere';

/**
 * Name of a tenant's stream in a tally. `#` separates the parts; neither tenant ids nor streams
 * contain it.
 *
 * @param isElsewhere - whether another AWS account sent the mail
 */
export const nameOfStream = (tenantId: string, stream: string, isElsewhere = false): string =>
  `${tenantId}#${stream}${isElsewhere ? elsewhere : ''}`;

export const streamOfName = (
  name: string,
): { readonly tenantId: string; readonly stream: string; readonly isElsewhere: boolean } => {
  const at = name.indexOf('#');
  const isElsewhere = name.endsWith(elsewhere);
  return {
    tenantId: name.slice(0, at),
    stream: name.slice(at + 1, isElsewhere ? -elsewhere.length : undefined),
    isElsewhere,
  };
};
