import { LambdaClient } from '@aws-sdk/client-lambda';
import type { SESv2Client } from '@aws-sdk/client-sesv2';
import * as z from 'zod/mini';
import { documentClient } from '../aws/document-client.ts';
import { eventSource } from '../aws/event-source.ts';
import { ledgerTable } from '../aws/ledger-table.ts';
import { accountClient, readAccount } from '../aws/ses-account.ts';
import { clientOptionsFor, tenantAccounts } from '../aws/tenant-accounts.ts';
import { spreadOverDay } from '../pacing/quota-reading.ts';
import type { KeptAccount, RefreshAccountsPorts } from '../pacing/refresh-accounts.ts';
import { wholeTenant } from '../tenants/pauses.ts';
import { everyTenant } from '../tenants/resumes.ts';
import { UnreadableItem } from '../unreadable-item.ts';
import { correctedClock } from './clock.ts';
import { flag, readEnvironment, text } from './environment.ts';
import { containerCounter } from './lambda-handler.ts';
import { log } from './logger.ts';

const schema = z.object({
  AWS_REGION: text,
  TABLE_LEDGER: text,
  TABLE_TENANTS: text,
  SES_ACCOUNT: text,
  EVENT_SOURCE_TRANSACTIONAL: text,
  EVENT_SOURCE_BULK: text,
  SPREAD_OVER_DAY: flag,
});

let ports: RefreshAccountsPorts | undefined;

/** What refresh-quota needs; made once per container, on its first run. */
export const quotaPorts = (): RefreshAccountsPorts => {
  if (ports === undefined) {
    const environment = readEnvironment(schema);
    const { clock, watch } = correctedClock();
    const tables = documentClient(watch);
    const keep = (account: string, region: string, client: SESv2Client): KeptAccount => {
      const read = readAccount(client);
      return {
        name: `${account}#${region}`,
        ledger: ledgerTable(tables, environment.TABLE_LEDGER, account, region),
        readAccount: environment.SPREAD_OVER_DAY ? async () => spreadOverDay(await read()) : read,
      };
    };
    const brought = tenantAccounts(tables, environment.TABLE_TENANTS, (account) =>
      keep(account.account, account.region, accountClient(clientOptionsFor(account))),
    );
    const lambda = new LambdaClient({});
    ports = {
      ownAccount: keep(environment.SES_ACCOUNT, environment.AWS_REGION, accountClient()),
      findOtherAccounts: () => brought.list((item) => log('error', item.message)),
      isStopped: async () => {
        const ofAll = (await brought.find([everyTenant])).get(everyTenant);
        if (ofAll instanceof UnreadableItem) log('error', ofAll.message);
        // What cannot be read may be a pause.
        return ofAll instanceof UnreadableItem || ofAll?.pauses[wholeTenant] !== undefined;
      },
      eventSources: [
        eventSource(lambda, 'high', environment.EVENT_SOURCE_TRANSACTIONAL),
        eventSource(lambda, 'low', environment.EVENT_SOURCE_BULK),
      ],
      gauge: containerCounter().gauge,
      clock,
      log,
    };
  }
  return ports;
};
