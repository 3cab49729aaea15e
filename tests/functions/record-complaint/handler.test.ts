import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { complaint, lambdaSns } from '../../fixtures/events/build.ts';
import { startRecorder } from '../../support/recorder-world.ts';

let recorder: Awaited<ReturnType<typeof startRecorder>>;

beforeAll(async () => {
  recorder = await startRecorder(() => import('../../../functions/record-complaint/handler.ts'));
});
afterAll(() => recorder.stop());

describe('record-complaint', () => {
  it('a complaint suppresses, and a not-spam report after it lifts that again', async () => {
    await recorder.run(lambdaSns(complaint()));
    expect(await recorder.suppressed()).toEqual(['ada@example.com tenant#clinic complaint']);

    await recorder.run(
      lambdaSns(complaint({ feedbackId: 'another', complaintFeedbackType: 'not-spam' })),
    );
    expect(await recorder.suppressed()).toEqual([]);
    expect(await recorder.recorded('clinic', 'order-1')).toEqual(['complaint', 'complaint']);
  });

  it('passes over the text with which SES tests the topic', async () => {
    await expect(
      recorder.run(lambdaSns('Successfully validated SNS topic for Amazon SES event publishing.')),
    ).resolves.toBeUndefined();
  });

  it('a complaint that is broken JSON fails, so that Lambda keeps it', async () => {
    await expect(recorder.run(lambdaSns('{"eventType":"Complaint",'))).rejects.toThrow(
      'The notification is not recorded',
    );
  });
});
