import { describe, expect, it } from '@jest/globals';
import { rateMs, scheduledEvent } from '../../../local/triggers/schedule.ts';

describe('schedule', () => {
  it.each([
    ['rate(1 minute)', 60_000],
    ['rate(5 minutes)', 300_000],
    ['rate(1 hour)', 3_600_000],
    ['rate(2 days)', 172_800_000],
    ['rate(1 minutes)', undefined],
    ['rate(5 minute)', undefined],
    ['rate(0 minutes)', undefined],
    ['rate(1 second)', undefined],
    ['cron(0 12 * * ? *)', undefined],
  ])('reads %s', (expression, expected) => {
    expect(rateMs(expression)).toBe(expected);
  });

  it('makes the event that EventBridge would', () => {
    expect(
      scheduledEvent('arn:aws:events:eu-west-1:000000000000:rule/tick', 'id', Date.UTC(2030, 0, 1)),
    ).toEqual({
      version: '0',
      id: 'id',
      'detail-type': 'Scheduled Event',
      source: 'aws.events',
      account: '000000000000',
      time: '2030-01-01T00:00:00Z',
      region: 'eu-west-1',
      resources: ['arn:aws:events:eu-west-1:000000000000:rule/tick'],
      detail: {},
    });
  });
});
