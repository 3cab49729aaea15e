import { double, isoTime, type QueryValue } from '../../shared/ses-api/wire/query-answer.ts';
import type { AccountFacts, SesDoorPorts } from './ports.ts';

/** Output of GetAccount of API v2, as far as the pipeline knows it. */
export const accountOfRest = async ({ readAccount }: SesDoorPorts, tenantId: string) => {
  const { quota, isSending } = await readAccount(tenantId);
  return {
    ProductionAccessEnabled: !isSandbox(quota),
    SendQuota: {
      Max24HourSend: limitOf(quota.max24Hours),
      MaxSendRate: quota.maxPerSecond,
      SentLast24Hours: quota.sentLast24Hours,
    },
    SendingEnabled: isSending,
  };
};

/** Whether the quota is that of an account in the sandbox: SES's ledger does not say more. */
const isSandbox = ({ max24Hours, maxPerSecond }: AccountFacts['quota']): boolean =>
  max24Hours === 200 && maxPerSecond === 1;

/** Answers a call that asks about the account of a tenant. */
export type AccountAction = (ports: SesDoorPorts, tenantId: string) => Promise<QueryValue>;

/** Value of a quota that has no limit, as SES writes it. */
const noLimit = -1;

const limitOf = (max24Hours: number): number =>
  Number.isFinite(max24Hours) ? max24Hours : noLimit;

const sendQuota: AccountAction = async ({ readAccount }, tenantId) => {
  const { quota } = await readAccount(tenantId);
  return {
    Max24HourSend: double(limitOf(quota.max24Hours)),
    MaxSendRate: double(quota.maxPerSecond),
    SentLast24Hours: double(quota.sentLast24Hours),
  };
};

/** Points of an hour each, where SES has quarters of an hour; only the tenant's own mail. */
const sendStatistics: AccountAction = async ({ readHours }, tenantId) => ({
  SendDataPoints: (await readHours(tenantId)).map(({ startMs, sent, bounced, complained }) => ({
    Timestamp: isoTime(startMs),
    DeliveryAttempts: sent,
    Bounces: bounced,
    Complaints: complained,
    Rejects: 0,
  })),
});

/** Calls of API v1 that do not send. */
export const accountActions: ReadonlyMap<string, AccountAction> = new Map([
  ['GetSendQuota', sendQuota],
  ['GetSendStatistics', sendStatistics],
]);
