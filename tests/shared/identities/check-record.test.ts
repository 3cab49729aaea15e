import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkRecord, checkRecords } from '../../../shared/identities/check-record.ts';
import type { AskDns, RecordType, Unanswered } from '../../../shared/identities/ports.ts';
import { wantedRecords } from '../../../shared/identities/wanted-records.ts';
import { sampleIdentity } from './sample-identity.ts';
import { zoneDns } from './zone-dns.ts';

const keyOf = (bits: number): string =>
  `v=DKIM1; k=rsa; p=${generateKeyPairSync('rsa', { modulusLength: bits })
    .publicKey.export({ format: 'der', type: 'spki' })
    .toString('base64')}`;
const key1024 = keyOf(1024);
const key2048 = keyOf(2048);

const right = `
t1._domainkey.example.com. 300 IN CNAME t1.dkim.amazonses.com.
t2._domainkey.example.com. CNAME T2.DKIM.amazonses.com.
t3._domainkey.example.com. CNAME t3.dkim.amazonses.com.
bounce.example.com. MX 10 feedback-smtp.eu-west-1.amazonses.com.
bounce.example.com. TXT "v=spf1 include:amaz" "onses.com ~all"
_dmarc.example.com. TXT "v=DMARC1; p=reject; rua=mailto:dmarc@example.com"
example.com. MX 10 mail.example.com.
`;

const records = wantedRecords(sampleIdentity(), { region: 'eu-west-1' });
const [dkim, , , mx, spf, dmarc] = records;
if (!dkim || !mx || !spf || !dmarc) throw new Error('There are six records.');

/** The zone without the lines of a name, and with others. */
const zoneWith = (name: string, lines = ''): string =>
  `${right
    .split('\n')
    .filter((line) => !line.startsWith(`${name}.`))
    .join('\n')}\n${lines}\n`;

const verdicts = async (ask: AskDns) =>
  (await checkRecords(records, ask)).map(({ verdict }) => verdict);

describe('checkRecords', () => {
  it('finds what is right: any case, split strings, a stricter DMARC policy', async () => {
    const judgements = await checkRecords(records, zoneDns(right));

    expect(judgements.map(({ verdict, notes }) => [verdict, notes])).toEqual(
      records.map(() => ['found', []]),
    );
  });

  it('judges each DKIM record by itself', async () => {
    expect(await verdicts(zoneDns(zoneWith('t2._domainkey.example.com')))).toEqual([
      'found',
      'absent',
      'found',
      'found',
      'found',
      'found',
    ]);
  });

  it.each<Unanswered>([
    'timed-out',
    'server-failed',
    'refused',
    'unreachable',
    'unreadable-answer',
  ])('takes no answer (%s) for what it is', async (why) => {
    const judgements = await checkRecords(records, async () => ({ kind: 'unanswered', why }));

    expect(new Set(judgements.map(({ verdict }) => verdict))).toEqual(new Set(['unanswered']));
    expect(judgements.every(({ there }) => there.length === 0)).toBe(true);
  });

  it('has absent in an empty zone, with the line to add', async () => {
    const judgements = await checkRecords(records, zoneDns(''));

    expect(judgements.map(({ verdict }) => verdict)).toEqual(records.map(() => 'absent'));
    expect(judgements[3]?.remedy).toBe(
      'Add it: bounce.example.com MX 10 feedback-smtp.eu-west-1.amazonses.com',
    );
  });
});

