import { describe, expect, it } from '@jest/globals';
import { fateOf, isSimulatorAddress } from '../../../simulator/sending/mailbox-behaviour.ts';

const simulator = (name: string): string => `${name}@simulator.amazonses.com`;

describe('mailbox-behaviour', () => {
  it.each([
    ['success', 'delivered'],
    ['bounce', 'bounces'],
    ['ooto', 'out-of-office'],
    ['complaint', 'complains'],
    ['suppressionlist', 'globally-suppressed'],
  ])('knows %s@ with a label and in any case', (name, fate) => {
    expect(fateOf(simulator(name), undefined)).toBe(fate);
    expect(fateOf(`${name.toUpperCase()}+a.b+c@Simulator.AmazonSES.com`, undefined)).toBe(fate);
  });

  it('delivers to every other address', () => {
    expect(fateOf('bounce@example.com', undefined)).toBe('delivered');
    expect(isSimulatorAddress('bounce@notsimulator.amazonses.com')).toBe(false);
  });
});
