import * as z from 'zod';
import type { SesWorld } from '../world.ts';
import { done, type RestAnswer } from './rest-answer.ts';
import { reading } from './rest-body.ts';
import type { RestOperation } from './rest-operation.ts';

const sendingAttributes = z.object({ SendingEnabled: z.boolean().default(false) });

const getAccount = ({ account }: SesWorld): RestAnswer => {
  const settings = account.settings();
  return done({
    DedicatedIpAutoWarmupEnabled: false,
    EnforcementStatus: settings.enforcementStatus,
    ProductionAccessEnabled: !settings.isSandbox,
    SendQuota: {
      Max24HourSend: settings.max24HourSend,
      MaxSendRate: settings.maxSendRate,
      SentLast24Hours: account.sentLast24Hours(),
    },
    SendingEnabled: settings.sendingEnabled,
    SuppressionAttributes: { SuppressedReasons: ['BOUNCE', 'COMPLAINT'] },
  });
};

/** Operations on the account. */
export const accountOperations: readonly RestOperation[] = [
  { name: 'GetAccount', method: 'GET', path: /^\/v2\/email\/account$/, run: getAccount },
  {
    name: 'PutAccountSendingAttributes',
    method: 'PUT',
    path: /^\/v2\/email\/account\/sending$/,
    run: ({ account }, { body }) =>
      reading(sendingAttributes, body, ({ SendingEnabled }) => {
        account.change({ sendingEnabled: SendingEnabled });
        return done();
      }),
  },
];
