import type { WantedRecord } from '../identities/ports.ts';
import type { ObservedIdentity } from './observed.ts';

/** Whether DNS has a record of this purpose not, or another; false while that is not known. */
export const lacksRecord = (
  dns: ObservedIdentity['dns'],
  purpose: WantedRecord['purpose'],
): boolean =>
  dns.kind === 'known' &&
  dns.value.records.some(
    ({ record, verdict }) =>
      record.purpose === purpose && (verdict === 'absent' || verdict === 'differs'),
  );
