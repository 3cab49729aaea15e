import * as z from 'zod/mini';
import type { Lane, Streams } from '../email/streams.ts';
import { identifyMessage, validateMessage } from '../email/validate-message.ts';
import { laneOf } from '../enqueue/plan-email.ts';
import { unfoldBody } from '../enqueue/unfold-body.ts';
import { parseEvents } from '../feedback/parse-event.ts';
import { queueAttributes } from '../messages/queue-attributes.ts';
import { deadLetters } from '../remedies/told/mail-of-pipeline.ts';
import { nameOfError } from '../system/name-of-error.ts';
import { parseJson } from '../system/parse-json.ts';
import type { DeadLetter, Death, Diagnosis, Origin } from './dead-letter.ts';

/**
 * Lambda's record of a failed run:
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 */
const failedRun = z.looseObject({
  requestContext: z.looseObject({
    functionArn: z.string(),
    condition: z.optional(z.string()),
    approximateInvokeCount: z.optional(z.number()),
  }),
  requestPayload: z.unknown(),
  responsePayload: z.optional(z.looseObject({ errorType: z.optional(z.string()) })),
});

/**
 * Diagnoses a dead letter from its own content and attributes: what it is, why it is here, and
 * where it came from. Never throws: one that no rule can read is told as that, and stops no other.
 */
export const diagnose = (deadLetter: DeadLetter, streams: Streams): Diagnosis => {
  try {
    return diagnoseContent(deadLetter, streams);
  } catch (error) {
    return {
      kind: deadLetter.queue === 'dead-letters' ? 'mail' : 'feedback',
      death: 'given-up',
      origin: undefined,
      firstId: deadLetter.sqsMessageId,
      tenantId: undefined,
      messageId: undefined,
      reasons: [
        `it cannot be read (${nameOfError(error)}), because it is nested too deeply or broken`,
      ],
      ...deadLetters.unreadable,
    };
  }
};

const diagnoseContent = (deadLetter: DeadLetter, streams: Streams): Diagnosis => {
  const run = z.safeParse(failedRun, parseJson(deadLetter.body)).data;
  if (run === undefined && deadLetter.queue === 'dead-letters')
    return diagnoseMail(deadLetter, streams);
  return diagnoseOther(deadLetter, run);
};

const nameInArn = (arn: string): string => arn.slice(arn.lastIndexOf(':') + 1);

const lanes: readonly Lane[] = ['transactional', 'bulk'];

const laneIn = (queue: string | undefined): Lane | undefined =>
  lanes.find((lane) => queue?.endsWith(lane));

/**
 * Reads the attribute `reasons`. A long list is cut to SQS's limit, and is then no valid JSON any
 * more.
 */
const readReasons = (text: string): readonly string[] => {
  const list = z.safeParse(z.array(z.string()), parseJson(text));
  return list.success ? list.data : [`${text.replace(/^\["?/, '')} … (cut off)`];
};

/** Lane of the mail: the queue it came from, else that of its stream. */
const originOf = ({ body, attributes, sourceArn }: DeadLetter, streams: Streams): Lane =>
  laneIn(attributes.queue) ?? laneIn(sourceArn) ?? laneOf(identifyMessage(body, 'none'), streams);

const diagnoseMail = (deadLetter: DeadLetter, streams: Streams): Diagnosis => {
  const { attributes, body, sqsMessageId } = deadLetter;
  const lane = originOf(deadLetter, streams);
  const firstId = attributes.sqsMessageId ?? attributes[queueAttributes.firstId] ?? sqsMessageId;
  const reading =
    unfoldBody(body, firstId) ??
    validateMessage(body, {
      sqsMessageId: firstId,
      queueLane: lane,
      streams,
      nowMs: deadLetter.sentAtMs,
    });
  const key = reading.kind === 'valid' ? reading.message.key : reading.key;
  const common = { kind: 'mail', origin: lane, firstId, ...key } as const;
  if (attributes.reasonCount !== undefined || attributes.reasons !== undefined) {
    return {
      ...common,
      death: 'refused',
      reasons: attributes.reasons === undefined ? [] : readReasons(attributes.reasons),
      ...(attributes.remedy === undefined ? {} : { remedy: attributes.remedy }),
    };
  }
  return {
    ...common,
    death: 'given-up',
    reasons: [
      ...(reading.kind === 'rejected' ? reading.reasons : []),
      'it was received too often, and no run of the sender finished it',
    ],
    ...deadLetters['mail-given-up'],
  };
};

const eventReasons = (body: unknown): readonly string[] =>
  parseEvents(body).flatMap((found) =>
    found.kind === 'invalid' ? [`the event cannot be understood: ${found.detail}`] : [],
  );

const hasEvents = (body: unknown): boolean =>
  parseEvents(body).some((found) => found.kind !== 'ignored');

const diagnoseOther = (
  deadLetter: DeadLetter,
  run: z.infer<typeof failedRun> | undefined,
): Diagnosis => {
  const { attributes, body, sqsMessageId } = deadLetter;
  const content = run?.requestPayload ?? body;
  const isFeedback = hasEvents(content) || run === undefined;
  const classify = (): readonly [Death, string, { readonly remedy: string }] => {
    if (run !== undefined) {
      const { requestContext, responsePayload } = run;
      const name = nameInArn(requestContext.functionArn.replace(/:\$LATEST$/, ''));
      const tries =
        requestContext.approximateInvokeCount === undefined
          ? ''
          : ` after ${requestContext.approximateInvokeCount} tries`;
      const why = responsePayload?.errorType ?? requestContext.condition ?? 'it did not say why';
      return [
        'run-failed',
        `${name} failed${tries}: ${why}; its log says more`,
        isFeedback ? deadLetters['run-failed'] : deadLetters['needs-no-redrive'],
      ];
    }
    if (attributes.ErrorCode !== undefined)
      return [
        'undeliverable',
        `SNS could not deliver it: ${attributes.ErrorCode}`,
        deadLetters.undeliverable,
      ];
    return [
      'given-up',
      'it was received too often without being recorded',
      deadLetters['event-given-up'],
    ];
  };
  const [death, reason, told] = classify();
  const origin: Origin | undefined = isFeedback ? 'feedback' : undefined;
  return {
    kind: isFeedback ? 'feedback' : 'run',
    death,
    origin,
    firstId: attributes[queueAttributes.firstId] ?? sqsMessageId,
    tenantId: undefined,
    messageId: undefined,
    reasons: [...eventReasons(content), reason, ...(isFeedback ? [] : ['no redrive is needed'])],
    ...told,
  };
};
