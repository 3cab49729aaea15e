import { describe, expect, it } from '@jest/globals';
import { type AccountSettings, createAccount } from '../../../simulator/account/account.ts';

const settings: AccountSettings = {
  maxSendRate: 10,
  max24HourSend: 1000,
  isSandbox: false,
  sendingEnabled: true,
  enforcementStatus: 'HEALTHY',
  suppressedReasons: ['BOUNCE', 'COMPLAINT'],
};

const newAccount = (changes: Partial<AccountSettings> = {}) => {
  const time = { nowMs: 1_000_000 };
  return {
    time,
    account: createAccount({
      settings: { ...settings, ...changes },
      limiter: 'token-bucket',
      clock: () => time.nowMs,
    }),
  };
};

describe('account', () => {
  it('tells rate and quota apart by the text alone', () => {
    const { account } = newAccount({ max24HourSend: 12 });
    account.admit(10, 10);

    expect(account.admit(1, 1)).toEqual({
      kind: 'refused',
      code: 'Throttling',
      message: 'Maximum sending rate exceeded.',
      status: 400,
    });
    expect(account.admit(3, 3)).toEqual({
      kind: 'refused',
      code: 'Throttling',
      message: 'Daily message quota exceeded.',
      status: 400,
    });
  });

  it('takes neither rate nor quota for a refused mail', () => {
    const { account } = newAccount({ max24HourSend: 9 });

    account.admit(10, 10);

    expect(account.sentLast24Hours()).toBe(0);
    expect(account.admit(9, 9)).toBeUndefined();
  });

  it('counts mails to the mailbox simulator to the rate and not to the quota', () => {
    const { account } = newAccount();

    expect(account.admit(10, 0)).toBeUndefined();
    expect(account.sentLast24Hours()).toBe(0);
    expect(account.admit(1, 0)?.message).toBe('Maximum sending rate exceeded.');
  });

  it('lets a foreign sender take his share of the rate and of the quota', () => {
    const { account, time } = newAccount();
    account.admit(10, 10);
    account.addForeignSender(0.4, 100);
    let own = 0;

    for (let step = 0; step < 2000; step += 1) {
      time.nowMs += 10;
      if (account.admit(1, 1) === undefined) own += 1;
    }

    expect(account.foreignRecipients()).toBe(81);
    expect(own).toBeGreaterThanOrEqual(118);
    expect(own).toBeLessThanOrEqual(120);
    expect(account.sentLast24Hours()).toBe(10 + own + account.foreignRecipients());
  });

  it('is rid of a foreign sender when his time is over', () => {
    const { account, time } = newAccount();
    account.addForeignSender(0.5, 2);
    time.nowMs += 60_000;

    account.sentLast24Hours();

    expect(account.foreignRecipients()).toBe(11);
  });

  it('works with a new rate at once', () => {
    const { account } = newAccount();
    account.change({ maxSendRate: 2 });

    expect(account.admit(3, 3)?.message).toBe('Maximum sending rate exceeded.');
    expect(account.settings().maxSendRate).toBe(2);
  });

  it('tells a pause by AWS from one by the owner', () => {
    const { account } = newAccount();

    expect(account.pausedBy()).toBeUndefined();
    account.change({ sendingEnabled: false });
    expect(account.pausedBy()?.code).toBe('AccountSendingPausedException');
    account.change({ enforcementStatus: 'SHUTDOWN' });
    expect(account.pausedBy()).toMatchObject({
      code: 'MessageRejected',
      message: expect.stringContaining('Sending paused for this account.'),
    });
  });
});
