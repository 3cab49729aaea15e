import { describe, expect, it } from '@jest/globals';
import { isLocalHost } from '../../../shared/smtp/local-host.ts';

describe('local-host', () => {
  it.each([
    'localhost',
    '127.1.2.3',
    '::1',
    '192.168.1.1',
    '172.16.0.1',
    '172.31.255.1',
    'fd00::1',
  ])('knows %s as one of this machine or network', (host) => expect(isLocalHost(host)).toBe(true));

  it.each([
    'example.com',
    '172.32.0.1',
    '11.0.0.1',
    '127.0.0.1.nip.io',
    'localhost.example.com',
    '2001:db8::1',
    '',
  ])('takes "%s" for one of elsewhere', (host) => expect(isLocalHost(host)).toBe(false));
});
