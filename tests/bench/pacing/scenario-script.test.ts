import { describe, expect, it } from '@jest/globals';
import { scenarios } from '../../../bench/pacing/row.ts';
import { scriptOf } from '../../../bench/pacing/scenario-script.ts';

describe('scenario-script', () => {
  it.each(scenarios)('has its incidents of %s inside the steady part, in order', (scenario) => {
    for (const quick of [true, false]) {
      const { incidents, seconds } = scriptOf(scenario, 14, { quick });
      const times = incidents.map(({ atSeconds }) => atSeconds);

      expect(times).toEqual(times.toSorted((a, b) => a - b));
      for (const { atSeconds, incident } of incidents) {
        expect(atSeconds).toBeGreaterThan(0);
        expect(atSeconds + ('seconds' in incident ? incident.seconds : 0)).toBeLessThan(seconds);
      }
    }
  });

  it('ends one period of transactional mail before the next begins', () => {
    const [calm, burst] = scriptOf('transactional-burst', 14, { quick: false }).incidents;

    expect(
      calm?.incident.kind === 'transactional' && calm.atSeconds + calm.incident.seconds,
    ).toBeLessThan(burst?.atSeconds ?? 0);
  });

  it('queues what the changing rate takes', () => {
    expect(scriptOf('rate-halves', 14, { quick: false, seconds: 40 }).backlogSeconds).toBe(20 + 10);
    expect(scriptOf('rate-doubles', 14, { quick: false, seconds: 40 }).backlogSeconds).toBe(
      20 + 40,
    );
    expect(scriptOf('foreign-30', 14, { quick: false, seconds: 60 }).backlogSeconds).toBe(
      20 + 40 * 0.7,
    );
  });

  it('lets messages of killed containers come again soon', () => {
    const killed = scriptOf('kill-2', 14, { quick: true });

    expect(killed.visibilitySeconds).toBeLessThan(
      scriptOf('steady', 14, { quick: true }).visibilitySeconds,
    );
    expect(killed.patienceSeconds).toBeGreaterThan(killed.visibilitySeconds);
  });
});
