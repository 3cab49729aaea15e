import { readFeedbackIn } from '../../../shared/aws/ledger/feedback-table.ts';
import { ledgerTable } from '../../../shared/aws/ledger/ledger-table.ts';
import { queueSize } from '../../../shared/aws/queues/queue-size.ts';
import { secretKeys } from '../../../shared/aws/secrets/secret-keys.ts';
import { sendMail } from '../../../shared/aws/ses/send-mail.ts';
import { getSendQuota, sendByV1, sendingClient } from '../../../shared/aws/ses/ses-mailer.ts';
import { sendJointlyByV2 } from '../../../shared/aws/ses/ses-v2-joint-mailer.ts';
import { sendByV2, sendingClientV2 } from '../../../shared/aws/ses/ses-v2-mailer.ts';
import { clientOptionsFor } from '../../../shared/aws/tenants/client-options.ts';
import { tenantAccounts } from '../../../shared/aws/tenants/tenant-accounts.ts';
import { spreadOverDay } from '../../../shared/pacing/quota-reading.ts';
import { openedSecrets } from '../../../shared/secrets/opened-secrets.ts';
import type { SecretBox } from '../../../shared/secrets/ports.ts';
import { secretBox } from '../../../shared/secrets/secret-box.ts';
import { readSmtpServer } from '../../../shared/smtp/read-smtp-server.ts';
import { sendBySmtp } from '../../../shared/smtp/send-by-smtp.ts';
import { UnreadableItem } from '../../../shared/system/unreadable-item.ts';
import {
  askWithKeys,
  keysInUse,
  sendWithKeys,
  type TenantKeys,
} from '../../../shared/tenants/keys-in-use.ts';
import type { FindTenants, SendingAccount } from '../../../shared/tenants/ports.ts';
import { everyTenant } from '../../../shared/tenants/resumes.ts';
import type { TenantSendingAccount } from '../../../shared/tenants/sending-account.ts';
import { sendByWayOut } from '../../../shared/way-out/send-by-way-out.ts';
import { wayOutAccount } from '../../../shared/way-out/way-out-ledger.ts';
import type { Connections, SendingEnvironment } from '../connections/wiring.ts';
import { sendingTenant } from '../sending-tenant.ts';
import { waysOutOf } from './ways-out.ts';

/** Finds the account that each tenant sends with: one of its own, or the pipeline's. */
export const findTenantsOf = (
  environment: SendingEnvironment,
  connections: Connections,
): FindTenants => {
  const { tables, sqs, place } = connections;
  const waitingEvents = queueSize(sqs, environment.QUEUE_FEEDBACK);
  const openAccount = (
    { account, region }: { readonly account: string; readonly region: string },
    { sendMail, sendJointly, getSendQuota }: SesCalls,
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
    ...(smtp ?? { sendMail, sendJointly }),
    getSendQuota: environment.SPREAD_OVER_DAY
      ? async () => spreadOverDay(await getSendQuota())
      : getSendQuota,
    memory: { last: undefined },
    pausedAtSes: new Map(),
  });
  const { openSecret, smtp } = smtpOf(environment, connections);
  const openWayOut = waysOutOf({
    openSecret,
    sendBySmtp: sendBySmtp(),
    ledgerOf: (stream) => ledgerTable(tables, environment.TABLE_LEDGER, wayOutAccount, stream),
  });
  const own = { account: environment.SES_ACCOUNT, region: environment.AWS_REGION };
  const ownAccount = openAccount(own, callsOf(place), false);
  const callsIn = broughtCalls(openSecret, connections);
  const brought = tenantAccounts(tables, environment.TABLE_TENANTS, (account, keys) =>
    openAccount(account, callsIn(account, keys), true),
  );
  return async (tenantIds) => {
    const found = await brought.find([...tenantIds, everyTenant]);
    const all = found.get(everyTenant);
    if (
      all !== undefined &&
      !(all instanceof UnreadableItem) &&
      all.waysOut instanceof UnreadableItem
    )
      connections.log('error', `No mail has a way out. ${all.waysOut.message}`);
    return new Map(
      tenantIds.map((id) => [id, sendingTenant(id, found.get(id), all, ownAccount, openWayOut)]),
    );
  };
};

/** Secrets, and the SMTP server that takes all mail in the place of SES; undefined: none does. */
const smtpOf = (
  { SECRETS_KEY, TRANSPORT, SMTP_SERVER }: SendingEnvironment,
  { clock, isRehearsal }: Connections,
) => {
  const openSecret = openedSecrets(secretBox(secretKeys(SECRETS_KEY)), clock.now);
  const server = TRANSPORT === 'smtp' && !isRehearsal ? readSmtpServer(SMTP_SERVER) : undefined;
  const smtp =
    server === undefined
      ? undefined
      : {
          bySmtp: true,
          sendMail: sendByWayOut(server, { openSecret, sendBySmtp: sendBySmtp() }),
        };
  return { openSecret, smtp };
};

type SesCalls = Required<Pick<SendingAccount, 'sendMail' | 'sendJointly' | 'getSendQuota'>>;

const callsOf = (options: Partial<ReturnType<typeof clientOptionsFor>>): SesCalls => {
  const ses = sendingClient(options);
  let made: ReturnType<typeof sendingClientV2> | undefined;
  const v2 = () => {
    made ??= sendingClientV2(options);
    return made;
  };
  return {
    sendMail: sendMail({ v1: sendByV1(ses), v2: () => sendByV2(v2()) }),
    sendJointly: (mails) => sendJointlyByV2(v2())(mails),
    getSendQuota: getSendQuota(ses),
  };
};

/** Calls of SES in the account that a tenant brings, by its role or by its keys. */
const broughtCalls =
  (openSecret: SecretBox['open'], { clock }: Connections) =>
  (brought: TenantSendingAccount, given: TenantKeys | undefined): SesCalls => {
    if (given === undefined) return callsOf(clientOptionsFor(brought));
    const keys = keysInUse(given, { openSecret, now: clock.now }, (key) =>
      callsOf(clientOptionsFor(brought, key)),
    );
    return {
      sendMail: sendWithKeys(keys, (calls) => calls.sendMail),
      sendJointly: sendWithKeys(keys, (calls) => calls.sendJointly),
      getSendQuota: askWithKeys(keys, (calls) => calls.getSendQuota()),
    };
  };
