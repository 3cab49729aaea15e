import type { RecordJudgement, Unanswered, WantedRecord } from './ports.ts';

/** What DNS did instead of answering, as a sentence about the server. */
export const unansweredText: Readonly<Record<Unanswered, string>> = {
  'timed-out': 'The name server does not answer in time.',
  'server-failed': 'The name server fails (SERVFAIL): it cannot find out.',
  refused: 'The name server refuses the question (REFUSED).',
  unreachable: 'The name server cannot be reached.',
  'unreadable-answer': 'The name server answers something that is no DNS answer.',
};

export const asFound = (
  record: WantedRecord,
  there: readonly string[],
  notes: readonly string[] = [],
): RecordJudgement => ({
  record,
  verdict: 'found',
  there,
  problem: undefined,
  remedy: undefined,
  notes,
});

export const asDifferent = (
  record: WantedRecord,
  there: readonly string[],
  problem: string,
  remedy: string,
): RecordJudgement => ({ record, verdict: 'differs', there, problem, remedy, notes: [] });

export const asAbsent = (
  record: WantedRecord,
  problem: string,
  there: readonly string[] = [],
): RecordJudgement => ({
  record,
  verdict: 'absent',
  there,
  problem,
  remedy: `Add it: ${asLine(record)}`,
  notes: [],
});

/** @param at - the name that was asked for, when it is another than that of the record */
export const asUnanswered = (
  record: WantedRecord,
  why: Unanswered,
  at: string = record.name,
): RecordJudgement => ({
  record,
  verdict: 'unanswered',
  there: [],
  problem: `${unansweredText[why]}${at === record.name ? '' : ` It was asked for ${at}.`}`,
  remedy:
    'Ask again. If it lasts, ask another server with --resolver; this says nothing about the record.',
  notes: [],
});

/** A record in one line, with names in full. */
export const asLine = ({ name, type, value }: Pick<WantedRecord, 'name' | 'type' | 'value'>) =>
  `${name} ${type} ${type === 'TXT' ? JSON.stringify(value) : value}`;
