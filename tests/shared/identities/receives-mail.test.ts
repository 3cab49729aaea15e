import { describe, expect, it } from '@jest/globals';
import { receivesMail } from '../../../shared/identities/receives-mail.ts';
import { zoneDns } from './zone-dns.ts';

describe('receivesMail', () => {
  it.each([
    ['example.com. MX 10 mail.example.com.', { kind: 'receives', by: 'MX' }],
    ['example.com. A 192.0.2.1', { kind: 'receives', by: 'A' }],
    ['example.com. AAAA 2001:db8::1', { kind: 'receives', by: 'AAAA' }],
    ['example.com. MX 0 .\nexample.com. A 192.0.2.1', { kind: 'null-mx' }],
    ['example.com. TXT "x"', { kind: 'nowhere' }],
    ['', { kind: 'nowhere' }],
  ])('%s', async (zone, reception) => {
    expect(await receivesMail('example.com', zoneDns(zone))).toEqual(reception);
  });

  it('does not know without an answer', async () => {
    expect(await receivesMail('example.com', zoneDns('', { 'example.com': 'timed-out' }))).toEqual({
      kind: 'unanswered',
      why: 'timed-out',
    });
  });
});
