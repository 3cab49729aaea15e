import type { FeedbackPorts } from '../../shared/feedback/feedback-batch.ts';
import { recordEvents } from '../../shared/feedback/record-events.ts';
import { nameOfError } from '../../shared/system/name-of-error.ts';
import type { Fetch } from './cached-fetch.ts';
import { answers, type HttpAnswer } from './http-answer.ts';
import type { FindTopicOwner, TopicOwner } from './known-topics.ts';
import type { FetchFromSns } from './ports.ts';
import { type RequestRefusal, readRequest } from './read-request.ts';
import { isSignedWith } from './signature.ts';
import { isGoodFor, type SigningCertificate } from './signing-certificate.ts';
import { confirmationUrl, isCertificateUrl, isSubscribeUrl } from './sns-hosts.ts';
import { readSnsMessage, type SnsMessage } from './sns-message.ts';
import { parseTopicArn } from './topic-arn.ts';

export interface WebhookPorts extends FeedbackPorts {
  /** Fetches a signing certificate by its URL, which was checked to be SNS's own. */
  readonly findCertificate: Fetch<SigningCertificate>;
  readonly findTopicOwner: FindTopicOwner;
  readonly fetchFromSns: FetchFromSns;
}

/** Why a request is refused for good. The log says it; the response does not. */
export type Refusal =
  | RequestRefusal
  | 'no-message-of-sns'
  | 'too-old'
  | 'not-yet'
  | 'certificate-elsewhere'
  | 'certificate-not-good'
  | 'signature'
  | 'topic'
  | 'subscribe-url';

/** Why SNS has to post the message again. */
export type Failure = 'certificate' | 'topics' | 'disputed-topic' | 'confirmation' | 'recording';

type Verdict =
  | { readonly kind: 'done' }
  | { readonly kind: 'refused'; readonly why: Refusal; readonly topicArn?: string }
  | {
      readonly kind: 'failed';
      readonly why: Failure;
      readonly topicArn: string;
      readonly error?: string;
    };

/**
 * Maximum age of a message; ms. SNS retries an endpoint for an hour at most; the rest allows for
 * messages that were delayed within SNS. An older message is likely a replay of a stored one.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html
 */
export const oldestMs = 24 * 60 * 60_000;

/** Maximum lead of a message's time over our clock, because clocks differ; ms. */
export const earliestMs = 15 * 60_000;

const done: Verdict = { kind: 'done' };

/**
 * Handles a message that SNS posts for a topic of another account. It is accepted only when the
 * topic is listed and SNS signed it. docs/webhook.md has the checks in their order. Never rejects.
 *
 * @param event - event of API Gateway's HTTP APIs
 * @returns 200 once every effect is written, 403 when refused, 503 when SNS has to retry
 */
export const receiveWebhook = async (event: unknown, ports: WebhookPorts): Promise<HttpAnswer> => {
  const verdict = await judge(event, ports);
  logVerdict(verdict, ports);
  return answers[verdict.kind];
};
const refuse = (why: Refusal, topicArn?: string): Verdict => ({
  kind: 'refused',
  why,
  ...(topicArn === undefined ? {} : { topicArn }),
});
/** The result of a port, or the verdict that follows from its failure. */
type Got<Thing> =
  | { readonly kind: 'got'; readonly thing: Thing }
  | (Verdict & { readonly kind: 'failed' });

const get = async <Thing>(
  why: Failure,
  { TopicArn }: SnsMessage,
  thing: Promise<Thing>,
): Promise<Got<Thing>> => {
  try {
    return { kind: 'got', thing: await thing };
  } catch (error) {
    return { kind: 'failed', why, topicArn: TopicArn, error: nameOfError(error) };
  }
};

const timeProblem = ({ Timestamp }: SnsMessage, nowMs: number): Refusal | undefined => {
  const atMs = Date.parse(Timestamp);
  if (Number.isNaN(atMs)) return 'no-message-of-sns';
  if (atMs < nowMs - oldestMs) return 'too-old';
  return atMs > nowMs + earliestMs ? 'not-yet' : undefined;
};