describe('a DKIM record', () => {
  const name = 't1._domainkey.example.com';
  const judge = (lines: string, broken = {}) =>
    checkRecord(dkim, zoneDns(zoneWith(name, lines), broken));

  it.each([
    [
      'doubled by the provider',
      `${name}.example.com. CNAME t1.dkim.amazonses.com.`,
      /added the zone to the name/,
      [`${name}.example.com CNAME t1.dkim.amazonses.com`],
    ],
    [
      'with the zone behind its value',
      `${name}. CNAME t1.dkim.amazonses.com.example.com.`,
      /added the zone to the value/,
      ['t1.dkim.amazonses.com.example.com'],
    ],
    [
      'of another region',
      `${name}. CNAME t1.dkim.eu-south-1.amazonses.com.`,
      /another region/,
      ['t1.dkim.eu-south-1.amazonses.com'],
    ],
    [
      'of an earlier identity',
      `${name}. CNAME old.dkim.amazonses.com.`,
      /another identity/,
      ['old.dkim.amazonses.com'],
    ],
    ['to elsewhere', `${name}. CNAME cdn.example.net.`, /leads elsewhere/, ['cdn.example.net']],
    ['flattened to its key', `${name}. TXT "${key2048}"`, /flattens it/, [key2048]],
    ['as a TXT record', `${name}. TXT "t1.dkim.amazonses.com"`, /TXT record is there/, undefined],
    [
      'twice',
      `${name}. CNAME t1.dkim.amazonses.com.\n${name}. CNAME x.example.net.`,
      /one CNAME record only/,
      ['t1.dkim.amazonses.com', 'x.example.net'],
    ],
  ])('%s differs', async (_what, lines, problem, there) => {
    const judgement = await judge(lines);

    expect(judgement.verdict).toBe('differs');
    expect(judgement.problem).toMatch(problem);
    expect(judgement.remedy).toBeDefined();
    if (there !== undefined) expect(judgement.there).toEqual(there);
  });

  it('is not there when only a wildcard answers', async () => {
    const judgement = await checkRecord(
      dkim,
      zoneDns('*.example.com. CNAME parking.example.net.\nexample.com. A 192.0.2.1'),
    );

    expect(judgement).toMatchObject({ verdict: 'differs', there: ['parking.example.net'] });
    expect(judgement.problem).toMatch(/wildcard/);
  });

  it('is found by way of another name, with a note', async () => {
    const judgement = await judge(
      `${name}. CNAME a.example.net.\na.example.net. CNAME t1.dkim.amazonses.com.`,
    );

    expect(judgement).toMatchObject({
      verdict: 'found',
      notes: [expect.stringContaining('by way of a.example.net')],
    });
  });

  it('ends when CNAME records run in a circle', async () => {
    expect(
      await judge(`${name}. CNAME a.example.net.\na.example.net. CNAME a.example.net.`),
    ).toMatchObject({ verdict: 'differs' });
  });

  it.each([
    [key1024, [expect.stringContaining('1024 bits')]],
    [key2048, []],
    ['v=DKIM1; p=', []],
    ['nonsense', []],
  ])('tells of a short key', async (text, notes) => {
    const judgement = await judge(
      `${name}. CNAME t1.dkim.amazonses.com.\nt1.dkim.amazonses.com. TXT "${text.slice(0, 200)}" "${text.slice(200)}"`,
    );

    expect(judgement).toMatchObject({ verdict: 'found', notes });
  });

  it('is absent although the place of a mistake gives no answer', async () => {
    expect(await judge('', { [`${name}.example.com`]: 'timed-out' })).toMatchObject({
      verdict: 'absent',
    });
  });

  it('of a subdomain is found at the zone when a label was left out', async () => {
    const identity = sampleIdentity({ name: 'news.example.com', mailFrom: undefined });
    const [record] = wantedRecords(identity, { region: 'eu-west-1' });
    if (record === undefined) throw new Error('There is none.');

    const judgement = await checkRecord(
      record,
      zoneDns('t1._domainkey.example.com. CNAME t1.dkim.amazonses.com.'),
    );

    expect(judgement).toMatchObject({
      verdict: 'differs',
      there: ['t1._domainkey.example.com CNAME t1.dkim.amazonses.com'],
    });
  });
});

