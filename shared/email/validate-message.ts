import * as z from 'zod/mini';
import type { MessageKey } from '../messages/ports.ts';
import { parseJson } from '../system/parse-json.ts';
import { withoutByteOrderMark } from './decode-utf8.ts';
import { describeIssues } from './describe-issues.ts';
import { messageLimits } from './message-limits.ts';
import { messageRules } from './message-rules.ts';
import {
  type EmailMessage,
  emailMessageSchema,
  type MessagePointer,
  messagePointerSchema,
} from './message-schema.ts';
import { readRawMime } from './raw-mime.ts';
import { defaultStream, type Lane, type Stream, type Streams } from './streams.ts';
import { templateNumberReasons } from './template-numbers.ts';
import { toValidMessage, type ValidMessage } from './valid-message.ts';
import { withinLimits } from './within-limits.ts';
import { withoutNulls } from './without-nulls.ts';

export interface ValidationContext {
  /** SQS message id; the message's id when it brings none. */
  readonly sqsMessageId: string;
  /** Lane of the queue that the message came on. */
  readonly queueLane: Lane;
  /** Streams of the deployment. */
  readonly streams: Streams;
  readonly nowMs: number;
  /** The pointer on the queue, when `body` is the object that it points to. */
  readonly pointer?: MessagePointer;
}

export type Validation =
  | { readonly kind: 'valid'; readonly message: ValidMessage }
  /**
   * The mail is in S3: fetch the object and validate its text with the same context and this
   * pointer.
   */
  | {
      readonly kind: 'stored';
      readonly key: MessageKey;
      readonly stream: Stream;
      readonly pointer: MessagePointer;
    }
  /**
   * It can never be sent. Each reason says where and what to do; none contains a value of the
   * message.
   */
  | {
      readonly kind: 'rejected';
      readonly key: MessageKey;
      readonly stream: Stream | undefined;
      readonly reasons: readonly string[];
    };

type Json = Readonly<Record<string, unknown>>;

/**
 * Validates the body of an SQS message, or the S3 object that one points to.
 *
 * All problems are listed at once, those of the form and those of the rules, so that the author
 * corrects the message in one go. The same body gives the same answer at every delivery, except for
 * `sendAfter`, which is compared with the clock.
 */
export const validateMessage = (body: string, context: ValidationContext): Validation => {
  const json = parseJson(withoutByteOrderMark(body));
  if (!isObject(json)) {
    const key = identify({}, context).key;
    return {
      kind: 'rejected',
      key,
      stream: undefined,
      reasons: ['message: is not a JSON object; enqueue one JSON object per message'],
    };
  }
  const { message: within, reasons } = withinLimits(json);
  const parsed = withoutNulls(within);
  if (parsed.payload !== undefined && context.pointer === undefined)
    return validatePointer(parsed, context);

  const { payload: _, ...pointed } = context.pointer ?? {};
  const { payload: __, ...own } = parsed;
  const outerReasons = [
    ...pointerReasons(parsed, context.pointer),
    ...reasons,
    ...(own.template === undefined ? [] : templateNumberReasons(body)),
  ];
  return validateMail({ ...pointed, ...own }, outerReasons, context);
};

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const identityFields = ['messageId', 'tenantId', 'stream'] as const;

const soundField = <Schema extends z.ZodMiniType>(
  schema: Schema,
  value: unknown,
): z.output<Schema> | undefined => {
  const parsed = z.safeParse(schema, value);
  return parsed.success ? parsed.data : undefined;
};

/**
 * Key and stream of a message, as far as they are valid: a refused message is recorded under its
 * own key, too.
 */
const identify = (
  given: Json,
  { sqsMessageId, streams }: Partial<ValidationContext> & Pick<ValidationContext, 'sqsMessageId'>,
): { readonly key: MessageKey; readonly stream: Stream | undefined } => {
  const { shape } = emailMessageSchema;
  const stream = soundField(shape.stream, given.stream);
  return {
    key: {
      tenantId: soundField(shape.tenantId, given.tenantId) ?? 'default',
      messageId: soundField(shape.messageId, given.messageId) ?? sqsMessageId,
    },
    stream: stream !== undefined && streams?.has(stream) !== false ? stream : undefined,
  };
};

