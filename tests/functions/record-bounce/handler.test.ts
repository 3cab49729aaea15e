import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  bounce,
  bounceObject,
  delivery,
  identityMail,
  lambdaSns,
  mail,
} from '../../fixtures/events/build.ts';
import { startRecorder } from '../../support/recorder-world.ts';

let recorder: Awaited<ReturnType<typeof startRecorder>>;

beforeAll(async () => {
  recorder = await startRecorder(() => import('../../../functions/record-bounce/handler.ts'), {
    IDENTITY_FEEDBACK: 'true',
    EVENTS_TOPIC: '',
    EVENTS_BUS: '',
    ADDRESS_KEY: '',
  });
});
afterAll(() => recorder.stop());

describe('record-bounce', () => {
  it('a permanent bounce suppresses its recipient and is noted on the message, however often it comes', async () => {
    await recorder.run(lambdaSns(bounce()));
    await recorder.run(lambdaSns(bounce()));

    expect(await recorder.suppressed()).toEqual(['ada@example.com tenant#clinic bounce']);
    expect(await recorder.recorded('clinic', 'order-1')).toEqual(['bounce']);
  });

  it("the identity's copy finds the message by SES's id and adds nothing", async () => {
    const tags = {
      'ses:configuration-set': ['transactional'],
      'pipeline-message': ['order-1'],
      'pipeline-tenant': ['clinic'],
      'pipeline-part': ['0'],
    };
    await recorder.run(lambdaSns(bounce({}, mail({ tags }))));
    await recorder.run(
      lambdaSns({ notificationType: 'Bounce', bounce: bounceObject(), mail: identityMail() }),
    );

    expect(await recorder.suppressed()).toEqual(['ada@example.com tenant#clinic bounce']);
    expect(await recorder.recorded('clinic', 'order-1')).toEqual(['bounce']);
  });

  it('a transient bounce is noted and suppresses nobody', async () => {
    const transient = bounce(
      { bounceType: 'Transient', bouncedRecipients: [{ emailAddress: 'tom@example.com' }] },
      mail({
        messageId: 'ses-t',
        tags: { 'pipeline-message': ['t'], 'pipeline-tenant': ['clinic'] },
      }),
    );

    await recorder.run(lambdaSns(transient));

    expect(await recorder.recorded('clinic', 't')).toEqual(['bounce']);
    expect((await recorder.suppressed()).join()).not.toContain('tom');
  });

  it('another kind of event that comes here is recorded too', async () => {
    await recorder.run(lambdaSns(delivery()));

    expect(await recorder.recorded('clinic', 'order-1')).toEqual(['bounce', 'delivery']);
  });

  it('what Lambda keeps of a failed run can be handed in again', async () => {
    const event = lambdaSns(bounce({ bouncedRecipients: [{ emailAddress: 'late@example.com' }] }));

    await recorder.run({
      version: '1.0',
      requestContext: { condition: 'RetriesExhausted' },
      requestPayload: event,
      responsePayload: {},
    });

    expect(await recorder.suppressed()).toContain('late@example.com tenant#clinic bounce');
  });

  it('a bounce that names nobody fails, so that Lambda keeps it', async () => {
    await expect(recorder.run(lambdaSns(bounce({ bouncedRecipients: [] })))).rejects.toThrow(
      'The notification is not recorded',
    );
  });
});
