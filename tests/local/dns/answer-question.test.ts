import { describe, expect, it } from '@jest/globals';
import { answerQuestion } from '../../../local/dns/answer-question.ts';
import { readZone } from '../../../local/dns/read-zone.ts';
import { zoneText } from '../../../local/dns/zone-text.ts';

const zone = readZone(`
a.example.com. A 192.0.2.1
alias.example.com. CNAME a.example.com.
away.example.com. CNAME there.example.net.
loop.example.com. CNAME loop.example.com.
*.wild.example.com. TXT "any"
own.wild.example.com. A 192.0.2.2
`);
const answer = (name: string, type: string) => {
  const { code, records } = answerQuestion(zone, name, type);
  return [code, ...records.map((record) => `${record.name} ${record.type}`)];
};

describe('answerQuestion', () => {
  it.each([
    ['A.example.com', 'A', ['NOERROR', 'a.example.com A']],
    ['a.example.com', 'TXT', ['NOERROR']],
    ['example.com', 'A', ['NOERROR']],
    ['none.example.com', 'A', ['NXDOMAIN']],
    ['alias.example.com', 'A', ['NOERROR', 'alias.example.com CNAME', 'a.example.com A']],
    ['alias.example.com', 'CNAME', ['NOERROR', 'alias.example.com CNAME']],
    ['away.example.com', 'A', ['NOERROR', 'away.example.com CNAME']],
    ['x.y.wild.example.com', 'TXT', ['NOERROR', 'x.y.wild.example.com TXT']],
    ['own.wild.example.com', 'TXT', ['NOERROR']],
    ['x.own.wild.example.com', 'TXT', ['NXDOMAIN']],
  ])('%s %s', (name, type, expected) => {
    expect(answer(name, type)).toEqual(expected);
  });

  it('ends a circle of CNAME records', () => {
    expect(answer('loop.example.com', 'A').length).toBeLessThan(10);
  });
});

describe('readZone', () => {
  it.each(['example.com. SOA x', 'example.com.', 'A 192.0.2.1', 'a b c A 192.0.2.1'])(
    'names the line of %j',
    (line) => {
      expect(() => readZone(`; first\n${line}`)).toThrow(/^Line 2 of the zone is no record: /);
    },
  );

  it('reads the zone with which a stack begins', () => {
    const records = readZone(zoneText(['example.com', 'ann@example.org'], 'eu-south-1'));

    expect(records.map(({ type }) => type)).toEqual(['CNAME', 'CNAME', 'CNAME', 'TXT', 'MX', 'A']);
    expect(records[0]?.value).toMatch(/\.dkim\.eu-south-1\.amazonses\.com$/);
  });
});
