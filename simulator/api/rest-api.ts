import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { SubmitAnswer, SubmittedContent } from '../sending/submission.ts';
import type { SesWorld } from '../world.ts';
import type { ApiCall, HttpAnswer } from './api-call.ts';
import { restMembers } from './call-members.ts';
import { checkMembers, valuesWithin } from './check-members.ts';
import {
  callThrottle,
  invalidParameter,
  type Refusal,
  refuse,
  suspendedAccount,
} from './refusal.ts';

/** A request as it came in. */
export interface RestRequest {
  readonly method: string;
  /** Path with query, as sent. */
  readonly url: string;
  readonly body: string;
  readonly isSigned: boolean;
  readonly sourceIp: string;
}

/** v2's name and status for what v1 calls by this code. */
const restErrors: Readonly<Record<string, readonly [name: string, status: number]>> = {
  Throttling: ['TooManyRequestsException', 429],
  MessageRejected: ['MessageRejected', 400],
  AccountSendingPausedException: ['SendingPausedException', 400],
  ConfigurationSetSendingPausedException: ['SendingPausedException', 400],
  MailFromDomainNotVerifiedException: ['MailFromDomainNotVerifiedException', 400],
  ConfigurationSetDoesNotExist: ['NotFoundException', 404],
  TemplateDoesNotExist: ['NotFoundException', 404],
  NotFound: ['NotFoundException', 404],
  InvalidNextToken: ['InvalidNextTokenException', 400],
  UnknownOperation: ['UnknownOperationException', 404],
  MissingAuthenticationToken: ['MissingAuthenticationTokenException', 403],
  InternalFailure: ['InternalServiceErrorException', 500],
};

const json = (
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): HttpAnswer => ({
  status,
  contentType: 'application/json',
  headers: { 'x-amzn-requestid': randomUUID(), ...headers },
  body: JSON.stringify(body),
});

const restErrorOf = (refusal: Refusal): readonly [name: string, status: number] =>
  refusal === suspendedAccount
    ? ['AccountSuspendedException', 400]
    : (restErrors[refusal.code] ?? ['BadRequestException', 400]);

const writeRestError = (refusal: Refusal): HttpAnswer => {
  const [name, status] = restErrorOf(refusal);
  return json(status, { message: refusal.message }, { 'x-amzn-errortype': name });
};

/** What one operation answers: the body, or a refusal. */
type RestAnswer = { readonly kind: 'done'; readonly body: unknown } | Refusal;

const done = (body: unknown = {}): RestAnswer => ({ kind: 'done', body });

const content = z.object({ Data: z.string(), Charset: z.string().optional() });

const addresses = z.array(z.string()).default([]);

/** Names and values that SES allows in custom headers. */
const header = z.object({
  Name: z.string().regex(/^[!-9;-@A-~]{1,126}$/),
  Value: z.string().regex(/^[ -~]{1,995}$/),
});

const base64 = z.string().transform((text) => Buffer.from(text, 'base64'));

const attachment = z.object({
  RawContent: base64,
  FileName: z.string().max(255),
  ContentType: z
    .string()
    .regex(/^[ -~]{1,78}$/)
    .default('application/octet-stream'),
});

const headers = z.array(header).max(15).default([]);
const attachments = z.array(attachment).default([]);

/** The parts of SendEmail's body that the simulator reads; call-members.ts has those that it refuses. */
const sendEmailBody = z.object({
  FromEmailAddress: z.string().optional(),
  Destination: z
    .object({ ToAddresses: addresses, CcAddresses: addresses, BccAddresses: addresses })
    .optional(),
  ReplyToAddresses: addresses,
  FeedbackForwardingEmailAddress: z.string().optional(),
  Content: z.object({
    Simple: z
      .object({
        Subject: content,
        Body: z.object({ Text: content.optional(), Html: content.optional() }),
        Headers: headers,
        Attachments: attachments,
      })
      .optional(),
    Raw: z.object({ Data: base64 }).optional(),
    Template: z
      .object({
        TemplateName: z.string().optional(),
        TemplateContent: z
          .object({
            Subject: z.string().default(''),
            Text: z.string().optional(),
            Html: z.string().optional(),
          })
          .optional(),
        TemplateData: z.string().max(262_144).default('{}'),
        Headers: headers,
        Attachments: attachments,
      })
      .optional(),
  }),
  EmailTags: z
    .array(z.object({ Name: z.string().default(''), Value: z.string().default('') }))
    .default([]),
  ConfigurationSetName: z.string().optional(),
});

