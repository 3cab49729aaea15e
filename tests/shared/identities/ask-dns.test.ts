import { afterEach, describe, expect, it } from '@jest/globals';
import { answerQuestion } from '../../../local/dns/answer-question.ts';
import { readZone } from '../../../local/dns/read-zone.ts';
import {
  type NameServer,
  type NameServerOptions,
  startNameServer,
} from '../../../local/dns/start-name-server.ts';
import { askDns } from '../../../shared/identities/ask-dns.ts';

let server: NameServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const long = 'x'.repeat(600);
const zone = readZone(`
$ORIGIN example.com.
$TTL 300
@ 300 IN A 192.0.2.1
@ IN AAAA 2001:db8::1
@ NS ns1 ; the first
@ NS ns2.example.net.
@ MX 20 second
@ MX 10 first.example.net.
@ TXT "one" " string" ; not "this"
long TXT "${long.slice(0, 255)}" "${long.slice(255, 510)}" "${long.slice(510)}"
odd TXT "a\\"b\\\\c;d é"
alias CNAME there.example.net.
*.wild CNAME there.example.net.
`);

/** A name server, and how it is asked. */
const start = async (reply: NameServerOptions['reply'], timeoutMs = 5_000) => {
  server = await startNameServer({ reply });
  return askDns({ servers: [server.address], timeoutMs, tries: 1 });
};

describe('askDns', () => {
  it.each([
    ['example.com', 'A', ['192.0.2.1']],
    ['example.com', 'AAAA', ['2001:db8::1']],
    ['EXAMPLE.com', 'NS', ['ns1.example.com', 'ns2.example.net']],
    ['example.com', 'MX', ['10 first.example.net', '20 second.example.com']],
    ['example.com', 'TXT', ['one string']],
    ['odd.example.com', 'TXT', ['a"b\\c;d é']],
    ['alias.example.com', 'CNAME', ['there.example.net']],
    ['any.wild.example.com', 'CNAME', ['there.example.net']],
  ] as const)('gets %s %s', async (name, type, values) => {
    const ask = await start((question) => ({
      kind: 'answer',
      ...answerQuestion(zone, question.name, question.type),
    }));

    expect(await ask(name, type)).toEqual({ kind: 'found', values });
  });

  it('asks by TCP when the answer by UDP is truncated', async () => {
    const protocols: string[] = [];
    const ask = await start(({ name, type, protocol }) => {
      protocols.push(protocol);
      return { kind: 'answer', ...answerQuestion(zone, name, type) };
    });

    expect(await ask('long.example.com', 'TXT')).toEqual({ kind: 'found', values: [long] });
    expect(protocols).toEqual(['udp', 'tcp']);
  });

  it('tells a name that does not exist from one without such a record', async () => {
    const ask = await start(({ name, type }) => ({
      kind: 'answer',
      ...answerQuestion(zone, name, type),
    }));

    expect(await ask('none.example.com', 'TXT')).toEqual({ kind: 'absent', why: 'no-such-name' });
    expect(await ask('wild.example.com', 'TXT')).toEqual({ kind: 'absent', why: 'no-such-type' });
    expect(await ask('alias.example.com', 'TXT')).toEqual({ kind: 'absent', why: 'no-such-type' });
  });

  it.each([
    ['SERVFAIL', 'server-failed'],
    ['REFUSED', 'refused'],
  ] as const)('takes %s for no answer', async (code, why) => {
    const ask = await start(() => ({ kind: 'answer', code, records: [] }));

    expect(await ask('example.com', 'TXT')).toEqual({ kind: 'unanswered', why });
  });

  it('takes silence and nonsense for no answer', async () => {
    const silent = await start(() => ({ kind: 'silence' }), 100);
    expect(await silent('example.com', 'TXT')).toEqual({ kind: 'unanswered', why: 'timed-out' });
    await server?.close();

    const mad = await start(() => ({ kind: 'bytes', bytes: Buffer.from('no DNS at all') }), 100);
    expect(await mad('example.com', 'TXT')).toMatchObject({ kind: 'unanswered' });
  });

  it('waits for a late answer, and no longer than its time', async () => {
    const late = (ms: number) => async () => {
      await new Promise((resolve) => setTimeout(resolve, ms));
      return { kind: 'answer' as const, code: 'NXDOMAIN' as const, records: [] };
    };
    const patient = await start(late(150));
    expect(await patient('example.com', 'TXT')).toEqual({ kind: 'absent', why: 'no-such-name' });
    await server?.close();

    const hasty = await start(late(400), 100);
    expect(await hasty('example.com', 'TXT')).toEqual({ kind: 'unanswered', why: 'timed-out' });
  });

  it('takes a server that is not there for no answer', async () => {
    const ask = await start(() => ({ kind: 'silence' }), 500);
    await server?.close();

    expect(await ask('example.com', 'TXT')).toMatchObject({ kind: 'unanswered' });
  });

  it('has no answer for a name that DNS cannot have', async () => {
    const ask = await start(() => ({ kind: 'answer', code: 'NOERROR', records: [] }));

    expect(await ask(`${'x'.repeat(64)}.example.com`, 'TXT')).toEqual({
      kind: 'absent',
      why: 'no-such-name',
    });
  });
});
