import { sortOf } from './event-sort.ts';
import type { MessageRecord } from './message-record.ts';

/** Count and time span of opens or clicks. */
export interface Tally {
  readonly count: number;
  /** ISO 8601, UTC; null when SES gave no time. */
  readonly first: string | null;
  readonly last: string | null;
}

/** Tallies by the agent that SES assumes; null where there are no events. */
export interface TallyByAgent {
  readonly human: Tally | null;
  readonly bot: Tally | null;
  /** Events for which SES names no agent. */
  readonly unknown: Tally | null;
}

export interface Engagement {
  readonly opens: TallyByAgent;
  readonly clicks: TallyByAgent;
}

export const iso = (epochMs: number): string => new Date(epochMs).toISOString();

const isoOf = (times: readonly number[], pick: (...times: number[]) => number): string | null =>
  times.length === 0 ? null : iso(pick(...times));

type Counted = Pick<MessageRecord, 'events' | 'folded'>;

const tallyOf = ({ events, folded }: Counted, sort: string): Tally | null => {
  const some = events.filter((event) => sortOf(event) === sort);
  const more = folded.find((one) => one.sort === sort);
  const count = some.length + (more?.count ?? 0);
  if (count === 0) return null;
  const times = [...some.map(({ atMs }) => atMs), more?.firstMs, more?.lastMs].filter(
    (time) => time !== undefined,
  );
  return { count, first: isoOf(times, Math.min), last: isoOf(times, Math.max) };
};

/**
 * Opens and clicks of a message, as far as SES was set to track them, by people and by programs.
 */
export const engagementOf = (record: Counted): Engagement => {
  const byAgent = (kind: 'open' | 'click'): TallyByAgent => ({
    human: tallyOf(record, `${kind}-human`),
    bot: tallyOf(record, `${kind}-bot`),
    unknown: tallyOf(record, kind),
  });
  return { opens: byAgent('open'), clicks: byAgent('click') };
};