type SendEmailBody = z.infer<typeof sendEmailBody>;

const suppressedDestination = z.object({
  EmailAddress: z.string(),
  Reason: z.enum(['BOUNCE', 'COMPLAINT']),
});

const sendingAttributes = z.object({ SendingEnabled: z.boolean().default(false) });

/** There are neither tenants nor contact lists here, so whatever a call names is missing. */
const missingNamed = (values: ReadonlyMap<string, string>): Refusal | undefined => {
  const tenant = values.get('TenantName');
  if (tenant !== undefined) return refuse('NotFound', `Tenant ${tenant} does not exist.`);
  const list = values.get('ListManagementOptions.ContactListName');
  return list === undefined
    ? undefined
    : refuse('NotFound', `List with name: ${list} doesn't exist.`);
};

const jsonOf = (body: string): unknown => {
  try {
    return JSON.parse(body === '' ? '{}' : body);
  } catch {
    // Whoever reads the body says what is wrong with it.
    return undefined;
  }
};

/** What stands in the address and in the body, by the names of the members; a list in the address repeats its name in the singular. */
const membersIn = ({ url, body }: RestRequest): readonly (readonly [string, string])[] => [
  ...[...new URL(url, 'http://localhost').searchParams].map(
    ([name, value]) => [name === 'Reason' ? 'Reasons[]' : name, value] as const,
  ),
  ...valuesWithin(jsonOf(body)),
];

const checkRequest = (operation: string, request: RestRequest): Refusal | undefined => {
  const values = membersIn(request);
  return checkMembers(restMembers.get(operation), values) ?? missingNamed(new Map(values));
};

/** Reads the body by a schema and carries on, or says what is wrong with it. */
const reading = <Schema extends z.ZodType>(
  schema: Schema,
  body: string,
  act: (value: z.infer<Schema>) => RestAnswer,
): RestAnswer => {
  let value: unknown;
  try {
    value = JSON.parse(body === '' ? '{}' : body);
  } catch {
    return refuse('SerializationException', 'The body is not JSON.');
  }
  const parsed = schema.safeParse(value);
  return parsed.success ? act(parsed.data) : invalidParameter(z.prettifyError(parsed.error));
};

/** @see https://docs.aws.amazon.com/ses/latest/dg/quotas.html "Maximum message size" of the v2 API */
const maxBytes = 40 * 1024 * 1024;

const nameHeaders = (list: z.infer<typeof headers>) =>
  list.map(({ Name, Value }) => ({ name: Name, value: Value }));

const nameAttachments = (list: z.infer<typeof attachments>) =>
  list.map(({ FileName, ContentType, RawContent }) => ({
    fileName: FileName,
    contentType: ContentType,
    content: RawContent,
  }));

const contentOf = (mail: SendEmailBody): SubmittedContent | undefined => {
  const { Simple: simple, Raw: raw, Template: template } = mail.Content;
  if (raw !== undefined) return { kind: 'raw', mime: raw.Data };
  const recipients = {
    to: mail.Destination?.ToAddresses ?? [],
    cc: mail.Destination?.CcAddresses ?? [],
    replyTo: mail.ReplyToAddresses,
  };
  if (simple !== undefined) {
    return {
      kind: 'simple',
      ...recipients,
      subject: simple.Subject.Data,
      text: simple.Body.Text?.Data,
      html: simple.Body.Html?.Data,
      headers: nameHeaders(simple.Headers),
      attachments: nameAttachments(simple.Attachments),
    };
  }
  if (template === undefined) return undefined;
  const inline = template.TemplateContent;
  return {
    kind: 'template',
    ...recipients,
    template:
      inline === undefined
        ? (template.TemplateName ?? '')
        : { name: '', subject: inline.Subject, text: inline.Text, html: inline.Html },
    data: [template.TemplateData],
    headers: nameHeaders(template.Headers),
    attachments: nameAttachments(template.Attachments),
  };
};

