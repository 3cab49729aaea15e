import { describe, expect, it } from '@jest/globals';
import { askOwnServers, findZoneServers } from '../../../shared/identities/own-name-servers.ts';
import type { AskDns, DnsAnswer } from '../../../shared/identities/ports.ts';
import { zoneDns } from './zone-dns.ts';

describe('findZoneServers', () => {
  it('finds those of the nearest zone above the domain', async () => {
    const zone =
      'example.com. NS ns1.example.net.\nexample.com. NS ns2.example.net.\nns1.example.net. A 192.0.2.53';

    expect(await findZoneServers('a.news.example.com', zoneDns(zone))).toEqual({
      zone: 'example.com',
      names: ['ns1.example.net', 'ns2.example.net'],
      addresses: ['192.0.2.53'],
    });
  });

  it('has none when nobody answers, or the servers have no address', async () => {
    expect(await findZoneServers('example.com', zoneDns(''))).toBeUndefined();
    expect(
      await findZoneServers('example.com', zoneDns('example.com. NS ns1.example.net.')),
    ).toBeUndefined();
  });
});

describe('askOwnServers', () => {
  const found: DnsAnswer = { kind: 'found', values: ['own'] };
  const foundBySystem: DnsAnswer = { kind: 'found', values: ['system'] };
  const absent: DnsAnswer = { kind: 'absent', why: 'no-such-name' };
  const unanswered: DnsAnswer = { kind: 'unanswered', why: 'timed-out' };
  const always =
    (answer: DnsAnswer): AskDns =>
    async () =>
      answer;

  it.each([
    ['own servers have it', found, absent, found],
    ['only the system has it, as a name that is delegated', absent, foundBySystem, foundBySystem],
    ['neither has it', absent, absent, absent],
    ['the system does not answer', absent, unanswered, absent],
    ['own servers do not answer', unanswered, foundBySystem, foundBySystem],
    ['own servers do not answer, and the system has none', unanswered, absent, absent],
    ['nobody answers', unanswered, unanswered, unanswered],
  ])('%s', async (_what, own, system, answer) => {
    const ask = askOwnServers('example.com', always(own), always(system));

    expect(await ask('bounce.Example.com.', 'MX')).toEqual(answer);
  });

  it('asks the system alone for names of other zones', async () => {
    const ask = askOwnServers('example.com', always(found), always(foundBySystem));

    expect(await ask('notexample.com', 'TXT')).toEqual(foundBySystem);
  });
});
