import * as z from 'zod/mini';

/** One accepted call; epoch ms. */
export type Acceptance = readonly [atMs: number, recipients: number];

/** Counts of 100 ms of the simulator; `t` is the start. */
export interface Tenth {
  readonly t: number;
  readonly accepted: number;
  readonly throttled: number;
}

const statistics = z.object({
  acceptedCalls: z.number(),
  throttled: z.number(),
  firstAcceptedMs: z.nullable(z.number()),
  acceptedByApp: z.record(z.string(), z.number()),
  per100ms: z.array(z.object({ t: z.number(), accepted: z.number(), throttled: z.number() })),
  outcomesPending: z.number(),
  eventsWaiting: z.number(),
});

/** Counts of the simulator; times are epoch milliseconds. */
export interface SesStatistics {
  readonly acceptedCalls: number;
  readonly throttled: number;
  readonly firstAcceptedMs: number | null;
  /** Accepted calls by container. */
  readonly acceptedByApp: Readonly<Record<string, number>>;
  readonly per100ms: readonly Tenth[];
  readonly outcomesPending: number;
  readonly eventsWaiting: number;
}

const acceptances = z.array(z.readonly(z.tuple([z.number(), z.number()])));
const copies = z.array(z.object({ copies: z.number() }));
const messages = z.array(z.object({ atMs: z.number(), tags: z.record(z.string(), z.string()) }));

/** The tag that names a message, in all designs. */
const messageTag = 'pipeline-message';

/** Control of a running simulator over its API. */
export interface SesControl {
  readonly statistics: () => Promise<SesStatistics>;
  readonly acceptances: () => Promise<readonly Acceptance[]>;
  /** Mails accepted beyond the first of each message. */
  readonly doubled: () => Promise<number>;
  /** Time at which each message was first accepted, by id; for the last ten thousand messages. */
  readonly acceptedAt: () => Promise<ReadonlyMap<string, number>>;
  /** Deletes all messages and counts. */
  readonly forget: () => Promise<void>;
  /** Stops the publication of events. */
  readonly dropEvents: () => Promise<void>;
  readonly changeRate: (perSecond: number) => Promise<void>;
  /** Switches sending of the whole account off, or on again. */
  readonly switchSending: (sendingEnabled: boolean) => Promise<void>;
  readonly addForeignSender: (share: number, seconds: number) => Promise<void>;
}

/** @param url - of the simulator */
export const sesControl = (url: string): SesControl => {
  const ask = async <Schema extends z.ZodMiniType>(
    path: string,
    schema: Schema,
  ): Promise<z.output<Schema>> => z.parse(schema, await (await fetch(new URL(path, url))).json());
  const tell = async (path: string, body: unknown): Promise<void> => {
    const answer = await fetch(new URL(path, url), { method: 'POST', body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`The SES simulator answers ${answer.status} to ${path}.`);
    await answer.arrayBuffer();
  };
  return {
    statistics: () => ask('/_sim/stats', statistics),
    acceptances: async () =>
      (await ask('/_sim/accepted', acceptances)).toSorted(([a], [b]) => a - b),
    doubled: async () =>
      (await ask('/_sim/copies', copies)).reduce((sum, one) => sum + one.copies - 1, 0),
    acceptedAt: async () => {
      const found = await ask('/_sim/messages?limit=10000', messages);
      // The first of several copies counts, so it is inserted last.
      return new Map(found.toReversed().map(({ atMs, tags }) => [tags[messageTag] ?? '', atMs]));
    },
    forget: async () => void (await fetch(new URL('/_sim/messages', url), { method: 'DELETE' })),
    dropEvents: () => tell('/_sim/faults', { eventsDropped: 1 }),
    switchSending: (sendingEnabled) => tell('/_sim/account', { sendingEnabled }),
    changeRate: (maxSendRate) => tell('/_sim/account', { maxSendRate }),
    addForeignSender: (share, seconds) => tell('/_sim/foreign', { share, seconds }),
  };
};
