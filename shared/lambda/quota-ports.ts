import * as z from 'zod/mini';
import { documentClient } from '../aws/document-client.ts';
import { ledgerTable } from '../aws/ledger-table.ts';
import { getSendQuota, sendingClient } from '../aws/ses-mailer.ts';
import type { RefreshPorts } from '../pacing/refresh-quota.ts';
import { correctedClock } from './clock.ts';
import { readEnvironment, text } from './environment.ts';
import { log } from './logger.ts';

const schema = z.object({ AWS_REGION: text, TABLE_LEDGER: text, SES_ACCOUNT: text });

let ports: RefreshPorts | undefined;

/** What refresh-quota needs; made once per container, on its first run. */
export const quotaPorts = (): RefreshPorts => {
  if (ports === undefined) {
    const environment = readEnvironment(schema);
    const { clock, watch } = correctedClock();
    ports = {
      ledger: ledgerTable(documentClient(watch), environment.TABLE_LEDGER, environment.SES_ACCOUNT, environment.AWS_REGION),
      getSendQuota: getSendQuota(sendingClient()),
      clock,
      log,
    };
  }
  return ports;
};
