import { readFeedbackIn } from '../../../shared/aws/ledger/feedback-table.ts';
import { ledgerTable } from '../../../shared/aws/ledger/ledger-table.ts';
import { queueSize } from '../../../shared/aws/queues/queue-size.ts';
import { secretKeys } from '../../../shared/aws/secrets/secret-keys.ts';
import { sendMail } from '../../../shared/aws/ses/send-mail.ts';
import { getSendQuota, sendByV1, sendingClient } from '../../../shared/aws/ses/ses-mailer.ts';
import { sendByV2, sendingClientV2 } from '../../../shared/aws/ses/ses-v2-mailer.ts';
import { clientOptionsFor } from '../../../shared/aws/tenants/client-options.ts';
import { tenantAccounts } from '../../../shared/aws/tenants/tenant-accounts.ts';
import { spreadOverDay } from '../../../shared/pacing/quota-reading.ts';
import { openedSecrets } from '../../../shared/secrets/opened-secrets.ts';
import { secretBox } from '../../../shared/secrets/secret-box.ts';
import {
  askWithKeys,
  keysInUse,
  sendWithKeys,
  type TenantKeys,
} from '../../../shared/tenants/keys-in-use.ts';
import type { FindTenants, SendingAccount } from '../../../shared/tenants/ports.ts';
import { everyTenant } from '../../../shared/tenants/resumes.ts';
import type { TenantSendingAccount } from '../../../shared/tenants/sending-account.ts';
import type { Connections, SendingEnvironment } from '../connections/wiring.ts';
import { sendingTenant } from '../sending-tenant.ts';

/** Finds the account that each tenant sends with: one of its own, or the pipeline's. */
export const findTenantsOf = (
  environment: SendingEnvironment,
  connections: Connections,
): FindTenants => {
  const { tables, sqs, place } = connections;
  const waitingEvents = queueSize(sqs, environment.QUEUE_FEEDBACK);
  const openAccount = (
    { account, region }: { readonly account: string; readonly region: string },
    { sendMail, getSendQuota }: SesCalls,
    isBrought: boolean,
  ): SendingAccount => ({
    name: `${account}#${region}`,
    isBrought,
    ledger: ledgerTable(tables, environment.TABLE_LEDGER, account, region),
    readFeedback: readFeedbackIn(tables, environment.TABLE_MESSAGES, {
      account,
      isBrought,
      waitingEvents,
    }),
    sendMail,
    getSendQuota: environment.SPREAD_OVER_DAY
      ? async () => spreadOverDay(await getSendQuota())
      : getSendQuota,
    memory: { last: undefined },
    pausedAtSes: new Map(),
  });
  const own = { account: environment.SES_ACCOUNT, region: environment.AWS_REGION };
  const ownAccount = openAccount(own, callsOf(place), false);
  const callsIn = broughtCalls(environment, connections);
  const brought = tenantAccounts(tables, environment.TABLE_TENANTS, (account, keys) =>
    openAccount(account, callsIn(account, keys), true),
  );
  return async (tenantIds) => {
    const found = await brought.find([...tenantIds, everyTenant]);
    const all = found.get(everyTenant);
    return new Map(tenantIds.map((id) => [id, sendingTenant(id, found.get(id), all, ownAccount)]));
  };
};

type SesCalls = Pick<SendingAccount, 'sendMail' | 'getSendQuota'>;

const callsOf = (options: Partial<ReturnType<typeof clientOptionsFor>>): SesCalls => {
  const ses = sendingClient(options);
  return {
    sendMail: sendMail({ v1: sendByV1(ses), v2: () => sendByV2(sendingClientV2(options)) }),
    getSendQuota: getSendQuota(ses),
  };
};

/** Calls of SES in the account that a tenant brings, by its role or by its keys. */
const broughtCalls = ({ SECRETS_KEY }: SendingEnvironment, { clock }: Connections) => {
  const openSecret = openedSecrets(secretBox(secretKeys(SECRETS_KEY)), clock.now);
  return (brought: TenantSendingAccount, given: TenantKeys | undefined): SesCalls => {
    if (given === undefined) return callsOf(clientOptionsFor(brought));
    const keys = keysInUse(given, { openSecret, now: clock.now }, (key) =>
      callsOf(clientOptionsFor(brought, key)),
    );
    return {
      sendMail: sendWithKeys(keys),
      getSendQuota: askWithKeys(keys, (calls) => calls.getSendQuota()),
    };
  };
};
