import { describe, expect, it } from '@jest/globals';
import { eventCostLines } from '../../../bench/cost/event-cost-lines.ts';
import { eventCosts } from '../../../shared/cost/event-costs.ts';

const full = { mails: 1_000, batches: 100, deliveries: 990, returns: 10 };

describe('event-costs', () => {
  it('bills SNS by calls of ten and EventBridge by events', () => {
    const costs = eventCosts(full);

    expect(costs.callsPerMail).toBeCloseTo(0.209);
    expect(costs.snsPerMillion).toBeCloseTo(0.1045);
    expect(costs.eventsPerMail).toBe(2);
    expect(costs.eventBridgePerMillion).toBeCloseTo(2);
  });

  it('bills SNS a call for each mail that is sent alone', () => {
    expect(eventCosts({ ...full, batches: 1_000 }).snsPerMillion).toBeCloseTo(0.5545);
  });

  it('bills SNS no fewer calls than batches of ten allow', () => {
    expect(eventCosts({ ...full, batches: 1 })).toEqual(eventCosts(full));
  });

  it('shows a row for each', () => {
    expect(eventCostLines(eventCosts(full)).map((line) => line.trim().split(/\s{2,}/))).toEqual([
      ['pipeline events, where they are on (docs/events.md)'],
      ['SNS, calls', '0.2090', expect.stringMatching(/^0\.10[45]$/)],
      ['EventBridge, events', '2.0000', '2.000'],
    ]);
  });
});
