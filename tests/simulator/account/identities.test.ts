import { describe, expect, it } from '@jest/globals';
import { createIdentities } from '../../../simulator/account/identities.ts';

const covering = (names: readonly string[], address: string): string | undefined =>
  createIdentities(names).covering(address)?.name;

describe('identities', () => {
  it('covers the addresses of a domain and of its subdomains', () => {
    expect(covering(['Example.com'], 'A <a@EXAMPLE.com>')).toBe('example.com');
    expect(covering(['example.com'], 'a@mail.news.example.com')).toBe('example.com');
    expect(covering(['example.com'], 'a@badexample.com')).toBeUndefined();
    expect(covering(['mail.example.com'], 'a@example.com')).toBeUndefined();
  });

  it('heeds case in the local part and not in the domain', () => {
    expect(covering(['Ann@Example.com'], 'Ann@example.COM')).toBe('Ann@example.com');
    expect(covering(['Ann@example.com'], 'ann@example.com')).toBeUndefined();
  });

  it('needs no verification of its own for a label', () => {
    expect(covering(['ann@example.com'], 'ann+news@example.com')).toBe('ann@example.com');
  });

  it('prefers the address to the domain', () => {
    expect(covering(['example.com', 'ann@example.com'], 'ann@example.com')).toBe('ann@example.com');
  });

  it('forgets a removed identity', () => {
    const identities = createIdentities(['example.com']);
    identities.remove('EXAMPLE.com');

    expect(identities.covering('a@example.com')).toBeUndefined();
  });
});
