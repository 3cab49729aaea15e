import { element, memberList } from '../sending/markup.ts';
import { type Action, group, isoTime } from './query-action.ts';
import { booleanOf } from './query-protocol.ts';

const double = (value: number): string =>
  Number.isInteger(value) ? value.toFixed(1) : String(value);

const getSendQuota: Action = ({ account }) => {
  const { max24HourSend, maxSendRate } = account.settings();
  return group(
    element('Max24HourSend', double(max24HourSend)),
    element('MaxSendRate', double(maxSendRate)),
    element('SentLast24Hours', double(account.sentLast24Hours())),
  );
};

const getSendStatistics: Action = ({ record }) =>
  memberList(
    'SendDataPoints',
    record
      .dataPoints()
      .map((point) => [
        element('Timestamp', isoTime(point.timestampMs)),
        element('DeliveryAttempts', point.deliveryAttempts),
        element('Bounces', point.bounces),
        element('Complaints', point.complaints),
        element('Rejects', point.rejects),
      ]),
  );

const getAccountSendingEnabled: Action = ({ account }) =>
  element('Enabled', account.settings().sendingEnabled);

const updateAccountSendingEnabled: Action = ({ account }, parameters) => {
  account.change({ sendingEnabled: booleanOf(parameters, 'Enabled') ?? false });
  return undefined;
};

/** Quota, statistics and the switch of the account. */
export const accountActions: ReadonlyMap<string, Action> = new Map<string, Action>([
  ['GetSendQuota', getSendQuota],
  ['GetSendStatistics', getSendStatistics],
  ['GetAccountSendingEnabled', getAccountSendingEnabled],
  ['UpdateAccountSendingEnabled', updateAccountSendingEnabled],
]);