const sendEmail = (world: SesWorld, mail: SendEmailBody, sourceIp: string): RestAnswer => {
  const submitted = contentOf(mail);
  if (submitted === undefined)
    return invalidParameter('Content must hold one of Simple, Raw, Template.');
  const destination = mail.Destination;
  const all = destination && [
    ...destination.ToAddresses,
    ...destination.CcAddresses,
    ...destination.BccAddresses,
  ];
  const answer: SubmitAnswer = world.outbox.submit({
    operation: 'SendEmail',
    source: mail.FromEmailAddress,
    destinations:
      submitted.kind === 'raw' && all?.length === 0
        ? undefined
        : (all ?? (submitted.kind === 'raw' ? undefined : [])),
    returnPath: mail.FeedbackForwardingEmailAddress,
    content: submitted,
    tags: mail.EmailTags.map(({ Name, Value }) => ({ name: Name, value: Value })),
    configurationSet: mail.ConfigurationSetName,
    sourceIp,
    maxBytes,
  });
  return answer.kind === 'refused' ? answer : done({ MessageId: answer.messageId });
};

const getAccount = ({ account }: SesWorld): RestAnswer => {
  const settings = account.settings();
  return done({
    DedicatedIpAutoWarmupEnabled: false,
    EnforcementStatus: settings.enforcementStatus,
    ProductionAccessEnabled: !settings.isSandbox,
    SendQuota: {
      Max24HourSend: settings.max24HourSend,
      MaxSendRate: settings.maxSendRate,
      SentLast24Hours: account.sentLast24Hours(),
    },
    SendingEnabled: settings.sendingEnabled,
    SuppressionAttributes: { SuppressedReasons: ['BOUNCE', 'COMPLAINT'] },
  });
};

const seconds = (epochMs: number): number => Math.floor(epochMs / 1000);

const notListed = (address: string): Refusal =>
  refuse('NotFound', `Email address ${address} does not exist on your suppression list.`);

const listQuery = z.object({
  reasons: z.array(z.enum(['BOUNCE', 'COMPLAINT'])),
  startDate: z.iso.datetime({ offset: true }).nullable(),
  endDate: z.iso.datetime({ offset: true }).nullable(),
  pageSize: z.coerce.number().int().min(1).max(1000).nullable(),
});

/** Opaque to callers, as SES's are. */
const tokenOf = (next: string): string =>
  Buffer.from(JSON.stringify({ after: next })).toString('base64url');

const nextToken = z.object({ after: z.string().min(1) });

/** Where the token says to go on; undefined when it is none of ours. */
const readToken = (token: string): string | undefined => {
  try {
    return nextToken.safeParse(JSON.parse(Buffer.from(token, 'base64url').toString())).data?.after;
  } catch {
    return undefined;
  }
};

/** @see https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ListSuppressedDestinations.html */
const listSuppressed = ({ suppressionList }: SesWorld, { url }: RestRequest): RestAnswer => {
  const asked = new URL(url, 'http://localhost').searchParams;
  const query = listQuery.safeParse({
    reasons: asked.getAll('Reason'),
    startDate: asked.get('StartDate'),
    endDate: asked.get('EndDate'),
    pageSize: asked.get('PageSize'),
  });
  if (!query.success) return invalidParameter(z.prettifyError(query.error));
  const token = asked.get('NextToken');
  const after = token === null ? undefined : readToken(token);
  if (token !== null && after === undefined)
    return refuse('InvalidNextToken', 'The NextToken is invalid.');
  const { reasons, startDate, endDate, pageSize } = query.data;
  const { entries, next } = suppressionList.page({
    reasons,
    fromMs: startDate === null ? Number.NEGATIVE_INFINITY : Date.parse(startDate),
    toMs: endDate === null ? Number.POSITIVE_INFINITY : Date.parse(endDate),
    size: pageSize ?? 1000,
    after,
  });
  return done({
    SuppressedDestinationSummaries: entries.map(({ address, reason, updatedAtMs }) => ({
      EmailAddress: address,
      Reason: reason,
      LastUpdateTime: seconds(updatedAtMs),
    })),
    ...(next === undefined ? {} : { NextToken: tokenOf(next) }),
  });
};

