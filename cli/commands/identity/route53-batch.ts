import type { WantedRecord } from '../../../shared/identities/ports.ts';
import { quotedStrings, recordTtl } from './record-lines.ts';

/** Input of `aws route53 change-resource-record-sets --change-batch`. */
export interface Route53Batch {
  readonly Comment: string;
  readonly Changes: readonly {
    readonly Action: 'CREATE' | 'UPSERT';
    readonly ResourceRecordSet: {
      readonly Name: string;
      readonly Type: WantedRecord['type'];
      readonly TTL: number;
      readonly ResourceRecords: readonly { readonly Value: string }[];
    };
  }[];
}

/**
 * Records as a change batch of Route 53. `UPSERT` would replace all values of a TXT or MX record,
 * also those of others; so these are made with `CREATE`, which Route 53 refuses, with the whole
 * batch, when the record exists. A name of a DKIM token belongs to SES alone.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/APIReference/API_ChangeResourceRecordSets.html
 */
export const route53Batch = (domain: string, records: readonly WantedRecord[]): Route53Batch => ({
  Comment: `Amazon SES identity ${domain}`,
  Changes: records.map(({ name, type, value }) => ({
    Action: type === 'CNAME' ? 'UPSERT' : 'CREATE',
    ResourceRecordSet: {
      Name: `${name}.`,
      Type: type,
      TTL: recordTtl,
      ResourceRecords: [{ Value: type === 'TXT' ? quotedStrings(value) : `${value}.` }],
    },
  })),
});
