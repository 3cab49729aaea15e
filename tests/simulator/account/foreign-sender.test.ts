import { describe, expect, it } from '@jest/globals';
import { createForeignSender } from '../../../simulator/account/foreign-sender.ts';
import { createSendingAllowance } from '../../../simulator/account/sending-allowance.ts';

const limits = { maxSendRate: 10, max24HourSend: 1_000 };

const aSender = () => {
  const allowance = createSendingAllowance('token-bucket', limits.maxSendRate, 0);
  return { allowance, foreign: createForeignSender(allowance) };
};

describe('foreign-sender', () => {
  it('sends its share evenly, from its beginning to its end', () => {
    const { allowance, foreign } = aSender();
    foreign.begin(0.5, 2, 0);

    foreign.catchUp(limits, 999);
    expect(foreign.recipients()).toBe(5);

    foreign.catchUp(limits, 60_000);
    expect(foreign.recipients()).toBe(11);
    expect(allowance.sentLast24Hours(60_000)).toBe(11);
  });

  it('sends no more than the quota has room for', () => {
    const { foreign } = aSender();
    foreign.begin(1, 10, 0);

    foreign.catchUp({ ...limits, max24HourSend: 3 }, 10_000);

    expect(foreign.recipients()).toBe(3);
  });

  it('ends with a share of nothing', () => {
    const { foreign } = aSender();
    foreign.begin(1, 10, 0);
    foreign.begin(0, 10, 0);

    foreign.catchUp(limits, 10_000);

    expect(foreign.recipients()).toBe(0);
  });
});
