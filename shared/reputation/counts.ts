/**
 * Recipients of some mail: how many SES accepted, how many bounced for good, how many complained.
 */
export interface Counts {
  readonly sent: number;
  readonly bounced: number;
  readonly complained: number;
}

/** Counts by the name of a stream of a tenant; see {@link nameOfStream}. */
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

/** Whether two tallies say the same. */
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
 * Mail that carries no tag of ours with its stream: it counts for its tenant and the account, and
 * no stream can be blamed for it.
 */
export const unknownStream = '-';

const elsewhere = '#elsewhere';

/**
 * Neither tenants nor streams have a `#` in their names.
 *
 * @param isElsewhere - another AWS account has sent the mail
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