describe('the MX record of MAIL FROM', () => {
  const name = 'bounce.example.com';
  const spfLine = `${name}. TXT "v=spf1 include:amazonses.com ~all"`;

  it.each([
    [`${name}. MX 10 feedback-smtp.us-east-1.amazonses.com.`, /another region/],
    [`${name}. MX 10 inbound-smtp.eu-west-1.amazonaws.com.`, /receives mail/],
    [`${name}. MX 10 mail.example.com.`, /goes elsewhere/],
    [`${name}. MX 0 .`, /goes elsewhere/],
    [
      `${name}. MX 10 feedback-smtp.eu-west-1.amazonses.com.\n${name}. MX 20 mail.example.com.`,
      /further MX/,
    ],
    [`${name}. MX 10 feedback-smtp.eu-west-1.amazonses.com.example.com.`, /must end in a dot/],
    [`${name}. CNAME www.example.net.`, /CNAME record is at this name/],
    [`${name}.example.com. MX 10 feedback-smtp.eu-west-1.amazonses.com.`, /added the zone/],
  ])('%s differs', async (line, problem) => {
    const judgement = await checkRecord(
      mx,
      zoneDns(zoneWith(name, line.includes('CNAME') ? line : `${line}\n${spfLine}`)),
    );

    expect(judgement.verdict).toBe('differs');
    expect(judgement.problem).toMatch(problem);
  });

  it('may have another priority', async () => {
    expect(
      await checkRecord(
        mx,
        zoneDns(zoneWith(name, `${name}. MX 0 feedback-smtp.eu-west-1.amazonses.com.`)),
      ),
    ).toMatchObject({ verdict: 'found', notes: [expect.stringContaining('priority')] });
  });
});

describe('the SPF record of MAIL FROM', () => {
  const name = 'bounce.example.com';
  const judge = (lines: string, broken = {}) =>
    checkRecord(spf, zoneDns(zoneWith(name, lines), broken));
  const includes = Array.from({ length: 11 }, (_, index) => index);

  it.each([
    ['none, but other texts', `${name}. TXT "google-site-verification=x"`, 'absent', /none is SPF/],
    [
      'several',
      `${name}. TXT "v=spf1 include:amazonses.com ~all"\n${name}. TXT "v=spf1 -all"`,
      'differs',
      /several SPF/,
    ],
    [
      'without SES',
      `${name}. TXT "v=spf1 include:_spf.example.net ~all"\n_spf.example.net. TXT "v=spf1 ip4:192.0.2.0/24 -all"`,
      'differs',
      /does not permit/,
    ],
    [
      'with SES behind the end',
      `${name}. TXT "v=spf1 -all include:amazonses.com"`,
      'differs',
      /does not permit/,
    ],
    [
      'with SES forbidden',
      `${name}. TXT "v=spf1 -include:amazonses.com ~all"`,
      'differs',
      /does not permit/,
    ],
    [
      'with a misspelt term',
      `${name}. TXT "v=spf1 includes:amazonses.com ~all"`,
      'differs',
      /includes:amazonses/,
    ],
    [
      'with an included domain without SPF',
      `${name}. TXT "v=spf1 include:none.example.net include:amazonses.com ~all"`,
      'differs',
      /none\.example\.net/,
    ],
    [
      'with eleven look-ups',
      `${name}. TXT "v=spf1 ${includes.map((n) => `a:h${n}.example.net`).join(' ')} include:amazonses.com ~all"`,
      'differs',
      /more than 10 look-ups/,
    ],
  ])('%s', async (_what, lines, verdict, problem) => {
    const judgement = await judge(lines);

    expect(judgement.verdict).toBe(verdict);
    expect(judgement.problem).toMatch(problem);
  });

  it('is found through an included record, and through redirect', async () => {
    const inner = 'spf.example.net. TXT "v=spf1 include:amazonses.com ~all"';

    expect(
      await judge(`${name}. TXT "v=spf1 include:spf.example.net ~all"\n${inner}`),
    ).toMatchObject({ verdict: 'found' });
    expect(await judge(`${name}. TXT "v=spf1 redirect=spf.example.net"\n${inner}`)).toMatchObject({
      verdict: 'found',
    });
  });

  it('is unanswered when an included domain gives no answer', async () => {
    expect(
      await judge(`${name}. TXT "v=spf1 include:spf.example.net ~all"`, {
        'spf.example.net': 'server-failed',
      }),
    ).toMatchObject({ verdict: 'unanswered', problem: expect.stringContaining('spf.example.net') });
  });

  it('ends when records include each other', async () => {
    expect(await judge(`${name}. TXT "v=spf1 include:${name} ~all"`)).toMatchObject({
      verdict: 'differs',
      problem: expect.stringContaining('look-ups'),
    });
  });
});

