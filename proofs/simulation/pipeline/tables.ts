import type { TableShape } from '../models/dynamodb/tables.ts';

/** Shapes of the pipeline's tables, as in infra/tables.yml. */
export const tableShapes: Readonly<
  Record<'messages' | 'suppressions' | 'ledger' | 'reputation' | 'tenants', TableShape>
> = {
  messages: { hash: 'pk', indexes: { 'by-ses-message-id': 'sesMessageId', 'by-list': 'listedIn' } },
  suppressions: { hash: 'address', range: 'scope', indexes: { 'by-scope': 'scope' } },
  ledger: { hash: 'pk' },
  tenants: { hash: 'tenantId' },
  reputation: { hash: 'pk', range: 'sk' },
};
