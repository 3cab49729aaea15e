import { LambdaClient } from '@aws-sdk/client-lambda';
import type { SESv2Client } from '@aws-sdk/client-sesv2';
import * as z from 'zod/mini';
import { documentClient } from '../../shared/aws/dynamodb/document-client.ts';
import { ledgerTable } from '../../shared/aws/ledger/ledger-table.ts';
import { eventSource } from '../../shared/aws/queues/event-source.ts';
import { accountClient, readAccount } from '../../shared/aws/ses/ses-account.ts';
import { clientOptionsFor, tenantAccounts } from '../../shared/aws/tenants/tenant-accounts.ts';
import { flag, hour, readEnvironment, text } from '../../shared/lambda/environment.ts';
import { containerCounter } from '../../shared/lambda/lambda-handler.ts';
import { log } from '../../shared/lambda/logger.ts';
import { spreadOverDay } from '../../shared/pacing/quota-reading.ts';
import { correctedClock } from '../../shared/system/clock.ts';
import { UnreadableItem } from '../../shared/system/unreadable-item.ts';
import { wholeTenant } from '../../shared/tenants/pauses.ts';
import { everyTenant } from '../../shared/tenants/resumes.ts';
import type { KeptAccount, RefreshAccountsPorts } from './refresh-accounts.ts';

const schema = z.object({
  AWS_REGION: text,
  TABLE_LEDGER: text,
  TABLE_TENANTS: text,
  SES_ACCOUNT: text,
  EVENT_SOURCE_TRANSACTIONAL: text,
  EVENT_SOURCE_BULK: text,
  SPREAD_OVER_DAY: flag,
  RENEWAL_HOUR: hour,
});

let ports: RefreshAccountsPorts | undefined;

/** Ports of refresh-quota, built on the first run of a container. */
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
        // An item that cannot be read may hold a pause, so it counts as one.
        return ofAll instanceof UnreadableItem || ofAll?.pauses[wholeTenant] !== undefined;
      },
      eventSources: [
        eventSource(lambda, 'transactional', environment.EVENT_SOURCE_TRANSACTIONAL),
        eventSource(lambda, 'bulk', environment.EVENT_SOURCE_BULK),
      ],
      renewalHour: environment.RENEWAL_HOUR,
      gauge: containerCounter().gauge,
      clock,
      log,
    };
  }
  return ports;
};
