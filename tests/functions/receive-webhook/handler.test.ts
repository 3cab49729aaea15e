import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { answers } from '../../../functions/receive-webhook/http-answer.ts';
import { posted, type signingSns, topicArn } from '../../fakes/signing-sns.ts';
import { bounce, bounceObject, delivery, identityMail } from '../../fixtures/events/build.ts';
import { startRecorder } from '../../support/recorder-world.ts';
import { startSnsStandIn } from '../../support/sns-stand-in.ts';

const acmeTopic = 'arn:aws:sns:eu-west-1:444455556666:acme-feedback';
let standIn: Awaited<ReturnType<typeof startSnsStandIn>>;
let sns: ReturnType<typeof signingSns>;
let recorder: Awaited<ReturnType<typeof startRecorder>>;

const now = () => ({ Timestamp: new Date().toISOString() });

beforeAll(async () => {
  standIn = await startSnsStandIn();
  ({ sns } = standIn);
  recorder = await startRecorder(() => import('../../../functions/receive-webhook/handler.ts'), {
    TABLE_TENANTS: 'tenants',
    WEBHOOK_TOPICS: ` ${topicArn} , arn:aws:sns:us-east-1:777788889999:another`,
    AWS_ENDPOINT_URL_SNS: standIn.url,
  });
  await recorder.documents.put({
    TableName: 'tenants',
    Item: { tenantId: 'acme', topics: [acmeTopic] },
  });
});
afterAll(async () => {
  await recorder.stop();
  await standIn.stop();
});

describe('receive-webhook', () => {
  it('confirms the subscription of a listed topic', async () => {
    expect(await recorder.run(posted(sns.subscriptionConfirmation(now())))).toEqual(answers.done);

    expect(standIn.requests.map((url) => url.split('&')[0])).toEqual([
      '/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem',
      '/?Action=ConfirmSubscription',
    ]);
  });

  it('records what comes on a topic of the whole pipeline, with the certificate it already has', async () => {
    expect(await recorder.run(posted(sns.notification(bounce(), now())))).toEqual(answers.done);
    expect(
      await recorder.run(posted(sns.notification(delivery(), { ...now(), SignatureVersion: '1' }))),
    ).toEqual(answers.done);

    expect(await recorder.suppressed()).toEqual(['ada@example.com tenant#clinic bounce']);
    expect(await recorder.recorded('clinic', 'order-1')).toEqual(['bounce', 'delivery']);
    expect(standIn.requests).toHaveLength(2);
  });

  it("records what comes on a tenant's topic for that tenant", async () => {
    const event = {
      notificationType: 'Bounce',
      bounce: bounceObject(),
      mail: identityMail({ messageId: 'ses-acme' }),
    };

    expect(
      await recorder.run(posted(sns.notification(event, { ...now(), TopicArn: acmeTopic }))),
    ).toEqual(answers.done);

    expect(await recorder.suppressed()).toContain('ada@example.com tenant#acme bounce');
  });

  it('refuses strangers, and does nothing for them', async () => {
    const before = await recorder.suppressed();
    const foreign = { ...now(), TopicArn: 'arn:aws:sns:us-east-1:999999999999:evil' };
    const other = bounce({ bouncedRecipients: [{ emailAddress: 'eve@example.com' }] });

    expect(await recorder.run(posted(sns.notification(other, foreign)))).toEqual(answers.refused);
    expect(
      await recorder.run(
        posted({ ...sns.notification(bounce(), now()), Message: JSON.stringify(other) }),
      ),
    ).toEqual(answers.refused);

    expect(await recorder.suppressed()).toEqual(before);
  });
});