interface Operation {
  readonly name: string;
  readonly method: string;
  readonly path: RegExp;
  readonly run: (world: SesWorld, request: RestRequest, pathValue: string) => RestAnswer;
}

const addressesPath = /^\/v2\/email\/suppression\/addresses$/;
const addressPath = /^\/v2\/email\/suppression\/addresses\/([^/]+)$/;

const operations: readonly Operation[] = [
  {
    name: 'SendEmail',
    method: 'POST',
    path: /^\/v2\/email\/outbound-emails$/,
    run: (world, { body, sourceIp }) =>
      reading(sendEmailBody, body, (mail) => sendEmail(world, mail, sourceIp)),
  },
  { name: 'GetAccount', method: 'GET', path: /^\/v2\/email\/account$/, run: getAccount },
  {
    name: 'PutAccountSendingAttributes',
    method: 'PUT',
    path: /^\/v2\/email\/account\/sending$/,
    run: ({ account }, { body }) =>
      reading(sendingAttributes, body, ({ SendingEnabled }) => {
        account.change({ sendingEnabled: SendingEnabled });
        return done();
      }),
  },
  {
    name: 'PutSuppressedDestination',
    method: 'PUT',
    path: addressesPath,
    run: ({ account, suppressionList, clock }, { body }) =>
      reading(suppressedDestination, body, ({ EmailAddress, Reason }) => {
        if (account.settings().isSandbox)
          return invalidParameter(
            'An account in the sandbox cannot add addresses to its suppression list.',
          );
        if (!/^[^\s@]+@[^\s@]+$/.test(EmailAddress))
          return invalidParameter('The email address is invalid.');
        suppressionList.put({ address: EmailAddress, reason: Reason, updatedAtMs: clock() });
        return done();
      }),
  },
  {
    name: 'ListSuppressedDestinations',
    method: 'GET',
    path: addressesPath,
    run: listSuppressed,
  },
  {
    name: 'GetSuppressedDestination',
    method: 'GET',
    path: addressPath,
    run: ({ suppressionList }, _request, address) => {
      const entry = suppressionList.get(address);
      if (entry === undefined) return notListed(address);
      const LastUpdateTime = seconds(entry.updatedAtMs);
      return done({
        SuppressedDestination: {
          EmailAddress: entry.address,
          Reason: entry.reason,
          LastUpdateTime,
        },
      });
    },
  },
  {
    name: 'DeleteSuppressedDestination',
    method: 'DELETE',
    path: addressPath,
    run: ({ suppressionList }, _request, address) =>
      suppressionList.remove(address) ? done() : notListed(address),
  },
];

const refused = (refusal: Refusal): ApiCall => ({
  isSending: false,
  run: async () => writeRestError(refusal),
  refuse: writeRestError,
});

/**
 * The part of the v2 API that goes with sending: REST with JSON; the error's name is in the header `x-amzn-errortype`.
 *
 * @param mayCall - whether this operation may be called now; undefined lifts the limit of one call per second
 */
export const createRestApi =
  (world: SesWorld, mayCall: ((action: string) => boolean) | undefined) =>
  (request: RestRequest): ApiCall => {
    if (!request.isSigned)
      return refused(refuse('MissingAuthenticationToken', 'Missing Authentication Token', 403));
    const [path = ''] = request.url.split('?');
    for (const operation of operations) {
      const match = operation.method === request.method ? operation.path.exec(path) : null;
      if (match === null) continue;
      const isSending = operation.name === 'SendEmail';
      if (!isSending && mayCall !== undefined && !mayCall(`v2 ${operation.name}`))
        return refused(callThrottle);
      const invalid = checkRequest(operation.name, request);
      if (invalid !== undefined) {
        if (isSending) world.record.refuse(invalid.code, false, false, 0, world.clock());
        return refused(invalid);
      }
      return {
        isSending,
        run: async () => {
          const answer = operation.run(world, request, decodeURIComponent(match[1] ?? ''));
          return answer.kind === 'refused' ? writeRestError(answer) : json(200, answer.body);
        },
        refuse: writeRestError,
      };
    }
    return refused(refuse('UnknownOperation', 'The simulator does not know this operation.'));
  };
