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

  it.each([
    ['success', 'delivered'],
    ['bounce', 'bounces'],
    ['softbounce', 'bounces-softly'],
    ['complaint', 'complains'],
    ['delay', 'is-delayed'],
    ['open', 'is-opened'],
    ['click', 'is-clicked'],
    ['ooto', 'delivered'],
    ['constructor', 'delivered'],
  ])('plays %s@ at a domain of its own, which SES would count', (name, fate) => {
    expect(fateOf(`${name}@simulator.test`, undefined)).toBe(fate);
    expect(fateOf(`${name.toUpperCase()}+a@Simulator.Test`, undefined)).toBe(fate);
    expect(isSimulatorAddress(`${name}@simulator.test`)).toBe(false);
  });

  it('adds no address to the mailbox simulator of SES', () => {
    for (const name of ['softbounce', 'delay', 'open', 'click', 'constructor'])
      expect(fateOf(simulator(name), undefined)).toBe('delivered');
  });

  it('bounces invalid@ at the domains of examples alone', () => {
    expect(fateOf('invalid@example.com', undefined)).toBe('bounces');
    expect(fateOf('Invalid+x@Example.ORG', undefined)).toBe('bounces');
    expect(fateOf('invalid@shop.example', undefined)).toBe('delivered');
    expect(fateOf('invalid@example.com', 'COMPLAINT')).toBe('suppressed-complaint');
  });

  it('delivers to every other address', () => {
    expect(fateOf('bounce@example.com', undefined)).toBe('delivered');
    expect(isSimulatorAddress('bounce@notsimulator.amazonses.com')).toBe(false);
  });
});
