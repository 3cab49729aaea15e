import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { warmUp } from '../../../functions/send-email/warm-up.ts';
import { toldStreams } from '../../support/told-streams.ts';

const variables: Readonly<Record<string, string>> = {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  STAGE: 'test',
  METRICS_NAMESPACE: 'Test',
  DETAILED_METRICS: 'false',
  TABLE_MESSAGES: 'messages',
  TABLE_SUPPRESSIONS: 'suppressions',
  TABLE_LEDGER: 'ledger',
  TABLE_TENANTS: 'tenants',
  QUEUE_TRANSACTIONAL_ARN: 'arn:aws:sqs:us-east-1:000000000000:transactional',
  QUEUE_TRANSACTIONAL_URL: 'http://127.0.0.1:1/transactional',
  QUEUE_BULK_ARN: 'arn:aws:sqs:us-east-1:000000000000:bulk',
  QUEUE_BULK_URL: 'http://127.0.0.1:1/bulk',
  QUEUE_DEAD_LETTERS: 'http://127.0.0.1:1/dead-letters',
  QUEUE_FEEDBACK: 'http://127.0.0.1:1/feedback',
  BUCKET_PAYLOADS: 'payloads',
  STREAMS: toldStreams(''),
  SES_ACCOUNT: '000000000000',
  SETTLE_SECONDS: '120',
  SILENCE_SECONDS: '3600',
  LARGEST_MAIL_MB: '10',
  SPREAD_OVER_DAY: 'false',
  SECRETS_KEY: '',
  TRANSPORT: 'ses',
  SMTP_SERVER: '',
  UNSUBSCRIBE_URL: '',
  UNSUBSCRIBE_MAILBOX: '',
  IDENTITY_FEEDBACK: 'false',
  EVENTS_TOPIC: '',
  EVENTS_BUS: '',
  ADDRESS_KEY: '',
  // Nothing listens there: whatever left the rehearsal would fail.
  AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
};

describe('the rehearsal of the sender', () => {
  let before: NodeJS.ProcessEnv;

  beforeEach(() => {
    before = { ...process.env };
    Object.assign(process.env, variables);
  });
  afterEach(() => {
    process.env = before;
    jest.restoreAllMocks();
  });

  it('sends whole batches to services that are only played, and says nothing', async () => {
    const written = [
      jest.spyOn(console, 'info'),
      jest.spyOn(console, 'warn'),
      jest.spyOn(console, 'error'),
      jest.spyOn(console, 'log'),
    ];

    expect(await warmUp()).toBe(40);

    for (const spy of written) expect(spy).not.toHaveBeenCalled();
  });

  it('never keeps the function from starting', async () => {
    delete process.env.TABLE_MESSAGES;

    expect(await warmUp()).toBe(0);
  });
});
