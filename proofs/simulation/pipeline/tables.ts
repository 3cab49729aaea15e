import type { TableShape } from '../models/dynamodb/tables.ts';

/** The tables of the pipeline, as infra/tables.yml makes them. */
export const tableShapes: Readonly<
  Record<'messages' | 'suppressions' | 'ledger' | 'reputation', TableShape>
> = {
  messages: { hash: 'pk', indexes: { 'by-ses-message-id': 'sesMessageId' } },
  suppressions: { hash: 'address', range: 'scope', indexes: { 'by-scope': 'scope' } },
  ledger: { hash: 'pk' },
  reputation: { hash: 'pk', range: 'sk' },
};