/** Key and stream in a body, without looking at anything else in it. */
export const identifyMessage = (
  body: string,
  sqsMessageId: string,
): { readonly key: MessageKey; readonly stream: Stream | undefined } => {
  const parsed = parseJson(withoutByteOrderMark(body));
  return identify(isObject(parsed) ? parsed : {}, { sqsMessageId });
};

/**
 * The fields of a message that satisfy the schema, so that the rules can check them although others
 * are invalid.
 */
const soundParts = (given: Json, issues: readonly z.core.$ZodIssue[]): Partial<EmailMessage> => {
  const faults = new Map<PropertyKey, Set<PropertyKey | undefined>>();
  for (const { path } of issues) {
    const [field, member] = path;
    if (field !== undefined) faults.set(field, (faults.get(field) ?? new Set()).add(member));
  }
  const known = Object.keys(given).filter((field) =>
    Object.hasOwn(emailMessageSchema.shape, field),
  );
  const parts = Object.fromEntries(
    known.map((field) => [field, pruned(field, given[field], faults.get(field))]),
  );
  return soundField(z.partial(emailMessageSchema), parts) ?? {};
};

/** A list, headers or tags without the invalid members; any other invalid field is removed. */
const pruned = (
  field: string,
  value: unknown,
  faults: ReadonlySet<PropertyKey | undefined> | undefined,
): unknown => {
  if (faults === undefined) return value;
  if (Array.isArray(value)) return value.filter((_, index) => !faults.has(index));
  const isMap = (field === 'headers' || field === 'tags') && isObject(value);
  return isMap
    ? Object.fromEntries(Object.entries(value).filter(([name]) => !faults.has(name)))
    : undefined;
};

const pointerReasons = (own: Json, pointer: MessagePointer | undefined): readonly string[] => {
  if (pointer === undefined) return [];
  return [
    ...(own.payload === undefined
      ? []
      : ['payload: is in the object that a payload points to; put the mail itself there']),
    ...identityFields
      .filter(
        (field) =>
          pointer[field] !== undefined && own[field] !== undefined && pointer[field] !== own[field],
      )
      .map((field) => `${field}: differs between the queue and the object in S3; give it once`),
  ];
};

const validatePointer = (given: Json, context: ValidationContext): Validation => {
  const names = identify(given, context);
  const parsed = messagePointerSchema.safeParse(given);
  if (!parsed.success)
    return {
      kind: 'rejected',
      ...names,
      reasons: capped(describeIssues(parsed.error.issues, given)),
    };
  return {
    kind: 'stored',
    key: names.key,
    stream: names.stream ?? defaultStream(context.queueLane),
    pointer: parsed.data,
  };
};

/** The reasons, cut to as many as a person reads. */
const capped = (reasons: readonly string[]): readonly string[] =>
  reasons.length <= messageLimits.reasons
    ? reasons
    : [
        ...reasons.slice(0, messageLimits.reasons),
        `message: has ${reasons.length - messageLimits.reasons} more problems; correct these first`,
      ];

const validateMail = (
  given: Json,
  outerReasons: readonly string[],
  context: ValidationContext,
): Validation => {
  const names = identify(given, context);
  const parsed = emailMessageSchema.safeParse(given);
  const sound = parsed.success ? parsed.data : soundParts(given, parsed.error.issues);
  const raw = sound.raw === undefined ? undefined : readRawMime(Buffer.from(sound.raw, 'base64'));
  const reasons = [
    ...outerReasons,
    ...(parsed.success ? [] : describeIssues(parsed.error.issues, given)),
    ...messageRules({ sound, given, ...context }),
    ...(raw?.problems ?? []).map((problem) => `raw: ${problem}`),
  ];
  if (!parsed.success || reasons.length > 0)
    return { kind: 'rejected', ...names, reasons: capped(reasons) };
  return {
    kind: 'valid',
    message: toValidMessage(parsed.data, {
      key: names.key,
      stream: names.stream ?? defaultStream(context.queueLane),
      lane: context.queueLane,
      raw,
    }),
  };
};
