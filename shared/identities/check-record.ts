import { checkDkim } from './check-dkim.ts';
import { checkDmarc } from './check-dmarc.ts';
import { checkMailFromMx, checkMailFromSpf } from './check-mail-from.ts';
import type { AskDns, RecordJudgement, WantedRecord } from './ports.ts';

/**
 * Judges one wanted record by what DNS has. A record without an answer is `unanswered`, never
 * `absent`.
 */
export const checkRecord = (record: WantedRecord, ask: AskDns): Promise<RecordJudgement> => {
  switch (record.purpose) {
    case 'dkim':
      return checkDkim(record, ask);
    case 'mail-from-mx':
      return checkMailFromMx(record, ask);
    case 'mail-from-spf':
      return checkMailFromSpf(record, ask);
    case 'dmarc':
      return checkDmarc(record, ask);
    default:
      return record.purpose satisfies never;
  }
};

/** Judges several wanted records at the same time. */
export const checkRecords = (
  records: readonly WantedRecord[],
  ask: AskDns,
): Promise<readonly RecordJudgement[]> =>
  Promise.all(records.map((record) => checkRecord(record, ask)));
