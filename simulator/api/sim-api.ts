import { Hono, type HonoRequest } from 'hono';
import { decodeWords } from 'postal-mime';
import * as z from 'zod';
import { headerValue } from '../../shared/ses-api/mail/mime-headers.ts';
import type { HttpAnswer } from '../../shared/ses-api/wire/http-answer.ts';
import type { FaultSetting } from '../account/fault-setting.ts';
import { noFaults } from '../account/faults.ts';
import type { IdentityChecks } from '../account/identity-checks.ts';
import type { EventPublisher } from '../events/event-publisher.ts';
import type { MailRecord } from '../sending/mail-record.ts';
import { parseMail } from '../sending/parsed-mail.ts';
import type { ReceivedMessage, RecordedEvent } from '../sending/received-message.ts';
import type { SesWorld } from '../world.ts';
import { responseOf, type SimulatorRoutes } from './http-exchange.ts';
import { json, reading } from './sim-answers.ts';
import { simIdentityRoutes } from './sim-identities.ts';
import { simTenantRoutes } from './sim-tenants.ts';

const fraction = z.number().min(0).max(1);

/** Faults to change; those left out stay. */
export const faultsSchema = z.strictObject({
  errorBefore: fraction.optional(),
  errorAfter: fraction.optional(),
  resetBefore: fraction.optional(),
  resetAfter: fraction.optional(),
  throttled: fraction.optional(),
  eventsDuplicated: fraction.optional(),
  eventsReordered: fraction.optional(),
  eventsDelayed: fraction.optional(),
  eventDelayMs: z.number().min(0).optional(),
  eventsDropped: fraction.optional(),
});

const accountSchema = z.strictObject({
  maxSendRate: z.number().positive().optional(),
  max24HourSend: z.number().min(-1).optional(),
  isSandbox: z.boolean().optional(),
  sendingEnabled: z.boolean().optional(),
  enforcementStatus: z.enum(['HEALTHY', 'PROBATION', 'SHUTDOWN']).optional(),
  pricingPlan: z.enum(['NONE', 'ESSENTIALS', 'PRO', 'ENTERPRISE']).optional(),
  suppressedReasons: z.array(z.enum(['BOUNCE', 'COMPLAINT'])).optional(),
  review: z
    .strictObject({
      status: z.enum(['PENDING', 'FAILED', 'GRANTED', 'DENIED']),
      caseId: z.string(),
    })
    .optional(),
  recommendations: z
    .array(
      z.strictObject({
        type: z.string(),
        resourceArn: z.string(),
        description: z.string(),
        impact: z.enum(['LOW', 'HIGH']),
      }),
    )
    .optional(),
});

const foreignSchema = z.strictObject({ share: fraction, seconds: z.number().positive() });

/** A mail as lists show it. */
export interface MessageSummary {
  readonly id: string;
  readonly atMs: number;
  readonly operation: string;
  readonly from: string;
  /** The envelope. */
  readonly to: readonly string[];
  /** Decoded. */
  readonly subject: string | undefined;
  readonly configurationSet: string | undefined;
  readonly tenant: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
  readonly sizeBytes: number;
  readonly events: readonly RecordedEvent[];
}

export const summarise = ({ facts, mime, events }: ReceivedMessage): MessageSummary => {
  const subject = headerValue(facts.headers, 'Subject');
  return {
    id: facts.messageId,
    atMs: facts.acceptedAtMs,
    operation: facts.operation,
    from: facts.source,
    to: facts.destinations,
    subject: subject && decodeWords(subject),
    configurationSet: facts.configurationSet,
    tenant: facts.tenant,
    tags: Object.fromEntries(facts.tags.map(({ name, value }) => [name, value])),
    sizeBytes: mime.length,
    events,
  };
};

const notFound = json({ problem: 'This path does not exist.' }, 404);

/** Removes undefined members, so that they do not replace existing values. */
const said = <Value extends object>(value: Value): Partial<Value> => {
  const copy: Partial<Value> = { ...value };
  for (const name of Object.keys(copy))
    if (Reflect.get(copy, name) === undefined) Reflect.deleteProperty(copy, name);
  return copy;
};

const number = (parameters: URLSearchParams, name: string, otherwise: number): number => {
  const text = parameters.get(name);
  const value = Number(text);
  return text === null || text === '' || Number.isNaN(value) ? otherwise : value;
};

