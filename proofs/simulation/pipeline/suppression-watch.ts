import { toRecord } from '../../../shared/aws/suppressions/suppression-item.ts';
import { entriesOf } from '../../../shared/suppression/address-record.ts';
import { isInForce } from '../../../shared/suppression/scopes.ts';
import { attributesOf } from '../models/dynamodb/item.ts';
import type { OnWrite } from '../models/dynamodb/writes.ts';
import type { World } from './world.ts';

/** Reports every address from the write on that suppresses it. */
export const suppressionWatch =
  ({ timeline, audits }: World): OnWrite =>
  (_table, _before, after) => {
    if (after === undefined) return;
    for (const entry of entriesOf(toRecord(attributesOf(after)))) {
      if (!isInForce(entry, timeline.now())) continue;
      // Repeated soft bounces suppress for a time: a reason not to send that ends by itself.
      if (entry.reason === 'soft-bounce')
        audits.mail.suppressedForAWhile(entry.address, entry.scope);
      else if (entry.reason !== 'operator')
        audits.mail.suppressedByEvent(entry.address, entry.scope);
    }
  };