describe('the DMARC record', () => {
  const name = '_dmarc.example.com';
  const judge = (lines: string) => checkRecord(dmarc, zoneDns(zoneWith(name, lines)));

  it.each([
    [
      'several',
      `${name}. TXT "v=DMARC1; p=none"\n${name}. TXT "v=DMARC1; p=reject"`,
      /several DMARC/,
    ],
    ['without a policy', `${name}. TXT "v=DMARC1; pct=50"`, /no policy/],
    ['with what is no tag', `${name}. TXT "v=DMARC1; p=none; rua"`, /“rua”, which is no tag/],
    ['in small letters', `${name}. TXT "v=dmarc1; p=none"`, /capital letters/],
    ['at a doubled name', `${name}.example.com. TXT "v=DMARC1; p=none"`, /added the zone/],
  ])('%s differs', async (_what, lines, problem) => {
    const judgement = await judge(lines);

    expect(judgement.verdict).toBe('differs');
    expect(judgement.problem).toMatch(problem);
  });

  it('without rua and with strict alignment is found, with notes', async () => {
    expect(await judge(`${name}. TXT "v=DMARC1;p=quarantine;aspf=s"`)).toMatchObject({
      verdict: 'found',
      notes: [expect.stringContaining('rua'), expect.stringContaining('aspf=s')],
    });
  });

  it('with reports to another domain needs the consent of that domain', async () => {
    const line = `${name}. TXT "v=DMARC1; p=none; rua=mailto:d@news.example.com,mailto:d@other.test"`;
    const consent = 'example.com._report._dmarc.other.test. TXT "v=DMARC1"';

    expect(await judge(line)).toMatchObject({
      verdict: 'found',
      notes: [expect.stringMatching(/^Reports to other\.test are not sent/)],
    });
    expect(await judge(`${line}\n${consent}`)).toMatchObject({ verdict: 'found', notes: [] });
  });

  it('of the organisational domain applies to a subdomain', async () => {
    const identity = sampleIdentity({ name: 'news.example.com', mailFrom: undefined });
    const record = wantedRecords(identity, { region: 'eu-west-1' }).at(-1);
    if (record === undefined) throw new Error('There is none.');

    expect(await checkRecord(record, zoneDns(right))).toMatchObject({
      verdict: 'found',
      notes: ['It is that of _dmarc.example.com, which applies here.'],
    });
  });
});

describe('whatever DNS says', () => {
  const values = fc.oneof(
    fc.string({ maxLength: 60 }),
    fc.constantFrom(
      't1.dkim.amazonses.com',
      '10 feedback-smtp.eu-west-1.amazonses.com',
      'v=spf1 include:amazonses.com ~all',
      'v=spf1 redirect=bounce.example.com',
      'v=DMARC1; p=none',
      'v=spf1',
      '',
      '.',
    ),
  );
  const answers = fc.oneof(
    fc.record({
      kind: fc.constant('found' as const),
      values: fc.array(values, { minLength: 1, maxLength: 4 }),
    }),
    fc.constant({ kind: 'absent' as const, why: 'no-such-name' as const }),
    fc.record({
      kind: fc.constant('unanswered' as const),
      why: fc.constantFrom<Unanswered>('timed-out', 'refused', 'server-failed'),
    }),
  );

  it('each record gets one verdict, with a remedy exactly when it is not found, and few questions', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(answers, { minLength: 1, maxLength: 12 }),
        fc.nat(5),
        async (script, index) => {
          const record = records[index];
          if (record === undefined) throw new Error('There are six records.');
          let asked = 0;
          let isFirstUnanswered = false;
          const ask = async (_name: string, _type: RecordType) => {
            const answer = script[asked % script.length] ?? script[0];
            if (answer === undefined) throw new Error('The script is empty.');
            if (asked === 0) isFirstUnanswered = answer.kind === 'unanswered';
            asked += 1;
            return answer;
          };

          const judgement = await checkRecord(record, ask);

          expect(judgement.remedy === undefined).toBe(judgement.verdict === 'found');
          expect(judgement.problem === undefined).toBe(judgement.verdict === 'found');
          if (isFirstUnanswered) expect(judgement.verdict).toBe('unanswered');
          if (judgement.verdict === 'differs') expect(judgement.there.length).toBeGreaterThan(0);
          expect(asked).toBeLessThan(30);
        },
      ),
    );
  });
});