/** The verdict on a message whose signature cannot be verified; undefined when SNS signed it. */
const doubtAbout = async (
  message: SnsMessage,
  ports: WebhookPorts,
): Promise<Verdict | undefined> => {
  const topic = parseTopicArn(message.TopicArn);
  if (topic === undefined || !isCertificateUrl(message.SigningCertURL, topic))
    return refuse('certificate-elsewhere');
  const certificate = await get(
    'certificate',
    message,
    ports.findCertificate(message.SigningCertURL),
  );
  if (certificate.kind === 'failed') return certificate;
  if (!isGoodFor(certificate.thing, Date.parse(message.Timestamp)))
    return refuse('certificate-not-good');
  return isSignedWith(message, certificate.thing.publicKey) ? undefined : refuse('signature');
};

const confirm = async (
  message: SnsMessage & { readonly Type: 'SubscriptionConfirmation' },
  ports: WebhookPorts,
): Promise<Verdict> => {
  const { TopicArn: topicArn, Token, SubscribeURL } = message;
  const topic = parseTopicArn(topicArn);
  if (topic === undefined || !isSubscribeUrl(SubscribeURL, topic))
    return refuse('subscribe-url', topicArn);
  const confirmed = await get(
    'confirmation',
    message,
    ports.fetchFromSns(confirmationUrl(topic, Token)),
  );
  if (confirmed.kind === 'failed') return confirmed;
  ports.log('info', 'webhook: subscription confirmed', { topicArn });
  return done;
};

const record = async (
  message: SnsMessage & { readonly Type: 'Notification' },
  owner: TopicOwner,
  ports: WebhookPorts,
): Promise<Verdict> => {
  const { MessageId: id, Message: content, TopicArn: topicArn } = message;
  // Only signed fields of the envelope are passed on.
  const failed = await recordEvents(
    [
      {
        id,
        content,
        isElsewhere: true,
        publishedAtMs: Date.parse(message.Timestamp),
        ...(owner.kind === 'tenant' ? { tenantId: owner.tenantId } : {}),
      },
    ],
    ports,
  );
  return failed.length === 0 ? done : { kind: 'failed', why: 'recording', topicArn };
};

const act = async (
  message: SnsMessage,
  owner: TopicOwner,
  ports: WebhookPorts,
): Promise<Verdict> => {
  switch (message.Type) {
    case 'Notification':
      return record(message, owner, ports);
    case 'SubscriptionConfirmation':
      return confirm(message, ports);
    case 'UnsubscribeConfirmation':
      ports.log('warn', 'webhook: unsubscribed, so no more feedback comes from this topic', {
        topicArn: message.TopicArn,
      });
      return done;
    default:
      return message satisfies never;
  }
};

const judge = async (event: unknown, ports: WebhookPorts): Promise<Verdict> => {
  const request = readRequest(event);
  if (request.kind === 'refused') return request;
  const message = readSnsMessage(request.body);
  if (message === undefined) return refuse('no-message-of-sns');
  const untimely = timeProblem(message, ports.clock.now());
  if (untimely !== undefined) return refuse(untimely);
  // The topic is checked before any fetch, so that only a request that names a listed topic can
  // cause one.
  const owner = await get('topics', message, ports.findTopicOwner(message.TopicArn));
  if (owner.kind === 'failed') return owner;
  if (owner.thing.kind === 'unknown') return refuse('topic', message.TopicArn);
  const doubt = await doubtAbout(message, ports);
  if (doubt !== undefined) return doubt;
  if (owner.thing.kind === 'disputed')
    return { kind: 'failed', why: 'disputed-topic', topicArn: message.TopicArn };
  return act(message, owner.thing, ports);
};

const logVerdict = (verdict: Verdict, { log }: WebhookPorts): void => {
  const { kind, ...fields } = verdict;
  if (kind === 'refused') log('warn', 'webhook: refused', fields);
  if (kind === 'failed') log('error', 'webhook: failed, is to come again', fields);
};
