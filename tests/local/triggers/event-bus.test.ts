import { afterEach, describe, expect, it } from '@jest/globals';
import { type EventBus, startEventBus } from '../../../local/triggers/event-bus.ts';
import { putEventsAt } from '../../../simulator/events/event-bus.ts';

let bus: EventBus | undefined;

afterEach(() => bus?.close());

const start = async () => {
  const problems: string[] = [];
  const got: unknown[] = [];
  const onProblem = (problem: string): void => void problems.push(problem);
  bus = await startEventBus({ region: 'eu-west-1', accountId: '123456789012', onProblem });
  const rule = { sources: ['aws.ses'], detailTypes: ['Sending Status Disabled'] };
  bus.serve([{ ...rule, invoke: async (event) => void got.push(event) }]);
  return { bus, problems, got, put: putEventsAt(bus.url) };
};

const arn = 'arn:aws:ses:eu-west-1:123456789012:tenant/acme/tn-1';
const disabled = {
  detailType: 'Sending Status Disabled',
  resources: [arn],
  detail: { version: '1.0.0' },
  atMs: Date.UTC(2026, 10, 29, 8, 0, 0, 500),
};

describe('event-bus', () => {
  it('hands an event to the function of each rule that matches, in the form of EventBridge', async () => {
    const { got, put } = await start();

    await put(disabled);
    await put({ ...disabled, detailType: 'Advisor Recommendation Status Open' });

    expect(got).toEqual([
      {
        version: '0',
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        'detail-type': 'Sending Status Disabled',
        source: 'aws.ses',
        account: '123456789012',
        time: '2026-11-29T08:00:00Z',
        region: 'eu-west-1',
        resources: [arn],
        detail: { version: '1.0.0' },
      },
    ]);
  });

  it('hands an event on a bus with a name to whoever watches it, and to no rule', async () => {
    const { bus: running, got } = await start();
    const seen: unknown[] = [];
    running.watch('events', (event) => void seen.push(event));
    const put = (EventBusName: string) =>
      fetch(running.url, {
        method: 'POST',
        body: JSON.stringify({
          Entries: [
            {
              ...{ EventBusName, Source: 'aws.ses', DetailType: 'Sending Status Disabled' },
              // As SDKs write a time.
              ...{ Detail: '{"version":1}', Time: Date.UTC(2026, 10, 29, 8) / 1000 },
            },
          ],
        }),
      });

    await put('events');
    await put('another');

    expect(got).toEqual([]);
    expect(seen).toMatchObject([{ time: '2026-11-29T08:00:00Z', detail: { version: 1 } }]);
  });

  it('takes an event whose function fails, and tells the problem', async () => {
    const { bus: running, problems, put } = await start();
    const rule = { sources: ['aws.ses'], detailTypes: ['Sending Status Disabled'] };
    running.serve([{ ...rule, invoke: () => Promise.reject(new TypeError('broken')) }]);

    await put(disabled);

    expect(problems).toEqual(['an event of aws.ses failed: TypeError']);
  });

  it('refuses a body that is no PutEvents', async () => {
    const { bus: running } = await start();

    expect((await fetch(running.url, { method: 'POST', body: '{}' })).status).toBe(400);
  });
});
