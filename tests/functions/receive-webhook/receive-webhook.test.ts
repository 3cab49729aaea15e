import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cachedFetch } from '../../../functions/receive-webhook/cached-fetch.ts';
import { answers } from '../../../functions/receive-webhook/http-answer.ts';
import { knownTopics, type TopicOwner } from '../../../functions/receive-webhook/known-topics.ts';
import { longestBody } from '../../../functions/receive-webhook/read-request.ts';
import {
  earliestMs,
  oldestMs,
  receiveWebhook,
  type WebhookPorts,
} from '../../../functions/receive-webhook/receive-webhook.ts';
import { readCertificate } from '../../../functions/receive-webhook/signing-certificate.ts';
import { type Fault, memoryFeedback } from '../../fakes/memory-feedback.ts';
import { certificateUrl, posted, postedAt, signingSns, topicArn } from '../../fakes/signing-sns.ts';
import {
  bounce,
  bounceObject,
  complaint,
  everyEvent,
  identityMail,
  sesMessageId,
} from '../../fixtures/events/build.ts';
import type { CertificateOptions } from '../../support/self-signed-certificate.ts';

const sns = signingSns();
const postedAtMs = Date.parse(postedAt);
const validity = { validFromMs: postedAtMs - 1_000, validToMs: postedAtMs + 1_000 };

interface WorldOptions {
  readonly nowMs?: number;
  readonly fault?: Fault;
  readonly certificate?: CertificateOptions;
  /** What SNS answers instead; an error rejects. */
  readonly snsAnswers?: string | Error;
  readonly owner?: TopicOwner | Error;
}

const aWorld = ({
  nowMs = postedAtMs + 400,
  fault,
  certificate = validity,
  snsAnswers,
  owner = { kind: 'all-tenants' },
}: WorldOptions = {}) => {
  const feedback = memoryFeedback({ nowMs, ...(fault === undefined ? {} : { fault }) });
  const fetched: string[] = [];
  const asked: string[] = [];
  const pem = sns.certificate(certificate);
  const fetchFromSns = async (url: string): Promise<string> => {
    fetched.push(url);
    if (snsAnswers instanceof Error) throw snsAnswers;
    return snsAnswers ?? pem;
  };
  const ports: WebhookPorts = {
    ...feedback.ports,
    fetchFromSns,
    findCertificate: cachedFetch(async (url) => readCertificate(await fetchFromSns(url)), 4),
    findTopicOwner: async (arn) => {
      asked.push(arn);
      if (owner instanceof Error) throw owner;
      return arn === topicArn ? owner : { kind: 'unknown' };
    },
  };
  const post = (event: unknown) => receiveWebhook(event, ports);
  const said = () =>
    feedback.lines
      .filter(({ message }) => message.startsWith('webhook'))
      .map(({ fields }) => fields?.why);
  return { ...feedback, fetched, asked, ports, post, said };
};

const outage = new Error('no answer for ada@example.com');
const tableDown: Fault = () => {
  throw outage;
};

