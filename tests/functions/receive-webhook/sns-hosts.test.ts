import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  confirmationUrl,
  isCertificateUrl,
  isSubscribeUrl,
} from '../../../functions/receive-webhook/sns-hosts.ts';
import { parseTopicArn, type Topic } from '../../../functions/receive-webhook/topic-arn.ts';

const file = '/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem';
const good = `https://sns.eu-west-1.amazonaws.com${file}`;

const topicOf = (arn: string): Topic => {
  const topic = parseTopicArn(arn);
  if (topic === undefined) throw new Error(`no topic: ${arn}`);
  return topic;
};

const irish = topicOf('arn:aws:sns:eu-west-1:111122223333:t');

/** A host by which somebody might pass for SNS. */
const strangeHosts = [
  'sns.eu-west-1.amazonaws.com@evil.example',
  'user@sns.eu-west-1.amazonaws.com',
  'user:secret@sns.eu-west-1.amazonaws.com',
  'sns.eu-west-1.amazonaws.com:443',
  'sns.eu-west-1.amazonaws.com:8443',
  'sns.eu-west-1.amazonaws.com.',
  'sns.eu-west-1.amazonaws.com.evil.example',
  'sns.eu-west-1.amazonaws.com.cn',
  'sns.cn-north-1.amazonaws.com',
  'sns.eu-west-1.amazonaws.com.cn.evil.example',
  'sns.eu-west-1.amazonaws.org',
  'sns.eu-west-1.amazonaws.com%2eevil.example',
  'sns.eu-west-1.amazonaws.com%00.evil.example',
  'sns.eu-west-1.amazonaws.com\\.evil.example',
  'sns.eu-west-1.amazonaws.com#.evil.example',
  'sns.eu-west-1.amazonaws.com?.evil.example',
  'sns.eu-west-1.amazonaws.com/.evil.example',
  'evil.example/sns.eu-west-1.amazonaws.com',
  'evilsns.eu-west-1.amazonaws.com',
  'evil.sns.eu-west-1.amazonaws.com',
  'sns.evil.example.amazonaws.com',
  'sns.amazonaws.com',
  'sns..amazonaws.com',
  'sns.s3.amazonaws.com',
  'sns-eu-west-1.amazonaws.com',
  'snsXeu-west-1.amazonaws.com',
  'sns.eu-west-1Xamazonaws.com',
  's3.eu-west-1.amazonaws.com',
  'bucket.s3.eu-west-1.amazonaws.com',
  'sns.eu-west-1.amazonaws.соm',
  'sns.eu-west-1.xn--amazonaws-xyz.com',
  'sns.eu-west-1.amazonaws。com',
  'ｓns.eu-west-1.amazonaws.com',
  'SNS.eu-west-1.amazonaws.com',
  'sns.eu-west-1.amazonaws.com\t',
  ' sns.eu-west-1.amazonaws.com',
  '127.0.0.1',
  '[::1]',
  '169.254.169.254',
];