const detail = async (message: ReceivedMessage): Promise<unknown> => {
  const { headers, text, html, attachments } = await parseMail(message.mime);
  return {
    ...summarise(message),
    headers,
    text,
    html,
    attachments: attachments.map(({ fileName, contentType, contentId, content }) => ({
      fileName,
      contentType,
      contentId,
      sizeBytes: content.length,
    })),
  };
};

/** The message itself, as submitted. */
export const rawAnswer = ({ facts, mime }: ReceivedMessage): HttpAnswer => ({
  status: 200,
  contentType: 'message/rfc822',
  headers: {
    'content-disposition': `attachment; filename="${facts.messageId}.eml"`,
    'x-content-type-options': 'nosniff',
  },
  body: mime,
});

export interface SimApiOptions {
  readonly world: SesWorld;
  readonly faults: FaultSetting;
  readonly identityChecks: IdentityChecks;
  readonly publisher: EventPublisher | undefined;
  /** Number of outcomes that have not happened yet. */
  readonly outcomesPending: () => number;
}

/** Answer of `GET /_sim/stats`. */
export const statisticsOf = ({ world, publisher, outcomesPending }: SimApiOptions) => ({
  ...world.record.statistics(),
  outcomesPending: outcomesPending(),
  eventsPublished: publisher?.published() ?? 0,
  bytesPublished: publisher?.publishedBytes() ?? {},
  eventsWaiting: publisher?.waiting() ?? 0,
  failedPublishAttempts: publisher?.failedAttempts() ?? 0,
  foreignRecipients: world.account.foreignRecipients(),
  sentLast24Hours: world.account.sentLast24Hours(),
  ...world.account.settings(),
});

const listMessages = (record: MailRecord, parameters: URLSearchParams): HttpAnswer => {
  const since = number(parameters, 'since', Number.NEGATIVE_INFINITY);
  const limit = number(parameters, 'limit', 1000);
  const messages = [...record.messages()].filter(({ facts }) => facts.acceptedAtMs > since);
  return json(limit <= 0 ? [] : messages.slice(-limit).map(summarise));
};

/**
 * The simulator's own interface, mounted at `/_sim`: received mail and injected faults, as JSON.
 */
export const createSimApi = (options: SimApiOptions): Hono<SimulatorRoutes> => {
  const { record } = options.world;
  return new Hono<SimulatorRoutes>()
    .get('/messages', ({ req }) => responseOf(listMessages(record, searchOf(req))))
    .delete('/messages', () => {
      record.clear();
      return responseOf(json({}));
    })
    .get('/messages/:id', async ({ req }) => {
      const message = record.find(req.param('id'));
      return responseOf(message === undefined ? notFound : json(await detail(message)));
    })
    .get('/messages/:id/raw', ({ req }) => {
      const message = record.find(req.param('id'));
      return responseOf(message === undefined ? notFound : rawAnswer(message));
    })
    .get('/stats', () => responseOf(json(statisticsOf(options))))
    .get('/accepted', ({ req }) => {
      const since = number(searchOf(req), 'since', Number.NEGATIVE_INFINITY);
      return responseOf(json(record.accepted().filter(([atMs]) => atMs > since)));
    })
    .get('/copies', () => responseOf(json(record.repeated())))
    .route('/', simIdentityRoutes(options))
    .route('/', settingRoutes(options))
    .all('/*', () => responseOf(notFound));
};

const searchOf = ({ url }: HonoRequest): URLSearchParams => new URL(url).searchParams;

/** Routes that read and change the settings of the simulator. */
const settingRoutes = ({ world, faults }: SimApiOptions): Hono<SimulatorRoutes> => {
  const { account } = world;
  return new Hono<SimulatorRoutes>()
    .get('/faults', () => responseOf(json(faults.get())))
    .post('/faults', ({ var: { body } }) =>
      responseOf(
        reading(faultsSchema, body.toString('utf8'), (changes) => {
          faults.set({ ...faults.get(), ...said(changes) });
          return faults.get();
        }),
      ),
    )
    .delete('/faults', () => {
      faults.set(noFaults);
      return responseOf(json(noFaults));
    })
    .get('/account', () => responseOf(json(account.settings())))
    .post('/account', ({ var: { body } }) =>
      responseOf(
        reading(accountSchema, body.toString('utf8'), (changes) => {
          account.change(said(changes));
          return account.settings();
        }),
      ),
    )
    .post('/foreign', ({ var: { body } }) =>
      responseOf(
        reading(foreignSchema, body.toString('utf8'), ({ share, seconds }) => {
          account.addForeignSender(share, seconds);
          return { share, seconds };
        }),
      ),
    )
    .route('/', simTenantRoutes(world));
};