describe('receive webhook', () => {
  it('records every kind of event, and says that it is done when it is', async () => {
    const world = aWorld();

    for (const event of everyEvent())
      expect(await world.post(posted(sns.notification(event)))).toEqual(answers.done);

    expect(world.recorded()['clinic#order-1']).toHaveLength(10);
    expect(await world.suppressed()).toEqual([
      'ada@example.com tenant#clinic bounce',
      'ada@example.com tenant#clinic complaint',
    ]);
  });

  it('takes plain and base64 bodies, both versions of the signature, and notifications without a subject', async () => {
    for (const isBase64Encoded of [false, true]) {
      for (const SignatureVersion of ['1', '2']) {
        for (const Subject of ['Amazon SES', undefined, null]) {
          const event = posted(sns.notification(bounce(), { SignatureVersion, Subject }), {
            isBase64Encoded,
          });

          expect(await aWorld().post(event)).toEqual(answers.done);
        }
      }
    }
  });

  it('does a message that comes again without further effect', async () => {
    const world = aWorld();

    for (let time = 0; time < 3; time += 1)
      expect(await world.post(posted(sns.notification(bounce())))).toEqual(answers.done);

    expect(world.recorded()).toEqual({ 'clinic#order-1': ['bounce'] });
    expect(world.counts).toHaveLength(1);
  });

  it('fetches a certificate once for all messages that it signed', async () => {
    const world = aWorld();

    for (const event of everyEvent()) await world.post(posted(sns.notification(event)));

    expect(world.fetched).toEqual([certificateUrl]);
  });

  it('says of the facts that another account has sent the mail', async () => {
    const world = aWorld();

    await world.post(
      posted(sns.notification(bounce({ timestamp: new Date(postedAtMs).toISOString() }))),
    );

    expect(world.facts()).toMatchObject([
      { kind: 'bounced', tenantId: 'clinic', isElsewhere: true },
    ]);
  });

  it('passes on nothing of the envelope but what is signed', async () => {
    const world = aWorld();
    const unsigned = {
      eventType: 'Complaint',
      ...complaint(),
      Records: [{ body: JSON.stringify(complaint()) }],
    };

    const answer = await world.post(posted({ ...unsigned, ...sns.notification(bounce()) }));

    expect(answer).toEqual(answers.done);
    expect(world.recorded()).toEqual({ 'clinic#order-1': ['bounce'] });
  });

  describe('on a topic of one tenant', () => {
    const owner: TopicOwner = { kind: 'tenant', tenantId: 'acme' };

    it('takes events without tags for those of this tenant', async () => {
      const world = aWorld({ owner });

      await world.post(
        posted(
          sns.notification({
            notificationType: 'Bounce',
            bounce: bounceObject(),
            mail: identityMail(),
          }),
        ),
      );

      expect(await world.suppressed()).toEqual(['ada@example.com tenant#acme bounce']);
    });

    it('lets no event reach another tenant', async () => {
      const world = aWorld({ owner });

      expect(
        await world.post(posted(sns.notification(bounce({ bounceSubType: 'Suppressed' })))),
      ).toEqual(answers.done);

      expect(await world.suppressed()).toEqual(['ada@example.com tenant#acme bounce']);
      expect(world.recorded()).toEqual({ [`acme#ses:${sesMessageId}`]: ['bounce'] });
    });
  });

  describe('subscription', () => {
    it('is confirmed at SNS itself, in the region of the topic, by its token', async () => {
      const world = aWorld();

      expect(await world.post(posted(sns.subscriptionConfirmation()))).toEqual(answers.done);

      const [, confirmation = ''] = world.fetched;
      const { origin, searchParams } = new URL(confirmation);
      expect(world.fetched).toHaveLength(2);
      expect(origin).toBe('https://sns.eu-west-1.amazonaws.com');
      expect(Object.fromEntries(searchParams)).toMatchObject({
        Action: 'ConfirmSubscription',
        TopicArn: topicArn,
        Token: '2336412f37fb687f5d51e6e2425f004b08c5b0c3',
      });
    });

    it('that ends is told in the log, and not begun again', async () => {
      const world = aWorld();

      expect(await world.post(posted(sns.unsubscribeConfirmation()))).toEqual(answers.done);

      expect(world.fetched).toEqual([certificateUrl]);
      expect(world.lines).toContainEqual({
        level: 'warn',
        message: 'webhook: unsubscribed, so no more feedback comes from this topic',
        fields: { topicArn },
      });
    });
  });

  const genuine = sns.notification(bounce());
  const elsewhere = certificateUrl.replace('sns.eu-west-1.amazonaws.com', 'evil.example');
  const foreignTopic = 'arn:aws:sns:eu-west-1:999999999999:feedback';
  const unreadable = sns.notification(bounce({ bouncedRecipients: [] }));

  /** The rows of the tables in docs/webhook.md: what, request, world, answer, reason in the log. */
  const table: readonly (readonly [
    string,
    unknown,
    WorldOptions,
    keyof typeof answers,
    string | undefined,
  ])[] = [
    ['another method', posted(genuine, { method: 'GET' }), {}, 'refused', 'method'],
    [
      'raw delivery',
      posted(bounce(), { headers: { 'x-amz-sns-rawdelivery': 'true' } }),
      {},
      'refused',
      'raw-delivery',
    ],
    [
      'another content type',
      posted(genuine, { headers: { 'content-type': 'text/html' } }),
      {},
      'refused',
      'content-type',
    ],
    ['a body too long', posted('x'.repeat(longestBody + 1)), {}, 'refused', 'too-long'],
    [
      'a body that is not UTF-8',
      { ...posted(''), body: '/w==', isBase64Encoded: true },
      {},
      'refused',
      'not-utf-8',
    ],
    ['no body', { ...posted(''), body: undefined }, {}, 'refused', 'no-body'],
    ['no JSON', posted('{"Type":'), {}, 'refused', 'no-message-of-sns'],
    ['an event without its envelope', posted(bounce()), {}, 'refused', 'no-message-of-sns'],
    [
      'a day that does not exist',
      posted({ ...genuine, Timestamp: '2026-13-41T00:00:00.000Z' }),
      {},
      'refused',
      'no-message-of-sns',
    ],
    [
      'older than a day',
      posted(genuine),
      { nowMs: postedAtMs + oldestMs + 1 },
      'refused',
      'too-old',
    ],
    [
      'a day old to the millisecond',
      posted(genuine),
      { nowMs: postedAtMs + oldestMs },
      'done',
      undefined,
    ],
    [
      'an hour old, the longest that SNS tries',
      posted(genuine),
      { nowMs: postedAtMs + 3_600_000 },
      'done',
      undefined,
    ],
    [
      'from the future',
      posted(genuine),
      { nowMs: postedAtMs - earliestMs - 1 },
      'refused',
      'not-yet',
    ],
    [
      'by a clock that is a quarter of an hour ahead',
      posted(genuine),
      { nowMs: postedAtMs - earliestMs },
      'done',
      undefined,
    ],
    [
      'a certificate elsewhere',
      posted(sns.notification(bounce(), { SigningCertURL: elsewhere })),
      {},
      'refused',
      'certificate-elsewhere',
    ],
    [
      'no answer for the certificate',
      posted(genuine),
      { snsAnswers: outage },
      'failed',
      'certificate',
    ],
    [
      'something else for the certificate',
      posted(genuine),
      { snsAnswers: '<Error/>' },
      'failed',
      'certificate',
    ],
    [
      'a certificate of another',
      posted(genuine),
      { certificate: { ...validity, commonName: 'evil.example' } },
      'refused',
      'certificate-not-good',
    ],
    [
      'a certificate that was not valid then',
      posted(genuine),
      { certificate: { validFromMs: postedAtMs - 2_000, validToMs: postedAtMs - 1_000 } },
      'refused',
      'certificate-not-good',
    ],
    [
      'a certificate that ended since',
      posted(genuine),
      { nowMs: postedAtMs + 3_600_000 },
      'done',
      undefined,
    ],
    [
      'a wrong signature',
      posted({ ...genuine, Message: `${genuine.Message} ` }),
      {},
      'refused',
      'signature',
    ],
    [
      'an unknown topic',
      posted(sns.notification(bounce(), { TopicArn: foreignTopic })),
      {},
      'refused',
      'topic',
    ],
    [
      'the subscription of an unknown topic',
      posted(sns.subscriptionConfirmation({ TopicArn: foreignTopic })),
      {},
      'refused',
      'topic',
    ],
    [
      'the end of an unknown subscription',
      posted(sns.unsubscribeConfirmation({ TopicArn: foreignTopic })),
      {},
      'refused',
      'topic',
    ],
    ['the tenants table is down', posted(genuine), { owner: outage }, 'failed', 'topics'],
    [
      'two tenants claim the topic',
      posted(genuine),
      { owner: { kind: 'disputed', tenantIds: ['a', 'b'] } },
      'failed',
      'disputed-topic',
    ],
    [
      'a subscription at another host',
      posted(
        sns.subscriptionConfirmation({
          SubscribeURL:
            'https://sns.eu-west-1.amazonaws.com.evil.example/?Action=ConfirmSubscription',
        }),
      ),
      {},
      'refused',
      'subscribe-url',
    ],
    [
      'a sentence of SES',
      posted(sns.notification('Successfully validated SNS topic for Amazon SES event publishing.')),
      {},
      'done',
      undefined,
    ],
    ['an event that cannot be understood', posted(unreadable), {}, 'failed', 'recording'],
    ['the tables are down', posted(genuine), { fault: tableDown }, 'failed', 'recording'],
  ];

  it.each(table)(
    '%s: the answer is one of three, and the log says why',
    async (_, event, options, kind, why) => {
      const world = aWorld(options);

      expect(await world.post(event)).toEqual(answers[kind]);

      expect(world.said()).toEqual(why === undefined ? [] : [why]);
      if (kind !== 'done') {
        expect(world.recorded()).toEqual({});
        expect(await world.suppressed()).toEqual([]);
      }
    },
  );

  it('an SNS that does not confirm is asked again when the confirmation comes again', async () => {
    const world = aWorld();
    await world.ports.findCertificate(certificateUrl);
    const failing = { ...world.ports, fetchFromSns: () => Promise.reject(outage) };

    expect(await receiveWebhook(posted(sns.subscriptionConfirmation()), failing)).toEqual(
      answers.failed,
    );
    expect(world.said()).toEqual(['confirmation']);
    expect(await world.post(posted(sns.subscriptionConfirmation()))).toEqual(answers.done);
  });

  it('a certificate that could not be fetched is fetched anew the next time', async () => {
    const world = aWorld();
    let isDown = true;
    const findCertificate = cachedFetch(async () => {
      if (isDown) throw outage;
      return readCertificate(sns.certificate(validity));
    }, 4);

    expect(await receiveWebhook(posted(genuine), { ...world.ports, findCertificate })).toEqual(
      answers.failed,
    );
    isDown = false;
    expect(await receiveWebhook(posted(genuine), { ...world.ports, findCertificate })).toEqual(
      answers.done,
    );
  });

  it('what failed half-way is completed when it comes again', async () => {
    let isDown = true;
    const world = aWorld({
      fault: (port) => {
        if (isDown && port === 'recordEvents') throw outage;
      },
    });

    expect(await world.post(posted(genuine))).toEqual(answers.failed);
    expect(await world.suppressed()).toEqual(['ada@example.com tenant#clinic bounce']);
    isDown = false;
    expect(await world.post(posted(genuine))).toEqual(answers.done);
    expect(world.recorded()).toEqual({ 'clinic#order-1': ['bounce'] });
  });

  it('asks the world nothing for a stranger: SNS not before topic and URL are right, the tables of feedback not before the signature is', async () => {
    const world = aWorld();
    const refusals = table.filter(
      ([, , options, kind]) => kind === 'refused' && Object.keys(options).length === 0,
    );
    const signedOrForged = ['signature', 'subscribe-url'];

    for (const [, event, , , why] of refusals)
      if (!signedOrForged.includes(why ?? '')) await world.post(event);
    expect(world.fetched).toEqual([]);

    for (const [, event] of refusals) await world.post(event);
    expect(world.fetched).toEqual([certificateUrl]);
    expect(world.calls).toEqual([]);
  });

  it('fetches nothing for 500 strangers at once while no topic is listed, and reads the lists once', async () => {
    const world = aWorld();
    let readings = 0;
    const findTopicOwner = knownTopics({
      sharedTopics: [],
      listTenantTopics: async () => {
        readings += 1;
        return [];
      },
      clock: world.ports.clock,
      log: world.ports.log,
    });

    const posts = Array.from({ length: 500 }, (_, index) =>
      receiveWebhook(
        posted({
          ...genuine,
          SigningCertURL: certificateUrl.replace('0123', index.toString(16).padStart(4, '0')),
        }),
        { ...world.ports, findTopicOwner },
      ),
    );

    expect(new Set(await Promise.all(posts))).toEqual(new Set([answers.refused]));
    expect(world.fetched).toEqual([]);
    expect(readings).toBe(1);
  });

  it('refuses a certificate of SNS in another region than the topic', async () => {
    const world = aWorld();
    const SigningCertURL = certificateUrl.replace('eu-west-1', 'af-south-1');

    expect(await world.post(posted(sns.notification(bounce(), { SigningCertURL })))).toEqual(
      answers.refused,
    );
    expect(world.said()).toEqual(['certificate-elsewhere']);
    expect(world.fetched).toEqual([]);
  });

  it('tells a stranger the same, whatever is wrong', async () => {
    const bodies = await Promise.all(
      table
        .filter(([, , , kind]) => kind === 'refused')
        .map(async ([, event, options]) => JSON.stringify(await aWorld(options).post(event))),
    );

    expect(bodies.length).toBeGreaterThan(15);
    expect(new Set(bodies).size).toBe(1);
  });

  it('no line of the log, and no answer, holds an address or what was posted', async () => {
    for (const [, event, options] of table) {
      const world = aWorld(options);
      const answer = await world.post(event);
      expect(JSON.stringify([world.lines, answer])).not.toMatch(/@|Amazon SES|192\.0\.2/);
    }
  });

  it('whatever is posted, it is answered in one of the three ways, and nothing is done for it', async () => {
    const field = fc.oneof(fc.string(), fc.anything(), fc.constantFrom(...Object.values(genuine)));
    const mangled = fc.record(
      Object.fromEntries(Object.keys(genuine).map((name) => [name, field])),
      { requiredKeys: [] },
    );
    const one = fc
      .tuple(fc.constantFrom(...Object.keys(genuine)), field)
      .filter(
        ([name, value]) =>
          !['UnsubscribeURL'].includes(name) &&
          JSON.stringify(value) !== JSON.stringify(genuine[name]),
      )
      .map(([name, value]) => ({ ...genuine, [name]: value }));
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(mangled, one, fc.json(), fc.string({ unit: 'binary' })),
        fc.boolean(),
        async (content, isBase64Encoded) => {
          const world = aWorld();
          const body =
            typeof content === 'string'
              ? content
              : (JSON.stringify(content, (_, value) => (typeof value === 'bigint' ? 0 : value)) ??
                '');
          const answer = await world.post(posted(body, { isBase64Encoded }));
          expect([answers.refused, answers.failed]).toContain(answer);
          expect(world.calls).toEqual([]);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});