describe('where a certificate may be', () => {
  it.each([
    [good, 'arn:aws:sns:eu-west-1:111122223333:t'],
    [
      `https://sns.us-gov-west-1.amazonaws.com${file}`,
      'arn:aws-us-gov:sns:us-gov-west-1:111122223333:t',
    ],
    [
      `https://sns.ap-southeast-5.amazonaws.com${file}`,
      'arn:aws:sns:ap-southeast-5:111122223333:t',
    ],
    [`https://sns.cn-north-1.amazonaws.com.cn${file}`, 'arn:aws-cn:sns:cn-north-1:111122223333:t'],
    [
      'https://sns.us-west-2.amazonaws.com/SimpleNotificationService-12345abcde.pem',
      'arn:aws:sns:us-west-2:111122223333:t',
    ],
  ])('%s is a place for the topic in its region, and for no other', (url, arn) => {
    expect(isCertificateUrl(url, topicOf(arn))).toBe(true);
    expect(isCertificateUrl(url, topicOf('arn:aws:sns:af-south-1:111122223333:t'))).toBe(false);
  });

  it.each(strangeHosts)('the host %j is none', (host) => {
    expect(isCertificateUrl(`https://${host}${file}`, irish)).toBe(false);
  });

  it.each([
    good.replace('https', 'http'),
    good.replace('https', 'HTTPS'),
    good.replace('https://', 'https:'),
    good.replace('https://', 'https:///'),
    good.replace('https://', '//'),
    good.replace('https', 'file'),
    ` ${good}`,
    `${good}\n`,
    `${good}?x=1`,
    `${good}#x`,
    `${good}/`,
    good.replace('.pem', '.pem%00'),
    good.replace(file, `/evil${file}`),
    good.replace(file, `/..${file}`),
    good.replace(file, `/%2e%2e${file}`),
    good.replace(file, `/evil%2F..${file}`),
    good.replace(file, file.replace('/', '\\')),
    good.replace(file, '/evil.pem'),
    good.replace(file, '/SimpleNotificationService-.pem'),
    good.replace(file, '/SimpleNotificationService-0123456789ABCDEF.pem'),
    good.replace(file, '/SimpleNotificationService-0123456789abcdef.pem.txt'),
    good.replace(file, '/?Action=Publish&x=.pem'),
    '',
  ])('%j is none', (url) => {
    expect(isCertificateUrl(url, irish)).toBe(false);
  });

  it('whatever is put into the URL of a certificate, or taken out of it, a parser of URLs still finds SNS and no other host', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '@',
        ':',
        '/',
        '\\',
        '.',
        '#',
        '?',
        '%',
        '%2e',
        '%2f',
        '。',
        '.evil.example',
        '@evil.example',
        '\t',
        '\n',
        '\u0000',
        'xn--',
      ),
      fc.string({ maxLength: 4 }),
    );
    fc.assert(
      fc.property(
        piece,
        fc.nat({ max: good.length }),
        fc.nat({ max: 12 }),
        (inserted, at, removed) => {
          const url = good.slice(0, at) + inserted + good.slice(at + removed);
          if (!isCertificateUrl(url, irish)) return;
          const { protocol, host, username, password, search, hash, pathname } = new URL(url);
          expect([protocol, username, password, search, hash]).toEqual(['https:', '', '', '', '']);
          expect(host).toMatch(/^sns\.[a-z0-9-]+\.amazonaws\.com(\.cn)?$/);
          expect(pathname).toMatch(/^\/SimpleNotificationService-[0-9a-f]+\.pem$/);
          expect(new URL(url).href).toBe(url);
        },
      ),
      { numRuns: 3_000 },
    );
  });
});

describe('where a subscription is confirmed', () => {
  const topic = topicOf('arn:aws:sns:eu-west-1:111122223333:feedback');

  it("a SubscribeURL is one of SNS in the topic's region, and of no other host", () => {
    expect(
      isSubscribeUrl(
        'https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=1',
        topic,
      ),
    ).toBe(true);
    expect(
      isSubscribeUrl(
        'https://sns.us-east-1.amazonaws.com/?Action=ConfirmSubscription&Token=1',
        topic,
      ),
    ).toBe(false);
    expect(
      isSubscribeUrl(
        'http://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=1',
        topic,
      ),
    ).toBe(false);
    for (const host of strangeHosts)
      expect([host, isSubscribeUrl(`https://${host}/?Action=ConfirmSubscription`, topic)]).toEqual([
        host,
        false,
      ]);
  });

  it.each([
    ['arn:aws:sns:eu-west-1:111122223333:feedback', 'sns.eu-west-1.amazonaws.com'],
    ['arn:aws-cn:sns:cn-north-1:111122223333:feedback', 'sns.cn-north-1.amazonaws.com.cn'],
  ])('the request for %s goes to %s', (arn, host) => {
    const url = new URL(confirmationUrl(topicOf(arn), 'a-token'));

    expect([url.protocol, url.host, url.pathname]).toEqual(['https:', host, '/']);
    expect(Object.fromEntries(url.searchParams)).toEqual({
      Action: 'ConfirmSubscription',
      TopicArn: arn,
      Token: 'a-token',
      Version: '2010-03-31',
    });
  });

  it('a token never adds a parameter or changes one', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }).filter((token) => token.isWellFormed()),
        (token) => {
          const { host, searchParams } = new URL(confirmationUrl(topic, token));
          expect(host).toBe('sns.eu-west-1.amazonaws.com');
          expect([...searchParams]).toEqual([
            ['Action', 'ConfirmSubscription'],
            ['TopicArn', topic.arn],
            ['Token', token],
            ['Version', '2010-03-31'],
          ]);
        },
      ),
    );
  });
});
