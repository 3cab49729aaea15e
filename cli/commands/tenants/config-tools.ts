import { readFile } from 'node:fs/promises';
import { tenantBook } from '../../../shared/aws/tenants/tenant-book.ts';
import { tenantPauses } from '../../../shared/aws/tenants/tenant-pauses.ts';
import type { Pipeline } from '../../program.ts';
import type { ConfigIo } from './config.ts';
import { openKeyTools } from './key-tools.ts';

/** Tools of the commands on tenants' configuration documents. */
export const openConfigTools = async (
  pipeline: Pipeline,
): Promise<Pick<ConfigIo, 'config' | 'readFile'>> => {
  const { target, clients, clock } = pipeline;
  return {
    config: {
      ...openKeyTools(pipeline),
      tenants: tenantBook(clients.documents, target.tables.tenants),
      pauses: tenantPauses(clients.documents, target.tables.tenants),
      region: await clients.sqs.config.region(),
      now: clock.now,
    },
    readFile: (path) => readFile(path),
  };
};
