import { iso } from './engagement.ts';
import { eventSorts } from './event-sort.ts';
import type { FoldedEvents, MessageRecord, RecordedEvent, SentPart } from './message-record.ts';

/** One entry of a message's history. */
export interface TimelineEntry {
  /** ISO 8601, UTC; null when SES gave no time. */
  readonly at: string | null;
  /** `seen`, `sent`, an outcome's state, `conflict`, `note`, or SES's name for its event. */
  readonly what: string;
  readonly detail: string | null;
}

/** The history of a message, oldest first. */
export const timelineOf = (record: MessageRecord): readonly TimelineEntry[] => {
  const entries: readonly TimelineEntry[] = [
    ...(record.firstSeenAtMs === undefined
      ? []
      : [{ at: iso(record.firstSeenAtMs), what: 'seen', detail: null }]),
    ...record.sent.flatMap((sent) => sentEntry(record, sent)),
    ...(record.outcome
      ? [
          {
            at: iso(record.outcome.atMs),
            what: record.outcome.state,
            detail: joined(record.outcome.reasons),
          },
        ]
      : []),
    ...(record.conflictAtMs === undefined
      ? []
      : [{ at: iso(record.conflictAtMs), what: 'conflict', detail: conflictDetail }]),
    ...(record.noLinkAtMs === undefined
      ? []
      : [{ at: iso(record.noLinkAtMs), what: 'note', detail: noLinkDetail }]),
    ...record.events.map((event) => eventEntry(record, event)),
    ...record.folded.map(foldedEntry),
  ];
  const orderOf = (entry: TimelineEntry): string =>
    `${entry.at ?? ''} ${entry.what === 'seen' ? 0 : entry.what === 'sent' ? 1 : 2} ${entry.what} ${entry.detail ?? ''}`;
  return entries.toSorted((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
};

const joined = (words: readonly (string | undefined)[]): string | null =>
  words.filter((word) => word !== undefined && word !== '').join(' · ') || null;

const sentEntry = (record: MessageRecord, sent: SentPart): readonly TimelineEntry[] =>
  sent.atMs === undefined
    ? []
    : [
        {
          at: iso(sent.atMs),
          what: 'sent',
          detail: joined([
            sent.sesMessageId,
            isBySmtp(record, sent.part) ? bySmtpDetail : undefined,
            record.plan && `part ${sent.part + 1} of ${record.plan.length}`,
          ]),
        },
      ];

/** Whether a part went by SMTP, so that no event tells of it. */
export const isBySmtp = ({ smtpMarks }: MessageRecord, part: number): boolean =>
  smtpMarks?.has(part) === true;

const bySmtpDetail = 'by SMTP and not by SES: its bounces are not observed';

const agentNames = { human: 'by a person', bot: 'likely by a program' } as const;

const unreadableText = (count: number): string | undefined =>
  count === 0 ? undefined : `${count} named who cannot be read`;

const eventEntry = (record: MessageRecord, event: RecordedEvent): TimelineEntry => ({
  at: event.atMs === undefined ? null : iso(event.atMs),
  what: event.kind,
  detail: joined([
    event.reason,
    record.recipients.length > 1 ? event.recipients.join(', ') : undefined,
    unreadableText(event.unreadable),
    event.agent && agentNames[event.agent],
    event.detail,
  ]),
});

const foldedEntry = ({ sort, count, firstMs, lastMs }: FoldedEvents): TimelineEntry => ({
  at: firstMs === undefined ? null : iso(firstMs),
  what: eventSorts[sort].kind,
  detail: joined([
    sort === eventSorts[sort].kind ? undefined : sort,
    `${count} like it${lastMs === undefined ? '' : ` until ${iso(lastMs)}`}`,
  ]),
});

const noLinkDetail =
  'it has unsubscribe headers and no visible link: write {{unsubscribeUrl}} into its body';

const conflictDetail = 'another mail came under this id and was refused; it is a dead letter';
