import { LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod/mini';
import { documentClient } from '../../shared/aws/dynamodb/document-client.ts';
import { ledgerTable } from '../../shared/aws/ledger/ledger-table.ts';
import { eventSource } from '../../shared/aws/queues/event-source.ts';
import { secretKeys } from '../../shared/aws/secrets/secret-keys.ts';
import { accountClient, readAccount } from '../../shared/aws/ses/ses-account.ts';
import { clientOptionsFor } from '../../shared/aws/tenants/client-options.ts';
import { noteSesStopped } from '../../shared/aws/tenants/note-ses-stopped.ts';
import { publishedPauses } from '../../shared/aws/tenants/published-pauses.ts';
import { tenantAccounts } from '../../shared/aws/tenants/tenant-accounts.ts';
import { flag, hour, readEnvironment, text, textOrNone } from '../../shared/lambda/environment.ts';
import { containerCounter } from '../../shared/lambda/lambda-handler.ts';
import { log } from '../../shared/lambda/logger.ts';
import type { ReadAccount } from '../../shared/pacing/ports.ts';
import { spreadOverDay } from '../../shared/pacing/quota-reading.ts';
import { publisher, publishingEnvironment } from '../../shared/pipeline-events/wiring.ts';
import { openedSecrets } from '../../shared/secrets/opened-secrets.ts';
import { secretBox } from '../../shared/secrets/secret-box.ts';
import { streamsVariable } from '../../shared/streams/streams-variable.ts';
import { correctedClock, random, systemClock } from '../../shared/system/clock.ts';
import { UnreadableItem } from '../../shared/system/unreadable-item.ts';
import { askWithKeys, keysInUse, type TenantKeys } from '../../shared/tenants/keys-in-use.ts';
import { wholeTenant } from '../../shared/tenants/pauses.ts';
import { everyTenant } from '../../shared/tenants/resumes.ts';
import type { TenantSendingAccount } from '../../shared/tenants/sending-account.ts';
import { wayOutAccount } from '../../shared/way-out/way-out-ledger.ts';
import type { PublishPausesPorts } from './publish-pauses.ts';
import type { KeptAccount, RefreshAccountsPorts } from './refresh-accounts.ts';

const schema = z.object({
  AWS_REGION: text,
  TABLE_LEDGER: text,
  TABLE_TENANTS: text,
  SES_ACCOUNT: text,
  STREAMS: streamsVariable,
  EVENT_SOURCE_TRANSACTIONAL: text,
  EVENT_SOURCE_BULK: text,
  SPREAD_OVER_DAY: flag,
  RENEWAL_HOUR: hour,
  SECRETS_KEY: textOrNone,
  ...publishingEnvironment.shape,
});

interface QuotaPorts {
  readonly accounts: RefreshAccountsPorts;
  /** Undefined where the deployment publishes no events. */
  readonly pauses: PublishPausesPorts | undefined;
}

let ports: QuotaPorts | undefined;

/** Ports of refresh-quota, built on the first run of a container. */
export const quotaPorts = (): QuotaPorts => {
  if (ports === undefined) {
    const environment = readEnvironment(schema);
    ports = { accounts: accountsPorts(environment), pauses: pausesPorts(environment) };
  }
  return ports;
};

type Environment = z.infer<typeof schema>;

const pausesPorts = (environment: Environment): PublishPausesPorts | undefined => {
  if (environment.EVENTS_TOPIC === '' && environment.EVENTS_BUS === '') return undefined;
  const { count } = containerCounter();
  const telemetry = { clock: systemClock, random, count, log };
  return {
    ...publishedPauses(documentClient(), environment.TABLE_TENANTS),
    ...telemetry,
    publishFacts: publisher(environment, { ...telemetry, addressHasher: undefined }),
  };
};

const accountsPorts = (environment: Environment): RefreshAccountsPorts => {
  const { clock, watch } = correctedClock();
  const tables = documentClient(watch);
  const keep = (account: string, region: string, read: ReadAccount): KeptAccount => ({
    name: `${account}#${region}`,
    ledger: ledgerTable(tables, environment.TABLE_LEDGER, account, region),
    readAccount: environment.SPREAD_OVER_DAY ? async () => spreadOverDay(await read()) : read,
  });
  const readBrought = broughtReading(environment.SECRETS_KEY, clock.now);
  const brought = tenantAccounts(tables, environment.TABLE_TENANTS, (account, keys) =>
    keep(account.account, account.region, readBrought(account, keys)),
  );
  const lambda = new LambdaClient({});
  return {
    ownAccount: keep(environment.SES_ACCOUNT, environment.AWS_REGION, readAccount(accountClient())),
    findOtherAccounts: () => brought.list((item) => log('error', item.message)),
    isStopped: async () => {
      const ofAll = (await brought.find([everyTenant])).get(everyTenant);
      if (ofAll instanceof UnreadableItem) log('error', ofAll.message);
      // An item that cannot be read may hold a pause, so it counts as one.
      return ofAll instanceof UnreadableItem || ofAll?.pauses[wholeTenant] !== undefined;
    },
    waysOut: {
      streams: environment.STREAMS,
      findWaysOut: async () => {
        const ofAll = (await brought.find([everyTenant])).get(everyTenant);
        const found = ofAll instanceof UnreadableItem ? ofAll : (ofAll?.waysOut ?? {});
        if (!(found instanceof UnreadableItem)) return found;
        log('error', found.message);
        return {};
      },
      noteSesStopped: noteSesStopped(tables, environment.TABLE_TENANTS),
      ledgerOf: (stream) => ledgerTable(tables, environment.TABLE_LEDGER, wayOutAccount, stream),
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
};

/** Reads the account that a tenant brings, by its role or by its keys. */
const broughtReading = (secretsKey: string, now: () => number) => {
  const openSecret = openedSecrets(secretBox(secretKeys(secretsKey)), now);
  return (brought: TenantSendingAccount, given: TenantKeys | undefined): ReadAccount => {
    if (given === undefined) return readAccount(accountClient(clientOptionsFor(brought)));
    const keys = keysInUse(given, { openSecret, now }, (key) => ({
      read: readAccount(accountClient(clientOptionsFor(brought, key))),
    }));
    return askWithKeys(keys, ({ read }) => read());
  };
};
