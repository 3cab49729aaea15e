import { headerRules, tagRules } from './header-rules.ts';
import { tooLarge } from './largest-mail.ts';
import { messageLimits } from './message-limits.ts';
import type { EmailMessage } from './message-schema.ts';
import { inLines } from './mime-size.ts';
import type { Lane, Stream, Streams } from './streams.ts';
import { ofSender, templateReasons } from './template-reasons.ts';

/** Input of the rules: the valid parts of the message, and everything that was given. */
export interface RuleInput {
  readonly sound: Partial<EmailMessage>;
  readonly given: Readonly<Record<string, unknown>>;
  readonly queueLane: Lane;
  /** Streams of the deployment. */
  readonly streams: Streams;
  readonly nowMs: number;
}

type Rule = (input: RuleInput) => readonly string[];

/**
 * Problems beyond the form of single fields. Each reason says where and what to do, and contains no
 * value of the message.
 */
export const messageRules = (input: RuleInput): readonly string[] =>
  rules.flatMap((rule) => rule(input));

const when = (condition: boolean, reason: string): readonly string[] => (condition ? [reason] : []);

const lengthOf = (list: unknown): number => (Array.isArray(list) ? list.length : 0);

/** Fields that a template or a raw message excludes. */
const excludedBeside = {
  template: ['subject', 'text', 'html', 'raw'],
  raw: ['subject', 'text', 'html', 'attachments', 'headers', 'replyTo'],
} as const;

const excluded = (
  given: RuleInput['given'],
  content: keyof typeof excludedBeside,
): readonly string[] =>
  given[content] === undefined
    ? []
    : excludedBeside[content].flatMap((field) =>
        when(
          given[field] !== undefined,
          `${field}: cannot be combined with ${content}; remove one of them`,
        ),
      );

const contentRule: Rule = ({ given }) => {
  const isWhole = given.template !== undefined || given.raw !== undefined;
  const isWritten = given.text !== undefined || given.html !== undefined;
  return [
    ...when(!isWhole && !isWritten, 'message: has no content; give text, html, template or raw'),
    ...when(!isWhole && given.subject === undefined, 'subject: is missing; add it'),
    ...excluded(given, given.template === undefined ? 'raw' : 'template'),
  ];
};

const recipientRule: Rule = ({ given }) => {
  const count = lengthOf(given.to) + lengthOf(given.cc) + lengthOf(given.bcc);
  return [
    ...when(count === 0, 'to: there is no recipient; give at least one in to, cc or bcc'),
    ...when(
      count > messageLimits.recipients,
      `to: there are more than ${messageLimits.recipients} recipients in to, cc and bcc together; send several messages`,
    ),
  ];
};

const listRule: Rule = ({ given }) =>
  when(
    given.listManagement !== undefined &&
      lengthOf(given.to) + lengthOf(given.cc) + lengthOf(given.bcc) > 1,
    'listManagement: SES takes it for one recipient; send a message to each',
  );

const streamRule: Rule = ({ sound, queueLane, streams }) => {
  if (sound.stream === undefined) return [];
  const facts = streams.get(sound.stream);
  if (facts === undefined) return [`stream: must be one of ${[...streams.keys()].join(', ')}`];
  return when(
    facts.lane !== queueLane,
    `stream: does not belong on the ${queueLane} queue; use the other queue, or the stream ${streamsOf(streams, queueLane).join(' or ')}`,
  );
};

const streamsOf = (streams: Streams, lane: Lane): readonly Stream[] =>
  [...streams].flatMap(([name, facts]) => (facts.lane === lane ? [name] : []));

const attachmentRule: Rule = ({ sound, given }) => {
  const contentIds = (sound.attachments ?? []).flatMap(({ contentId }) =>
    contentId === undefined ? [] : [contentId],
  );
  return [
    ...(Array.isArray(given.attachments) ? given.attachments : []).flatMap(
      (attachment: unknown, index) => {
        if (typeof attachment !== 'object' || attachment === null) return [];
        const sources = ['content', 's3'].filter(
          (source) => Reflect.get(attachment, source) !== undefined,
        ).length;
        return when(
          sources !== 1,
          `attachments[${index}]: needs either content or s3; give one of them`,
        );
      },
    ),
    ...when(
      new Set(contentIds).size < contentIds.length,
      'attachments: the same contentId is used twice; make them different',
    ),
  ];
};

const timeRule: Rule = ({ sound, nowMs }) => {
  const sendAfter = sound.sendAfter === undefined ? undefined : Date.parse(sound.sendAfter);
  const expiresAt = sound.expiresAt === undefined ? undefined : Date.parse(sound.expiresAt);
  return [
    ...when(
      sendAfter !== undefined && sendAfter > nowMs + messageLimits.sendAheadMs,
      'sendAfter: is more than 13 days ahead, longer than a queue keeps it; enqueue later',
    ),
    ...when(
      sendAfter !== undefined && expiresAt !== undefined && expiresAt <= sendAfter,
      'expiresAt: is not after sendAfter, so it could never go out; correct one of them',
    ),
  ];
};

/** Checks a lower bound of the mail's size; buildMime knows it exactly. */
const sizeRule: Rule = ({ sound }) => {
  const attached = (sound.attachments ?? []).reduce(
    (sum, { content }) => sum + inLines(content?.length ?? 0),
    0,
  );
  const written = Buffer.byteLength(sound.text ?? '') + Buffer.byteLength(sound.html ?? '');
  return when(attached + written > messageLimits.mimeBytes, tooLarge);
};

/** Bytes of the parts of a template that the message itself holds. */
const partsOf = (content: NonNullable<EmailMessage['template']>['content']): number =>
  [content?.subject, content?.text, content?.html].reduce(
    (sum, part) => sum + Buffer.byteLength(part ?? ''),
    0,
  );

const templateRule: Rule = ({ sound }) => {
  if (sound.template === undefined) return [];
  const { name, content, data: values } = sound.template;
  const data = toJson(values);
  return [
    ...when(
      (name === undefined) === (content === undefined),
      'template: needs either name, of a template stored in SES, or content; give one of them',
    ),
    ...when(
      content !== undefined && content.text === undefined && content.html === undefined,
      'template.content: has no body; give text, html or both',
    ),
    ...when(
      partsOf(content) > messageLimits.templateContent,
      `template.content: comes to more than ${messageLimits.templateContent} bytes, which SES does not take; shorten it`,
    ),
    ...(sound.attachments ?? []).flatMap(({ contentType }, index) =>
      when(
        contentType.length > messageLimits.attachmentType,
        `attachments[${index}].contentType: has more than ${messageLimits.attachmentType} characters, which SES does not take beside a template; shorten it`,
      ),
    ),
    ...when(data === undefined, 'template.data: is nested too deeply; make it flatter'),
    ...when(
      (data?.length ?? 0) > messageLimits.templateData,
      `template.data: is longer than ${messageLimits.templateData} characters as JSON; put in less`,
    ),
    // Whether the link to unsubscribe is put in depends on the deployment: the sender knows.
    ...templateReasons(sound.template, ofSender),
  ];
};

/** JSON of a value; undefined when it is nested too deeply for the stack. */
const toJson = (value: unknown): string | undefined => {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
};

const headerRule: Rule = ({ sound }) => headerRules(sound.headers ?? {});
const tagRule: Rule = ({ sound }) => tagRules(sound.tags ?? {});

const rules: readonly Rule[] = [
  recipientRule,
  listRule,
  contentRule,
  streamRule,
  templateRule,
  attachmentRule,
  headerRule,
  tagRule,
  timeRule,
  sizeRule,
];
