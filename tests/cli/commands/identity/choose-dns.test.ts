import { describe, expect, it } from '@jest/globals';
import { chooseDns } from '../../../../cli/commands/identity/choose-dns.ts';
import type { AskDns } from '../../../../shared/identities/ports.ts';
import { zoneDns } from '../../../shared/identities/zone-dns.ts';

const unanswered: AskDns = async () => ({ kind: 'unanswered', why: 'timed-out' });
const delegation = `
example.com. NS ns1.example.net.
ns1.example.net. A 192.0.2.53
`;

/** DNS as the system and the servers of the zone have it. */
const open = (system: AskDns, own: AskDns) => {
  const asked: (readonly string[])[] = [];
  const opened = {
    ask: system,
    servers: undefined,
    askAt: (servers: readonly string[]) => {
      asked.push(servers);
      return own;
    },
  };
  return { opened, asked };
};

describe('chooseDns', () => {
  it("asks the domain's own name servers, which know a new record first", async () => {
    const own = zoneDns(`${delegation}new.example.com. TXT "there"`);
    const { opened, asked } = open(zoneDns(delegation), own);

    const chosen = await chooseDns('news.example.com', opened);

    expect(asked).toEqual([['192.0.2.53']]);
    expect(chosen).toMatchObject({
      asked: 'the name servers of example.com: ns1.example.net',
      doubt: undefined,
    });
    expect(await chosen.fresh()('new.example.com', 'TXT')).toMatchObject({ kind: 'found' });
  });

  it("asks this machine's resolver when they do not answer", async () => {
    const system = zoneDns(`${delegation}old.example.com. TXT "there"`);
    const chosen = await chooseDns('example.com', open(system, unanswered).opened);

    expect(chosen.asked).toMatch(/^this machine's resolver/);
    expect(chosen.doubt).toBeUndefined();
    expect(await chosen.fresh()('old.example.com', 'TXT')).toMatchObject({ kind: 'found' });
  });

  it('doubts a resolver that does not know the domain at all, and no other', async () => {
    const doubtWith = async (system: AskDns) =>
      (await chooseDns('news.example.com', open(system, unanswered).opened)).doubt;

    expect(await doubtWith(zoneDns(''))).toMatch(/does not know example\.com at all/);
    expect(await doubtWith(zoneDns('x.example.com. A 192.0.2.1'))).toBeUndefined();
    expect(await doubtWith(unanswered)).toBeUndefined();
  });

  it('asks only the servers that are named, each question once', async () => {
    let questions = 0;
    const ask: AskDns = async () => {
      questions += 1;
      return { kind: 'absent', why: 'no-such-name' };
    };
    const chosen = await chooseDns('example.com', {
      ask,
      servers: ['192.0.2.1', '192.0.2.2:5353'],
      askAt: () => unanswered,
    });
    const fresh = chosen.fresh();

    await Promise.all([fresh('a.example.com', 'TXT'), fresh('A.example.com.', 'TXT')]);

    expect(chosen.asked).toBe('192.0.2.1, 192.0.2.2:5353');
    expect(questions).toBe(1);
    await chosen.fresh()('a.example.com', 'TXT');
    expect(questions).toBe(2);
  });
});
